"""Payment files in words: columns of their lists, what each finding asks for, the sentences of the record."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from sangsaeng.pages.formats import won
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, demo_mark
from sangsaeng.proposals import history
from sangsaeng.support.models import PaymentFile, PaymentRow
from sangsaeng.support.queries import payments as queries

Finding, State = PaymentRow.Finding, PaymentRow.State
FILE_STATES = {
    "withdrawn": (pgettext_lazy("payments", "철회"), "stopped"),
    "open": (pgettext_lazy("payments", "확인 필요"), "returned"),
    "ready": (pgettext_lazy("payments", "반영 전"), "submitted"),
    "posted": (pgettext_lazy("payments", "반영함"), "completed"),
    "nothing": (pgettext_lazy("payments", "새로 반영할 것 없음"), "draft"),
}
ROW_CHIP = {State.WAITING: "returned", State.POSTED: "completed", State.SET_ASIDE: "stopped"}
# Which column is to be looked at, and what to do about it.
LOOK_AT = {
    Finding.MATCHED: "",
    Finding.UNKNOWN_NUMBER: "number",
    Finding.AMBIGUOUS: "number",
    Finding.OTHER_RECIPIENT: "recipient",
    Finding.OVER_CONTRACT: "amount",
    Finding.REPEATED: "reference",
    Finding.DIFFERENT: "reference",
    Finding.UNREADABLE: "paid_on",
}
TO_DO = {
    Finding.MATCHED: gettext_lazy("‘반영하기’를 누르면 대장에 들어갑니다."),
    Finding.UNKNOWN_NUMBER: gettext_lazy(
        "대장에 협약 번호를 적은 뒤 다시 대조하거나, 지원을 직접 지정하세요."
    ),
    Finding.AMBIGUOUS: gettext_lazy("어느 지원의 지급인지 직접 지정하세요."),
    Finding.OTHER_RECIPIENT: gettext_lazy("같은 기업이면 지원을 직접 지정하고, 아니면 기관에 물어보세요."),
    Finding.OVER_CONTRACT: gettext_lazy("협약 변경을 대장에 먼저 기록한 뒤 다시 대조하세요."),
    Finding.REPEATED: gettext_lazy("할 일이 없습니다."),
    Finding.DIFFERENT: gettext_lazy("어느 쪽이 맞는지 기관에 확인하고, 아니면 제외하세요."),
    Finding.UNREADABLE: gettext_lazy("파일을 고쳐 다시 올리거나 제외하세요."),
}
FIELDS = {
    "reference": gettext_lazy("지급번호"),
    "number": gettext_lazy("과제·협약·보증번호"),
    "recipient": gettext_lazy("기업명"),
    "paid_on": gettext_lazy("지급일"),
    "amount": gettext_lazy("지급액"),
    "sort": gettext_lazy("구분"),
}


def field_of(row: PaymentRow) -> str:
    """The column in which a row is wrong."""
    key = row.raw.get("field") or LOOK_AT[Finding(row.finding)]
    return str(FIELDS[key]) if key else ""


def sentence(told: queries.Counts) -> str:
    """120행 가운데 117행이 맞고 3행을 확인해야 합니다."""
    parts = [
        _("%(all)s행 가운데 %(right)s행이 맞고 %(open)s행을 확인해야 합니다.")
        % {"all": f"{told.all:,}", "right": f"{told.right:,}", "open": f"{told.open:,}"}
    ]
    if told.posted:
        parts.append(_("%(n)s행은 대장에 반영했습니다.") % {"n": f"{told.posted:,}"})
    if told.repeated:
        parts.append(_("%(n)s행은 이미 대장에 있어 그대로 두었습니다.") % {"n": f"{told.repeated:,}"})
    if told.left_out:
        parts.append(_("%(n)s행은 제외했습니다.") % {"n": f"{told.left_out:,}"})
    return " ".join(parts)


def state_of(payments: Any) -> str:
    """Of a file with its counts, as `queries.files` gives it."""
    if payments.withdrawn_at:
        return "withdrawn"
    if payments.open:
        return "open"
    if payments.ready:
        return "ready"
    return "posted" if payments.posted else "nothing"


def file_chip(payments: Any) -> SafeString:
    word, kind = FILE_STATES[state_of(payments)]
    return chip(kind, word)


def row_chip(row: PaymentRow) -> SafeString:
    if row.state == State.WAITING and row.finding == Finding.MATCHED:
        return chip("submitted", pgettext("payments", "반영 전"))
    return chip(ROW_CHIP[State(row.state)], row.get_state_display())


def _named(payments: PaymentFile) -> SafeString:
    mark = format_html(" {}", demo_mark()) if payments.demonstration else ""
    return format_html("{}{}", in_korean(payments.name), mark)


FILES = Listing(
    name="payments",
    columns=(
        Column(
            "name",
            pgettext_lazy("heading", "지급 파일"),
            value=lambda f: f.name,
            html=_named,
            link=lambda f: reverse("support:payment", args=[f.code]),
            sort=("name",),
            width=30,
        ),
        Column(
            "code",
            pgettext_lazy("code", "번호"),
            value=lambda f: f.code,
            sort=("code",),
            width=15,
            main=False,
        ),
        Column(
            "agency",
            gettext_lazy("지급한 기관"),
            value=lambda f: f.agency.name if f.agency else None,
            sort=("agency__name",),
            width=15,
            lang="ko",
        ),
        Column("taken", gettext_lazy("받은 때"), value=lambda f: f.taken_at, sort=("taken_at",), width=15),
        Column(
            "lines",
            gettext_lazy("행"),
            value=lambda f: f.lines,
            numeric=True,
            sort=("lines",),
            width=10,
            main=False,
        ),
        Column(
            "state",
            gettext_lazy("상태"),
            value=lambda f: str(FILE_STATES[state_of(f)][0]),
            html=file_chip,
            width=15,
        ),
    ),
    search=("name", "code", "agency__name"),
    order="-taken",
    empty=gettext_lazy(
        "아직 받은 지급 파일이 없습니다. 양식을 내려받아 채우거나, 기관 시스템에서 받은 파일을 그대로 올리세요."
    ),
    search_label=gettext_lazy("파일 이름이나 번호"),
)


def _where(row: PaymentRow) -> SafeString:
    """What the row belongs to."""
    if row.commitment is None:
        return SafeString("–")
    return format_html("{} {}", row.commitment.code, in_korean(row.commitment.programme.name))


def _wrong(row: PaymentRow) -> SafeString:
    """The finding, what it is about, and what to do."""
    finding = Finding(row.finding)
    if finding is Finding.MATCHED:
        return format_html("{}", finding.label)
    if row.state != State.WAITING:
        return format_html("<div>{}<br>{}</div>", finding.label, in_korean(row.decided_because or row.detail))
    return format_html(
        "<div><strong>{}</strong><br>{}<br>{}</div>", finding.label, in_korean(row.detail), TO_DO[finding]
    )


def _act(row: PaymentRow) -> SafeString:
    """What can be done about a row, as links."""
    if row.payments.withdrawn_at is not None or row.state == State.POSTED:
        return row_chip(row)
    place = (row.payments.code, row.line)
    links = []
    if row.state == State.WAITING:
        if not row.raw.get("field"):
            links.append((reverse("support:payment_assign", args=place), _("지정하기")))
        links.append((reverse("support:payment_set_aside", args=place), _("제외하기")))
    elif row.finding != Finding.REPEATED:
        links.append((reverse("support:payment_bring_back", args=place), _("되돌리기")))
    made = [format_html('<a href="{}">{}</a>', href, word) for href, word in links]
    return format_html("<div>{}</div>", SafeString(" ".join([row_chip(row), *made])))


ROWS = Listing(
    name="payment-rows",
    columns=(
        Column("line", gettext_lazy("행"), value=lambda r: r.line, sort=("line",), numeric=True, width=5),
        Column(
            "reference",
            gettext_lazy("지급번호"),
            value=lambda r: r.reference or None,
            sort=("reference",),
            width=15,
            main=False,
        ),
        Column(
            "recipient",
            gettext_lazy("기업명"),
            value=lambda r: r.recipient_name or None,
            sort=("recipient_name",),
            width=15,
            lang="ko",
        ),
        Column(
            "paid_on",
            gettext_lazy("지급일"),
            value=lambda r: r.paid_on,
            sort=("paid_on",),
            width=10,
            main=False,
        ),
        Column(
            "amount",
            gettext_lazy("지급액"),
            value=lambda r: r.amount_krw,
            unit=gettext_lazy("원"),
            sort=("amount_krw",),
            numeric=True,
            width=10,
        ),
        Column(
            "commitment",
            gettext_lazy("지원"),
            value=lambda r: r.commitment.code if r.commitment else None,
            html=_where,
            width=15,
            main=False,
        ),
        Column("field", gettext_lazy("확인할 칸"), value=lambda r: field_of(r) or None, width=10, main=False),
        Column(
            "finding",
            gettext_lazy("대조 결과"),
            value=lambda r: f"{r.get_finding_display()} {r.detail}".strip(),
            html=_wrong,
            sort=("finding",),
            width=25,
        ),
        Column(
            "state",
            gettext_lazy("처리"),
            value=lambda r: str(r.get_state_display()),
            html=_act,
            sort=("state",),
            width=15,
        ),
    ),
    filters=(
        Filter(
            "show",
            gettext_lazy("보기"),
            choices=lambda: [
                ("open", _("확인할 행")),
                ("ready", _("맞는 행")),
                ("posted", _("반영한 행")),
                ("aside", _("제외한 행")),
            ],
            apply=lambda value: {
                "open": queries.OPEN,
                "ready": queries.READY,
                "posted": Q(state=State.POSTED),
                "aside": Q(state=State.SET_ASIDE),
            }[value],
        ),
        Filter(
            "finding",
            gettext_lazy("대조 결과"),
            choices=lambda: Finding.choices,
            apply=lambda value: Q(finding=value),
        ),
    ),
    search=("reference", "number", "recipient_name"),
    order="line",
    empty=gettext_lazy("이 조건의 행이 없습니다."),
    search_label=gettext_lazy("지급번호나 기업명"),
)
# The same rows for who reads them only: the state, without what may be done.
ROWS_READ = replace(
    ROWS,
    columns=tuple(replace(each, html=row_chip) if each.key == "state" else each for each in ROWS.columns),
)


def _count(text: Any, key: str = "rows") -> Any:
    return lambda data: str(text) % {"n": data.get(key, 0)}


def _paid(data: dict[str, Any]) -> str:
    return _("지급을 기록했습니다: %(amount)s.") % {"amount": won(data.get("amount_krw"))}


def _returned(data: dict[str, Any]) -> str:
    return _("반납을 기록했습니다: %(amount)s.") % {"amount": won(data.get("amount_krw"))}


def register() -> None:
    """The sentences of the record; those of the ledger's own verbs only where nobody has said them."""
    for verb, sentence in (("support.disburse", _paid), ("support.return", _returned)):
        if verb not in history._sentences:
            history.register(verb, sentence)
    history.register("support.take_payments", _count(gettext_lazy("지급 파일 %(n)s행을 받았습니다.")))
    history.register(
        "support.check_payments",
        _count(gettext_lazy("지급 파일을 다시 대조했습니다. 맞는 행 %(n)s개."), "matched"),
    )
    history.register("support.post_payments", _count(gettext_lazy("지급 %(n)s건을 대장에 반영했습니다.")))
    history.register(
        "support.assign_payment", _count(gettext_lazy("%(n)s행의 지원을 직접 지정했습니다."), "line")
    )
    history.register("support.set_aside_payment", _count(gettext_lazy("%(n)s행을 제외했습니다."), "line"))
    history.register("support.bring_back_payment", _count(gettext_lazy("%(n)s행을 되돌렸습니다."), "line"))
    history.register("support.withdraw_payments", lambda data: _("지급 파일을 철회했습니다."))
    history.register("support.put_annual_report", lambda data: _("시행계획 실적을 보고 안건으로 올렸습니다."))
