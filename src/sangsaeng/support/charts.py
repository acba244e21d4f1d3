"""One chart a kind: how much of each programme's budget is committed; and how far one commitment has come.

There is no chart across kinds.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.pages import charts
from sangsaeng.pages.formats import won
from sangsaeng.pages.markup import english
from sangsaeng.support.models import COMMITTED_AS, MONEY, Kind


def _unit(amounts: Sequence[int]) -> tuple[int, str]:
    """The largest unit in which every amount comes out with two decimals at most, and its word: 15억 원, 0.5억 원."""
    units = [(10**6, "million KRW")] if english() else [(10**8, "억 원"), (10**4, "만 원")]
    for size, word in units:
        if all(amount * 100 % size == 0 for amount in amounts):
            return size, word
    return 1, "KRW" if english() else "원"


def _in(size: int, amount: int) -> int | float:
    return amount // size if amount % size == 0 else amount / size


def kind_charts(rows: Sequence[Any], *, demonstration: bool) -> list[charts.Chart]:
    """A chart for each money kind in which something is committed, over the programmes of one world.

    `rows` are programmes with `committed_krw` (net, whole won), as `queries.programmes` gives them. Of a fund the chart
    shows what was invested, on the track of what it was formed with.
    """
    found = []
    for kind in Kind:
        of_kind = [
            each
            for each in rows
            if COMMITTED_AS[Kind(each.kind)] == kind
            and kind in MONEY
            and each.demonstration == demonstration
            and each.committed_krw
        ]
        if of_kind:
            found.append(_chart(kind, of_kind, demonstration))
    return found


def _chart(kind: Kind, rows: list[Any], demonstration: bool) -> charts.Chart:
    size, unit = _unit([amount for each in rows for amount in (each.committed_krw, each.budget_krw or 0)])
    bars = [
        charts.Progress(
            each.name,
            _in(size, each.committed_krw),
            _in(size, each.budget_krw) if each.budget_krw is not None else None,
        )
        for each in rows
    ]
    sentences = [
        _("%(name)s: 확정 %(done)s, 예산 %(budget)s.")
        % {"name": each.name, "done": won(each.committed_krw), "budget": won(each.budget_krw)}
        for each in rows
    ]
    title = f"{kind.label} ({_('시연')})" if demonstration else str(kind.label)
    return charts.Chart(
        key=f"{kind.value}-{'demonstration' if demonstration else 'recorded'}".replace("_", "-"),
        title=title,
        spec=charts.progress(bars, unit=unit),
        alt=" ".join([f"{title}.", *sentences]),
        header=[_("지원사업"), _("확정(원)"), _("지급(원)"), _("예산(원)")],
        rows=[[each.name, each.committed_krw, each.paid_krw, each.budget_krw] for each in rows],
    )


def commitment_chart(commitment: Any) -> charts.Chart | None:
    """Agreed of committed, paid of agreed, come back of what is to, matching funds paid of promised; None without money."""
    if commitment.kind not in MONEY or not commitment.committed_krw:
        return None
    back = commitment.returned_krw + commitment.due_krw
    steps = [
        (_("협약"), commitment.contracted_krw, commitment.committed_krw),
        (_("지급"), commitment.paid_krw, commitment.committed_krw),
        (_("반납·환수"), commitment.returned_krw, back),
        (_("민간부담 집행"), commitment.matching_paid_krw, commitment.matching_krw),
    ]
    steps = [step for step in steps if step[2]]
    size, unit = _unit([amount for _label, *amounts in steps for amount in amounts])
    told = [
        _("%(name)s: %(whole)s 가운데 %(done)s.") % {"name": name, "whole": won(whole), "done": won(done)}
        for name, done, whole in steps
    ]
    return charts.Chart(
        key="course",
        title=_("확정한 금액이 어디까지 왔는지"),
        spec=charts.progress(
            [charts.Progress(n, _in(size, d), _in(size, w)) for n, d, w in steps], unit=unit
        ),
        alt=" ".join(told),
        header=[_("단계"), _("금액(원)"), _("전체(원)")],
        rows=[list(step) for step in steps],
    )
