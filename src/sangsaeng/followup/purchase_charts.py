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
    """How many of the terms that fell due in each quarter are fully honoured; None where none fell due.

    The bar is what both sides told alike; what one side alone tells stands beside it in the table, and is no proof yet.
    """
    found = quarters(facts(terms, as_of), as_of)[-SHOWN:]
    if not found:
        return None
    names = [_("%(year)s년 %(quarter)s분기") % {"year": q.year, "quarter": q.quarter} for q in found]
    told = {
        "due": sum(q.counted for q in found),
        "full": sum(q.full for q in found),
        "both": sum(q.full_by_both for q in found),
        "one": sum(q.full_by_one for q in found),
    }
    return charts.Chart(
        key="quarters",
        title=_("기한이 된 차수와 양쪽이 모두 이행했다고 확인한 차수"),
        spec=charts.progress(
            [charts.Progress(name, q.full_by_both, q.counted) for name, q in zip(names, found, strict=True)],
            unit=_("개"),
        ),
        alt=_(
            "기한이 되어 세는 차수 %(due)s개 가운데 %(full)s개를 모두 이행했습니다(양쪽 확인 %(both)s개, 한쪽 자료만 %(one)s개)."
        )
        % told,
        header=[
            _("기한이 된 분기"),
            _("세는 차수"),
            _("모두 이행"),
            _("양쪽 확인"),
            _("한쪽 자료만"),
            _("알 수 없음"),
        ],
        rows=[
            [name, q.counted, q.full, q.full_by_both, q.full_by_one, q.unknown]
            for name, q in zip(names, found, strict=True)
        ],
        as_of=as_of,
        note=_(
            "막대는 두 회사가 모두 이행했다고 확인한 차수입니다. 한쪽 자료만 있는 차수는 표에서 따로 셉니다. 제외한 차수는 세지 않습니다."
        ),
    )
