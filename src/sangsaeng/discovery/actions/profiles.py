"""The verbs on capability profiles: register, describe, add, change, withdraw, check; and to hide a firm's record."""

import unicodedata
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.analysis.identity import numbers
from sangsaeng.discovery import codes, profile_rules
from sangsaeng.discovery.choices import Kind, ListedFor, Province, Sector
from sangsaeng.discovery.indexing import firm_changed
from sangsaeng.discovery.models import Firm, Match, Profile, ProfileEntry, RegistrationNumber
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import SYSTEM, Actor, append, keep_document
from sangsaeng.records.documents.content import clean
from sangsaeng.records.uploads import kind_of

Level = ProfileEntry.Level
BASE = {"sector": Sector, "kind": Kind, "province": Province, "size": Profile.Size}
TEXTS = {"name": 200, "detail": 1000, "number": 100, "issuer": 200, "value": 60, "unit": 30}
DAYS = ("on", "valid_until")
USE = ("matchable", "visibility")
MOST_ENTRIES = 500


def tell_index(firm: Firm) -> None:
    """The index of the matching takes the change up; within the transaction that makes it."""
    firm_changed(firm.pk)


def _refuse_unless(ok: bool, name: str, text: str) -> None:
    if not ok:
        raise ValidationError({name: text})


def _text(name: str, value: Any, most: int, empty: str = "") -> str:
    text = clean(unicodedata.normalize("NFC", str(value or ""))).strip()
    _refuse_unless(bool(text) or not empty, name, empty)
    _refuse_unless(len(text) <= most, name, _("%(most)d자 안에서 적으세요.") % {"most": most})
    return text


def _base(values: dict[str, Any]) -> dict[str, str]:
    found = {}
    for name, choices in BASE.items():
        found[name] = str(values.get(name) or "")
        _refuse_unless(found[name] in ("", *choices.values), name, _("목록에서 고르세요."))
    found["summary"] = _text("summary", values.get("summary"), 300)
    return found


@transaction.atomic
def register_firm(*, actor: User, business_number: str, **values: Any) -> Firm:
    """Make the record of one's own firm (기업 등록); append «discovery.register_firm» and tell the secretariat.

    It is shown to others, and ranked, once the secretariat has checked the number. Refuses (NotAllowed) who is no SME;
    (ValidationError) an account without organisation, a firm that has a record, a number whose check digit is wrong, one of
    the other world, or one under which a firm is known already.
    """
    require(actor, profile_rules.REGISTER)
    organisation = actor.organisation
    if organisation is None:
        raise ValidationError(_("계정에 기업이 이어져 있지 않습니다. 사무국에 알려 주세요."))
    if Firm.everything.filter(organisation=organisation).exists():
        raise ValidationError(_("이미 등록한 기업입니다. 프로필에서 고치세요."))
    number = numbers.digits(business_number)
    _refuse_unless(
        numbers.is_business_number(number),
        "business_number",
        _("맞지 않는 사업자등록번호입니다. 숫자 10자리를 확인하세요."),
    )
    _refuse_unless(
        numbers.is_demonstration(number) == organisation.demonstration,
        "business_number",
        _("시연 기업은 000으로 시작하는 번호만, 실제 기업은 실제 번호만 쓸 수 있습니다."),
    )
    known = RegistrationNumber.objects.filter(number__in=(number, numbers.written(number)))
    taken = _("이 번호로 등록된 기업이 이미 있습니다. 사무국에 알리면 기록을 이어 드립니다.")
    _refuse_unless(not known.exists(), "business_number", taken)
    base = _base(values)
    firm = Firm(
        code=codes.draw(Firm.everything.all(), "F", demonstration=organisation.demonstration)[0],
        organisation=organisation,
        listed_for=ListedFor.REGISTERED,
        sector=base["sector"],
        kind=base["kind"],
        region=base["province"],
        product_check=Firm.ProductCheck.UNCHECKED,
        is_shown=False,
        hidden_because="등록 번호 확인 전",
    )
    try:
        with transaction.atomic():
            firm.save(force_insert=True)
            RegistrationNumber.objects.create(
                firm=firm, register=RegistrationNumber.Register.BUSINESS, number=numbers.written(number)
            )
    except IntegrityError:
        raise ValidationError({"business_number": taken}) from None
    Profile.objects.create(firm=firm, registered_by=actor.username, **base)
    append(verb="discovery.register_firm", subject=firm, actor=actor)
    _tell_office(actor, firm, f"기업 등록을 확인하세요: {organisation.name}")
    return firm


def _tell_office(actor: Actor, firm: Firm, title: str) -> None:
    tell(
        actor=actor,
        recipients=User.objects.filter(role=Role.SECRETARIAT, is_active=True),
        kind="profile",
        title=title[:200],
        url=reverse("discovery:profile", args=[firm.code]),
        about=firm,
    )


def _tell_firm(actor: Actor, firm: Firm, title: str, body: str = "") -> None:
    people = User.objects.filter(organisation=firm.organisation_id, is_active=True)
    tell(
        actor=actor,
        recipients=[each for each in people if each.username != actor.username],
        kind="profile",
        title=title[:200],
        body=body,
        url=reverse("discovery:profile", args=[firm.code]),
        about=firm,
    )


def held(firm: Firm) -> Firm:
    """The firm read anew, its row held; everything of a profile is changed under it."""
    return Firm.everything.select_for_update(of=("self",)).select_related("organisation").get(pk=firm.pk)


@transaction.atomic
def accept_firm(*, actor: User, firm: Firm, how: str) -> Firm:
    """Check a registered firm's number: the firm is shown and ranked from now on; append «discovery.accept_firm».

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) without how it was checked, or checked already.
    """
    require(actor, profile_rules.CHECK, firm)
    firm = held(firm)
    profile = Profile.objects.filter(firm=firm, checked_at__isnull=True).first()
    if profile is None or firm.listed_for != ListedFor.REGISTERED:
        raise ValidationError(_("이미 확인했거나 등록을 기다리지 않는 기업입니다."))
    how = _text("how", how, 300, _("어떻게 확인했는지 적으세요."))
    profile.checked_at, profile.checked_by = timezone.now(), actor.username
    profile.save(update_fields=["checked_at", "checked_by"])
    firm.is_shown, firm.hidden_because = True, ""
    firm.save(update_fields=["is_shown", "hidden_because"])
    append(verb="discovery.accept_firm", subject=firm, actor=actor, data={"reason": how})
    _tell_firm(actor, firm, "기업 등록을 확인했습니다")
    tell_index(firm)
    return firm


@transaction.atomic
def describe_firm(*, actor: User, firm: Firm, **values: Any) -> Profile:
    """Write what the firm says of itself as a whole; append «discovery.describe_firm» with the fields that changed.

    The public facts of the firm stay as they are. Refuses (NotAllowed) anyone but the firm; (ValidationError) what is not
    among the choices.
    """
    require(actor, profile_rules.KEEP, firm)
    firm = held(firm)
    profile, _made = Profile.objects.get_or_create(firm=firm, defaults={"registered_by": actor.username})
    base = _base(values)
    changed = sorted(name for name, value in base.items() if getattr(profile, name) != value)
    if changed:
        before = {name: getattr(profile, name) for name in changed}
        for name in changed:
            setattr(profile, name, base[name])
        profile.changed_at = timezone.now()
        profile.save()
        append(
            verb="discovery.describe_firm",
            subject=firm,
            actor=actor,
            data={"changed": changed, "before": before},
        )
        tell_index(firm)
    return profile


def _entry(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """The fields of an entry, checked; what its kind does not have stays empty."""
    empty = _("이름을 적으세요. 예: 무슨 제품, 무슨 공정인지.")
    found: dict[str, Any] = {
        name: _text(name, values.get(name), most, empty if name == "name" else "")
        for name, most in TEXTS.items()
    }
    for name in DAYS:
        found[name] = values.get(name) or None
        _refuse_unless(found[name] is None or isinstance(found[name], date), name, _("날짜를 적으세요."))
    found["kolas"] = values.get("kolas")
    _refuse_unless(found["on"] is None or found["on"] <= timezone.localdate(), "on", _("지난 날을 적으세요."))
    if kind in (ProfileEntry.Kind.CERTIFICATE, ProfileEntry.Kind.PATENT):
        _refuse_unless(bool(found["number"]), "number", _("번호를 적으세요. 번호로 확인합니다."))
    if kind == ProfileEntry.Kind.TEST:
        _refuse_unless(bool(found["value"]), "value", _("시험한 값을 적으세요."))
        _refuse_unless(bool(found["issuer"]), "issuer", _("시험한 기관을 적으세요."))
    return found


def _use(values: dict[str, Any]) -> dict[str, Any]:
    visibility = values.get("visibility") or ProfileEntry.Visibility.PUBLIC
    _refuse_unless(visibility in ProfileEntry.Visibility.values, "visibility", _("목록에서 고르세요."))
    return {"matchable": bool(values.get("matchable")), "visibility": visibility}


@transaction.atomic
def add_entry(
    *, actor: User, firm: Firm, kind: str, evidence: tuple[str, bytes] | None = None, **values: Any
) -> ProfileEntry:
    """Add an entry to one's own firm's profile, as stated or, with a paper (name, content), as evidenced.

    A product may be ranked on unless the firm says no, anything else only where it says yes. Appends «discovery.add_entry».
    Refuses (NotAllowed) anyone but the firm; (ValidationError by field) what is missing, the same entry twice, too many.
    """
    require(actor, profile_rules.KEEP, firm)
    _refuse_unless(kind in ProfileEntry.Kind.values, "kind", _("목록에서 고르세요."))
    found = _entry(kind, values)
    use = _use({"matchable": kind == ProfileEntry.Kind.PRODUCT, **values})
    firm = held(firm)
    Profile.objects.get_or_create(firm=firm, defaults={"registered_by": actor.username})
    live = firm.entries.filter(withdrawn_at__isnull=True)
    if live.count() >= MOST_ENTRIES:
        raise ValidationError(_("항목은 %(most)d개까지 적을 수 있습니다.") % {"most": MOST_ENTRIES})
    same = live.filter(kind=kind, name=found["name"], number=found["number"], value=found["value"])
    _refuse_unless(not same.exists(), "name", _("같은 항목이 이미 있습니다. 그 항목을 고치세요."))
    entry = ProfileEntry.objects.create(firm=firm, kind=kind, made_by=actor.username, **found, **use)
    if evidence is not None:
        _keep_evidence(actor, entry, evidence)
    append(
        verb="discovery.add_entry", subject=firm, actor=actor, data={"entry": entry.pk, "kind": kind, **use}
    )
    tell_index(firm)
    return entry


def _keep_evidence(actor: User, entry: ProfileEntry, evidence: tuple[str, bytes]) -> None:
    name, content = evidence
    try:
        format_ = kind_of(content, name)
    except ValidationError as refused:
        raise ValidationError({"evidence": refused.messages}) from None
    entry.evidence = keep_document(
        kind="profile_evidence",
        title=clean(name)[-200:],
        subject=entry.firm,
        format=format_,
        content=content,
        actor=actor,
    )
    entry.level = Level.EVIDENCED
    entry.save(update_fields=["evidence", "level"])


@transaction.atomic
def change_entry(
    *, actor: User, entry: ProfileEntry, evidence: tuple[str, bytes] | None = None, **values: Any
) -> ProfileEntry:
    """Change an entry. New words or a new paper take a check back to what the firm states; who sees it does not.

    Appends «discovery.change_entry» with what stood before. Refuses as `add_entry`; also one that is withdrawn.
    """
    require(actor, profile_rules.KEEP, entry.firm)
    found, use = _entry(entry.kind, values), _use(values)
    firm = held(entry.firm)
    entry = ProfileEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    entry.firm = firm
    if entry.withdrawn_at is not None:
        raise ValidationError(_("철회한 항목입니다. 새로 더하세요."))
    said = {name: value for name, value in found.items() if getattr(entry, name) != value}
    used = {name: value for name, value in use.items() if getattr(entry, name) != value}
    before = {name: _plain(getattr(entry, name)) for name in (*said, *used)}
    for name, value in (said | used).items():
        setattr(entry, name, value)
    if said:
        entry.level = Level.EVIDENCED if entry.evidence_id else Level.STATED
        entry.verified_by, entry.verified_at, entry.verified_how = "", None, ""
        entry.returned_because = ""
    if said or used:
        entry.changed_at = timezone.now()
        entry.save()
    if evidence is not None:
        entry.verified_by, entry.verified_at, entry.verified_how = "", None, ""
        entry.returned_because = ""
        entry.save()
        _keep_evidence(actor, entry, evidence)
    if said or used or evidence is not None:
        append(
            verb="discovery.change_entry",
            subject=firm,
            actor=actor,
            data={"entry": entry.pk, "before": before, "paper": evidence is not None},
        )
        tell_index(firm)
    return entry


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def withdraw_entry(*, actor: User, entry: ProfileEntry, reason: str) -> ProfileEntry:
    """Withdraw an entry: nobody but the firm, the secretariat and the auditors sees it, and it is ranked on no more.

    Appends «discovery.withdraw_entry». The firm does it, or the secretariat upon a request. Refuses (NotAllowed) others;
    (ValidationError) no reason, or withdrawn already.
    """
    office = actor.role == Role.SECRETARIAT
    require(actor, profile_rules.CHECK if office else profile_rules.KEEP, entry.firm)
    reason = _text("reason", reason, 300, _("철회하는 이유를 적으세요."))
    firm = held(entry.firm)
    entry = ProfileEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.withdrawn_at is not None:
        raise ValidationError(_("이미 철회한 항목입니다."))
    entry.withdrawn_at, entry.withdrawn_because = timezone.now(), reason
    entry.save(update_fields=["withdrawn_at", "withdrawn_because"])
    append(
        verb="discovery.withdraw_entry", subject=firm, actor=actor, data={"entry": entry.pk, "reason": reason}
    )
    if office:
        _tell_firm(actor, firm, f"프로필 항목을 철회했습니다: {entry.name}", reason)
    tell_index(firm)
    return entry


@transaction.atomic
def restore_entry(*, actor: User, entry: ProfileEntry) -> ProfileEntry:
    """Undo a withdrawal; append «discovery.restore_entry». Refuses (NotAllowed) all but firm and secretariat."""
    office = actor.role == Role.SECRETARIAT
    require(actor, profile_rules.CHECK if office else profile_rules.KEEP, entry.firm)
    firm = held(entry.firm)
    entry = ProfileEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.withdrawn_at is None:
        raise ValidationError(_("철회한 항목이 아닙니다."))
    entry.withdrawn_at, entry.withdrawn_because = None, ""
    entry.save(update_fields=["withdrawn_at", "withdrawn_because"])
    append(verb="discovery.restore_entry", subject=firm, actor=actor, data={"entry": entry.pk})
    tell_index(firm)
    return entry


@transaction.atomic
def check_entry(*, actor: User, entry: ProfileEntry, level: str, how: str) -> ProfileEntry:
    """Say how far an entry was checked: confirmed by the secretariat, or held against a public register; tell the firm.

    Appends «discovery.check_entry». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) another level, no
    word of how (which paper, which register, which day), and an entry that is withdrawn or expired.
    """
    require(actor, profile_rules.CHECK, entry.firm)
    _refuse_unless(level in (Level.CONFIRMED, Level.REGISTER), "level", _("목록에서 고르세요."))
    how = _text("how", how, 300, _("무엇으로 확인했는지 적으세요. 예: 인증서 원본, 등록부와 조회한 날."))
    firm = held(entry.firm)
    entry = ProfileEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.withdrawn_at is not None or entry.is_expired():
        raise ValidationError(_("철회했거나 기간이 끝난 항목은 확인할 수 없습니다."))
    entry.level, entry.verified_how = level, how
    entry.verified_by, entry.verified_at, entry.returned_because = actor.username, timezone.now(), ""
    entry.save()
    append(
        verb="discovery.check_entry",
        subject=firm,
        actor=actor,
        data={"entry": entry.pk, "level": level, "reason": how},
    )
    _tell_firm(actor, firm, f"프로필 항목을 확인했습니다: {entry.name}")
    tell_index(firm)
    return entry


@transaction.atomic
def return_entry(*, actor: User, entry: ProfileEntry, reason: str) -> ProfileEntry:
    """Ask the firm to supplement an entry (보완): it stays as stated, with what is missing; append «discovery.return_entry»."""
    require(actor, profile_rules.CHECK, entry.firm)
    reason = _text("how", reason, 300, _("무엇을 보완하면 되는지 적으세요."))
    firm = held(entry.firm)
    entry = ProfileEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.withdrawn_at is not None:
        raise ValidationError(_("이미 철회한 항목입니다."))
    entry.returned_because = reason
    entry.level = Level.EVIDENCED if entry.evidence_id else Level.STATED
    entry.verified_by, entry.verified_at, entry.verified_how = "", None, ""
    entry.save()
    append(
        verb="discovery.return_entry", subject=firm, actor=actor, data={"entry": entry.pk, "reason": reason}
    )
    _tell_firm(actor, firm, f"프로필 항목을 보완해 주세요: {entry.name}", reason)
    tell_index(firm)
    return entry


def remind_of_ends(*, actor: Actor = SYSTEM, today: date | None = None) -> int:
    """Tell each firm once of every entry whose validity ends soon; how many. For the daily run beside the clocks.

    Appends «discovery.remind_of_end» for each. The message is written in Korean, as all messages are.
    """
    today = today or timezone.localdate()
    done = 0
    soon = ProfileEntry.objects.filter(withdrawn_at__isnull=True, valid_until__gte=today)
    for pk in soon.values_list("pk", flat=True):
        with transaction.atomic(), override("ko"):
            entry = ProfileEntry.objects.select_for_update(of=("self",)).select_related("firm").get(pk=pk)
            if not entry.ends_soon(today) or entry.reminded_for == entry.valid_until:
                continue
            entry.reminded_for = entry.valid_until
            entry.save(update_fields=["reminded_for"])
            append(verb="discovery.remind_of_end", subject=entry.firm, actor=actor, data={"entry": entry.pk})
            _tell_firm(
                actor,
                entry.firm,
                f"곧 유효기간이 끝납니다: {entry.name} ({entry.valid_until:%Y-%m-%d})",
                f"끝난 뒤에는 {'매칭과 ' if entry.matchable else ''}완성도에서 빠집니다. 새 증서가 나오면 항목을 고쳐 주세요.",
            )
            done += 1
    return done


@transaction.atomic
def hide_firm(*, actor: User, firm: Firm, reason: str) -> Firm:
    """Take a firm's record out of lists, search, ranking and API; the record stays. Append «discovery.hide_firm».

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) no reason, or hidden already.
    """
    require(actor, profile_rules.HIDE, firm)
    reason = _text("reason", reason, 300, _("숨기는 이유를 적으세요."))
    firm = held(firm)
    if not firm.is_shown:
        raise ValidationError(_("이미 숨긴 기업입니다."))
    firm.is_shown, firm.hidden_because = False, reason
    firm.save(update_fields=["is_shown", "hidden_because"])
    Match.everything.filter(firm=firm).delete()
    append(verb="discovery.hide_firm", subject=firm, actor=actor, data={"reason": reason})
    _tell_firm(actor, firm, "기업의 기록을 목록과 매칭에서 내렸습니다", reason)
    tell_index(firm)
    return firm


@transaction.atomic
def show_firm(*, actor: User, firm: Firm) -> Firm:
    """Undo `hide_firm`: the record stands in the lists again, and in the next ranking; append «discovery.show_firm».

    Refuses also (ValidationError) a firm whose registration was never checked: it is accepted, not shown again.
    """
    require(actor, profile_rules.HIDE, firm)
    firm = held(firm)
    if firm.is_shown:
        raise ValidationError(_("숨긴 기업이 아닙니다."))
    waiting = Profile.objects.filter(firm=firm, checked_at__isnull=True).exists()
    if waiting and firm.listed_for == ListedFor.REGISTERED:
        raise ValidationError(_("아직 등록을 확인하지 않은 기업입니다. 먼저 등록을 확인하세요."))
    firm.is_shown, firm.hidden_because = True, ""
    firm.save(update_fields=["is_shown", "hidden_because"])
    append(verb="discovery.show_firm", subject=firm, actor=actor)
    _tell_firm(actor, firm, "기업의 기록을 다시 보이게 했습니다")
    tell_index(firm)
    return firm
