"""Pages of certificates: the public question whether one is valid, the list, one certificate, and what may happen to it."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.listing import Column, Filter, Listing, page
from sangsaeng.pages.templatetags.sangsaeng import chip
from sangsaeng.parties.rules import may, require
from sangsaeng.support.actions import certificates as actions
from sangsaeng.support.forms import selection as forms
from sangsaeng.support.models import Application, Certificate, CertificateState
from sangsaeng.support.queries.selection_pages import standing_of
from sangsaeng.support.selection_rules import whose
from sangsaeng.support.views.selection_parts import act

CHIPS = {"valid": "approved", "expired": "stopped", "cancelled": "not-adopted"}


def standing_label(standing: str) -> str:
    return {
        "valid": pgettext("certificate", "유효"),
        "expired": pgettext("certificate", "기간이 끝남"),
        "cancelled": pgettext("certificate", "취소"),
    }[standing]


def standing_chip(certificate: Certificate) -> tuple[str, str]:
    if certificate.state == CertificateState.HEARING:
        return "returned", certificate.get_state_display()
    standing = standing_of(certificate)
    return CHIPS[standing], standing_label(standing)


def verify(request: HttpRequest) -> HttpResponse:
    """Anyone asks by number: valid, expired, cancelled, or no such number; nothing else of it is told."""
    form = forms.VerifyForm(request.GET if "number" in request.GET else None)
    asked = form.is_bound and form.is_valid()
    number = form.cleaned_data["number"].strip().upper() if asked else ""
    found = Certificate.objects.filter(number=number).first() if number else None
    standing = standing_of(found) if found else ""
    context = {
        "form": form,
        "asked": asked,
        "number": number,
        "found": found is not None,
        "standing": standing,
        "chip": (CHIPS[standing], standing_label(standing)) if standing else None,
        "demonstration": found is not None and found.demonstration,
    }
    return render(request, "support/certificate_verify.html", context)


def _seen(user: Any) -> QuerySet[Certificate]:
    """All for the secretariat and the auditor, of their world; else one's own."""
    rows = Certificate.objects.select_related("application__round", "application__applicant")
    if getattr(user, "demonstration", False):
        rows = rows.filter(demonstration=True)
    if may(user, "support.read_selection"):
        return rows
    return rows.filter(application__in=Application.objects.filter(whose(user)))


CERTIFICATES = Listing(
    name="certificates",
    columns=(
        Column(
            "number",
            gettext_lazy("확인서 번호"),
            lambda c: c.number,
            link=lambda c: reverse("support:certificate", args=[c.number]),
            sort=("number",),
            width=20,
        ),
        Column(
            "firm",
            gettext_lazy("기업"),
            lambda c: c.application.firm_name,
            sort=("application__firm_name",),
            width=26,
            lang="ko",
        ),
        Column(
            "round",
            gettext_lazy("공고"),
            lambda c: c.application.round.code,
            sort=("application__round__code",),
            width=16,
            main=False,
        ),
        Column(
            "issued", gettext_lazy("낸 날"), lambda c: c.issued_on, sort=("issued_on",), width=12, main=False
        ),
        Column("until", gettext_lazy("끝나는 날"), lambda c: c.valid_until, sort=("valid_until",), width=12),
        Column(
            "state",
            gettext_lazy("상태"),
            lambda c: standing_chip(c)[1],
            html=lambda c: chip(*standing_chip(c)),
            sort=("state",),
            width=14,
        ),
    ),
    filters=(Filter("state", gettext_lazy("상태"), lambda: CertificateState.choices, lambda v: Q(state=v)),),
    search=("number", "application__firm_name"),
    search_label=gettext_lazy("확인서 찾기"),
    order="number",
    empty=gettext_lazy("확인서가 없습니다. 결과를 공개한 뒤 선정된 기업의 결과 화면에서 냅니다."),
)


def certificates(request: HttpRequest) -> HttpResponse:
    listed = page(CERTIFICATES, _seen(request.user), request)
    if isinstance(listed, HttpResponse):
        return listed
    return render(request, "support/certificates.html", {"page": listed})


def find(request: HttpRequest, number: str) -> Certificate:
    return get_object_or_404(_seen(request.user), number=number)


def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """One certificate: its validity, the way of a cancellation, and what the secretariat can do now."""
    found = find(request, number)
    manages = may(request.user, "support.select", found)
    valid = manages and found.state == CertificateState.VALID
    context = {
        "certificate": found,
        "application": found.application,
        "round": found.application.round,
        "chip": standing_chip(found),
        "manages": manages,
        "may_extend": valid and standing_of(found) == "valid",
        "may_begin": valid,
        "may_hear": manages and found.state == CertificateState.HEARING and found.heard_on is None,
        "may_decide": manages and found.state == CertificateState.HEARING and found.heard_on is not None,
        "may_publish": manages and found.published_at is None and found.state != CertificateState.CANCELLED,
        "may_withdraw_name": manages and found.published_at is not None,
    }
    return render(request, "support/certificate.html", context)


def paper(request: HttpRequest, number: str) -> HttpResponse:
    found = find(request, number)
    if found.paper is None:
        raise Http404
    return file_response(bytes(found.paper.content), filename=f"{found.paper.title}.pdf", format="pdf")


def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Issue the certificate of a selected firm."""
    application = get_object_or_404(Application.objects.select_related("round"), code=code)
    require(request.user, "support.select", application)
    form = forms.IssueForm(request.POST or None, initial={"on": timezone.localdate()})
    return act(
        request,
        lambda on: actions.issue_certificate(actor=request.user, application=application, on=on),  # type: ignore[arg-type]
        done=_("확인서를 냈습니다."),
        to=reverse("support:result", args=[code]),
        form=form,
        round=application.round,
        heading=_("확인서 내기"),
        question=f"{application.code} {application.firm_name}",
        consequences=[
            _("번호와 유효기간(%(years)d년)이 정해지고 PDF가 보관됩니다.")
            % {"years": application.round.certificate_years},
            _("누구나 번호로 유효한지 확인할 수 있습니다. 기업 이름은 보이지 않습니다."),
        ],
        told=[_("선정된 기업")],
        submit=_("확인서 내기"),
    )


def _act(request: HttpRequest, found: Certificate, deed: Any, **context: Any) -> HttpResponse:
    require(request.user, "support.select", found)
    return act(
        request,
        lambda **given: deed(actor=request.user, certificate=found, **given),
        to=reverse("support:certificate", args=[found.number]),
        template="support/certificate_confirm.html",
        certificate=found,
        **context,
    )


def publish(request: HttpRequest, number: str) -> HttpResponse:
    return _act(
        request,
        find(request, number),
        actions.publish_certificate,
        done=_("선정 기업의 이름을 공개했습니다."),
        form=forms.ConsentForm(request.POST or None),
        heading=_("기업 이름 공개"),
        consequences=[_("누구나 선정 결과에서 기업 이름과 확인서 번호를 봅니다.")],
        submit=_("이름 공개하기"),
    )


def withdraw_name(request: HttpRequest, number: str) -> HttpResponse:
    return _act(
        request,
        find(request, number),
        actions.withdraw_name,
        done=_("기업 이름을 공개 목록에서 뺐습니다."),
        form=forms.ReasonForm(request.POST or None),
        heading=_("이름 공개 철회"),
        consequences=[_("공개 목록에서 이름과 확인서 번호가 사라집니다. 확인서는 그대로 유효합니다.")],
        submit=_("이름 공개 철회"),
        kind="danger",
    )


def extend(request: HttpRequest, number: str) -> HttpResponse:
    found = find(request, number)
    until = actions.end_of_validity(found.valid_until + timedelta(days=1), actions.MOST_YEARS)
    return _act(
        request,
        found,
        actions.extend_certificate,
        done=_("유효기간을 연장했습니다."),
        form=forms.ExtendForm(request.POST or None, initial={"until": until}),
        heading=_("유효기간 연장"),
        consequences=[
            _("새 확인서 PDF가 보관되고, 앞의 것도 기록에 남습니다."),
            _("한 번에 5년까지 연장할 수 있습니다(시행령 제25조)."),
        ],
        told=[_("선정된 기업")],
        submit=_("연장하기"),
    )


def begin(request: HttpRequest, number: str) -> HttpResponse:
    today = timezone.localdate()
    return _act(
        request,
        find(request, number),
        actions.begin_hearing,
        done=_("취소 사유와 의견을 듣는 날을 알렸습니다."),
        form=forms.HearingForm(
            request.POST or None, initial={"noticed_on": today, "hearing_on": today + timedelta(days=14)}
        ),
        heading=_("취소에 앞서 의견 듣기"),
        consequences=[
            _("기업의 의견을 들은 뒤에만 취소할 수 있습니다(소부장특별법 제17조)."),
            _("정할 때까지 확인서는 유효하며 공개 화면에도 유효로 나옵니다."),
        ],
        told=[_("선정된 기업")],
        submit=_("기업에 알리기"),
        kind="danger",
    )


def hear(request: HttpRequest, number: str) -> HttpResponse:
    found = find(request, number)
    return _act(
        request,
        found,
        actions.record_hearing,
        done=_("기업의 의견을 적었습니다. 이제 취소할지 정할 수 있습니다."),
        form=forms.HeardForm(request.POST or None, initial={"heard_on": found.hearing_on}),
        heading=_("기업의 의견 적기"),
        consequences=[],
        submit=_("의견 적기"),
    )


def decide(request: HttpRequest, number: str) -> HttpResponse:
    found = find(request, number)

    def deed(*, actor: Any, certificate: Certificate, cancel: str, **given: Any) -> None:
        actions.decide_cancellation(actor=actor, certificate=certificate, cancel=cancel == "yes", **given)

    must = found.ground_kind == Certificate.Ground.FRAUD
    return _act(
        request,
        found,
        deed,
        done=_("결정을 적고 기업에 알렸습니다."),
        form=forms.CancellationForm(request.POST or None, initial={"on": timezone.localdate()}),
        heading=_("취소 여부 결정"),
        consequences=[
            _(
                "거짓이나 부정한 방법으로 선정되었다고 인정되면 반드시 취소해야 합니다. 취소하지 않으면 인정하지 않은 이유를 적으세요."
            )
            if must
            else _("취소할 수도 있고 취소하지 않을 수도 있습니다."),
            _("취소하면 공개 화면이 바로 취소로 바뀌고 공개 목록에서 이름이 빠집니다. 되돌릴 수 없습니다."),
        ],
        told=[_("선정된 기업")],
        submit=_("결정하기"),
        kind="danger",
    )
