"""The list of a round's applications as officials read it: filters in the address, every figure in the download."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.pages.formats import SEOUL
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip
from sangsaeng.proposals.models import Sector
from sangsaeng.support import business_numbers, eligibility
from sangsaeng.support import eligibility_words as words
from sangsaeng.support.models import APPLICATION_CHIP, Application, ApplicationState, Round
from sangsaeng.support.round_words import exact_time


def _named(application: Application) -> str:
    address = reverse("support:application", args=[application.code])
    return format_html(
        '<a href="{}">{}</a> <span class="muted">{}</span>',
        address,
        in_korean(application.firm_name),
        application.code,
    )


def _verdict(application: Application) -> eligibility.State | None:
    state = application.verdict.get("state")
    return eligibility.State(state) if state else None


def _verdict_chip(application: Application) -> str:
    state = _verdict(application)
    return chip(words.CHIPS[state], words.state_label(state)) if state else "–"


def _judged(value: str) -> Q:
    return Q(verdict__state=value)


def _come(value: str) -> Q:
    return Q(intake__isnull=value == "form")


def _told(value: str) -> Q:
    untold = Q(state=ApplicationState.INELIGIBLE, told_at__isnull=True)
    return untold if value == "no" else Q(told_at__isnull=False)


FILTERS = (
    Filter(
        "state",
        gettext_lazy("상태"),
        lambda: [(value, label) for value, label in ApplicationState.choices if value != "draft"],
        lambda value: Q(state=value),
    ),
    Filter(
        "verdict",
        gettext_lazy("자격"),
        lambda: [(state.value, words.state_label(state)) for state in eligibility.State],
        _judged,
    ),
    Filter("sector", gettext_lazy("업종"), lambda: Sector.choices, lambda value: Q(sector=value)),
    Filter(
        "from",
        gettext_lazy("접수 경로"),
        lambda: [("form", _("이 시스템")), ("intake", _("접수 시스템 파일"))],
        _come,
    ),
    Filter("told", gettext_lazy("알림"), lambda: [("no", _("알려야 함")), ("yes", _("알림"))], _told),
)


def _more(rule: eligibility.Rule) -> tuple[Column, ...]:
    """What stands in downloads only: numbers, figures, and why an application was refused."""
    figures = tuple(
        Column(each.key, words.label(each), lambda a, key=each.key: a.figures.get(key))  # type: ignore[misc]
        for each in rule.figures
    )
    return (
        Column("code", gettext_lazy("접수번호"), lambda a: a.code),
        Column(
            "number", gettext_lazy("사업자등록번호"), lambda a: business_numbers.written(a.business_number)
        ),
        Column("sector", gettext_lazy("업종"), lambda a: a.get_sector_display()),
        *figures,
        Column("reason", gettext_lazy("이유"), lambda a: a.reason),
        Column("told", gettext_lazy("알린 때"), lambda a: _when(a.told_at)),
        Column("intake", gettext_lazy("접수 시스템 번호"), lambda a: a.intake_number),
    )


def applications_table(round: Round, *, whole: bool = False) -> Listing:
    """The list of a round's applications; `whole` with what only a download holds."""
    return Listing(
        name=f"{round.code}-applications",
        columns=(
            Column(
                "firm",
                gettext_lazy("기업"),
                lambda a: a.firm_name,
                html=_named,
                sort=("firm_name",),
                width=30,
            ),
            Column(
                "state",
                gettext_lazy("상태"),
                lambda a: a.get_state_display(),
                html=_state_chip,
                sort=("state",),
                width=13,
            ),
            Column("verdict", gettext_lazy("자격"), _verdict_words, html=_verdict_chip, width=13),
            Column(
                "item",
                gettext_lazy("품목"),
                lambda a: a.item_text,
                html=lambda a: in_korean(a.item_text) or "–",
                width=20,
                main=False,
            ),
            Column(
                "received",
                gettext_lazy("접수 시각"),
                lambda a: _when(a.submitted_at),
                html=lambda a: exact_time(a.submitted_at),
                sort=("submitted_at",),
                width=24,
            ),
            *(_more(eligibility.of_round(round)) if whole else ()),
        ),
        filters=FILTERS,
        search=("firm_name", "code", "business_number", "item_text", "intake_number"),
        search_label=gettext_lazy("기업, 접수번호, 품목 찾기"),
        order="received",
        empty=gettext_lazy("아직 접수한 신청이 없습니다. 접수가 시작되면 여기에 나타납니다."),
        tiebreak="code",
    )


def _when(value: datetime | None) -> str | None:
    """A time to the second, as a spreadsheet sorts it."""
    return value.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M:%S") if value else None


def _state_chip(application: Application) -> str:
    return chip(APPLICATION_CHIP[ApplicationState(application.state)], application.get_state_display())


def _verdict_words(application: Application) -> str:
    state = _verdict(application)
    return words.state_label(state) if state else ""
