"""The running script (회의 시나리오) for the chair: what to say, who leaves, how to vote, what to declare.

The sentences are ours; a body may read them as they are or not. What is only known in the room (who came, what the vote
came to) is left as ○○ for the chair to fill, unless the caller passes it.
"""

from dataclasses import dataclass
from datetime import datetime

from sangsaeng.records.documents.common import (
    METHODS,
    RECUSALS,
    Matter,
    Method,
    Recusal,
    Say,
    aware,
    korean_time,
    matter_sign,
    numbered_name,
    particle,
    saying,
)
from sangsaeng.records.documents.content import (
    Block,
    Document,
    Heading,
    KeyValues,
    Language,
    Paragraph,
    Speech,
)

UNKNOWN = "○○"


@dataclass(frozen=True, slots=True)
class Leaving:
    """A member who leaves the room for an item, and by which way."""

    name: str
    kind: Recusal


@dataclass(frozen=True, slots=True)
class ScenarioItem:
    """One item of the script.

    `question` is what is put to the vote (표결 문안); `carried` and `not_carried` are what is declared. Empty ones
    are made from the title. Items with the same `batch` are put forward together (일괄상정) and voted on each.
    """

    number: int
    title: str
    matter: Matter = "deliberation"
    presenter: str = ""
    leaving: tuple[Leaving, ...] = ()
    method: Method = "open"
    question: str = ""
    carried: str = ""
    not_carried: str = ""
    batch: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """The script of one meeting. `quorum` and `majority` are told in words and counts by the caller's rule.

    `present` is None before the meeting. `greetings` are those who say a word after the opening.
    """

    body: str
    title: str
    held_at: datetime
    place: str
    entitled: int
    quorum: int
    items: tuple[ScenarioItem, ...]
    prepared_at: datetime
    number: int | None = None
    present: int | None = None
    rule: str = ""
    majority: str = ""
    chair: str = ""
    secretary: str = ""
    ceremony: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    next_meeting: str = ""
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.held_at, "the time of a meeting")
        aware(self.prepared_at, "the time of a script")


def _chair(say: Say, ko: str, en: str) -> Speech:
    return Speech(say("위원장", "Chair"), say(f"「{ko}」", f"“{en}”"))


def _secretary(say: Say, ko: str, en: str) -> Speech:
    return Speech(say("간사", "Secretary"), say(f"「{ko}」", f"“{en}”"))


def _does(text: str) -> Paragraph:
    """A direction, not to be read out."""
    return Paragraph(f"※ {text}", note=True, keep=True)


def _opening(data: Scenario, say: Say, language: Language) -> list[Block]:
    """성원 보고 and 개회."""
    present = UNKNOWN if data.present is None else str(data.present)
    meeting = numbered_name(data.title, data.number, language)
    blocks: list[Block] = [Heading(say("성원 보고", "Report on quorum"))]
    blocks += [_does(text) for text in data.ceremony]
    enough = data.present is None or data.present >= data.quorum
    blocks.append(
        _secretary(
            say,
            f"성원을 보고드리겠습니다. 재적 위원 {data.entitled}명 가운데 {present}명이 출석하여 "
            + (
                f"의사정족수 {data.quorum}명을 채웠습니다."
                if enough
                else f"의사정족수 {data.quorum}명에 미치지 못합니다."
            ),
            f"Of {data.entitled} members {present} are present. The quorum of {data.quorum} is "
            + ("reached." if enough else "not reached."),
        )
    )
    blocks.append(
        _does(
            say(
                f"출석이 {data.quorum}명에 미치지 못하면 개회하지 않습니다. 원격 출석을 더해 다시 셉니다.",
                f"With fewer than {data.quorum} the meeting is not opened. Count again with those who attend remotely.",
            )
        )
    )
    blocks.append(Heading(say("개회", "Opening")))
    blocks.append(
        _chair(
            say,
            f"성원이 되었으므로 {particle(meeting, '을', '를')} 개회합니다.",
            f"There is a quorum. I open {meeting}.",
        )
    )
    for name in data.greetings:
        blocks.append(_chair(say, f"{name}의 인사 말씀을 듣겠습니다.", f"{name} will say a few words."))
    return blocks


def _leaving(item: ScenarioItem, say: Say) -> list[Block]:
    """Who steps out before the item is talked about."""
    if not item.leaving:
        return [
            _chair(
                say,
                "이 안건과 이해관계가 있는 위원께서는 말씀하여 주시기 바랍니다. 없으면 심의를 시작하겠습니다.",
                "Any member with an interest in this item, please say so. If there is none, we begin.",
            )
        ]
    names = ", ".join(f"{one.name}({say(*RECUSALS[one.kind])})" for one in item.leaving)
    return [
        _chair(
            say,
            f"이 안건은 {names} 위원께서 심의와 의결에 참여하지 않습니다. 잠시 나가 주시기 바랍니다. "
            "그 밖에 이해관계가 있는 위원께서는 말씀하여 주시기 바랍니다.",
            f"{names} take no part in this item. Please leave the room. "
            "Any other member with an interest in it, please say so.",
        ),
        _does(
            say(
                "나간 것을 확인하고 출석 인원을 다시 센 뒤에 진행합니다.",
                "Go on after they have left and those present have been counted again.",
            )
        ),
    ]


def _asking(item: ScenarioItem, say: Say) -> list[Block]:
    """How the vote is taken: the words of the question by its method."""
    question = item.question or say(
        f"제{item.number}호 안건을 원안대로 의결하는 것", f"that item {item.number} be adopted as proposed"
    )
    name = say(*METHODS[item.method])
    lines: dict[Method, tuple[str, str]] = {
        "consent": (
            f"{question}에 이의가 있습니까? (잠시 뒤) 이의가 없으므로 표결을 갈음합니다.",
            f"Is there any objection to the motion {question}? (pause) There is none.",
        ),
        "open": (
            f"{question}에 대해 거수로 표결하겠습니다. 찬성하시는 위원께서는 손을 들어 주십시오. "
            "(센 뒤) 반대하시는 위원, (센 뒤) 기권하시는 위원.",
            f"We vote on the motion {question} by show of hands. Those in favour? (count) Against? (count) Abstaining?",
        ),
        "named": (
            f"{question}에 대해 기명으로 표결하겠습니다. 간사가 부르는 순서대로 찬성, 반대, 기권을 말씀하여 주십시오.",
            f"We vote on the motion {question} by name. Please say for, against or abstain as you are called.",
        ),
        "secret": (
            f"{question}에 대해 무기명으로 표결하겠습니다. 투표를 시작합니다. (마친 뒤) 투표를 마감합니다.",
            f"We vote on the motion {question} by secret ballot. The ballot is open. (then) The ballot is closed.",
        ),
        "written": (
            f"{particle(question, '은', '는')} 서면으로 의결합니다. 정한 기한까지 의견을 내 주시기 바랍니다.",
            f"The motion {question} is put in writing. Please reply by the deadline.",
        ),
    }
    said: list[Block] = [_chair(say, *lines[item.method])]
    if item.method == "consent":
        said.append(
            _does(
                say(
                    "이의가 한 명이라도 있으면 표결합니다.",
                    "If one member objects, a vote is taken.",
                )
            )
        )
    return [_does(say(f"표결 방법: {name}", f"Method: {name}")), *said]


def _declaring(item: ScenarioItem, say: Say) -> list[Block]:
    """What is declared, for each way it may go."""
    blank = UNKNOWN
    counts = say(
        f"출석 {blank}명, 찬성 {blank}명, 반대 {blank}명, 기권 {blank}명으로 ",
        f"Present {blank}, for {blank}, against {blank}, abstained {blank}: ",
    )
    consent = item.method == "consent"
    how = say("이의가 없으므로 ", "There being no objection, ") if consent else counts
    name = say(f"제{item.number}호 안건은", f"item {item.number} is")
    carried = how + name + say(" 원안대로 가결되었음을 선포합니다.", " carried as proposed.")
    lost = counts + name + say(" 부결되었음을 선포합니다.", " not carried.")
    carried, lost = item.carried or carried, item.not_carried or lost
    if_lost = say("이의가 있어 표결한 뒤 부결되면", "If voted on after an objection and not carried")
    return [
        _does(say("이의가 없으면", "Without objection") if consent else say("가결되면", "If carried")),
        _chair(say, carried, carried),
        _does(if_lost if consent else say("부결되면", "If not carried")),
        _chair(say, lost, lost),
    ]


def _item(item: ScenarioItem, batch: tuple[ScenarioItem, ...], say: Say, language: Language) -> list[Block]:
    """One item: put forward, explained, who leaves, discussed, voted, declared."""
    blocks: list[Block] = [Heading(f"{matter_sign(item.number, item.matter, language)} {item.title}", 2)]
    if item.closed:
        blocks.append(
            _does(
                say(
                    "비공개 안건입니다. 배석자는 나가 주시도록 안내합니다.",
                    "A closed item: ask the guests to leave.",
                )
            )
        )
    if batch and batch[0] is item:
        first, last = batch[0].number, batch[-1].number
        blocks.append(
            _chair(
                say,
                f"제{first}호부터 제{last}호 안건까지 일괄하여 상정합니다. 이해관계 확인과 표결은 안건마다 따로 합니다.",
                f"Items {first} to {last} are put forward together. Conflicts and votes are taken one by one.",
            )
        )
    elif not batch:
        blocks.append(
            _chair(
                say,
                f"제{item.number}호 안건 {particle(f'‘{item.title}’', '을', '를')} 상정합니다.",
                f"I put forward item {item.number}, {item.title}.",
            )
        )
    if item.matter == "deliberation":
        blocks += _leaving(item, say)
    who = item.presenter or say("제안자", "the proposer")
    kind = say("보고", "report") if item.matter == "report" else say("제안 설명", "explanation")
    blocks.append(
        _chair(say, f"{who}의 {particle(kind, '을', '를')} 듣겠습니다.", f"We hear the {kind} of {who}.")
    )
    blocks.append(
        _chair(
            say,
            "질의하시거나 의견이 있는 위원께서는 말씀하여 주시기 바랍니다. (토론 뒤) 더 없으시면 토론을 마치겠습니다.",
            "Questions or views, please. (after the discussion) If there are no more, the discussion is closed.",
        )
    )
    if item.matter == "report":
        blocks.append(
            _chair(
                say,
                f"제{item.number}호 안건은 보고를 받은 것으로 하겠습니다.",
                f"Item {item.number} is taken as reported.",
            )
        )
        return blocks
    blocks += [*_asking(item, say), *_declaring(item, say)]
    if item.leaving:
        names = ", ".join(one.name for one in item.leaving)
        blocks.append(_does(say(f"{names} 위원을 다시 모십니다.", f"Call {names} back in.")))
    return blocks


def _closing(data: Scenario, say: Say) -> list[Block]:
    """기타 and 폐회."""
    blocks: list[Block] = [Heading(say("기타", "Other business"))]
    blocks += [Paragraph(f"· {text}") for text in data.others]
    blocks.append(
        _chair(say, "그 밖에 논의할 사항이 있습니까?", "Is there any other business?"),
    )
    if data.next_meeting:
        blocks.append(
            _chair(
                say,
                f"다음 회의는 {data.next_meeting}에 엽니다.",
                f"The next meeting is on {data.next_meeting}.",
            )
        )
    blocks.append(Heading(say("폐회", "Closing")))
    meeting = numbered_name(data.title, data.number)
    blocks.append(
        _chair(
            say,
            f"이상으로 {particle(meeting, '을', '를')} 마치겠습니다. 폐회를 선포합니다.",
            "I close the meeting.",
        )
    )
    return blocks


def _items(data: Scenario, say: Say, language: Language) -> list[Block]:
    """보고사항 and 심의·의결 사항, each under its heading."""
    blocks: list[Block] = []
    headings: tuple[tuple[Matter, str, str], ...] = (
        ("report", "보고사항", "Reports"),
        ("deliberation", "심의·의결 사항", "Items for decision"),
    )
    for matter, ko, en in headings:
        items = [item for item in data.items if item.matter == matter]
        blocks.append(Heading(say(ko, en)))
        if not items:
            blocks.append(Paragraph(say("없음", "None")))
        for item in items:
            batch = tuple(other for other in items if item.batch and other.batch == item.batch)
            blocks += _item(item, batch, say, language)
    return blocks


def scenario_document(data: Scenario, language: Language = "ko") -> Document:
    """The script as a document; words to speak stand in 「」, directions after ※."""
    say = saying(language)
    meeting = numbered_name(data.title, data.number, language)
    unknown = say("미정", "not set")
    facts = [
        (say("일시", "Time"), korean_time(data.held_at, language)),
        (say("장소", "Place"), data.place or unknown),
        (say("위원장", "Chair"), data.chair or unknown),
        (say("간사", "Secretary"), data.secretary or unknown),
        (say("재적", "Members"), say(f"{data.entitled}명", str(data.entitled))),
        (say("의사정족수", "Quorum"), say(f"{data.quorum}명", str(data.quorum))),
    ]
    blocks: list[Block] = [KeyValues(tuple(facts), per_row=2)]
    if data.rule or data.majority:
        rule = say("적용 규칙: ", "Rule: ") + " ".join(text for text in (data.rule, data.majority) if text)
        blocks.append(Paragraph(rule, note=True))
    blocks += [*_opening(data, say, language), *_items(data, say, language), *_closing(data, say)]
    return Document(
        title=say(f"{meeting} 회의 시나리오", f"Running script of {meeting}"),
        author=data.body,
        dated=data.prepared_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=say(f"{meeting}의 진행 시나리오입니다.", f"The chair's script for {meeting}."),
        keywords=(say("회의 시나리오", "running script"), data.body),
    )
