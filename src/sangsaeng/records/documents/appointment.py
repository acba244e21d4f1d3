"""The papers of an appointment: consent (위촉동의서), pledge of secrecy (보안서약서), certificate (위촉장), dismissal (해촉 통지).

The sentences are ours; a body that has its own passes them. The law sets no duty of secrecy for members of the council, so
the provision that the pledge rests on is always the caller's.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.records.documents.common import Attachment, Say, aware, korean_day, long_day, particle, saying
from sangsaeng.records.documents.content import (
    Block,
    Document,
    Heading,
    KeyValues,
    Language,
    ListItem,
    NumberedList,
    Paragraph,
    Signatory,
    SignatureBlock,
    Space,
)
from sangsaeng.records.documents.official_letter import OfficialLetter

# What a member pledges, in the body's own words where it has them.
PLEDGES: tuple[tuple[str, str], ...] = (
    (
        "직무상 알게 된 기업의 영업비밀과 기술자료, 심의 내용을 다른 사람에게 알리지 않습니다.",
        "I will not tell others the trade secrets, technical data and deliberations that I learn of in this office.",
    ),
    (
        "받은 자료를 심의 밖의 목적으로 쓰지 않고, 복사하거나 밖으로 내보내지 않습니다.",
        "I will use papers for the deliberation only, and will neither copy them nor pass them on.",
    ),
    (
        "회의가 끝나거나 요청을 받으면 자료를 돌려주거나 없앱니다.",
        "I will return or destroy papers after the meeting or when asked.",
    ),
    (
        "이해관계가 있는 안건은 스스로 밝히고 심의와 의결에서 빠집니다.",
        "I will declare my interest in an item and take no part in it.",
    ),
    (
        "임기가 끝난 뒤에도 이 서약을 지킵니다.",
        "I will keep this pledge after my term.",
    ),
)


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who is appointed to what, for which term, on what basis.

    `capacity` is in what capacity (위촉직(학계)), `office` the seat (위원). `until` None: no end is set. `number` and
    `issued_on` are for the certificate and stay empty until known. `privacy` are the lines of the consent to
    handle personal data (수집 항목, 목적, 보유 기간). `pledges` replace the house's own.
    """

    body: str
    name: str
    legal_basis: str
    since: date
    written_at: datetime
    appointed_by: str
    affiliation: str = ""
    position: str = ""
    office: str = "위원"
    capacity: str = ""
    until: date | None = None
    number: str = ""
    issued_on: date | None = None
    secrecy_basis: str = ""
    privacy: tuple[tuple[str, str], ...] = ()
    pledges: tuple[str, ...] = ()
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.written_at, "the time of an appointment's papers")
        if self.until is not None and self.until < self.since:
            raise ValueError("a term does not end before it begins")


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A member's dismissal (해촉): from when, why, and under which provision."""

    body: str
    name: str
    issued_as: str
    effective_on: date
    reason: str
    legal_basis: str
    written_at: datetime
    office: str = "위원"
    number: str = ""
    issued_on: date | None = None
    attachments: tuple[Attachment, ...] = ()
    officer: str = ""
    contact: str = ""
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.written_at, "the time of a dismissal")


def term_line(data: Appointment, language: Language = "ko") -> str:
    """2026. 1. 1.부터 2027. 12. 31.까지; without an end it says so."""
    say, since = saying(language), korean_day(data.since, language)
    if data.until is None:
        return say(f"{since}부터(끝나는 날 정하지 않음)", f"from {since} (no end set)")
    until = korean_day(data.until, language)
    return say(f"{since}부터 {until}까지", f"{since} to {until}")


def _facts(data: Appointment, say: Say, language: Language) -> KeyValues:
    unknown = say("기록 없음", "not recorded")
    pairs = [
        (say("성명", "Name"), data.name),
        (say("소속", "Affiliation"), data.affiliation or unknown),
        (say("직위", "Position"), data.position or unknown),
        (say("위촉 직위", "Appointed as"), f"{data.body} {data.office}"),
    ]
    if data.capacity:
        pairs.append((say("자격", "Capacity"), data.capacity))
    pairs.append((say("임기", "Term"), term_line(data, language)))
    pairs.append((say("위촉 근거", "Basis"), data.legal_basis))
    return KeyValues(tuple(pairs))


def _document(
    data: Appointment, title: str, blocks: list[Block], language: Language, *, certificate: bool = False
) -> Document:
    return Document(
        title=f"{title} {data.name}",
        author=data.body,
        dated=data.written_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=f"{data.body} {data.office} {data.name}: {title}.",
        keywords=(title, data.body),
        shown_title=title,
        title_size=30.0 if certificate else 16.0,
        page_numbers=not certificate,
    )


def _signing(data: Appointment, say: Say) -> list[Block]:
    """An empty date and the place for the signature, addressed to who appoints."""
    return [
        SignatureBlock(say("20    년      월      일", "Date:"), (Signatory(data.office, data.name),)),
        Space(6),
        Paragraph(say(f"{data.appointed_by} 귀하", f"To: {data.appointed_by}"), size="large"),
    ]


def consent_document(data: Appointment, language: Language = "ko") -> Document:
    """위촉동의서: the member agrees to the office, to declare interests, and to the handling of personal data."""
    say = saying(language)
    agrees = say("☐ 동의합니다    ☐ 동의하지 않습니다", "☐ I agree    ☐ I do not agree")
    blocks: list[Block] = [
        _facts(data, say, language),
        Heading(say("위촉 동의", "Consent to the appointment")),
        Paragraph(
            say(
                f"{data.body}의 {data.office} 위촉에 동의하며, 안건과 이해관계가 있으면 미리 신고하겠습니다.",
                f"I accept the appointment to {data.body} and will declare any interest in an item beforehand.",
            )
        ),
    ]
    if data.privacy:
        blocks += [
            Heading(say("개인정보 수집·이용 동의", "Consent to the handling of personal data")),
            KeyValues(data.privacy),
            Paragraph(
                say(
                    "동의하지 않을 수 있으며, 동의하지 않으면 위촉 절차를 진행하기 어렵습니다.",
                    "You may refuse; without consent the appointment can hardly go on.",
                ),
                note=True,
            ),
            Paragraph(agrees),
        ]
    blocks += _signing(data, say)
    title = say("위촉동의서", "Consent to an appointment")
    return _document(data, title, blocks, language)


def pledge_document(data: Appointment, language: Language = "ko") -> Document:
    """보안서약서: what the member pledges, and on which provision it rests."""
    say = saying(language)
    pledges = data.pledges or tuple(say(*pledge) for pledge in PLEDGES)
    basis = data.secrecy_basis or say("적힌 근거 없음", "none stated")
    blocks: list[Block] = [
        Paragraph(
            say(
                f"본인은 {data.body} {particle(data.office, '으로', '로')} 일하면서 다음을 지킬 것을 서약합니다.",
                f"As a member of {data.body} I pledge the following.",
            )
        ),
        NumberedList(tuple(ListItem(text) for text in pledges)),
        Paragraph(say("근거: ", "Basis: ") + basis, note=True),
        KeyValues(
            (
                (say("소속", "Affiliation"), data.affiliation or say("기록 없음", "not recorded")),
                (say("직위", "Position"), data.position or say("기록 없음", "not recorded")),
                (say("성명", "Name"), data.name),
            )
        ),
        *_signing(data, say),
    ]
    title = say("보안서약서", "Pledge of secrecy")
    return _document(data, title, blocks, language)


def certificate_document(data: Appointment, language: Language = "ko") -> Document:
    """위촉장: one page; number and date stay empty until they are known."""
    say = saying(language)
    number = data.number or " " * 12
    day = long_day(data.issued_on, language) if data.issued_on else say("        년      월      일", "Date:")
    place = " ".join(text for text in (data.affiliation, data.position) if text)
    blocks: list[Block] = [
        Space(8),
        Paragraph(say(f"제 {number} 호", f"No. {number}")),
        Space(24),
        *([Paragraph(place, align="right", size="large")] if place else []),
        Paragraph(data.name, align="right", size="display"),
        Space(26),
        Paragraph(
            say(
                f"귀하를 {data.legal_basis}에 따라 {data.body} {particle(data.office, '으로', '로')} 위촉합니다.",
                f"Under {data.legal_basis} you are appointed a member of {data.body}.",
            ),
            size="large",
        ),
        Space(4),
        Paragraph(say("임기: ", "Term: ") + term_line(data, language), size="large"),
        Space(34),
        Paragraph(day, align="center", size="large"),
        Space(16),
        Paragraph(data.appointed_by, align="center", size="display"),
        Paragraph(say("(직인)", "(seal)"), align="center", note=True),
    ]
    title = say("위촉장", "Certificate of appointment")
    return _document(data, title, blocks, language, certificate=True)


def dismissal_letter(data: Dismissal, language: Language = "ko") -> OfficialLetter:
    """해촉 통지 as an official letter."""
    say = saying(language)
    day = korean_day(data.effective_on, language)
    return OfficialLetter(
        sender=data.body,
        issued_as=data.issued_as,
        recipients=(data.name,),
        title=say(f"{data.body} {data.office} 해촉 통지", f"Dismissal as a member of {data.body}"),
        body=(
            ListItem(say("관련: ", "Basis: ") + data.legal_basis),
            ListItem(
                say(
                    "위 규정에 따라 다음과 같이 해촉하였음을 알려 드립니다.",
                    "Under this provision you are dismissed as follows.",
                ),
                (
                    ListItem(say("성명: ", "Name: ") + data.name),
                    ListItem(say("해촉일: ", "From: ") + day),
                    ListItem(say("사유: ", "Reason: ") + data.reason),
                ),
            ),
        ),
        written_at=data.written_at,
        attachments=data.attachments,
        number=data.number,
        issued_on=data.issued_on,
        officer=data.officer,
        contact=data.contact,
        demonstration=data.demonstration,
    )
