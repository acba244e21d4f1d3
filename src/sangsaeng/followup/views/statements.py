"""Pages of the right of reply: every company's rate for the secretariat, a statement as sent, its reply."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.followup.actions import statements as actions
from sangsaeng.followup.forms import purchases as forms
from sangsaeng.followup.models import RateStatement
from sangsaeng.followup.queries import rates as queries
from sangsaeng.followup.views.purchase_parts import act, attempt, mail_text, once
from sangsaeng.followup.words import purchases as words
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.parties.rules import may
from sangsaeng.proposals.history import lines
from sangsaeng.records.queries import history


def statements(request: HttpRequest) -> HttpResponse:
    """For the secretariat and the auditor every company's rate as of a day; for a company its own statements."""
    user: Any = request.user
    keeps = user.role in (Role.SECRETARIAT, Role.AUDITOR)
    as_of = _day(request.GET.get("as_of", ""))
    rows = queries.companies(user, as_of) if keeps else []
    context = {
        "keeps": keeps,
        "as_of": as_of,
        "form": forms.SendForm(initial={"as_of": as_of}),
        "rows": [
            {
                "buyer": buyer,
                "rate": rate,
                "share": words.share(rate.low, rate.high),
                "left_out": sum(rate.left_out.values()),
                "statement": statement,
            }
            for buyer, rate, statement in rows
        ],
        "totals": queries.totals(as_of, demonstration=user.demonstration) if keeps else None,
        "fewest": queries.FEWEST_COMPANIES,
        "sent": list(queries.statements_seen(user)[:100]),
        "today": timezone.localdate(),
        "may_send": may(user, "followup.manage_statements"),
    }
    return render(request, "followup/purchase_statements.html", context)


def _day(text: str) -> date:
    try:
        return min(date.fromisoformat(text), timezone.localdate())
    except ValueError:
        return timezone.localdate()


def statement_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze a company's figures and send them to it; asks once."""
    buyer = get_object_or_404(Organisation, pk=pk)
    form = forms.SendForm(request.POST if request.method == "POST" else None)
    as_of = _day(request.POST.get("as_of", request.GET.get("as_of", "")))
    form.initial["as_of"] = as_of
    return act(
        request,
        form,
        lambda given: actions.send_statement(actor=request.user, buyer=buyer, **given),
        done=_("기업에 현황을 보내고 의견을 물었습니다."),
        back=reverse("followup:statements"),
        heading=_("구매이행 현황 보내기"),
        name=buyer.name,
        answer=words.rate_sentence(queries.rate_of(buyer, as_of)),
        consequences=[
            _(
                "이 수치가 그대로 고정되어 기업에 갑니다. 기업은 14일 안에 의견을 낼 수 있습니다(이 시스템이 정한 기간)."
            ),
            _("기업이 의견을 내거나 기간이 지난 뒤에만 협의회가 봅니다. 의견은 수치 옆에 실립니다."),
        ],
        told=[buyer.name],
        submit=_("구매이행 현황 보내기"),
        demonstration=buyer.demonstration,
    )


def _find(request: HttpRequest, code: str) -> RateStatement:
    return get_object_or_404(queries.statements_seen(request.user), code=code)


def table_of(statement: RateStatement) -> list[tuple[str, str]]:
    """The frozen figures in words, line by line."""
    figures = statement.figures
    lines_ = [
        (_("기한이 된 차수"), _("%(count)s개") % {"count": figures["due"]}),
        (_("제외한 차수"), words.left_out_words(figures["left_out"])),
        (_("센 차수"), _("%(count)s개") % {"count": figures["counted"]}),
        (
            _("모두 이행"),
            _("%(full)s개(양쪽 확인 %(both)s개, 한쪽 자료만 %(one)s개)")
            % {"full": figures["full"], "both": figures["full_by_both"], "one": figures["full_by_one"]},
        ),
        (_("일부 이행"), _("%(count)s개") % {"count": figures["part"]}),
        (_("아직 구매하지 않음"), _("%(count)s개") % {"count": figures["none"]}),
        (_("알 수 없음"), _("%(count)s개") % {"count": figures["unknown"]}),
        (_("이행률(건수 기준)"), words.share(figures["low"], figures["high"])),
        (_("그 가운데 양쪽 확인만"), words.share(figures["low_by_both"])),
    ]
    if figures.get("undecided"):
        lines_.append((_("결정을 기다리는 제외 신청"), _("%(count)s개") % {"count": figures["undecided"]}))
    if figures.get("moved"):
        lines_.append((_("기한을 옮긴 차수"), _("%(count)s개") % {"count": figures["moved"]}))
    return lines_


def statement(request: HttpRequest, code: str) -> HttpResponse:
    """A statement as it was sent: the figures, the terms behind them, the reply beside them."""
    found = _find(request, code)
    user: Any = request.user
    waits = found.replied_at is None and found.withdrawn_at is None
    manages = may(user, "followup.manage_statements", found)
    context = {
        "statement": found,
        "table": table_of(found),
        "share": words.share(found.figures["low"], found.figures["high"]),
        "volumes": [
            volume
            | {
                "share": words.share(volume["low"], volume["high"]),
                "promised": words.amount(Decimal(volume["promised"])),
                "honoured": words.amount(Decimal(volume["honoured"])),
            }
            for volume in found.figures["volumes"]
        ],
        "terms": found.figures["terms"],
        "waits": waits,
        "heard": not waits or found.reply_by < timezone.localdate(),
        "manages": manages,
        "may_reply": waits and may(user, "followup.reply_statement", found),
        "may_extend": waits and manages and found.clock is not None and found.clock.can_extend,
        "links": list(found.links.all()) if manages else [],
        "lines": lines(history(found).exclude(verb="parties.tell")),
    }
    return render(request, "followup/purchase_statement.html", context)


def _frame(found: RateStatement, heading: str, **more: Any) -> dict[str, Any]:
    return {
        "heading": heading,
        "statement": found,
        "demonstration": found.demonstration,
        "told": [found.buyer.name],
    } | more


def _back(found: RateStatement) -> str:
    return reverse("followup:statement", args=(found.code,))


def statement_reply(request: HttpRequest, code: str) -> HttpResponse:
    """The company's reply, by itself or as the secretariat received it on paper."""
    found = _find(request, code)
    user: Any = request.user
    if not may(user, "followup.reply_statement", found):
        raise Http404
    enters = may(user, "followup.manage_statements", found)
    form = forms.ReplyForm(request.POST if request.method == "POST" else None, named=enters)
    return act(
        request,
        form,
        lambda given: actions.reply(actor=user, statement=found, **given),
        done=_("의견을 받았습니다."),
        back=_back(found),
        **_frame(
            found,
            _("구매이행 현황에 대한 의견"),
            answer=_("문서로 받은 의견을 그대로 옮겨 적으세요. 입력한 사람이 기록에 남습니다.")
            if enters
            else "",
            table=table_of(found),
            told=[],
            submit=_("의견 내기"),
        ),
    )


def statement_extend(request: HttpRequest, code: str) -> HttpResponse:
    """Give the company more days, once."""
    found = _find(request, code)
    return act(
        request,
        forms.ExtendForm(request.POST if request.method == "POST" else None),
        lambda given: actions.extend_reply(actor=request.user, statement=found, **given),
        done=_("기간을 늘리고 기업에 알렸습니다."),
        back=_back(found),
        **_frame(
            found,
            _("의견 기간 늘리기"),
            consequences=[_("7일까지 한 번만 늘릴 수 있습니다.")],
            submit=_("의견 기간 늘리기"),
        ),
    )


def statement_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take back a statement whose figures were wrong."""
    found = _find(request, code)
    return act(
        request,
        forms.ReasonForm(request.POST if request.method == "POST" else None),
        lambda given: actions.withdraw_statement(actor=request.user, statement=found, **given),
        done=_("현황을 철회하고 기업에 알렸습니다."),
        back=_back(found),
        **_frame(
            found,
            _("구매이행 현황 철회"),
            consequences=[
                _("협의회는 이 현황을 더 볼 수 없고 의안집에도 싣지 않습니다."),
                _("바로잡은 수치는 새로 보내야 합니다."),
            ],
            submit=_("현황 철회"),
            kind="danger",
        ),
    )


def statement_link(request: HttpRequest, code: str) -> HttpResponse:
    """A single-use link for a company without an account."""
    found = _find(request, code)
    form = forms.LinkForm(request.POST if request.method == "POST" else None)
    made: list[Any] = []
    if request.method == "POST" and attempt(
        form, lambda given: made.append(actions.make_reply_link(actor=request.user, statement=found, **given))
    ):
        link, secret = made[0]
        context = {
            "statement": found,
            "link": link,
            "text": mail_text(request, link, secret),
            "back": _back(found),
        }
        return once(render(request, "followup/purchase_link.html", context))
    context = _frame(
        found,
        _("확인 링크 만들기"),
        form=form,
        cancel=_back(found),
        kind="primary",
        told=[],
        answer=_(
            "계정이 없는 기업이 현황을 보고 의견을 내는 링크입니다. 문구를 복사해 사무국 전자우편으로 보내세요."
        ),
        consequences=[_("앞서 만든, 쓰지 않은 링크는 닫힙니다.")],
        submit=_("확인 링크 만들기"),
    )
    return render(request, "followup/purchase_act.html", context, status=422 if form.errors else 200)
