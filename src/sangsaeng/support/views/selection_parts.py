"""What the pages of the selection share: refusals on forms, pages that ask once, the board's list, the charts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sangsaeng.deliberation.views.review_board import Rows
from sangsaeng.pages import charts
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.refusals import explain
from sangsaeng.pages.templatetags.sangsaeng import chip
from sangsaeng.proposals.models import Sector
from sangsaeng.support.models import APPLICATION_CHIP, ApplicationState
from sangsaeng.support.queries.selection_pages import Board, BoardRow, Funnel
from sangsaeng.support.words_selection import tie_break

__all__ = ["MOST_ROWS", "Rows", "act", "board_chart", "board_listing", "explain", "funnel_chart", "points"]
MOST_ROWS = 250
CHART_ROWS = 24


def act(
    request: HttpRequest,
    deed: Callable[..., Any],
    *,
    done: str,
    to: str,
    form: Form | None = None,
    template: str = "support/selection_confirm.html",
    **context: Any,
) -> HttpResponse:
    """A page that says what follows and asks once; on the answer the deed, a message and the page it leads to."""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            deed(**(form.cleaned_data if form is not None else {}))
        except ValidationError as refused:
            if form is None:
                for text in refused.messages:
                    messages.error(request, text)
                return redirect(to)
            explain(form, refused)
        else:
            messages.success(request, done)
            return redirect(to)
    frame = {"form": form, "cancel": to, "kind": "primary", **context}
    return render(request, template, frame, status=422 if form is not None and form.errors else 200)


def points(score: Decimal | None) -> str | None:
    return None if score is None else f"{score:.2f}"


STATES = (
    ("out", gettext_lazy("안 낸 평가표가 있음")),
    ("lacking", gettext_lazy("평가위원 없음")),
    ("declined", gettext_lazy("사양한 평가위원이 있음")),
    ("on", gettext_lazy("다음 단계로")),
)


def _state(value: str) -> Q:
    found = {
        "out": Q(waiting__gt=0),
        "lacking": Q(assigned=0),
        "declined": Q(declined__gt=0),
        "on": Q(goes_on=True),
    }
    return found.get(value, Q())


# States in which a result stands: the last stage then shows what became of each application.
FIXED = (
    ApplicationState.SELECTED,
    ApplicationState.RESERVE,
    ApplicationState.NOT_SELECTED,
    ApplicationState.WITHDRAWN,
)


def _goes_on(row: BoardRow, *, last: bool) -> str:
    if row.goes_on is None:
        return ""
    if last and row.state in FIXED:
        return str(ApplicationState(row.state).label)
    if last:
        return _("선정 대상") if row.goes_on else _("대상 아님")
    return _("다음 단계로") if row.goes_on else _("여기까지")


def board_listing(board: Board, *, last: bool) -> Listing:
    """The list of one stage: who assessed, the two scores side by side, rank, tie-break, whether it goes on."""
    stage = board.stage
    pattern = reverse("support:selection_case", args=(stage.round.code, stage.order, "CASE"))

    def result(row: BoardRow) -> str:
        if row.goes_on is None:
            return SafeString("")
        if last and row.state in FIXED:
            return chip(APPLICATION_CHIP[ApplicationState(row.state)], _goes_on(row, last=last))
        return chip("approved" if row.goes_on else "draft", _goes_on(row, last=last))

    def case(row: BoardRow) -> SafeString:
        name = in_korean(row.firm_name)
        href = pattern.replace("CASE", row.code)
        return format_html('<a href="{}">{}</a><br><span class="muted">{}</span>', href, row.code, name)

    def figure(
        key: str, label: str, value: Callable[[BoardRow], Any], width: int, main: bool = True
    ) -> Column:
        return Column(key, label, value, sort=(key,), numeric=True, width=width, main=main)

    columns = (
        Column(
            "code",
            pgettext("application", "신청"),
            lambda r: f"{r.code} {r.firm_name}",
            html=case,
            sort=("code",),
            width=24,
        ),
        Column("sector", _("업종"), lambda r: r.sector_label, sort=("sector_label",), width=12, main=False),
        figure("done", _("낸 평가표"), lambda r: f"{r.done}/{r.assigned}", 10),
        figure("raw", _("원점수"), lambda r: points(r.raw), 9),
        figure("adjusted", _("보정 점수"), lambda r: points(r.adjusted), 9),
        figure("spread", _("점수 차"), lambda r: points(r.spread), 8, main=False),
        figure("rank", _("순위"), lambda r: r.rank, 7),
        Column("tie_break", _("동점을 가른 기준"), lambda r: tie_break(r.tie_break), width=11, main=False),
        Column(
            "goes_on",
            _("결과"),
            lambda r: _goes_on(r, last=last),
            html=result,
            width=10,
            main=False,
        ),
    )
    return Listing(
        name=f"{stage.round.code}-{stage.order}",
        columns=columns,
        filters=(
            Filter("sector", _("업종"), lambda: Sector.choices, lambda value: Q(sector=value)),
            Filter("state", _("상태"), lambda: STATES, _state),
        ),
        search=("code", "firm_name"),
        search_label=_("신청 찾기"),
        order="rank" if board.scored else "code",
        tiebreak="code",
        size=MOST_ROWS,
        empty=_("이 단계에 신청이 없습니다. 앞 단계를 마감하면 여기에 옵니다."),
    )


def board_chart(board: Board) -> charts.Chart | None:
    """The score that ranks as bars around the cut, the raw one beside it in words, the cut as a thin line."""
    ranked = [row for row in board.rows if row.rank is not None]
    if not board.scored or not ranked:
        return None
    adjusted = board.ranked_by == "adjusted"
    start = max(0, min(board.on - CHART_ROWS // 2, len(ranked) - CHART_ROWS))
    shown = ranked[start : start + CHART_ROWS]

    def score(row: BoardRow) -> Decimal | None:
        return row.adjusted if adjusted else row.raw

    bars = [
        charts.Bar(
            f"{row.rank}. {row.code}",
            score(row),
            note=_("원점수 %(raw)s") % {"raw": f"{row.raw:.1f}"} if adjusted and row.raw is not None else "",
            accent=bool(row.goes_on),
        )
        for row in shown
    ]
    lines = []
    if board.cut is not None:
        said = _("통과 최저 점수 %(cut)s") % {"cut": f"{board.cut:.1f}"}
        lines.append(charts.Threshold(board.cut, said, inclusive=True))
    name = str(board.stage.get_kind_display())
    return charts.Chart(
        key=f"stage{board.stage.order}",
        title=_("%(stage)s 점수") % {"stage": name},
        spec=charts.bars(bars, unit=_("점"), thresholds=lines, top=100),
        alt=(
            _(
                "%(stage)s에서 신청 %(count)d건 가운데 %(on)d건이 다음으로 가며, 그 가장 낮은 점수는 %(cut)s점입니다."
            )
            if board.cut is not None
            else _("%(stage)s에서 신청 %(count)d건의 순위를 정했습니다.")
        )
        % {"stage": name, "count": len(ranked), "on": board.on, "cut": points(board.cut) or "–"},
        header=[pgettext("application", "신청"), _("순위"), _("원점수"), _("보정 점수")],
        rows=[[row.code, row.rank, points(row.raw), points(row.adjusted)] for row in ranked],
    )


def funnel_chart(funnel: Funnel, key: str) -> charts.Chart:
    """From applications to selections in one round of ours, drawn as the published ones are."""
    steps = [(label, count) for _key, label, count in funnel.steps]
    title = f"{funnel.round.name} ({funnel.round.year})"
    return charts.Chart(
        key=key,
        spec=charts.funnel(steps, unit=_("개사")),
        alt=f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in steps),
        header=[_("단계"), _("기업 수 (개사)")],
        rows=[list(step) for step in steps],
    )
