"""The board of a round: its cases in one table, sorted, filtered and downloaded like every list."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation.models import Review
from sangsaeng.deliberation.queries.reviews import CaseRow
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.proposals.models import Sector

Advice = Review.Advice
MOST_ROWS = 250


class Rows:
    """Rows that were computed, not queried, with as much of a queryset as `pages.listing` asks for."""

    def __init__(self, rows: Sequence[CaseRow]) -> None:
        self.rows = list(rows)

    def filter(self, wanted: Q) -> "Rows":
        return Rows([row for row in self.rows if _holds(wanted, row)])

    def order_by(self, *keys: Any) -> "Rows":
        rows = self.rows
        for key in reversed(keys):
            down = isinstance(key, OrderBy) and key.descending
            name = getattr(key.expression, "name", "") if isinstance(key, OrderBy) else key
            known = [row for row in rows if getattr(row, name) is not None]
            known.sort(key=lambda row, name=name: getattr(row, name), reverse=down)  # type: ignore[misc]
            rows = known + [row for row in rows if getattr(row, name) is None]
        return Rows(rows)

    def count(self) -> int:
        return len(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[CaseRow]:
        return iter(self.rows)

    def __getitem__(self, part: Any) -> Any:
        return self.rows[part]


TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "icontains": lambda have, want: str(want).lower() in str(have).lower(),
    "gt": lambda have, want: have is not None and have > want,
    "exact": lambda have, want: have == want,
}


def _holds(wanted: Q, row: CaseRow) -> bool:
    """Whether a row meets a condition made of the few lookups in TESTS."""
    results = []
    for child in wanted.children:
        if isinstance(child, Q):
            results.append(_holds(child, row))
        elif isinstance(child, tuple):
            name, _sep, test = child[0].partition("__")
            results.append(TESTS[test or "exact"](getattr(row, name), child[1]))
    held = any(results) if wanted.connector == Q.OR else all(results)
    return held != wanted.negated


def _advice_filter(value: str) -> Q:
    return {"out": Q(waiting__gt=0), "lacking": Q(assigned=0), "declined": Q(declined__gt=0)}.get(value, Q())


STATES = (
    ("out", gettext_lazy("안 낸 심사가 있음")),
    ("lacking", gettext_lazy("심사위원 없음")),
    ("declined", gettext_lazy("사양한 심사위원이 있음")),
)


def _advice(row: CaseRow) -> str:
    if row.advice is None:
        return ""
    return " · ".join(f"{label} {row.advice[value]}" for value, label in Advice.choices if row.advice[value])


def _names(row: CaseRow) -> Any:
    parts = [
        format_html("{} ✓<span class='unseen'>{}</span>", in_korean(name), _("냄"))
        if done
        else in_korean(name)
        for name, done in row.names
    ]
    out = parts[0] if parts else ""
    for part in parts[1:]:
        out = format_html("{}, {}", out, part)
    return out


def board_listing(code: str, *, most: int, names: bool) -> Listing:
    """The list of one round; `most` is the top of the scale, `names` whether the viewer sees who reviews."""
    columns = [_case_column(code), *_figure_columns(most), *_word_columns(names)]
    return Listing(
        name=f"reviews-{code}",
        columns=tuple(columns),
        filters=(
            Filter("sector", _("업종"), lambda: Sector.choices, lambda value: Q(sector=value)),
            Filter("state", _("상태"), lambda: STATES, _advice_filter),
        ),
        search=("code", "name"),
        search_label=_("모델 찾기"),
        order="code",
        tiebreak="code",
        size=MOST_ROWS,
        empty=_("이 심사에 모델이 없습니다. 모델과 심사위원을 먼저 고르세요."),
    )


def _case_column(code: str) -> Column:
    # reversed once with a place for the code of the case: 250 rows would cost 250 reversals
    pattern = reverse("deliberation:review_case", args=(code, "CASE"))

    def case(row: CaseRow) -> str:
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            pattern.replace("CASE", row.code),
            row.code,
            in_korean(row.name),
        )

    return Column("code", _("모델"), lambda r: f"{r.code} {r.name}", html=case, sort=("code",), width=20)


def _figure_columns(most: int) -> list[Column]:
    def figure(key: str, label: str, value: Callable[[CaseRow], Any], **more: Any) -> Column:
        given: dict[str, Any] = {"sort": (key,), "numeric": True, "width": 8} | more
        return Column(key, label, value, **given)

    return [
        Column("sector", _("업종"), lambda r: r.sector_label, sort=("sector_label",), width=9, main=False),
        figure("done", _("낸 심사"), lambda r: f"{r.done}/{r.assigned}", sort=("done", "assigned")),
        figure("mean", _("평균"), lambda r: _points(r.mean), unit=f"1–{most}"),
        figure("adjusted", _("보정 평균"), lambda r: _points(r.adjusted)),
        figure("spread", _("점수 차"), lambda r: _points(r.spread), width=7, main=False),
    ]


def _word_columns(names: bool) -> list[Column]:
    columns = [
        Column("advice", _("종합 판단"), _advice, width=17, main=False),
        Column(
            "conflicts",
            _("이해관계"),
            lambda r: r.conflicts,
            sort=("conflicts",),
            numeric=True,
            width=8,
            main=False,
        ),
    ]
    if names:
        columns.append(
            Column(
                "names",
                _("심사위원"),
                lambda r: ", ".join(name + (" ✓" if done else "") for name, done in r.names),
                html=_names,
                width=15,
                main=False,
            )
        )
    return columns


def _points(value: float | None) -> str | None:
    """Two decimals: one would hide what the adjustment does."""
    return None if value is None else f"{value:.2f}"
