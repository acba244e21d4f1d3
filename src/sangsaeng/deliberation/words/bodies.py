"""The bylaws and a body's composition in words, in the language of the page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation.models import Body, BylawVersion, Method, Seat
from sangsaeng.deliberation.tally import BASE_WORDS, fraction_words
from sangsaeng.deliberation.words.meetings import body_name, language
from sangsaeng.pages import charts
from sangsaeng.pages.markup import english, in_korean
from sangsaeng.proposals.models import Sector


def _fraction(bylaw: BylawVersion, name: str) -> str:
    fraction = fraction_words(
        getattr(bylaw, f"{name}_numerator"),
        getattr(bylaw, f"{name}_denominator"),
        more_than=getattr(bylaw, f"{name}_more_than"),
        language=language(),
    )
    base = BASE_WORDS[language()][getattr(bylaw, f"{name}_base")]
    return f"{fraction} {base}" if english() else f"{base} {fraction}"


def _quorum(bylaw: BylawVersion) -> str:
    return _("%(fraction)s 출석") % {"fraction": _fraction(bylaw, "quorum")}


def _majority(bylaw: BylawVersion) -> str:
    return _("%(fraction)s 찬성") % {"fraction": _fraction(bylaw, "majority")}


def _written(bylaw: BylawVersion) -> str:
    if not bylaw.written_allowed:
        return _("하지 않음")
    return _("할 수 있음, 기한 %(days)d일") % {"days": bylaw.written_days}


def _delegation(bylaw: BylawVersion) -> str:
    return _("한 사람에게 한 번") if bylaw.delegation_hops else _("두지 않음")


def _term(bylaw: BylawVersion) -> str:
    if bylaw.term_years is None:
        return _("정하지 않음")
    return _years(bylaw.term_years)


def _most(bylaw: BylawVersion) -> str:
    return (
        _("정하지 않음") if bylaw.most_members is None else _("%(most)d명까지") % {"most": bylaw.most_members}
    )


def _years(count: int) -> str:
    if english():
        return f"{count} year" if count == 1 else f"{count} years"
    return f"{count}년"


def _look_back(bylaw: BylawVersion) -> str:
    return _years(bylaw.look_back_years)


def _notice(bylaw: BylawVersion) -> str:
    return _("%(days)d일 전까지, 긴급하면 %(urgent)d일 전까지") % {
        "days": bylaw.notice_days,
        "urgent": bylaw.urgent_notice_days,
    }


def _fields_of(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{part}" for part in ("numerator", "denominator", "more_than", "base"))


# What a version says, line by line: the fields it is made of, what it is called, how it reads.
LINES: tuple[tuple[tuple[str, ...], Promise, Callable[[BylawVersion], str]], ...] = (
    (_fields_of("quorum"), gettext_lazy("의사정족수"), _quorum),
    (_fields_of("majority"), gettext_lazy("의결정족수"), _majority),
    (("tie_rule",), gettext_lazy("가부동수"), lambda b: str(BylawVersion.TieRule(b.tie_rule).label)),
    (("method",), gettext_lazy("표결 방법"), lambda b: str(Method(b.method).label)),
    (("notice_days", "urgent_notice_days"), gettext_lazy("소집 통지"), _notice),
    (("written_allowed", "written_days"), gettext_lazy("서면의결"), _written),
    (("delegation_hops",), gettext_lazy("대리 출석"), _delegation),
    (("look_back_years",), gettext_lazy("제척을 돌아보는 기간"), _look_back),
    (
        ("secrecy",),
        gettext_lazy("비밀유지"),
        lambda b: _("위원은 비밀을 지켜야 함") if b.secrecy else _("정하지 않음"),
    ),
    (("term_years",), gettext_lazy("위원 임기"), _term),
    (("most_members",), gettext_lazy("위원 수"), _most),
)


@dataclass(frozen=True)
class Line:
    """One line of a version: `ours` where the law is silent and the value is a rule of the house."""

    label: str
    text: str
    ours: bool


def lines(bylaw: BylawVersion) -> list[Line]:
    """A version in words, line by line."""
    return [Line(str(label), say(bylaw), bool(set(names) & set(bylaw.ours))) for names, label, say in LINES]


@dataclass(frozen=True)
class Cell:
    text: str
    changed: bool


def side_by_side(versions: list[BylawVersion]) -> list[tuple[str, list[Cell]]]:
    """One row a line, one cell a version in the order given (newest first); a cell says if it differs from the
    version before it.
    """
    rows = []
    for _names, label, say in LINES:
        texts = [say(bylaw) for bylaw in versions]
        before = [*texts[1:], texts[-1] if texts else ""]
        cells = [Cell(text, text != older) for text, older in zip(texts, before, strict=True)]
        rows.append((str(label), cells))
    return rows


def differences(before: BylawVersion, after: BylawVersion) -> list[str]:
    """What a new version changes, line by line: 「소집 통지: 7일 전까지 → 5일 전까지」."""
    return [
        f"{label}: {say(before)} → {say(after)}" for _names, label, say in LINES if say(before) != say(after)
    ]


def origin(bylaw: BylawVersion) -> SafeString:
    """Who adopted a version, or that nobody did."""
    if bylaw.is_template:
        return format_html("{}", _("채택한 운영세칙이 없어 위원회 규정을 본뜬 예시입니다."))
    if bylaw.adopted_by:
        return in_korean(bylaw.adopted_by)
    return format_html("{}", _("법령이 정한 규칙입니다."))


def name_of(body: Body) -> SafeString:
    return body_name(body.name, body.name_en)


def plain_name(body: Body) -> str:
    """The same without markup, for titles."""
    return body.name_en if english() and body.name_en else body.name


def sector(body: Body) -> str:
    """The field of a sub-council; empty for other bodies."""
    return str(Sector(body.sector).label) if body.sector in Sector.values else body.sector


def term(seat: Seat) -> str:
    """2026. 3. 1.–2027. 2. 28."""
    if seat.term_from is None and seat.term_until is None:
        return ""
    return f"{_day(seat.term_from)}–{_day(seat.term_until)}"


def _day(value: date | None) -> str:
    if value is None:
        return ""
    return f"{value:%d %b %Y}".lstrip("0") if english() else f"{value.year}. {value.month}. {value.day}."


PAPERS = (
    ("consented_on", gettext_lazy("위촉동의서")),
    ("pledged_on", gettext_lazy("보안서약서")),
    ("appointed_on", gettext_lazy("위촉장")),
)


def missing_papers(seat: Seat) -> list[str]:
    """The appointment papers that are not there; none for who sits by office."""
    if seat.capacity == Seat.Capacity.EX_OFFICIO:
        return []
    return [str(label) for name, label in PAPERS if getattr(seat, name) is None]


def papers(seat: Seat) -> str:
    """Whether the appointment papers are there, in a word or two."""
    if seat.capacity == Seat.Capacity.EX_OFFICIO:
        return _("당연직")
    missing = missing_papers(seat)
    return _("없음: %(papers)s") % {"papers": ", ".join(missing)} if missing else _("모두 있음")


def roles(seat: Seat) -> str:
    """위원장(호선), 부위원장, or nothing."""
    if seat.is_chair:
        how = Seat.ChairBy(seat.chair_by).label if seat.chair_by else ""
        return f"{_('위원장')}({how})" if how else _("위원장")
    return _("부위원장") if seat.is_vice_chair else ""


def composition_chart(body: Body, counted: list[tuple[str, int]], on: date) -> charts.Chart | None:
    """Who sits on the body, by capacity; None where nobody does."""
    if not counted:
        return None
    said = ", ".join(
        _("%(label)s %(count)d명") % {"label": label, "count": count} for label, count in counted
    )
    return charts.Chart(
        key="composition",
        title=_("자격별 위원 수"),
        spec=charts.bars(
            [charts.Bar(label, count) for label, count in counted], unit="" if english() else "명"
        ),
        alt=_("자격별 위원: %(counts)s.") % {"counts": said},
        header=[_("자격"), _("위원 수(명)")],
        rows=[[label, count] for label, count in counted],
        as_of=on,
    )
