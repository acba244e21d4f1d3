"""The demonstration of payment files, notices and disclosure requests, played by the actions that real users take."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Organisation, User
from sangsaeng.portal.disclosures import actions as disclosures
from sangsaeng.portal.notices import actions as notices
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.documents import xlsx
from sangsaeng.records.documents.content import Column
from sangsaeng.support import actions as support
from sangsaeng.support.actions import payments as files
from sangsaeng.support.models import Account, Commitment, Programme
from sangsaeng.support.queries import ledger
from sangsaeng.support.queries.payments import COLUMNS

MILLION = 1_000_000


def payments(
    *,
    people: dict[str, User],
    organisations: dict[str, Organisation],
    models: dict[str, WinWinModel],
    programmes: dict[str, Programme],
) -> None:
    """One payment file with a row that does not match, one published call with its guide, one request answered in part."""
    _payment_file(people["agency"], models["story"])
    _notice(people["agency"], programmes)
    _request(people)


def _payment_file(agency: User, story: WinWinModel) -> None:
    """Four rows: three payments of the story's agreement, one with a number that the ledger does not know."""
    commitment = Commitment.objects.filter(model=story, kind="grant", cancelled_at__isnull=True).first()
    if commitment is None or commitment.recipient is None:
        return
    today = timezone.localdate()
    left = ledger.balance(Account.COMMITTED, commitment=commitment)
    if left:
        support.contract(
            actor=agency, commitment=commitment, amount_krw=left, on=today, number="" if commitment.number else "시연-2026-0001",
        )  # fmt: skip
        commitment.refresh_from_db()
    there = ledger.balance(Account.CONTRACTED, commitment=commitment)
    if there < 60 * MILLION:
        return
    number, firm = commitment.number or commitment.agreement_number, commitment.recipient.name
    rows = [_line(f"시연지급-{n}", number, firm, today, 20 * MILLION) for n in range(1, 4)] + [
        _line("시연지급-4", "시연-9999-0000", firm, today, 20 * MILLION)
    ]
    content = xlsx.render_csv(tuple(Column(name) for name in COLUMNS[:8]), rows)
    taken = files.take_payments(
        actor=agency, name=f"시연 지급내역 {today.year}-{today.month:02d}.csv", content=content
    )
    files.post_payments(actor=agency, payments=taken)


def _line(reference: str, number: str, firm: str, on: date, amount: int) -> list[str | int]:
    return [reference, number, "", "", firm, on.isoformat(), amount, "지급"]


def _notice(agency: User, programmes: dict[str, Programme]) -> None:
    today = timezone.localdate()
    opens = datetime.combine(today, time(0), SEOUL)
    closes = datetime.combine(today + timedelta(days=21), time(18), SEOUL)
    made = notices.write_notice(
        actor=agency,
        kind="call",
        title="시연 상생모델 기술개발 공고",
        title_en="Demonstration call: R&D of win-win models",
        text="상생모델에 참여하는 중소기업의 기술개발을 돕는 시연 공고입니다. 실제 공고가 아니며 신청을 받지 않습니다.",
        text_en="A demonstration call for R&D of small firms in win-win models. It is no real call and takes no applications.",
        programme=programmes.get("demo-rnd"),
        sectors=["display", "semiconductor"],
        opens_at=opens,
        closes_at=closes,
        guide={
            "who": "수요기업과 함께 상생모델을 낸 중소기업\n위원회가 승인한 상생모델만 해당합니다.",
            "what": "상생모델 하나에 20억 원까지 기술개발 출연금",
            "hand_in": "신청서 1부\n수요기업의 구매 의향서 1부\n개발 계획서 1부",
            "by_when": f"{closes.year}. {closes.month}. {closes.day}. 18:00:00까지. 이 시각부터는 늦은 것입니다.",
            "how": "지원기관에 전자파일로 제출",
            "ask": "시연 지원기관 담당자",
            "law": "소부장 특별조치법 제49조",
        },
    )
    notices.publish_notice(actor=agency, notice=made)


def _request(people: dict[str, User]) -> None:
    """Asked by an invented person; the firms stay closed until they agree, a pending item until it is decided."""
    asked = disclosures.ask_disclosure(
        actor=people["sme"],
        name="시연 청구인",
        contact="demonstration@example.org",
        text="시연 상생협의회가 올해 건의한 상생모델의 목록과 참여 기업을 공개해 주세요.",
    )
    today = timezone.localdate()
    disclosures.answer_disclosure(
        actor=people["secretariat"],
        request=asked,
        state="partly",
        answer="건의한 상생모델의 과제 이름과 분야, 단계는 공개 화면의 상생모델 목록에서 볼 수 있습니다.",
        grounds=[
            {"item": 7, "what": "참여 기업과 품목의 이름", "when": "기업이 공개에 동의할 때까지"},
            {
                "item": 5,
                "what": "아직 심의하지 않은 모델의 계획서",
                "until": today + timedelta(days=60),
                "stage": "상생협의회 심의 중",
            },
        ],
    )
