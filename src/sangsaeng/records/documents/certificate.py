"""The certificate of a selected firm (확인서), one page: number, firm, validity, basis. The mark of the programme is not drawn."""

from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.records.documents.common import aware, korean_day, long_day, particle, saying
from sangsaeng.records.documents.content import Block, Document, KeyValues, Language, Paragraph, Space


@dataclass(frozen=True, slots=True)
class SelectionCertificate:
    """Which firm was selected in what, and until when that counts. `verify_at`: where anyone asks whether it still does."""

    number: str
    firm: str
    business_number: str
    programme: str
    round_title: str
    issued_on: date
    valid_until: date
    issued_as: str
    legal_basis: str
    written_at: datetime
    verify_at: str = ""
    extended_on: date | None = None
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.written_at, "the time of a certificate")
        if self.valid_until <= self.issued_on:
            raise ValueError("a certificate does not end before it begins")


def selection_certificate_document(data: SelectionCertificate, language: Language = "ko") -> Document:
    """확인서: one page, the validity with both its days."""
    say = saying(language)
    valid = say(
        f"{korean_day(data.issued_on)} ~ {korean_day(data.valid_until)}",
        f"{korean_day(data.issued_on, 'en')} to {korean_day(data.valid_until, 'en')}",
    )
    pairs = [
        (say("기업", "Firm"), data.firm),
        (say("사업자등록번호", "Business number"), business_number(data.business_number)),
        (say("선정 공고", "Call"), data.round_title),
        (say("유효기간", "Valid"), valid),
    ]
    if data.extended_on is not None:
        pairs.append((say("연장한 날", "Extended on"), korean_day(data.extended_on, language)))
    blocks: list[Block] = [
        Space(6),
        Paragraph(say(f"제 {data.number} 호", f"No. {data.number}")),
        Space(20),
        KeyValues(tuple(pairs)),
        Space(22),
        Paragraph(
            say(
                f"위 기업을 {data.legal_basis}에 따라 {particle(data.programme, '으로', '로')} 선정하였음을 확인합니다.",
                f"Under {data.legal_basis} this firm was selected for {data.programme}.",
            ),
            size="large",
        ),
        Space(36),
        Paragraph(long_day(data.extended_on or data.issued_on, language), align="center", size="large"),
        Space(16),
        Paragraph(data.issued_as, align="center", size="display"),
        Paragraph(say("(직인)", "(seal)"), align="center", note=True),
        Space(18),
    ]
    if data.verify_at:
        blocks.append(
            Paragraph(
                say(
                    f"이 확인서가 지금 유효한지는 {data.verify_at} 에서 번호로 확인할 수 있습니다.",
                    f"Whether this certificate is valid now can be asked by its number at {data.verify_at} .",
                ),
                note=True,
            )
        )
    title = say("확 인 서", "Certificate of selection")
    return Document(
        title=f"{say('확인서', 'Certificate')} {data.number}",
        author=data.issued_as,
        dated=data.written_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=f"{data.firm}: {data.programme} {say('선정 확인서', 'certificate of selection')}.",
        keywords=(say("확인서", "certificate"), data.programme),
        shown_title=title,
        title_size=30.0,
        page_numbers=False,
    )


def business_number(digits: str) -> str:
    """As it is written.

    >>> business_number("1234567890"), business_number("")
    ('123-45-67890', '')
    """
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if len(digits) == 10 else digits
