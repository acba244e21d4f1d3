"""The buyer's word as a spreadsheet: a form with what was promised filled in, and the filled form taken in by the secretariat.

Nothing is kept of a file with one row that cannot be read; the same file again changes nothing.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.deliberation.actions.papers import kind_of
from sangsaeng.followup.actions.confirming import Answer, checked, confirm_by_sheet
from sangsaeng.followup.models import (
    Confirmation,
    Exemption,
    PurchaseCommitment,
    PurchaseState,
    PurchaseTerm,
)
from sangsaeng.followup.queries.purchase_facts import last_words
from sangsaeng.parties.rules import may, require
from sangsaeng.records.actions import keep_document
from sangsaeng.records.documents import xlsx
from sangsaeng.records.documents.content import Column
from sangsaeng.records.models import DocumentFile

MOST_ROWS = 2000
# The form is Korean, as the papers of the office are; a column is found by its name, wherever it stands.
COLUMNS = (
    Column("약속 번호"),
    Column("차수", align="right"),
    Column("품목"),
    Column("기한"),
    Column("단위"),
    Column("약속 수량", align="right"),
    Column("확인"),
    Column("실제 수량", align="right"),
    Column("실제 금액", unit="원", align="right"),
    Column("의견"),
    Column("확인한 사람"),
)
NEEDED = ("약속 번호", "차수", "확인", "확인한 사람")
WORDS = {"맞음": "confirmed", "다름": "corrected", "아직": "not_yet", "아직 구매하지 않음": "not_yet"}
HOW = (
    (
        "확인",
        "맞음(약속한 수량을 모두 구매), 다름(다른 수량을 구매), 아직(아직 구매하지 않음) 가운데 하나를 적습니다.",
    ),
    ("실제 수량", "‘다름’일 때 실제로 구매한 수량을 적습니다."),
    ("확인한 사람", "확인한 분의 이름을 적습니다."),
    ("빈 행", "‘확인’이 빈 행은 읽지 않습니다. 아는 차수만 적어 주세요."),
)


def open_terms(purchase: PurchaseCommitment) -> list[PurchaseTerm]:
    """The terms of all confirmed commitments of the same buyer that are not left out, this one's supplier or not."""
    left_out = Exemption.objects.filter(state=Exemption.State.ACCEPTED).values("term")
    return list(
        PurchaseTerm.objects.filter(
            purchase__buyer=purchase.buyer_id,
            purchase__state__in=(PurchaseState.ACTIVE, PurchaseState.FULFILLED),
        )
        .exclude(pk__in=left_out)
        .select_related("purchase")
        .order_by("purchase__code", "number")
    )


def form_of(*, actor: Any, purchase: PurchaseCommitment) -> bytes:
    """The form for a buyer: a row a term of all its commitments, with what it said last; equal content is equal bytes.

    Refuses (NotAllowed) everyone but the secretariat and the buyer.
    """
    require(actor, "followup.write_purchase", purchase)
    terms = open_terms(purchase)
    words = last_words(terms)
    said = {value: word for word, value in reversed(WORDS.items())}
    rows = []
    for term in terms:
        word = words.get(term.pk)
        rows.append(
            (
                term.purchase.code,
                term.number,
                term.purchase.item_text,
                term.due_on,
                term.purchase.unit,
                _number(term.quantity),
                said[word.says] if word else None,
                _number(word.quantity) if word else None,
                word.amount_krw if word else None,
                word.comment if word else None,
                word.name if word else None,
            )
        )
    mark = "시연 · 효력 없음" if purchase.demonstration else ""
    return xlsx.render_xlsx(
        [
            xlsx.Sheet("구매이행 확인", COLUMNS, rows),
            xlsx.Sheet("적는 법", (Column("칸"), Column("적는 법")), HOW),
        ],
        title=f"{purchase.buyer.name} 구매이행 확인",
        comments=mark,
    )


def _number(value: Decimal | None) -> int | Decimal | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value


@dataclass
class Taken:
    """What became of a file: how many words were kept, how many rows said what is known, which commitments."""

    kept: int = 0
    same: int = 0
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    line: int
    answer: Answer
    name: str


@transaction.atomic
def take_in(*, actor: Any, name: str, content: bytes) -> Taken:
    """Take in a filled form: each row that says something new is kept as the buyer's word, with the file.

    All or nothing: one row that cannot be read keeps the whole file out, and every such row is named («확인.xlsx 3행
    확인: …»). Rows that say what was said last change nothing. Refuses (NotAllowed) everyone but the secretariat;
    (ValidationError) what is no XLSX, no such form, an unknown commitment or term, and what `confirming.checked` refuses.
    """
    require(actor, "followup.manage_purchase")
    if kind_of(content, name) != "xlsx":
        raise ValidationError(_("‘%(name)s’: 내려받은 XLSX 서식을 채워 올리세요.") % {"name": name})
    rows = _read(actor, name, content)
    words = last_words([row.answer.term for row in rows])
    fresh = [row for row in rows if not _is_same(row, words.get(row.answer.term.pk))]
    taken = Taken(kept=len(fresh), same=len(rows) - len(fresh))
    if not fresh:
        return taken
    kept: DocumentFile | None = None
    for code in sorted({row.answer.term.purchase.code for row in fresh}):
        mine = [row for row in fresh if row.answer.term.purchase.code == code]
        purchase = mine[0].answer.term.purchase
        kept = kept or _keep(actor, purchase, name, content)
        for person in dict.fromkeys(row.name for row in mine):
            answers = [row.answer for row in mine if row.name == person]
            confirm_by_sheet(actor=actor, purchase=purchase, answers=answers, name=person, file=kept)
        taken.codes.append(code)
    return taken


def _keep(actor: Any, purchase: PurchaseCommitment, name: str, content: bytes) -> DocumentFile:
    """The file, once: the same bytes that were kept before are not kept again."""
    before = DocumentFile.objects.filter(
        kind="purchase-confirmation", sha256=hashlib.sha256(content).hexdigest()
    ).first()
    return before or keep_document(
        kind="purchase-confirmation",
        title=name[-200:],
        subject=purchase,
        format="xlsx",
        content=content,
        actor=actor,
    )


def _is_same(row: _Row, word: Confirmation | None) -> bool:
    answer = row.answer
    return word is not None and (
        word.says,
        word.quantity,
        word.amount_krw,
        word.comment,
        word.name,
    ) == (answer.says, answer.quantity, answer.amount_krw, answer.comment, row.name)


def _read(actor: Any, name: str, content: bytes) -> list[_Row]:
    lines, places, header = _table(name, content)
    codes = {_text(line[places["약속 번호"]]) for line in lines}
    known = {
        (term.purchase.code, term.number): term
        for term in PurchaseTerm.objects.filter(purchase__code__in=codes).select_related(
            "purchase__buyer", "purchase__model"
        )
        if may(actor, "followup.manage_purchase", term.purchase)
    }
    rows: list[_Row] = []
    errors: list[str] = []
    seen: set[int] = set()
    for at, line in enumerate(lines, start=header + 2):
        cells = {label: line[place] for label, place in places.items()}
        if not _text(cells["확인"]):
            continue
        try:
            row = _row(at, cells, known)
            if row.answer.term.pk in seen:
                raise ValidationError({"차수": _("같은 차수가 두 번 있습니다.")})
            seen.add(row.answer.term.pk)
            rows.append(row)
        except ValidationError as refused:
            errors += _named(name, at, refused)
    if errors:
        raise ValidationError(errors)
    if not rows:
        raise ValidationError(
            _("‘%(name)s’: ‘확인’ 칸이 모두 비어 있습니다. 아무것도 받지 않았습니다.") % {"name": name}
        )
    return rows


def _named(name: str, line: int, refused: ValidationError) -> list[str]:
    """«확인.xlsx 3행 실제 수량: …» for everything that speaks against a row."""
    if not hasattr(refused, "error_dict"):
        return [f"{name} {_('%(line)d행') % {'line': line}}: {text}" for text in refused.messages]
    where = _("%(line)d행") % {"line": line}
    return [
        f"{name} {where} {label}: {text}" for label, texts in refused.message_dict.items() for text in texts
    ]


def _table(name: str, content: bytes) -> tuple[list[Sequence[Any]], dict[str, int], int]:
    """The rows under the header, the place of each column, and the header's place; refuses a sheet that is no form."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        text = _("‘%(name)s’: 파일이 깨져 있어 읽을 수 없습니다. 다시 저장해 올리세요.")
        raise ValidationError(text % {"name": name}) from error
    labels = {column.header for column in COLUMNS}
    for at, line in enumerate(lines[:10]):
        places = {bare: place for place, cell in enumerate(line) if (bare := _bare(cell)) in labels}
        if set(NEEDED) <= set(places):
            found = lines[at + 1 :]
            if len(found) > MOST_ROWS:
                text = _("한 파일에는 %(most)s행까지 받습니다. 나누어 올리세요.")
                raise ValidationError(text % {"most": f"{MOST_ROWS:,}"})
            return list(found), places, at
    raise ValidationError(
        _("‘%(name)s’: 열이 없습니다: %(columns)s. 아무것도 받지 않았습니다.")
        % {"name": name, "columns": ", ".join(NEEDED)}
    )


def _bare(cell: Any) -> str:
    return re.sub(r"\(.*?\)", "", str(cell)).strip()


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _row(line: int, cells: dict[str, Any], known: dict[tuple[str, int], PurchaseTerm]) -> _Row:
    code, number = _text(cells["약속 번호"]), _text(cells["차수"])
    term = known.get((code, int(number))) if number.isdecimal() and len(number) < 6 else None
    if term is None:
        raise ValidationError(
            {"약속 번호": _("‘%(code)s’ %(number)s차는 없는 약속입니다.") % {"code": code, "number": number}}
        )
    says = WORDS.get(_text(cells["확인"]))
    if says is None:
        raise ValidationError({"확인": _("맞음, 다름, 아직 가운데 하나를 적으세요.")})
    person = _text(cells["확인한 사람"])
    if not person or len(person) > 100:
        raise ValidationError({"확인한 사람": _("확인하는 분의 이름을 100자 안에서 적으세요.")})
    quantity = _decimal("실제 수량", cells.get("실제 수량"))
    amount = _decimal("실제 금액", cells.get("실제 금액"))
    if amount is not None and amount != amount.to_integral_value():
        raise ValidationError({"실제 금액": _("금액은 0보다 큰 원 단위 정수로 적으세요.")})
    whole = None if amount is None else int(amount)
    comment = _text(cells.get("의견"))
    return _Row(line, checked(Answer(term, says, quantity, whole, comment)), person)


def _decimal(label: str, cell: Any) -> Decimal | None:
    text = _text(cell).replace(",", "")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValidationError({label: _("‘%(text)s’는 수가 아닙니다.") % {"text": _text(cell)}})
    return value


def filename(purchase: PurchaseCommitment) -> str:
    with override("ko"):
        return f"{purchase.buyer.name}-구매이행-확인.xlsx"
