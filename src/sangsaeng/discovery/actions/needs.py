"""The verbs on needs that come in here: added from a survey, a fair or a posting; published, changed, withdrawn."""

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.discovery import codes, survey_rules
from sangsaeng.discovery.choices import (
    DemandBasis,
    Granularity,
    Kind,
    NeedOrigin,
    NeedState,
    Province,
    Sector,
)
from sangsaeng.discovery.indexing import need_changed
from sangsaeng.discovery.models import Match, Need, NeedSignal, Survey, SurveyFile, Volume, WantedBy
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import Actor, append
from sangsaeng.records.documents.content import clean

LONGEST = {"title": 300, "detail": 4000, "company": 200, "import_from": 100, "contact": 200}
UNNAMED = "비공개"
BASIS = {
    NeedOrigin.SURVEY: DemandBasis.SURVEY,
    NeedOrigin.FAIR: DemandBasis.FAIR,
    NeedOrigin.POSTING: DemandBasis.UNDISCLOSED,
}


@dataclass(frozen=True, slots=True)
class Given:
    """What a company says that it needs. `company` is its name; an anonymous need shows it to nobody but the secretariat."""

    title: str
    field: str
    detail: str = ""
    company: str = ""
    kind: str = ""
    hs_code: str = ""
    import_from: str = ""
    volume: str = ""
    wanted_by: str = ""
    province: str = ""
    contact: str = ""
    anonymous: bool = False

    def digest(self) -> str:
        """The same for the same words, however they were spaced."""
        return _hash(*(str(getattr(self, name)) for name in self.__slots__))

    def key(self) -> str:
        """The same for one company's one need, whatever else is said of it."""
        return _hash(self.company, self.title, self.hs_code)


def _hash(*parts: str) -> str:
    plain = ["".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in parts]
    return hashlib.sha256("\x1f".join(plain).encode()).hexdigest()


def checked(given: Given) -> Given:
    """The same, cleaned; refuses (ValidationError by field) what is missing, too long or not among the choices."""
    texts: dict[str, Any] = {name: clean(getattr(given, name)).strip() for name in LONGEST}
    problems: dict[str, str] = {}
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            problems[name] = _("%(most)d자 안에서 적으세요.") % {"most": most}
    if not texts["title"]:
        problems["title"] = _("필요한 품목의 이름을 적으세요.")
    if not texts["company"]:
        problems["company"] = _("수요기업의 이름을 적으세요.")
    hs = "".join(each for each in unicodedata.normalize("NFKC", given.hs_code) if each not in ".- \t")
    if hs and not (hs.isascii() and hs.isdecimal() and len(hs) in (2, 4, 6, 10)):
        problems["hs_code"] = _("HS 번호는 숫자 2, 4, 6, 10자리입니다. 모르면 비워 두세요.")
    for name, choices in (
        ("field", Sector), ("kind", Kind), ("volume", Volume), ("wanted_by", WantedBy), ("province", Province),
    ):  # fmt: skip
        value = getattr(given, name)
        if value not in choices.values and (value or name == "field"):
            problems[name] = _("목록에서 고르세요.")
    if problems:
        raise ValidationError(problems)
    return replace(given, hs_code=hs, **texts)


def rows_of(
    given: list[Given],
    *,
    actor: Actor,
    origin: str,
    posted_by: list[Organisation | None],
    demonstration: bool,
    survey: Survey | None = None,
    file: SurveyFile | None = None,
    lines: list[int] | None = None,
) -> list[Need]:
    """Needs and what came with them, in two statements; nobody sees them yet. Call it inside a transaction."""
    drawn = codes.draw(Need.everything.all(), "N", len(given), demonstration=demonstration)
    year = timezone.localdate().year
    needs = [
        Need(
            code=code,
            title=one.title,
            detail=one.detail,
            demand_firm=UNNAMED if one.anonymous else one.company,
            demand_firm_basis=DemandBasis.UNDISCLOSED if one.anonymous else BASIS[NeedOrigin(origin)],
            programme_ko=survey.title if survey and not one.anonymous else "",
            field=one.field,
            year=year,
            granularity=Granularity.SPECIFIC,
            hs_code=one.hs_code,
            origin=origin,
            state=NeedState.RECEIVED,
            anonymous=one.anonymous,
            posted_by=owner,
            demonstration=demonstration,
        )
        for code, one, owner in zip(drawn, given, posted_by, strict=True)
    ]
    made = Need.everything.bulk_create(needs, batch_size=500)
    NeedSignal.objects.bulk_create(
        (
            NeedSignal(
                need=need, survey=survey, file=file, line=lines[at] if lines else None,
                key=one.key(), digest=one.digest(), made_by=actor.username, **_signal(one),
            )
            for at, (need, one) in enumerate(zip(made, given, strict=True))
        ),
        batch_size=500,
    )  # fmt: skip
    return made


def _signal(one: Given) -> dict[str, Any]:
    names = ("company", "kind", "import_from", "volume", "wanted_by", "province", "contact")
    return {name: getattr(one, name) for name in names}


def add_need(
    *,
    actor: Actor,
    given: Given,
    origin: str,
    posted_by: Organisation | None = None,
    survey: Survey | None = None,
    demonstration: bool | None = None,
) -> Need:
    """Take in one need (RECEIVED) and append «discovery.add_need»; nobody but its owner and the secretariat sees it yet.

    A person of a company adds for his own company; the secretariat and the system say whose it is (or nobody's who has an
    account). What a demonstration account adds is demonstration. Refuses (NotAllowed) who may not add; (ValidationError by
    field) what is missing or not among the choices, a company of the other world, and, for a posting, one without owner.
    """
    require(actor, survey_rules.ADD)
    if origin not in BASIS:
        raise ValidationError(_("수요조사, 익명 게시, 상담회 가운데 하나여야 합니다."))
    if actor.role not in (Role.SECRETARIAT, "system"):
        posted_by = getattr(actor, "organisation", None)
    if origin == NeedOrigin.POSTING and posted_by is None:
        raise ValidationError(_("계정에 기업이 이어져 있지 않습니다. 사무국에 알려 주세요."))
    mark = bool(getattr(actor, "demonstration", False)) if demonstration is None else demonstration
    if posted_by is not None and posted_by.demonstration != mark:
        raise ValidationError(_("시연 기업의 수요는 시연으로만, 실제 기업의 수요는 실제로만 받습니다."))
    given = checked(
        replace(
            given,
            company=given.company or (posted_by.name if posted_by else ""),
            anonymous=given.anonymous or origin == NeedOrigin.POSTING,
        )
    )
    with transaction.atomic():
        made = rows_of(
            [given], actor=actor, origin=origin, posted_by=[posted_by], demonstration=mark, survey=survey
        )
        need_changed(made[0].pk)
        append(verb="discovery.add_need", subject=made[0], actor=actor, data={"origin": origin})
    return made[0]


def held(need: Need) -> Need:
    """The need read anew, its row held."""
    return Need.everything.select_for_update(of=("self",)).get(pk=need.pk)


def change_need(*, actor: User, need: Need, given: Given) -> Need:
    """Change a need of one's own that is not published; append «discovery.change_need» with the names of the fields.

    Refuses (NotAllowed) anyone but its owner and the secretariat; (ValidationError) one that is published or withdrawn.
    """
    require(actor, survey_rules.OWN, need)
    with transaction.atomic():
        need = held(need)
        if need.state != NeedState.RECEIVED:
            raise ValidationError(_("이미 게시했거나 철회한 수요입니다. 철회하고 새로 올리세요."))
        signal = NeedSignal.objects.select_for_update().get(need=need)
        company = given.company if actor.role == Role.SECRETARIAT and given.company else signal.company
        given = checked(replace(given, company=company, anonymous=need.anonymous))
        if apply(need, signal, given):
            need_changed(need.pk)
            append(verb="discovery.change_need", subject=need, actor=actor, data={"origin": need.origin})
    return need


def apply(need: Need, signal: NeedSignal, given: Given) -> bool:
    """Write what is given over what stands; whether anything changed."""
    if signal.digest == given.digest():
        return False
    need.title, need.detail, need.field, need.hs_code = given.title, given.detail, given.field, given.hs_code
    need.anonymous = given.anonymous
    need.demand_firm = UNNAMED if given.anonymous else given.company
    need.demand_firm_basis = DemandBasis.UNDISCLOSED if given.anonymous else BASIS[NeedOrigin(need.origin)]
    if given.anonymous:
        need.programme_ko = ""
    need.save(
        update_fields=[
            "title", "detail", "field", "hs_code", "anonymous", "demand_firm", "demand_firm_basis", "programme_ko",
        ]
    )  # fmt: skip
    for name, value in _signal(given).items():
        setattr(signal, name, value)
    signal.key, signal.digest, signal.changed_at = given.key(), given.digest(), timezone.now()
    signal.save()
    return True


def publish_need(*, actor: Actor, need: Need) -> Need:
    """RECEIVED → PUBLISHED: a named need stands in the list and the API, an anonymous one as a card. Tells its owner.

    Appends «discovery.publish_need». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) any other state.
    """
    require(actor, survey_rules.PUBLISH, need)
    with transaction.atomic():
        need = held(need)
        if need.state != NeedState.RECEIVED:
            raise ValidationError(_("이미 게시했거나 철회한 수요입니다."))
        need.state, need.published_at = NeedState.PUBLISHED, timezone.now()
        need.save(update_fields=["state", "published_at"])
        append(verb="discovery.publish_need", subject=need, actor=actor, data={"anonymous": need.anonymous})
        _tell_owner(actor, need, "수요를 게시했습니다")
    return need


def withdraw_need(*, actor: User, need: Need, reason: str) -> Need:
    """Take a need back at any time: it is gone from lists, cards and ranking at once; append «discovery.withdraw_need».

    Suppliers who signalled interest and are not done are told that it was withdrawn, without a name. The row stays.
    Refuses (NotAllowed) anyone but its owner and the secretariat; (ValidationError) no reason, or withdrawn already. A need
    of the published facts is taken back by the secretariat only.
    """
    require(actor, survey_rules.OWN, need)
    reason = clean(reason).strip()
    if not reason:
        raise ValidationError({"reason": _("철회하는 이유를 적으세요.")})
    if len(reason) > 300:
        raise ValidationError({"reason": _("%(most)d자 안에서 적으세요.") % {"most": 300}})
    with transaction.atomic():
        need = held(need)
        if need.state == NeedState.WITHDRAWN:
            raise ValidationError(_("이미 철회한 수요입니다."))
        was = need.state
        need.state, need.withdrawn_because = NeedState.WITHDRAWN, reason
        need.save(update_fields=["state", "withdrawn_because"])
        Match.everything.filter(need=need).delete()
        append(verb="discovery.withdraw_need", subject=need, actor=actor, data={"was": was, "reason": reason})
        _end_interests(actor, need)
        if actor.role == Role.SECRETARIAT:
            _tell_owner(actor, need, "수요를 철회했습니다")
    return need


def restore_need(*, actor: User, need: Need) -> Need:
    """Undo a withdrawal: WITHDRAWN → RECEIVED, to be published anew (a need of the facts stands again as it did).

    Appends «discovery.restore_need». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) any other state.
    """
    require(actor, survey_rules.PUBLISH, need)
    with transaction.atomic():
        need = held(need)
        if need.state != NeedState.WITHDRAWN:
            raise ValidationError(_("철회한 수요가 아닙니다."))
        facts = need.origin == NeedOrigin.FACTS
        need.state = NeedState.PUBLISHED if facts else NeedState.RECEIVED
        need.withdrawn_because = ""
        need.save(update_fields=["state", "withdrawn_because"])
        need_changed(need.pk)
        append(verb="discovery.restore_need", subject=need, actor=actor)
    return need


def _end_interests(actor: Actor, need: Need) -> None:
    from sangsaeng.discovery.models import Interest

    live = need.interests.filter(state__in=[Interest.State.SIGNALLED, Interest.State.IDENTIFIED])
    people = list(User.objects.filter(organisation__firm__interests__in=live, is_active=True).distinct())
    live.update(state=Interest.State.DECLINED, ended_because="수요를 철회", answered_at=timezone.now())
    tell(
        actor=_NOBODY if need.anonymous else actor,
        recipients=people,
        kind="interest",
        title=f"관심을 표시한 수요를 철회했습니다: {need.code}",
        url=reverse("discovery:postings"),
        about=need,
    )


def _tell_owner(actor: Actor, need: Need, what: str) -> None:
    if need.posted_by_id is None:
        return
    people = User.objects.filter(organisation=need.posted_by_id, is_active=True)
    tell(
        actor=actor,
        recipients=[person for person in people if person.username != actor.username],
        kind="need",
        title=f"{what}: {need.code} {need.title}"[:200],
        url=reverse("discovery:signal", args=[need.code]),
        about=need,
    )


class _Nobody:
    """Who sends what must not say who sent it: a message about a card names no buyer."""

    username = "system"
    role = "system"


_NOBODY = _Nobody()
