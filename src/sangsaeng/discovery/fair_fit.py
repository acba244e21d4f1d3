"""How well a firm at a fair fits a desk, by the match engine: suggestions beside the wishes, and the order of who has none."""

from collections.abc import Sequence
from dataclasses import dataclass

from sangsaeng.discovery.models.fairs import Desk, FairFirm

#: A suggestion weaker than this is not shown; the choice of meetings still orders by it.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fit:
    """The fit of one firm to one desk: the engine's band and fit (0–1), and the words that made it."""

    fit: float
    band: str
    words: tuple[str, ...]

    @property
    def band_kind(self) -> str:
        return f"band-{self.band}"


def fits(desks: Sequence[Desk], firms: Sequence[FairFirm]) -> dict[tuple[int, int], Fit]:
    """(firm's key, desk's key) → fit, of those pairs that share content; what the fair tells the other side is read, no more."""
    if not desks or not firms:
        return {}
    from sangsaeng.analysis.matching import Firm, MatchIndex, Need

    index = MatchIndex.build(
        Firm(
            firm_id=f"{firm.pk:08d}",
            product=firm.product,
            localised_item=firm.strength,
            verification="sourced",
        )
        for firm in firms
    )
    found: dict[tuple[int, int], Fit] = {}
    for desk in desks:
        for match in index.rank(Need(desk.topic, desk.detail), top=len(firms)):
            words = tuple(dict.fromkeys(each.need_word for each in match.evidence if each.exact))
            found[int(match.firm_id), desk.pk] = Fit(match.fit, match.band, words[:3])
    return found
