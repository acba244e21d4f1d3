"""Identity in words: what the tables that move are called, the sentences of the record, the list of pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.models import IdentityPair, IdentityState, Merge
from sangsaeng.pages.formats import day as day_of
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, day, demo_mark
from sangsaeng.parties.models import User
from sangsaeng.records.models import Event

if TYPE_CHECKING:
    from sangsaeng.discovery.actions.identity import Found
    from sangsaeng.discovery.queries.identity import Side

TABLES = {
    "": pgettext_lazy("identity", "그 밖의 기록"),
    "match": pgettext_lazy("identity", "수요와의 매칭"),
    "supplypair": pgettext_lazy("identity", "공개된 공급 관계"),
    "selection": pgettext_lazy("identity", "공개된 선정"),
    "sizestatus": pgettext_lazy("identity", "기업 규모"),
    "site": pgettext_lazy("identity", "사업장"),
    "registrationnumber": pgettext_lazy("identity", "등록번호"),
    "firm_sources": pgettext_lazy("identity", "출처"),
    "profile": pgettext_lazy("identity", "역량 프로필"),
    "profileentry": pgettext_lazy("identity", "역량 항목"),
    "interest": pgettext_lazy("identity", "관심 표시"),
    "matchfeedback": pgettext_lazy("identity", "매칭 의견"),
    "fairfirm": pgettext_lazy("identity", "구매상담회 참가"),
}

SENTENCES = {
    "discovery.find_identities": _("같은 기업일 수 있는 기록을 찾았습니다."),
    "discovery.take_names": _("기업 이름 목록을 올려 명부와 맞추었습니다."),
    "discovery.merge": _("두 기록을 한 기업으로 합쳤습니다."),
    "discovery.know_name": _("목록의 이름을 이 기업의 다른 표기로 적었습니다."),
    "discovery.keep_apart": _("두 기록을 다른 기업으로 두었습니다."),
    "discovery.reopen_identity": _("같은 기업인지 다시 살피기로 했습니다."),
    "discovery.split": _("합친 기록을 다시 나누었습니다."),
    "discovery.rename": _("기업 이름을 바꾸었습니다."),
    "discovery.add_former_name": _("기업의 옛 이름을 적었습니다."),
    "discovery.add_number": _("기업의 등록번호를 적었습니다."),
}

CHIPS = {
    IdentityState.WAITING: "returned",
    IdentityState.SAME: "completed",
    IdentityState.DIFFERENT: "stopped",
}


def state_chip(pair: IdentityPair) -> SafeString:
    return chip(CHIPS[IdentityState(pair.state)], pair.get_state_display())


def told(found: Found) -> str:
    """What a list of names brought, in one sentence."""
    text = gettext("이미 아는 이름 %(known)d개, 확인할 것 %(new)d건, 명부에 없는 이름 %(unknown)d개입니다.")
    return text % {
        "known": found.known,
        "new": len(found.new) + len(found.again),
        "unknown": found.unknown,
    }


def what_follows(sides: list[Side]) -> list[str]:
    """What a merge does, before it is done: what moves from either side, what stays, how it is undone."""
    from sangsaeng.discovery.queries.identity import moving

    lines = []
    for side in sides:
        rows = moving(side.firm) if side.firm else []
        held = ", ".join(f"{each.label} {each.count:,}" for each in rows) or gettext("없음")
        lines.append(gettext("‘%(name)s’에 딸린 기록: %(held)s.") % {"name": side.name, "held": held})
    lines += [
        gettext("남지 않는 쪽에 딸린 기록은 남는 쪽으로 옮기고, 그 주소(URL)는 남는 쪽으로 이어집니다."),
        gettext("이미 같은 기록이 있으면 옮기지 않고 제자리에 둡니다. 아무것도 지우지 않습니다."),
        gettext(
            "모델, 표결, 지원 대장, 상담회 기록은 그때의 이름 그대로 둡니다. 이해충돌은 두 이름을 한 기업으로 봅니다."
        ),
    ]
    accounts = sum(side.accounts for side in sides)
    if accounts:
        text = gettext("이용자 계정 %(n)d개의 소속은 바뀌지 않습니다.")
        lines.append(text % {"n": accounts})
    lines.append(gettext("언제든 ‘다시 나누기’로 되돌릴 수 있습니다."))
    return lines


def rows_in_words(rows: Iterable[list[Any]]) -> str:
    """«수요와의 매칭 3, 등록번호 1» of rows as a merge writes them down; its own marks on the record are left out."""
    counted: Counter[str] = Counter()
    for row in rows:
        if row[1] not in ("is_shown", "hidden_because"):
            name = apps.get_model(row[0])._meta.model_name or ""
            counted[str(TABLES.get(name, TABLES[""]))] += 1
    return ", ".join(f"{label} {count:,}" for label, count in counted.most_common())


def what_goes_back(merge: Merge, added: list[list[Any]]) -> list[str]:
    """What undoing a merge does."""
    nothing = gettext("없음")
    names = {"merged": merge.merged.name, "kept": merge.kept.name}
    return [
        gettext("‘%(merged)s’(으)로 돌아가는 기록: %(rows)s.")
        % {"merged": merge.merged.name, "rows": rows_in_words(merge.moved) or nothing},
        gettext("합친 뒤에 더해져 ‘%(kept)s’에 남는 기록: %(rows)s.")
        % {"kept": merge.kept.name, "rows": rows_in_words(added) or nothing},
        gettext("‘%(merged)s’의 주소가 다시 열리고, 이해충돌은 두 기업을 따로 봅니다.") % names,
        gettext("이 두 기록은 새 근거가 나오기 전에는 다시 묻지 않습니다."),
    ]


@dataclass(frozen=True)
class Line:
    """One line of a history."""

    at: datetime
    who: str
    text: str
    reason: str


def lines(events: Iterable[Event]) -> list[Line]:
    """What happened, in the reader's language; one query for the names of the people."""
    rows = list(events)
    names = dict(
        User.objects.filter(username__in={row.actor for row in rows}).values_list("username", "display_name")
    )
    return [
        Line(
            row.at,
            names.get(row.actor) or (gettext("시스템") if row.actor == "system" else row.actor),
            str(SENTENCES.get(row.verb, row.verb)),
            str(row.data.get("reason") or row.data.get("source") or ""),
        )
        for row in rows
    ]


def other_side(pair: IdentityPair) -> str:
    return pair.other.name if pair.other else pair.listed_name


def _first(pair: IdentityPair) -> SafeString:
    mark = format_html(" {}", demo_mark()) if pair.demonstration else ""
    return format_html("{}{}", in_korean(pair.one.name), mark)


def _why(pair: IdentityPair) -> str:
    return "; ".join(each["text"] for each in pair.evidence)


PAIRS = Listing(
    name="identities",
    columns=(
        Column(
            "one",
            _("기록"),
            value=lambda pair: pair.one.name,
            html=_first,
            link=lambda pair: reverse("discovery:identity", args=[pair.code]),
            sort=("one__name",),
            width=20,
        ),
        Column(
            "other",
            _("비교 대상"),
            value=other_side,
            html=lambda pair: in_korean(other_side(pair)),
            width=20,
        ),
        Column("why", _("근거"), value=_why, html=lambda pair: in_korean(_why(pair)), width=35),
        Column(
            "state",
            _("상태"),
            value=lambda pair: pair.get_state_display(),
            html=state_chip,
            sort=("state",),
            width=10,
        ),
        Column(
            "found",
            _("찾은 날"),
            value=lambda pair: day_of(pair.found_at),
            html=lambda pair: day(pair.found_at),
            sort=("found_at",),
            width=15,
            main=False,
        ),
    ),
    filters=(
        Filter("state", _("상태"), choices=lambda: IdentityState.choices, apply=lambda value: Q(state=value)),
    ),
    search=("one__name", "other__name", "listed_name", "code"),
    search_label=_("기업 이름"),
    empty=_(
        "확인할 것이 없습니다. ‘지금 찾기’를 누르거나 기업 이름 목록을 올리면 같은 기업일 수 있는 기록을 찾습니다."
    ),
)
