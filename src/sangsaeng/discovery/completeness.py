"""How complete a profile is, by a stated list with weights of ours, and how little that moves a ranking.

The weights are ours, no official points. Filling a profile pays back as `BONUS` at most: it can move a firm past another
that fits as well, never past one that fits clearly better. Expired and withdrawn entries count for nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.models import Firm, Profile, ProfileEntry

#: The largest part of a firm's own score that a full profile adds: 3 per cent (our number).
BONUS = 0.03
Kind = ProfileEntry.Kind


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that counts: how many of 100 points, what it is called, what filling it is good for."""

    key: str
    points: int
    label: str | Promise
    gives: str | Promise


PARTS = (
    Part("base", 10, _("분야·지역·규모"), _("수요기업이 지역과 규모로 고를 때 함께 나옵니다.")),
    Part(Kind.PRODUCT, 20, _("제품"), _("수요와 견주는 첫째 자료입니다.")),
    Part(Kind.PROCESS, 15, _("공정"), _("제품 이름이 달라도 할 수 있는 일로 찾아집니다.")),
    Part(Kind.MATERIAL, 5, _("다루는 소재"), _("소재로 찾는 수요와 이어집니다.")),
    Part(Kind.EQUIPMENT, 10, _("보유 설비"), _("만들 수 있는 크기와 정밀도를 보입니다.")),
    Part(Kind.CERTIFICATE, 10, _("유효한 인증"), _("인증을 조건으로 거는 수요에서 빠지지 않습니다.")),
    Part(Kind.PATENT, 5, _("특허"), _("기술의 근거가 됩니다.")),
    Part(Kind.TEST, 10, _("시험성적서"), _("신뢰성을 값과 단위로 보입니다.")),
    Part(Kind.DELIVERY, 5, _("납품 실적"), _("거래해 본 적 없는 수요기업이 먼저 보는 것입니다.")),
    Part("checked", 10, _("확인된 항목 하나 이상"), _("사무국이나 등록부로 확인한 항목은 근거로 쓰입니다.")),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A part and whether it is there."""

    part: Part
    there: bool


def measure(
    profile: Profile | None, entries: Iterable[ProfileEntry], today: date | None = None
) -> list[Measured]:
    """Every part, in order, and whether it is there."""
    today = today or timezone.localdate()
    live = [each for each in entries if each.withdrawn_at is None and not each.is_expired(today)]
    kinds = {str(each.kind) for each in live}
    there = {
        "base": profile is not None and bool(profile.sector and profile.province and profile.size),
        "checked": any(each.is_checked for each in live),
    }
    return [Measured(part, there.get(part.key, part.key in kinds)) for part in PARTS]


def share(measured: Iterable[Measured]) -> float:
    """Points reached, 0–1.

    >>> share([Measured(part, part.key == "product") for part in PARTS])
    0.2
    """
    return sum(each.part.points for each in measured if each.there) / 100


def completeness(profile: Profile | None) -> float:
    """How complete one profile is, 0–1; nought for a firm without one. Two queries at most."""
    if profile is None:
        return 0.0
    return share(measure(profile, profile.firm.entries.all()))


def of_firms(firms: Iterable[Firm]) -> dict[int, float]:
    """The same for many firms by primary key, in two queries; a firm that filled in nothing is 0."""
    wanted = [firm.pk for firm in firms]
    profiles = {each.firm_id: each for each in Profile.objects.filter(firm__in=wanted)}
    entries: dict[int, list[ProfileEntry]] = {}
    for entry in ProfileEntry.objects.filter(firm__in=wanted, withdrawn_at__isnull=True):
        entries.setdefault(entry.firm_id, []).append(entry)
    today = timezone.localdate()
    return {pk: share(measure(profiles.get(pk), entries.get(pk, ()), today)) for pk in wanted}


def bonus(complete: float) -> float:
    """What a profile adds to a firm's own score, as a share of it: nought to `BONUS`.

    >>> bonus(0.5)
    0.015
    """
    return BONUS * complete
