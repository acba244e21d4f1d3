"""The lists of the ledger: the commitments of a programme, and its entries with the names of the accounts."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import day, won
from sangsaeng.support.models import MONEY, Account, Movement
from sangsaeng.support.words import STATES, state_chip, state_of


def amount(row: Any, name: str) -> int | None:
    """An amount of a commitment; None where its kind has no money."""
    return getattr(row, name) if row.kind in MONEY else None


def _money(key: str, label: Any, *, main: bool = True) -> Column:
    name = f"{key}_krw"

    def shown(row: Any) -> SafeString:
        found = amount(row, name)
        return SafeString("–") if found is None else won(found)

    return Column(
        key,
        label,
        lambda row: amount(row, name),
        html=shown,
        sort=(name,),
        numeric=True,
        width=12,
        main=main,
    )


def whom(row: Any) -> str:
    """The model and the firm that a commitment supports."""
    parts = [row.model.code if row.model else "", row.recipient.name if row.recipient else ""]
    return " · ".join(part for part in parts if part)


def _whom_html(row: Any) -> SafeString:
    firm = in_korean(row.recipient.name) if row.recipient else SafeString("")
    if row.model is None:
        return SafeString(firm)
    address = reverse("proposals:model", args=[row.model.code])
    return format_html('<a href="{}">{}</a> {}', address, row.model.code, firm)


def _numbers(row: Any) -> str:
    return " · ".join(each for each in (row.number, row.agreement_number, row.guarantee_number) if each)


COMMITMENTS = Listing(
    name="commitments",
    columns=(
        Column(
            "code",
            pgettext_lazy("code", "번호"),
            lambda row: row.code,
            sort=("id",),
            width=13,
            link=lambda row: reverse("support:commitment", args=[row.code]),
        ),
        Column(
            "whom", gettext_lazy("상생모델과 기업"), whom, html=_whom_html, sort=("model__code",), width=21, main=False
        ),
        Column("state", gettext_lazy("상태"), lambda row: str(STATES[state_of(row)][1]), html=state_chip, width=10),
        _money("committed", pgettext_lazy("movement", "확정")),
        _money("contracted", pgettext_lazy("movement", "협약"), main=False),
        _money("paid", pgettext_lazy("movement", "지급")),
        _money("returned", gettext_lazy("반납·환수"), main=False),
        Column(
            "numbers", gettext_lazy("공식 번호"), lambda row: _numbers(row) or None,
            html=lambda row: in_korean(_numbers(row) or "–"), width=14, main=False,
        ),
        Column(
            "committed_at",
            gettext_lazy("확정한 날"),
            lambda row: timezone.localdate(row.committed_at),
            html=lambda row: day(row.committed_at),
            sort=("committed_at",),
            width=11,
            main=False,
        ),
    ),
    filters=(
        Filter(
            "live",
            gettext_lazy("취소"),
            lambda: (("1", gettext_lazy("취소하지 않은 것")), ("0", gettext_lazy("취소한 것"))),
            lambda value: Q(cancelled_at__isnull=value == "1"),
        ),
    ),
    search=("code", "model__code", "recipient__name", "number", "agreement_number", "guarantee_number"),
    search_label=gettext_lazy("번호나 기업 찾기"),
    order="-code",
    empty=gettext_lazy("볼 수 있는 확정 기록이 없습니다. 금액은 그 상생모델을 볼 수 있는 사람에게만 보입니다."),
)  # fmt: skip


def movement_word(entry: Any) -> str:
    """Why an amount moved, with what else there is to say of it in one word."""
    word = str(Movement(entry.movement).label)
    if entry.in_kind:
        word = f"{word} ({_('현물')})"
    return _("%(movement)s 바로잡음") % {"movement": word} if entry.reverses_id else word


def _movement_html(entry: Any) -> SafeString:
    word = movement_word(entry)
    if getattr(entry, "reversed_by", None) is None:
        return format_html("{}", word)
    return format_html('{}<br><span class="note">{}</span>', word, _("뒤에 바로잡았습니다."))


def way(entry: Any) -> str:
    """From which account to which."""
    return f"{Account(entry.from_account).label} → {Account(entry.to_account).label}"


ENTRIES = Listing(
    name="ledger",
    columns=(
        Column("on", gettext_lazy("날짜"), lambda e: e.on, html=lambda e: day(e.on), sort=("on", "id"), width=12),
        Column(
            "movement", gettext_lazy("이유"), movement_word, html=_movement_html, sort=("movement",), width=13
        ),
        Column("way", gettext_lazy("계정"), way, width=21, main=False),
        Column(
            "amount",
            gettext_lazy("금액"),
            lambda e: e.amount_krw,
            html=lambda e: won(e.amount_krw),
            sort=("amount_krw",),
            numeric=True,
            width=13,
        ),
        Column(
            "commitment",
            gettext_lazy("지원 확정"),
            lambda e: e.commitment.code if e.commitment else None,
            html=lambda e: SafeString("–") if e.commitment is None else format_html("{}", e.commitment.code),
            sort=("commitment__code",),
            width=13,
            link=lambda e: reverse("support:commitment", args=[e.commitment.code]) if e.commitment else None,
        ),
        Column(
            "recipient",
            gettext_lazy("기업"),
            lambda e: e.recipient.name if e.recipient else None,
            html=lambda e: in_korean(e.recipient.name) if e.recipient else SafeString("–"),
            sort=("recipient__name",),
            width=13,
            main=False,
        ),
        Column(
            "reference", gettext_lazy("공식 번호"), lambda e: e.reference or None, sort=("reference",), width=10,
            main=False, lang="ko",
        ),
        Column(
            "reason", gettext_lazy("근거"), lambda e: e.reason or None,
            html=lambda e: in_korean(e.reason), width=18, main=False,
        ),
    ),
    filters=(
        Filter("movement", gettext_lazy("이유"), lambda: Movement.choices, lambda value: Q(movement=value)),
    ),
    search=("commitment__code", "recipient__name", "reference", "reason"),
    search_label=gettext_lazy("대장에서 찾기"),
    order="-on",
    empty=gettext_lazy("기록이 없습니다. 예산을 배정하거나 지원을 확정하면 여기에 한 줄씩 남습니다."),
)  # fmt: skip


def _correct_html(entry: Any) -> SafeString:
    """The way to correct an entry of the budget; those of a commitment are corrected on its page."""
    if entry.commitment_id or entry.reverses_id or getattr(entry, "reversed_by", None) is not None:
        return SafeString("–")
    return format_html('<a href="{}">{}</a>', reverse("support:correct", args=[entry.pk]), _("기록 바로잡기"))


# The same for who may correct: budgets are kept here, commitments on their own pages.
KEPT_ENTRIES = replace(
    ENTRIES,
    columns=(
        *ENTRIES.columns,
        Column(
            "correct",
            gettext_lazy("바로잡기"),
            lambda e: e.reverses_id,
            html=_correct_html,
            width=10,
            main=False,
        ),
    ),
)
