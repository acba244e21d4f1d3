"""The verbs between a blind posting and its suppliers: interest first, then the buyer's name, then the supplier's."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.discovery import codes, survey_rules
from sangsaeng.discovery.choices import NeedState
from sangsaeng.discovery.models import Firm, Interest, Need, Probe
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import SYSTEM, Actor, append
from sangsaeng.records.documents.content import clean

State = Interest.State
#: How many different texts a company may have ranked in `WITHIN` (ours): so that probing the profiles does not pay.
BUDGET = 10
WITHIN = timedelta(days=30)
SHOWN = 10
LIVE = (State.SIGNALLED, State.IDENTIFIED, State.MUTUAL)


def _text(name: str, value: str, most: int, empty: str) -> str:
    text = clean(value).strip()
    if not text or len(text) > most:
        raise ValidationError({name: empty})
    return text


def held(interest: Interest) -> Interest:
    """The interest read anew, with its need and itself held, in this order."""
    need = Need.everything.select_for_update(of=("self",)).get(pk=interest.need_id)
    found = Interest.objects.select_for_update(of=("self",)).get(pk=interest.pk)
    found.need = need
    return found


@transaction.atomic
def signal_interest(*, actor: User, code: str) -> Interest:
    """Signal interest in a card; append «discovery.signal_interest». The buyer learns of a supplier, not of which one.

    Refuses (NotAllowed) who is no SME; (ValidationError) a firm without a record in the lists, a card that is not there (never
    was, withdrawn, hidden: all alike), one of the other world, one's own company's, and a second signal.
    """
    require(actor, survey_rules.SIGNAL)
    firm = Firm.objects.select_related("organisation").filter(organisation=actor.organisation_id).first()
    if firm is None or actor.organisation_id is None:
        raise ValidationError(_("먼저 기업을 등록하고 확인을 받으세요. 그다음에 관심을 표시할 수 있습니다."))
    from sangsaeng.discovery.queries import postings

    gone = _("지금은 볼 수 없는 수요입니다. 목록에서 다시 고르세요.")
    card = postings.card(code)
    if card is None or card.demonstration != firm.demonstration:
        raise ValidationError(gone)
    need = Need.everything.select_for_update(of=("self",)).get(code=code)
    if need.state != NeedState.PUBLISHED or need.posted_by_id == actor.organisation_id:
        raise ValidationError(gone)
    if need.interests.filter(firm=firm, state__in=LIVE).exists():
        raise ValidationError(_("이미 관심을 표시했습니다."))
    interest = Interest.objects.create(
        code=codes.draw(Interest.objects.all(), "I", demonstration=need.demonstration)[0],
        need=need,
        firm=firm,
        by=actor.username,
        demonstration=need.demonstration,
    )
    append(verb="discovery.signal_interest", subject=interest, actor=actor)
    _tell_buyer(interest, "익명 수요에 관심을 보인 공급기업이 있습니다")
    return interest


def _tell(interest: Interest, people: list[User], title: str, url: str) -> None:
    """In the system's name: whose message it is must not say who the other side is."""
    tell(
        actor=SYSTEM, recipients=people, kind="interest", title=f"{title}: {interest.need.code}", url=url, about=interest
    )  # fmt: skip


def _tell_buyer(interest: Interest, title: str) -> None:
    need = interest.need
    who = (
        User.objects.filter(organisation=need.posted_by_id, is_active=True)
        if need.posted_by_id
        else User.objects.filter(role=Role.SECRETARIAT, is_active=True)
    )
    _tell(interest, list(who), title, reverse("discovery:signal", args=[need.code]))


def _tell_supplier(interest: Interest, title: str) -> None:
    who = User.objects.filter(organisation=interest.firm.organisation_id, is_active=True)
    _tell(interest, list(who), title, reverse("discovery:interests"))


@transaction.atomic
def identify(*, actor: User, interest: Interest, name: str, contact: str) -> Interest:
    """The buyer says first who it is, to this supplier only: SIGNALLED → IDENTIFIED (L1); append «discovery.identify».

    Refuses (NotAllowed) anyone but the buyer (the secretariat for one without account); (ValidationError) no name or contact,
    and any other state.
    """
    require(actor, survey_rules.IDENTIFY, interest)
    name = _text("name", name, 200, _("알릴 기업 이름을 적으세요."))
    contact = _text("contact", contact, 200, _("공급기업이 연락할 곳을 적으세요."))
    interest = held(interest)
    if interest.state != State.SIGNALLED or interest.need.state != NeedState.PUBLISHED:
        raise ValidationError(_("이미 이름을 밝혔거나 끝난 관심입니다."))
    interest.state, interest.identified_at = State.IDENTIFIED, timezone.now()
    interest.buyer_name, interest.buyer_contact = name, contact
    interest.save(update_fields=["state", "identified_at", "buyer_name", "buyer_contact"])
    append(verb="discovery.identify", subject=interest, actor=actor)
    _tell_supplier(interest, "수요기업이 이름을 밝혔습니다")
    return interest


@transaction.atomic
def accept(*, actor: User, interest: Interest, contact: str) -> Interest:
    """The supplier says who it is as well: IDENTIFIED → MUTUAL; append «discovery.accept_interest».

    Refuses (NotAllowed) anyone but the supplier; (ValidationError) no contact, and any other state.
    """
    require(actor, survey_rules.FOLLOW, interest)
    contact = _text("contact", contact, 200, _("수요기업이 연락할 곳을 적으세요."))
    interest = held(interest)
    if interest.state != State.IDENTIFIED:
        raise ValidationError(_("수요기업이 이름을 밝힌 뒤에 답할 수 있습니다."))
    interest.state, interest.answered_at, interest.supplier_contact = State.MUTUAL, timezone.now(), contact
    interest.save(update_fields=["state", "answered_at", "supplier_contact"])
    append(verb="discovery.accept_interest", subject=interest, actor=actor)
    _tell_buyer(interest, "공급기업이 이름을 밝혔습니다")
    return interest


@transaction.atomic
def end_interest(*, actor: User, interest: Interest, reason: str = "") -> Interest:
    """Go no further: the supplier withdraws (WITHDRAWN), the buyer declines (DECLINED), each at any time.

    Appends «discovery.end_interest» and tells the other side. Refuses (NotAllowed) others; (ValidationError) what has ended.
    """
    supplier = actor.role == Role.SME
    require(actor, survey_rules.FOLLOW if supplier else survey_rules.IDENTIFY, interest)
    interest = held(interest)
    if interest.state not in LIVE:
        raise ValidationError(_("이미 끝난 관심입니다."))
    interest.state = State.WITHDRAWN if supplier else State.DECLINED
    interest.ended_because, interest.answered_at = clean(reason).strip()[:300], timezone.now()
    interest.save(update_fields=["state", "ended_because", "answered_at"])
    append(
        verb="discovery.end_interest", subject=interest, actor=actor, data={"reason": interest.ended_because}
    )
    if supplier:
        _tell_buyer(interest, "공급기업이 관심을 철회했습니다")
    else:
        _tell_supplier(interest, "수요기업이 더 나아가지 않기로 했습니다")
    return interest


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that may fit, for a buyer's own eyes: a band, no score and no words, so that probing tells little."""

    firm: Firm
    band: str


def left(organisation: Organisation) -> int:
    """How many new texts this company may still have ranked now."""
    since = timezone.now() - WITHIN
    return max(0, BUDGET - Probe.objects.filter(organisation=organisation, at__gte=since).count())


def look_for(*, actor: Actor, need: Need) -> list[Candidate]:
    """The firms that may fit one's own need, best first; the first look at a text costs one of the budget.

    Ranked also on what firms let be matched but not read; therefore only bands are given. Appends «discovery.look_for».
    Refuses (NotAllowed) anyone but the owner and the secretariat; (ValidationError) a need that is withdrawn, one without
    words from here, and, for a company, a new text once the budget is used up.
    """
    require(actor, survey_rules.OWN, need)
    if need.state == NeedState.WITHDRAWN:
        raise ValidationError(_("철회한 수요입니다."))
    with transaction.atomic():
        if actor.role != Role.SECRETARIAT and need.posted_by_id is not None:
            _spend(actor, need)
        append(verb="discovery.look_for", subject=need, actor=actor)
    return _ranked(need)


def _spend(actor: Actor, need: Need) -> None:
    company = Organisation.objects.select_for_update().get(posted_needs=need)
    digest = need.signal.digest
    since = timezone.now() - WITHIN
    if Probe.objects.filter(organisation=company, digest=digest, at__gte=since).exists():
        return
    if left(company) == 0:
        raise ValidationError(
            _(
                "30일 동안 볼 수 있는 %(budget)d가지를 모두 보았습니다. 그 뒤에 다시 보거나 사무국에 문의하세요."
            )
            % {"budget": BUDGET}
        )
    Probe.objects.create(organisation=company, need=need, digest=digest, by=actor.username)


def _ranked(need: Need) -> list[Candidate]:
    from sangsaeng.analysis.matching import Need as Asked
    from sangsaeng.discovery import indexing
    from sangsaeng.discovery.models import ProfileEntry
    from sangsaeng.discovery.queries.profiles import live

    firms = list(indexing.indexed(demonstration=need.demonstration).select_related("organisation"))
    unseen: dict[int, list[str]] = {}
    more = ProfileEntry.objects.filter(live(), matchable=True, firm__in=[firm.pk for firm in firms])
    more = more.exclude(visibility=ProfileEntry.Visibility.PUBLIC)
    for pk, name, detail in more.order_by("pk").values_list("firm_id", "name", "detail"):
        unseen.setdefault(pk, []).append(f"{name} ({detail})" if detail else name)
    documents: list[Any] = [
        replace(document, product=" / ".join([document.product, *unseen.get(firm.pk, ())]))
        for firm, document in zip(firms, indexing.documents(firms), strict=True)
    ]
    by_code = {firm.code: firm for firm in firms}
    found = indexing.build(documents).rank(Asked(need.title, need.detail), top=SHOWN)
    return [Candidate(by_code[match.firm_id], match.band) for match in found]
