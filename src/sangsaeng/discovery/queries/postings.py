"""Reads of blind postings: cards that tell no more than k owners share, and what either side may know of the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.discovery import anonymity
from sangsaeng.discovery.choices import Kind, NeedState, Province, Sector, hs, label
from sangsaeng.discovery.models import (
    Firm,
    Interest,
    Need,
    NeedSignal,
    Profile,
    ProfileEntry,
    Volume,
    WantedBy,
)
from sangsaeng.records.queries import remembered

# What a card shows, from the most to the least; the first step that k owners share is shown.
LADDER = (
    ("field", "kind", "product", "volume", "province"),
    ("field", "kind", "product", "volume"),
    ("field", "kind", "chapter", "volume"),
    ("field", "kind", "volume"),
    ("field", "kind"),
    ("field",),
)
SUPPLIER_LADDER = (
    ("sector", "province", "size", "certificates"),
    ("sector", "province", "size"),
    ("sector", "province"),
    ("sector",),
)
_WORDS: dict[str, Any] = {
    "field": Sector,
    "kind": Kind,
    "volume": Volume,
    "province": Province,
    "sector": Sector,
    "size": Profile.Size,
}


@dataclass(frozen=True, slots=True)
class Card:
    """What everybody may read of one anonymous need; nothing else of it is here."""

    code: str
    shown: dict[str, str]
    demonstration: bool

    @property
    def field(self) -> str:
        return self.word("field")

    def word(self, name: str) -> str:
        """In the reader's language; «가렸습니다» where too few share it, unknown where the company said nothing."""
        if name == "product":
            code = self.shown.get("product", self.shown.get("chapter"))
            known = "product" in self.shown or "chapter" in self.shown
            return _hidden() if not known else (f"HS {hs(code or '')}" if code else _("알 수 없음"))
        if name not in self.shown:
            return _hidden()
        value = self.shown[name]
        return label(_WORDS[name], value) if value else _("알 수 없음")


def _hidden() -> str:
    return _("가림")


def _facets(need: Any) -> dict[str, str]:
    signal = getattr(need, "signal", None)
    return {
        "field": need.field,
        "kind": signal.kind if signal else "",
        "product": need.hs_code[:4] if len(need.hs_code) >= 4 else "",
        "chapter": need.hs_code[:2],
        "volume": signal.volume if signal else "",
        "province": signal.province if signal else "",
    }


def _owner(need: Any) -> str:
    """Whose need it is, as far as known; needs of unnamed buyers in the facts count as one buyer's."""
    if need.posted_by_id is not None:
        return f"organisation:{need.posted_by_id}"
    signal = getattr(need, "signal", None)
    return f"name:{''.join((signal.company if signal else need.demand_firm).split()).casefold()}"


def _published(demonstration: bool) -> list[Need]:
    return list(
        Need.everything.filter(state=NeedState.PUBLISHED, demonstration=demonstration)
        .select_related("signal")
        .only("code", "field", "hs_code", "anonymous", "posted_by", "demand_firm", "demonstration",
              "signal__kind", "signal__volume", "signal__province", "signal__company")
    )  # fmt: skip


def cards(*, demonstration: bool) -> list[Card]:
    """The cards of one world, in the order of their codes (drawn by lot). A need that shares nothing with k owners has none."""
    made: list[Card] = remembered(f"cards-{demonstration}", lambda: _cards(demonstration))
    return made


def _cards(demonstration: bool) -> list[Card]:
    needs = _published(demonstration)
    holders = [anonymity.Holder(_owner(each), _facets(each)) for each in needs]
    found = []
    for need in sorted((each for each in needs if each.anonymous), key=lambda each: each.code):
        shown = anonymity.generalise(_facets(need), holders, LADDER)
        if shown:
            found.append(Card(need.code, shown, need.demonstration))
    return found


def card(code: str) -> Card | None:
    """One card, or None: a code that was never given, withdrawn or shares nothing with k owners all look the same."""
    world = code.startswith("D-")
    return next((each for each in cards(demonstration=world) if each.code == code), None)


def supplier_card(firm: Firm) -> dict[str, str]:
    """What a buyer may read of a supplier that signalled interest, before both know each other (L0)."""
    mark = firm.organisation.demonstration
    table: dict[int, dict[str, str]] = remembered(f"suppliers-{mark}", lambda: _suppliers(mark))
    own = table.get(firm.pk)
    if own is None:
        return {}
    holders = [anonymity.Holder(pk, shown) for pk, shown in table.items()]
    return anonymity.generalise(own, holders, SUPPLIER_LADDER)


def _suppliers(demonstration: bool) -> dict[int, dict[str, str]]:
    from sangsaeng.discovery.queries.profiles import live

    firms = Firm.objects.filter(organisation__demonstration=demonstration).select_related("profile")
    named: dict[int, set[str]] = {}
    certificates = ProfileEntry.objects.filter(live(), kind=ProfileEntry.Kind.CERTIFICATE)
    for pk, name in certificates.values_list("firm_id", "name"):
        named.setdefault(pk, set()).add(" ".join(name.split()))
    found = {}
    for firm in firms:
        profile = getattr(firm, "profile", None)
        found[firm.pk] = {
            "sector": (profile.sector if profile else "") or firm.sector,
            "province": (profile.province if profile else "") or firm.region.split(" ")[0],
            "size": profile.size if profile else "",
            "certificates": ", ".join(sorted(named.get(firm.pk, ()))),
        }
    return found


def supplier_words(shown: dict[str, str]) -> list[tuple[str, str]]:
    """The same in words: label and value, hidden ones said so."""
    names = {
        "sector": _("분야"),
        "province": _("지역"),
        "size": _("규모"),
        "certificates": _("인증의 종류"),
    }
    return [(text, _word(name, shown)) for name, text in names.items()]


def _word(name: str, shown: dict[str, str]) -> str:
    if name not in shown:
        return _hidden()
    value = shown[name]
    if not value:
        return _("알 수 없음")
    return value if name == "certificates" else label(_WORDS[name], value)


def own_needs(user: Any) -> list[Need]:
    """The needs of this person's company that came in here, newest first, with their interests."""
    organisation = getattr(user, "organisation_id", None)
    if organisation is None:
        return []
    return list(
        Need.everything.filter(posted_by=organisation)
        .select_related("signal__survey")
        .prefetch_related("interests")
        .order_by("-signal__made_at", "-pk")
    )


def own_interests(user: Any) -> list[Interest]:
    """What this person's firm signalled, newest first; of the need only its code is read."""
    organisation = getattr(user, "organisation_id", None)
    if organisation is None:
        return []
    rows = Interest.objects.filter(firm__organisation=organisation).select_related("need").order_by("-at")
    return list(rows.defer("need__title", "need__detail", "need__demand_firm"))


def interests_of(need: Need) -> list[tuple[Interest, list[tuple[str, str]]]]:
    """The interests in one's own need, in the order of their codes, each with the supplier's card or, once both agreed, its name."""
    rows = need.interests.select_related("firm__organisation").exclude(state=Interest.State.WITHDRAWN)
    return [(each, supplier_words(supplier_card(each.firm))) for each in rows.order_by("code")]


def seen(user: Any, code: str) -> Need | None:
    """A need that came in here, for its owner, the secretariat and auditors; None for everybody else."""
    from sangsaeng.discovery import survey_rules
    from sangsaeng.parties.rules import may

    need = (
        Need.everything.select_related("signal__survey", "posted_by")
        .filter(code=code, signal__isnull=False)
        .first()
    )
    if need is None:
        return None
    allowed = may(user, survey_rules.OWN, need) or may(user, survey_rules.READ, need)
    return need if allowed else None


def words_of(signal: NeedSignal) -> Iterable[tuple[str, str]]:
    """What came with a need, for its owner and the secretariat: label and value."""
    unknown = _("알 수 없음")
    yield _("수요기업"), signal.company
    yield _("구분"), label(Kind, signal.kind) if signal.kind else unknown
    yield _("현재 수입국"), signal.import_from or unknown
    yield _("연간 구매액"), label(Volume, signal.volume) if signal.volume else unknown
    yield _("희망 시기"), label(WantedBy, signal.wanted_by) if signal.wanted_by else unknown
    yield _("지역"), label(Province, signal.province) if signal.province else unknown
    yield _("연락처"), signal.contact or unknown
