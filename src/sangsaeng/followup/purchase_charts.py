"""Due against honoured, quarter by quarter."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from sangsaeng.followup.models import PurchaseTerm
from sangsaeng.followup.queries.purchase_facts import facts
from sangsaeng.followup.rates import by_quarter as quarters
from sangsaeng.pages import charts

SHOWN = 12  # quarters


def by_quarter(terms: Sequence[PurchaseTerm], as_of: date) -> charts.Chart | None:
    """How many of the terms that fell due in each quarter are fully honoured; None where none fell due."""
    found = quarters(facts(terms, as_of), as_of)[-SHOWN:]
    if not found:
        return None
    names = [_("%(year)s년 %(quarter)s분기") % {"year": q.year, "quarter": q.quarter} for q in found]
    due, full = sum(q.counted for q in found), sum(q.full for q in found)
    return charts.Chart(
        key="quarters",
        title=_("기한이 된 차수와 모두 이행한 차수"),
        spec=charts.progress(
            [charts.Progress(name, q.full, q.counted) for name, q in zip(names, found, strict=True)],
            unit=_("개"),
        ),
        alt=_("기한이 되어 세는 차수 %(due)s개 가운데 %(full)s개를 모두 이행했습니다.")
        % {"due": due, "full": full},
        header=[_("기한이 된 분기"), _("세는 차수"), _("모두 이행"), _("알 수 없음")],
        rows=[[name, q.counted, q.full, q.unknown] for name, q in zip(names, found, strict=True)],
        as_of=as_of,
        note=_("제외한 차수는 세지 않습니다."),
    )
