"""Certificates of selected firms: issued, published, extended, and cancelled only after the firm was heard.

시행령 §25: valid five years at most, extendable. 소부장특별법 §17: cancelled where it was obtained by fraud, else at
discretion; the firm is heard first. Days are those of the official papers and may lie in the past.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.pages.formats import day
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import next_number
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.documents.certificate import SelectionCertificate, selection_certificate_document
from sangsaeng.records.models import DocumentFile
from sangsaeng.support.actions.posting import check_reason
from sangsaeng.support.models import (
    Application,
    ApplicationState,
    Certificate,
    CertificateState,
    Round,
    RoundState,
)

ISSUED_AS = "중소벤처기업부장관"
LEGAL_BASIS = "소부장특별법 시행령 제25조"
MOST_YEARS = 5
State = CertificateState


def end_of_validity(start: date, years: int) -> date:
    """The last day of so many years from `start`: 2026. 11. 22. and five years → 2031. 11. 21.

    >>> end_of_validity(date(2026, 11, 22), 5), end_of_validity(date(2028, 2, 29), 1)
    (datetime.date(2031, 11, 21), datetime.date(2029, 2, 28))
    """
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:  # 29 February; the year ends with the last day of February (민법 §160③)
        return date(start.year + years, 2, 28)


def issue_certificate(*, actor: User, application: Application, on: date | None = None) -> Certificate:
    """Issue the certificate of a selected firm for the years of the call; the paper is drawn, kept, and the firm told.

    Appends «support.issue_certificate». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) one that is not
    selected, a round not announced, a second one, a day to come or before the call closed.
    """
    require(actor, "support.select", application)
    on = _not_to_come("on", on or timezone.localdate())
    with transaction.atomic():
        application = (
            Application.objects.select_for_update(of=("self",))
            .select_related("round", "applicant")
            .get(pk=application.pk)
        )
        round = application.round
        if application.state != ApplicationState.SELECTED or round.state != RoundState.ANNOUNCED:
            raise ValidationError(_("결과를 공개한 뒤 선정된 기업에만 확인서를 냅니다."))
        if hasattr(application, "certificate"):
            raise ValidationError(_("이미 확인서를 낸 기업입니다."))
        if on < timezone.localdate(round.closes_at):
            raise ValidationError({"on": _("접수를 마감한 날보다 앞의 날은 적을 수 없습니다.")})
        certificate = Certificate.objects.create(
            number=_next_number(application.demonstration, on.year),
            application=application,
            issued_on=on,
            valid_until=end_of_validity(on, round.certificate_years),
            demonstration=application.demonstration,
        )
        certificate.paper = _draw(actor, certificate)
        certificate.save(update_fields=["paper"])
        data = {"application": application.code, "valid_until": certificate.valid_until.isoformat()}
        append(verb="support.issue_certificate", subject=certificate, actor=actor, data=data)
        _tell_firm(
            actor, certificate, "확인서가 나왔습니다", f"유효기간은 {day(certificate.valid_until)}까지입니다."
        )
    return certificate


@transaction.atomic
def publish_certificate(*, actor: User, certificate: Certificate, consent: str) -> Certificate:
    """Open the firm's name in the public list of results, with the firm's consent. Appends «support.publish_certificate».

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) without the consent, and one cancelled.
    """
    certificate = _hold(actor, certificate)
    if certificate.state == State.CANCELLED:
        raise ValidationError(_("취소한 확인서입니다."))
    if certificate.published_at is not None:
        raise ValidationError(_("이미 이름을 공개한 기업입니다."))
    certificate.consent = check_reason(consent, _("기업이 언제 어떻게 동의했는지 적으세요."))[:300]
    certificate.published_at = timezone.now()
    certificate.save(update_fields=["consent", "published_at"])
    _note(actor, "publish_certificate", certificate, consent=certificate.consent)
    return certificate


@transaction.atomic
def withdraw_name(*, actor: User, certificate: Certificate, reason: str) -> Certificate:
    """Take the firm's name out of the public list again. Appends «support.withdraw_name» with the reason."""
    certificate = _hold(actor, certificate)
    if certificate.published_at is None:
        raise ValidationError(_("이름을 공개하지 않은 기업입니다."))
    reason = check_reason(reason)
    certificate.published_at = None
    certificate.save(update_fields=["published_at"])
    _note(actor, "withdraw_name", certificate, reason=reason)
    return certificate


@transaction.atomic
def extend_certificate(*, actor: User, certificate: Certificate, until: date, reason: str) -> Certificate:
    """Extend the validity before it ends, by five years at most; a new paper is kept beside the first.

    Appends «support.extend_certificate». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) an expired one
    or one that is not valid, a day not after the present end, more than five years, and an empty reason.
    """
    certificate = _hold(actor, certificate)
    if certificate.state != State.VALID or certificate.valid_until < timezone.localdate():
        raise ValidationError(_("유효한 확인서만 연장할 수 있습니다."))
    if until <= certificate.valid_until:
        raise ValidationError({"until": _("지금의 끝나는 날보다 뒤의 날을 적으세요.")})
    if until > end_of_validity(certificate.valid_until + timedelta(days=1), MOST_YEARS):
        raise ValidationError({"until": _("한 번에 5년까지 연장할 수 있습니다(시행령 제25조).")})
    reason = check_reason(reason)
    was, certificate.valid_until = certificate.valid_until, until
    certificate.paper = _draw(actor, certificate, extended_on=timezone.localdate())
    certificate.save(update_fields=["valid_until", "paper"])
    data = {"from": was.isoformat(), "to": until.isoformat(), "reason": reason}
    _note(actor, "extend_certificate", certificate, **data)
    _tell_firm(actor, certificate, "확인서의 유효기간을 연장했습니다", f"이제 {day(until)}까지입니다.")
    return certificate


@transaction.atomic
def begin_hearing(
    *,
    actor: User,
    certificate: Certificate,
    ground_kind: str,
    ground: str,
    hearing_on: date,
    noticed_on: date | None = None,
) -> Certificate:
    """Give notice that the certificate may be cancelled: VALID → HEARING; the firm is told the ground and the day.

    Until the decision the certificate stays valid. Appends «support.begin_hearing». Refuses (NotAllowed) everyone but the
    secretariat; (ValidationError) one that is not valid, no ground, a notice to come, a hearing before its notice.
    """
    certificate = _hold(actor, certificate)
    noticed_on = _not_to_come("noticed_on", noticed_on or timezone.localdate())
    if certificate.state != State.VALID:
        raise ValidationError(_("유효한 확인서에만 취소 절차를 시작할 수 있습니다."))
    if ground_kind not in Certificate.Ground.values:
        raise ValidationError({"ground_kind": _("취소 사유의 종류를 고르세요.")})
    if noticed_on < certificate.issued_on:
        raise ValidationError({"noticed_on": _("확인서를 낸 날보다 앞의 날은 적을 수 없습니다.")})
    if hearing_on < noticed_on:
        raise ValidationError({"hearing_on": _("의견을 듣는 날은 알린 날보다 뒤여야 합니다.")})
    certificate.ground = check_reason(ground, _("취소하려는 이유를 300자 안에서 적으세요."))[:300]
    certificate.ground_kind, certificate.noticed_on = ground_kind, noticed_on
    certificate.hearing_on, certificate.heard_on, certificate.opinion = hearing_on, None, ""
    certificate.decided_on, certificate.decision = None, ""
    certificate.begin_hearing()
    certificate.save()
    _note(
        actor,
        "begin_hearing",
        certificate,
        ground_kind=ground_kind,
        reason=certificate.ground,
        noticed_on=noticed_on.isoformat(),
        hearing_on=hearing_on.isoformat(),
    )
    body = f"사유: {certificate.ground} 의견을 듣는 날: {day(hearing_on)}. 그날까지 말이나 글로 의견을 낼 수 있습니다."
    _tell_firm(actor, certificate, "확인서 취소에 앞서 의견을 듣습니다", body)
    return certificate


@transaction.atomic
def record_hearing(*, actor: User, certificate: Certificate, heard_on: date, opinion: str) -> Certificate:
    """Record the day of the hearing and what the firm said; also that it came and said nothing, or did not come.

    Appends «support.record_hearing». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) without a notice,
    a day to come or before the day of the hearing, and an empty record.
    """
    certificate = _hold(actor, certificate)
    if certificate.state != State.HEARING or certificate.hearing_on is None:
        raise ValidationError(_("먼저 취소 사유와 의견을 듣는 날을 기업에 알리세요."))
    _not_to_come("heard_on", heard_on)
    if heard_on < certificate.hearing_on:
        raise ValidationError({"heard_on": _("알린 날보다 먼저 의견을 들은 것으로 적을 수 없습니다.")})
    if not opinion.strip():
        text = _("기업이 무엇을 말했는지 적으세요. 오지 않았거나 말하지 않았으면 그렇게 적으세요.")
        raise ValidationError({"opinion": text})
    certificate.heard_on, certificate.opinion = heard_on, opinion.strip()
    certificate.save(update_fields=["heard_on", "opinion"])
    _note(actor, "record_hearing", certificate, heard_on=heard_on.isoformat())
    return certificate


@transaction.atomic
def decide_cancellation(
    *, actor: User, certificate: Certificate, cancel: bool, decision: str, on: date | None = None
) -> Certificate:
    """Decide after the hearing: HEARING → CANCELLED, which the public page says at once, or back to VALID.

    Where the ground is fraud, not to cancel means that no fraud was found; `decision` says why in either case. A name that
    was public is taken out of the list. Appends «support.cancel_certificate» or «support.keep_certificate»; the firm is told.
    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) before the firm was heard, an empty decision, a day
    to come or before the hearing.
    """
    certificate = _hold(actor, certificate)
    on = _not_to_come("on", on or timezone.localdate())
    if certificate.state != State.HEARING:
        raise ValidationError(_("취소 절차가 시작되지 않은 확인서입니다."))
    if certificate.heard_on is None:
        raise ValidationError(_("기업의 의견을 들은 뒤에 정할 수 있습니다(소부장특별법 제17조)."))
    if on < certificate.heard_on:
        raise ValidationError({"on": _("의견을 들은 날보다 앞의 날은 적을 수 없습니다.")})
    certificate.decision = check_reason(decision, _("정한 내용과 이유를 적으세요."))
    certificate.decided_on = on
    if cancel:
        certificate.cancel()
        certificate.published_at = None
    else:
        certificate.keep()
    certificate.save()
    _note(
        actor,
        "cancel_certificate" if cancel else "keep_certificate",
        certificate,
        reason=certificate.decision,
    )
    title = "확인서를 취소했습니다" if cancel else "확인서를 취소하지 않기로 했습니다"
    _tell_firm(actor, certificate, title, f"이유: {certificate.decision}")
    return certificate


def _hold(actor: User, certificate: Certificate) -> Certificate:
    require(actor, "support.select", certificate)
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("application__round", "application__applicant")
        .get(pk=certificate.pk)
    )


def _not_to_come(name: str, on: date) -> date:
    if on > timezone.localdate():
        raise ValidationError({name: _("오늘까지의 날짜를 적어 주세요.")})
    return on


def _next_number(demonstration: bool, year: int) -> str:
    """CE-2026-0001, of a demonstration D-CE-2026-0001 (C is the series of clocks); counted anew each year."""
    key = f"{'D-' if demonstration else ''}CE-{year}"
    return f"{key}-{next_number(key):04d}"


def _draw(actor: User, certificate: Certificate, *, extended_on: date | None = None) -> DocumentFile:
    """The certificate as PDF, kept; always in Korean."""
    from sangsaeng.records.documents import pdf

    application = certificate.application
    with override("ko"):
        document = selection_certificate_document(
            SelectionCertificate(
                number=certificate.number,
                firm=application.firm_name,
                business_number=application.business_number,
                programme=str(Round.Programme(application.round.programme).label),
                round_title=application.round.title,
                issued_on=certificate.issued_on,
                valid_until=certificate.valid_until,
                issued_as=ISSUED_AS,
                legal_basis=LEGAL_BASIS,
                written_at=timezone.now(),
                verify_at=f"‘확인서 확인’ 화면({reverse('support:verify_certificate')})",
                extended_on=extended_on,
                demonstration=certificate.demonstration,
            )
        )
    return keep_document(
        kind="selection_certificate",
        title=document.title,
        subject=certificate,
        format="pdf",
        content=pdf.render_pdf(document),
        actor=actor,
    )


def _note(actor: User, verb: str, certificate: Certificate, **data: Any) -> None:
    append(verb=f"support.{verb}", subject=certificate, actor=actor, data=data)


def _tell_firm(actor: User, certificate: Certificate, title: str, body: str) -> None:
    application = certificate.application
    people = (
        list(User.objects.filter(organisation=application.organisation_id, is_active=True))
        if (application.organisation_id)
        else []
    )
    if application.applicant is not None:
        people.append(application.applicant)
    with override("ko"):
        address = reverse("support:certificate", args=[certificate.number])
    tell(
        actor=actor,
        recipients=people,
        kind="certificate",
        title=f"{title}: {certificate.number}",
        body=body,
        url=address,
        about=certificate,
    )
