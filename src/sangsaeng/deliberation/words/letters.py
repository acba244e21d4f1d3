"""What a letter says by its kind, in the Korean of offices, and the letter as a document.

Letters are Korean whatever the language of the page: they are papers of the office. In `Letter.body` each line is
a paragraph (1. 2.), a line that begins with «- » a paragraph under the one before (가. 나.).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import override

from sangsaeng.clocks import statutory
from sangsaeng.deliberation.models import AgendaItem, Body, Letter, Meeting
from sangsaeng.pages.formats import SEOUL, won
from sangsaeng.proposals.models import RequestedSupport, WinWinModel
from sangsaeng.records.documents.common import Attachment, korean_day, korean_time, particle
from sangsaeng.records.documents.content import Document, ListItem
from sangsaeng.records.documents.official_letter import OfficialLetter, official_letter_document

MANY = "수신자 참조"
LAW = "「소재ㆍ부품ㆍ장비산업 경쟁력 강화 및 공급망 안정화를 위한 특별조치법」"
Outcome = AgendaItem.Outcome


@dataclass(frozen=True, slots=True)
class Draft:
    """Title, body and enclosures of a letter."""

    title: str
    body: str
    enclosures: tuple[str, ...] = ()


@cache
def rules() -> dict[str, Any]:
    """Clock and addressee by kind, from data/letters.yaml."""
    import yaml

    text = files("sangsaeng.deliberation").joinpath("data/letters.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def clock_of(kind: str) -> str:
    """The clock that a letter of this kind starts when it is received; empty where it starts none."""
    return str(rules()["clocks"].get(kind, ""))


def lines(*paragraphs: str) -> str:
    return "\n".join(line for line in paragraphs if line)


def _day(meeting: Meeting) -> str:
    return korean_day(meeting.held_at.astimezone(SEOUL).date())


def _of_meeting(meeting: Meeting) -> str:
    return f"{meeting.body.name} 제{meeting.number}차 회의({_day(meeting)})"


def _about(model: WinWinModel) -> tuple[str, str]:
    """The lines that name the model and its firms."""
    return (
        f"- 상생모델: {model.code} {model.title}",
        f"- 참여 기업: {model.demand_company.name}(수요기업), {model.supplier.name}(공급기업)",
    )


def _asked(model: WinWinModel, kind: str) -> str:
    """기술개발 20억 원: 시제품 개발."""
    with override("ko"):
        label = str(RequestedSupport.Kind(kind).label)
        asked = model.requested_support.filter(kind=kind).first()
        if asked is None:
            return label
        amount = f" {won(asked.amount_krw)}" if asked.amount_krw else ""
        return f"{label}{amount}: {asked.content}"


def notice(meeting: Meeting) -> Draft:
    """회의 소집 통지. It goes to everyone on the body, so it names no model."""
    items = list(meeting.agenda.all())
    reports = sum(item.is_report for item in items)
    counted = [f"심의·의결 {len(items) - reports}건"] if len(items) > reports else []
    counted += [f"보고 {reports}건"] if reports else []
    when = korean_time(meeting.held_at)
    if meeting.is_written and meeting.deadline:
        when = f"{korean_time(meeting.deadline)}까지 서면으로 회신"
    return Draft(
        title=f"{meeting.body.name} 제{meeting.number}차 회의 소집 통지",
        body=lines(
            f"{meeting.body.name} 운영세칙 제{meeting.bylaw.version}판에 따라 회의를 다음과 같이 소집합니다.",
            f"- 일시: {when}",
            f"- 장소: {meeting.place}",
            f"- 안건: {', '.join(counted) if counted else '의안집으로 따로 알려 드립니다'}",
            f"- 긴급 소집 사유: {meeting.urgent_reason}" if meeting.is_urgent else "",
            "이해관계가 있는 안건은 회의 전에 회피를 신청해 주시기 바랍니다.",
        ),
        enclosures=("의안집 1부",),
    )


def recommendation(item: AgendaItem, kind: str) -> Draft:
    """지원 건의: what the council resolved to recommend, which is not an approval."""
    model = _model(item)
    with override("ko"):
        label = str(RequestedSupport.Kind(kind).label)
    return Draft(
        title=f"상생모델 {model.code} 지원 건의({label})",
        body=lines(
            f"{_of_meeting(item.meeting)}에서 다음 상생모델의 지원을 건의하기로 의결하였기에 "
            f"{LAW} 제8조제5항에 따라 건의합니다.",
            *_about(model),
            f"- 건의하는 지원: {_asked(model, kind)}",
            f"- 조건: {item.conditions}" if item.conditions else "",
            "이 건의는 승인이 아니며, 승인 여부는 경쟁력강화위원회가 심의하여 의결합니다.",
        ),
        enclosures=("의안 1부", "경쟁력강화 계획서 1부"),
    )


def request(item: AgendaItem, kind: str, letter_kind: str) -> Draft:
    """지원 요청, 규제 개선 요청: after the committee's approval, with the period of the law."""
    model = _model(item)
    rule = statutory.rule(clock_of(letter_kind))
    with override("ko"):
        label = str(RequestedSupport.Kind(kind).label)
    return Draft(
        title=f"상생모델 {model.code} {label} {'요청' if letter_kind == Letter.Kind.REGULATION else '지원 요청'}",
        body=lines(
            f"{_of_meeting(item.meeting)}에서 승인한 다음 상생모델의 {particle(label, '을', '를')} 요청합니다.",
            *_about(model),
            f"- 요청하는 내용: {_asked(model, kind)}",
            f"- 승인 조건: {item.conditions}" if item.conditions else "",
            f"{rule.basis_ko}에 따라 이 요청을 받은 날부터 {rule.length}일 안에 결과를 알려 주시기 바랍니다. "
            f"부득이한 경우에는 {rule.extensions_max}회에 한하여 {rule.extension}일의 범위에서 연장할 수 있습니다.",
        ),
        enclosures=("위원회 의결 결과 1부", "경쟁력강화 계획서 1부"),
    )


def referral(item: AgendaItem) -> Draft:
    """위원회 상정 요청: the council's recommendation goes to the committee with its papers."""
    model = _model(item)
    supports = ", ".join(_asked(model, kind) for kind in item.support)
    return Draft(
        title=f"상생모델 {model.code} 심의·의결 요청",
        body=lines(
            f"{_of_meeting(item.meeting)}에서 건의하기로 의결한 다음 상생모델을 "
            f"{LAW} 제49조에 따라 심의·의결하여 주시기 바랍니다.",
            *_about(model),
            f"- 건의하는 지원: {supports}" if supports else "",
            f"- 건의 조건: {item.conditions}" if item.conditions else "",
        ),
        enclosures=(
            f"의안(제{item.meeting.number}차 회의 제{item.number}호) 1부",
            f"회의록(제{item.meeting.number}차 회의) 1부",
            "경쟁력강화 계획서 1부",
        ),
    )


ANSWERED = {
    Outcome.ADOPTED: "승인하기로 의결하였기에 알려 드립니다.",
    Outcome.RETURNED: "보완을 요청하기로 의결하였기에 알려 드립니다.",
    Outcome.REJECTED: "승인하지 않기로 의결하였기에 알려 드립니다.",
}
# The word of the committee's answer, in messages and reports.
ANSWER = {Outcome.ADOPTED: "승인", Outcome.RETURNED: "보완 요청", Outcome.REJECTED: "미승인"}


def reply(item: AgendaItem) -> Draft:
    """위원회 결과 통지, to the council and the firms."""
    model = _model(item)
    outcome = Outcome(item.outcome)
    return Draft(
        title=f"상생모델 {model.code} 위원회 심의 결과 통지({ANSWER[outcome]})",
        body=lines(
            f"{_of_meeting(item.meeting)}에서 다음 상생모델을 {ANSWERED[outcome]}"
            if outcome != Outcome.RETURNED
            else f"{_of_meeting(item.meeting)}에서 다음 상생모델의 {ANSWERED[outcome]}",
            *_about(model),
            f"- 결정: {ANSWER[outcome]}",
            f"- 조건: {item.conditions}" if item.conditions else "",
            f"- 사유: {item.note}" if item.note else "",
            "보완한 계획서는 사무국에 다시 제출하시기 바랍니다." if outcome == Outcome.RETURNED else "",
        ),
        enclosures=("위원회 의결 결과 1부",),
    )


def _model(item: AgendaItem) -> WinWinModel:
    if item.model is None:
        raise ValueError("a letter about a decision needs an item with a model")
    return item.model


def chair_of(body: Body) -> str:
    """Under whose name a body's letters go out."""
    return f"{body.name} 위원장"


def recipients(letter: Letter) -> tuple[str, ...]:
    """Everyone the letter goes to: one, those named with commas, or for 수신자 참조 those its kind tells."""
    if letter.addressee != MANY:
        return tuple(name for part in letter.addressee.split(",") if (name := part.strip()))
    if letter.kind == Letter.Kind.NOTICE and letter.meeting is not None:
        return tuple(
            letter.meeting.body.seats.filter(is_active=True).order_by("pk").values_list("label", flat=True)
        )
    item = letter.agenda_item
    if item is None or item.model is None:
        return ()
    followed = item.follows
    council = (chair_of(followed.meeting.body),) if followed is not None else ()
    return (*council, item.model.demand_company.name, item.model.supplier.name)


def body_items(text: str) -> tuple[ListItem, ...]:
    """The paragraphs of a body with those under them.

    >>> [(i.text, len(i.items)) for i in body_items("알립니다.\\n- 일시\\n- 장소\\n끝냅니다.")]
    [('알립니다.', 2), ('끝냅니다.', 0)]
    """
    found: list[tuple[str, list[ListItem]]] = []
    for line in text.splitlines():
        words = line.strip()
        if not words:
            continue
        if words.startswith("- ") and found:
            found[-1][1].append(ListItem(words[2:].strip()))
        else:
            found.append((words.removeprefix("- "), []))
    return tuple(ListItem(words, tuple(under)) for words, under in found)


_COPIES = re.compile(r"^(?P<title>.+?)\s+(?P<copies>\d{1,3})부\.?$")


def attachment(text: str) -> Attachment:
    """One line of 붙임 as title and copies.

    >>> attachment("의안집 2부"), attachment("계획서")
    (Attachment(title='의안집', copies=2), Attachment(title='계획서', copies=1))
    """
    found = _COPIES.match(text.strip())
    return Attachment(found["title"], int(found["copies"])) if found else Attachment(text.strip())


def document(letter: Letter, names: Sequence[str] | None = None) -> Document:
    """The letter as it is to be drawn; `names` are its recipients where the caller has them already."""
    to = tuple(names if names is not None else recipients(letter)) or ("수신 기관 미정",)
    sender = letter.meeting.body.name if letter.meeting is not None else letter.sender
    if letter.agenda_item is not None:
        sender = letter.agenda_item.meeting.body.name
    return official_letter_document(
        OfficialLetter(
            sender=sender,
            issued_as=letter.sender,
            recipients=to,
            title=letter.title,
            body=body_items(letter.body) or (ListItem(letter.title),),
            written_at=letter.drafted_at.replace(microsecond=0),
            via=letter.via,
            attachments=tuple(attachment(text) for text in letter.enclosures),
            number=letter.official_number,
            issued_on=letter.sent_on,
            received_on=letter.received_on,
            officer=str(letter.owner) if letter.owner else "",
            demonstration=letter.demonstration,
        )
    )
