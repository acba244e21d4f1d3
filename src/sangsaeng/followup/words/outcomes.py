"""The words of milestones, indicators and stories: chips, sentences of the record, the list's columns, our templates."""

from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.discovery.choices import plain
from sangsaeng.followup.models import MILESTONE_CHIP, Indicator, MilestoneState, Observation, Story
from sangsaeng.followup.queries.milestones import is_late
from sangsaeng.followup.queries.outcomes import Measured, measured
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import HANGUL, english, in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, day, demo_mark
from sangsaeng.proposals import history
from sangsaeng.proposals.lifecycle import CHIP, EVER_APPROVED, State
from sangsaeng.proposals.models import Sector


def milestone_chip(milestone: Any) -> tuple[str, str]:
    """The chip of a milestone of `queries.milestones.dated`: its kind and its word; late ones say so."""
    state = MilestoneState(milestone.state)
    if is_late(milestone):
        return "returned", _("기한 지남")
    return MILESTONE_CHIP[state], str(state.label)


def observation_chip(observation: Observation, *, corrected: bool = False) -> tuple[str, str]:
    if corrected:
        return "stopped", _("바로잡음")
    return ("approved", _("확인함")) if observation.checked_at else ("submitted", _("확인 전"))


def story_chip(story: Story) -> tuple[str, str]:
    if story.withdrawn_at is not None:
        return "stopped", _("철회")
    if story.published_at is not None:
        return "completed", _("공개함")
    if story.agreed_by_buyer_on and story.agreed_by_supplier_on:
        return "submitted", _("동의 받음")
    return "draft", _("동의를 기다림")


# Units are typed by people; those of our proposals are known in English.
UNITS_IN_ENGLISH = {
    "명": "people",
    "건": "cases",
    "일": "days",
    "단계": "levels",
    "원": "KRW",
    "만 원": "KRW 10,000",
    "백만 원": "KRW million",
    "억 원": "KRW 100 million",
    "천 달러": "USD thousand",
    "달러": "USD",
    "톤": "t",
    "개": "pieces",
    "점": "points",
}


def unit_text(unit: str, *, drawn: bool = False) -> str:
    """The unit in the page's language where it is known; in a drawing, which cannot mark Korean, else nothing."""
    if not english():
        return unit
    known = UNITS_IN_ENGLISH.get(unit, unit)
    return "" if drawn and HANGUL.search(known) else known


def amount(value: Decimal | None, unit: str, *, drawn: bool = False) -> str:
    """A value with its unit: 20 %, 1,234.5명; «알 수 없음» where there is none."""
    if value is None:
        return _("알 수 없음")
    said = unit_text(unit, drawn=drawn)
    gap = " " if said and (unit.startswith("%") or " " in unit or english()) else ""
    return f"{plain(value)}{gap}{said}"


def way_text(row: Measured) -> str:
    """How far it is, as a person says it; «알 수 없음» where the baseline is unknown."""
    if row.latest is None:
        return _("아직 잰 값이 없음")
    way = row.way
    if way is None:
        if row.is_reached:
            return _("목표에 닿음(기준값을 몰라 비율은 알 수 없음)")
        return _("알 수 없음(기준값 없음)") if row.indicator.baseline is None else _("목표에 못 미침")
    shown = f"{way:,.0f} %"
    if way > 100:
        return _("%(share)s(목표를 넘음)") % {"share": shown}
    if way < 0:
        return _("%(share)s(기준값보다 나빠짐)") % {"share": shown}
    return shown


@dataclass(frozen=True)
class Template:
    """One proposal of ours for an indicator."""

    key: str
    kind: str
    unit: str
    more_is_better: bool
    name_ko: str
    name_en: str
    how_ko: str
    how_en: str

    @property
    def name(self) -> str:
        return self.name_en if english() else self.name_ko

    @property
    def how(self) -> str:
        return self.how_en if english() else self.how_ko

    @property
    def kind_label(self) -> str:
        return str(Indicator.Kind(self.kind).label)


@cache
def templates() -> tuple[Template, ...]:
    """The proposals of `data/indicator_templates.yaml`, read once and strictly."""
    import yaml

    text = files("sangsaeng.followup").joinpath("data/indicator_templates.yaml").read_text(encoding="utf-8")
    names = {each.name for each in fields(Template)}
    rows = yaml.safe_load(text)
    for row in rows:
        if set(row) != names or row["kind"] not in Indicator.Kind.values:
            raise ValueError(f"indicator_templates.yaml: {row.get('key')}")
    return tuple(Template(**row) for row in rows)


def template(key: str) -> Template | None:
    return next((each for each in templates() if each.key == key), None)


# Every verb of this subject; the sentences name things by their codes, so that they read the same in both languages.
SENTENCES = {
    "followup.plan_milestone": gettext_lazy("이정표 %(code)s의 날을 정했습니다."),
    "followup.edit_milestone": gettext_lazy("이정표 %(code)s의 내용을 고쳤습니다."),
    "followup.move_milestone": gettext_lazy("이정표 %(code)s의 예정일을 옮겼습니다."),
    "followup.drop_milestone": gettext_lazy("이정표 %(code)s를 취소했습니다."),
    "followup.report_milestone": gettext_lazy("이정표 %(code)s를 보고했습니다."),
    "followup.return_report": gettext_lazy("이정표 %(code)s의 보고를 보완해 달라고 했습니다."),
    "followup.accept_milestone": gettext_lazy("이정표 %(code)s의 보고를 확인했습니다."),
    "followup.extend_report": gettext_lazy("규제특례 결과 보고 %(code)s의 기한을 연장했습니다."),
    "followup.order_correction": gettext_lazy("시정명령의 기한 %(clock)s을 시작했습니다."),
    "followup.take_back_relief": gettext_lazy("청문을 거쳐 규제특례를 취소했습니다(시정명령 %(clock)s)."),
    "followup.define_indicator": gettext_lazy("성과 지표 %(code)s를 정했습니다."),
    "followup.change_indicator": gettext_lazy("성과 지표 %(code)s의 기준이나 목표를 바꿨습니다."),
    "followup.observe": gettext_lazy("성과 지표 %(code)s의 %(year)s년 값을 적었습니다."),
    "followup.correct_observation": gettext_lazy("성과 지표 %(code)s의 %(year)s년 값을 바로잡았습니다."),
    "followup.check_observation": gettext_lazy("성과 지표 %(code)s의 %(year)s년 값을 확인했습니다."),
    "followup.write_story": gettext_lazy("성공 사례 %(code)s를 썼습니다."),
    "followup.rewrite_story": gettext_lazy("성공 사례 %(code)s를 고쳤습니다."),
    "followup.agree_to_story": gettext_lazy("성공 사례 %(code)s의 공개에 동의했습니다."),
    "followup.publish_story": gettext_lazy("성공 사례 %(code)s를 공개했습니다."),
    "followup.withdraw_story": gettext_lazy("성공 사례 %(code)s를 철회했습니다."),
}


def register() -> None:
    """Say how the verbs of this subject read in the record."""
    for verb, text in SENTENCES.items():
        history.register(verb, lambda data, text=text: _sentence(text, data))  # type: ignore[misc]


def _sentence(text: Any, data: dict[str, Any]) -> str:
    known = {key: data.get(key, "?") for key in ("code", "year", "clock")}
    return str(text) % known


def _reached(model: Any) -> tuple[int, int]:
    """Indicators at their target or better, and all of them."""
    rows = [measured(each) for each in model.indicators.all()]
    return sum(bool(row.is_reached) for row in rows), len(rows)


def _indicators(model: Any) -> str:
    reached, of = _reached(model)
    if not of:
        return ""
    return _("%(of)s개 중 %(reached)s개 목표에 닿음") % {"of": of, "reached": reached}


def _next(model: Any) -> SafeString:
    if model.next_due is None:
        return SafeString("–")
    return format_html("{}<br>{}", day(model.next_due), in_korean(model.next_title))


def _late(model: Any) -> SafeString:
    marks = []
    if model.late:
        marks.append(chip("returned", _("기한 지남 %(n)s건") % {"n": model.late}))
    if model.waiting:
        marks.append(chip("submitted", _("답할 보고 %(n)s건") % {"n": model.waiting}))
    return SafeString(" ".join(marks) or "–")


FOLLOWED_STATES = [state for state in State if state in EVER_APPROVED]


def _wanted(value: str) -> Q:
    return {
        "late": Q(late__gt=0),
        "waiting": Q(waiting__gt=0),
        "none": Q(milestone_count=0),
        "unmeasured": Q(indicators__isnull=True),
    }[value]


OUTCOMES = Listing(
    name="outcomes",
    columns=(
        Column(
            "model",
            gettext_lazy("상생모델"),
            lambda m: f"{m.code} {m.title}",
            html=lambda m: format_html(
                '<a href="{}">{}</a> {}<br><span class="muted">{}</span>',
                reverse("followup:outcome", args=(m.code,)),
                m.code,
                demo_mark() if m.demonstration else "",
                in_korean(m.title),
            ),
            sort=("code",),
            width=26,
        ),
        Column(
            "state",
            gettext_lazy("상태"),
            lambda m: m.state_label,
            html=lambda m: chip(CHIP[State(m.state)], m.state_label),
            sort=("state",),
            width=12,
            main=False,
        ),
        Column(
            "next",
            gettext_lazy("다음 이정표"),
            lambda m: m.next_due,
            html=_next,
            sort=("next_due",),
            width=22,
        ),
        Column(
            "accepted",
            gettext_lazy("확인한 이정표"),
            lambda m: f"{m.accepted} / {m.milestone_count}",
            sort=("accepted",),
            width=12,
            main=False,
        ),
        Column(
            "late",
            gettext_lazy("살필 것"),
            lambda m: m.late or 0,
            html=_late,
            sort=("late",),
            width=14,
        ),
        Column("indicators", gettext_lazy("성과 지표"), _indicators, width=14),
    ),
    filters=(
        Filter(
            "show",
            gettext_lazy("살필 것"),
            lambda: (
                ("late", gettext_lazy("기한 지난 이정표가 있음")),
                ("waiting", gettext_lazy("답할 보고가 있음")),
                ("none", gettext_lazy("이정표를 정하지 않음")),
                ("unmeasured", gettext_lazy("성과 지표가 없음")),
            ),
            _wanted,
        ),
        Filter("sector", gettext_lazy("업종"), lambda: Sector.choices, lambda value: Q(sector=value)),
        Filter(
            "state",
            gettext_lazy("상태"),
            lambda: [(state.value, state.label) for state in FOLLOWED_STATES],
            lambda value: Q(state=value),
        ),
    ),
    search=("code", "title", "demand_company__name", "supplier__name"),
    search_label=gettext_lazy("상생모델이나 기업 찾기"),
    order="next",
    empty=gettext_lazy("보이는 상생모델이 없습니다. 승인되거나 이정표를 정한 상생모델이 여기에 나타납니다."),
)
