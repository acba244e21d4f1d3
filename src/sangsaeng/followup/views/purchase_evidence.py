"""Pages of what the two companies tell of a term: evidence, exemptions and their files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from sangsaeng.followup.actions import evidence as actions
from sangsaeng.followup.forms import purchases as forms
from sangsaeng.followup.models import Evidence, Exemption
from sangsaeng.followup.queries.purchases import seen, sees_amounts
from sangsaeng.followup.views.purchase_parts import act, deadline, download, find_term, frame, home
from sangsaeng.parties.rules import may


def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay an order, a delivery or an invoice beside a term."""
    term = find_term(request, pk)
    purchase = term.purchase
    if not may(request.user, "followup.add_evidence", purchase):
        raise Http404
    form = forms.EvidenceForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        unit=purchase.unit,
        picks_side=may(request.user, "followup.manage_purchase", purchase),
        initial={"side": actions.side_of(request.user, purchase)},
    )
    return act(
        request,
        form,
        lambda given: actions.add_evidence(actor=request.user, term=term, **form.for_action()),
        done=_("자료를 더하고 상대 회사에 알렸습니다."),
        back=home(purchase),
        **frame(
            purchase,
            _("%(number)d차에 구매 자료 더하기") % {"number": term.number},
            answer=deadline(term),
            submit=_("자료 더하기"),
        ),
    )


def evidence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take evidence back, with a reason."""
    row = _evidence(request, pk)
    purchase = row.term.purchase
    return act(
        request,
        forms.ReasonForm(request.POST if request.method == "POST" else None),
        lambda given: actions.withdraw_evidence(actor=request.user, evidence=row, **given),
        done=_("자료를 철회하고 두 회사에 알렸습니다."),
        back=home(purchase),
        **frame(
            purchase,
            _("구매 자료 철회"),
            consequences=[
                _("이 자료는 더 세지 않습니다. 줄을 그은 채 기록에 남습니다."),
                _("같은 번호를 다시 적을 수 있습니다."),
            ],
            submit=_("자료 철회"),
            kind="danger",
        ),
    )


def _evidence(request: HttpRequest, pk: int) -> Evidence:
    rows = Evidence.objects.filter(term__purchase__in=seen(request.user)).select_related(
        "term__purchase__model", "term__purchase__buyer", "term__purchase__supplier", "file"
    )
    return get_object_or_404(rows, pk=pk)


def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of an evidence, for who may read the commitment whole."""
    row = _evidence(request, pk)
    return _file(request, row)


def _file(request: HttpRequest, row: Any) -> HttpResponse:
    if row.file is None or not sees_amounts(request.user, row.term.purchase):
        raise Http404
    return download(row.file)


def exemption_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a term be left out, with its evidence."""
    term = find_term(request, pk)
    purchase = term.purchase
    if not may(request.user, "followup.ask_exemption", purchase):
        raise Http404
    form = forms.ExemptionForm(request.POST if request.method == "POST" else None, request.FILES or None)
    return act(
        request,
        form,
        lambda given: actions.ask_exemption(actor=request.user, term=term, **form.for_action()),
        done=_("제외를 신청했습니다. 사무국이 결정하면 알려 드립니다."),
        back=home(purchase),
        **frame(
            purchase,
            _("%(number)d차 제외 신청") % {"number": term.number},
            answer=deadline(term),
            consequences=[
                _("사무국이 근거를 보고 결정합니다. 결정 전에는 그대로 셉니다."),
                _("인정되면 이 차수는 이행률에서 빠집니다."),
            ],
            submit=_("제외 신청하기"),
        ),
    )


def _exemption(request: HttpRequest, pk: int) -> Exemption:
    rows = Exemption.objects.filter(term__purchase__in=seen(request.user)).select_related(
        "term__purchase__model", "term__purchase__buyer", "term__purchase__supplier", "file"
    )
    return get_object_or_404(rows, pk=pk)


def exemption_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on an exemption, with a reason."""
    row = _exemption(request, pk)
    purchase = row.term.purchase
    return act(
        request,
        forms.DecideForm(request.POST if request.method == "POST" else None),
        lambda given: actions.decide_exemption(actor=request.user, exemption=row, **given),
        done=_("결정을 적고 두 회사에 알렸습니다."),
        back=home(purchase),
        **frame(
            purchase,
            _("%(number)d차 제외 신청 결정") % {"number": row.term.number},
            answer=deadline(row.term),
            exemption=row,
            consequences=[
                _("인정하면 이 차수는 이행률에서 빠지고 알림이 끝납니다."),
                _("인정하지 않으면 그대로 세고 계속 알립니다. 결정은 되돌릴 수 없습니다."),
            ],
            submit=_("결정 저장"),
        ),
    )


def exemption_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of an exemption, for who may read the commitment whole."""
    return _file(request, _exemption(request, pk))
