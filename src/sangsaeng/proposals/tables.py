"""The list of win-win models as a table: columns, filters, search."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import english, in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, day_text, demo_mark
from sangsaeng.proposals.codes import codename_in_english
from sangsaeng.proposals.lifecycle import CHIP, State
from sangsaeng.proposals.models import Sector
from sangsaeng.proposals.queries import month_of

DEMONSTRATION = (("yes", _("시연만")), ("no", _("시연 제외")))


def public_name(codename: str) -> str:
    """The codename in the reader's language."""
    return codename_in_english(codename) if english() else codename


def models_table() -> Listing:
    """The table, with what is the same for all rows worked out once a request."""
    states = {state.value: format_html("<span>{}</span>", chip(CHIP[state], state.label)) for state in State}
    sectors = {value: str(label) for value, label in Sector.choices}
    pattern = reverse("proposals:model", args=["CODE"])
    mark = demo_mark()

    def name(row: Any) -> str:
        return row.seen_title or public_name(row.codename)

    def name_html(row: Any) -> SafeString:
        words = in_korean(name(row))
        return format_html("<span>{} {}</span>", words, mark) if row.demonstration else words

    def since(row: Any) -> Any:
        """The day, for those who may read the model whole; for everyone else the month."""
        return timezone.localdate(row.state_since) if row.whole else month_of(row.state_since)

    return Listing(
        name=str(_("상생모델")),
        columns=(
            Column(
                "code",
                _("번호"),
                value=lambda row: row.code,
                sort=("code",),
                width=11,
                link=lambda row: pattern.replace("CODE", row.code),
            ),
            Column("name", _("이름"), value=name, html=name_html, sort=("codename",), width=24),
            Column(
                "sector",
                _("업종"),
                value=lambda row: sectors[row.sector],
                sort=("sector",),
                width=13,
                main=False,
            ),
            Column(
                "state",
                _("상태"),
                value=lambda row: str(State(row.state).label),
                html=lambda row: states[row.state],
                sort=("state",),
                width=17,
            ),
            Column(
                "since",
                _("상태가 된 날"),
                value=since,
                html=lambda row: day_text(str(since(row))),
                sort=("seen_since",),
                width=13,
            ),
            Column(
                "demand",
                _("수요기업"),
                value=lambda row: row.seen_demand,
                html=lambda row: in_korean(row.seen_demand) or "–",
                width=11,
                main=False,
            ),
            Column(
                "supplier",
                _("공급기업"),
                value=lambda row: row.seen_supplier,
                html=lambda row: in_korean(row.seen_supplier) or "–",
                width=11,
                main=False,
            ),
        ),
        filters=(
            Filter("state", _("상태"), lambda: State.choices, lambda value: Q(state=value)),
            Filter("sector", _("업종"), lambda: Sector.choices, lambda value: Q(sector=value)),
            Filter(
                "demonstration",
                _("시연"),
                lambda: DEMONSTRATION,
                lambda value: Q(demonstration=value == "yes"),
            ),
        ),
        search=("code", "codename", "seen_title", "seen_demand", "seen_supplier", "seen_item"),
        search_label=_("번호, 이름, 기업, 품목"),
        order="-since",
        tiebreak="code",  # the order in which they were begun is nobody's business
        empty=_("아직 볼 수 있는 상생모델이 없습니다. 상생협의회가 건의하면 여기에 나타납니다."),
    )
