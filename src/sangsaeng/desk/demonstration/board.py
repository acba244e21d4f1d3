"""The demonstration's requests for material: one answered and sent, as of today, one in work; all invented and marked 시연."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from sangsaeng.followup.actions import material as actions
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import User

FIRST: dict[str, Any] = {
    "asker": "assembly",
    "asker_name": "시연 국회 상임위원회 의원실",
    "official_number": "시연-2026-요구-001",
    "question": (
        "1. 상생모델의 발굴과 승인 현황을 업종별로 제출해 주시기 바랍니다.\n"
        "2. 종류별 지원의 계획, 확정, 지급 금액을 제출해 주시기 바랍니다."
    ),
}
ANSWER = (
    "1. 기준일 현재의 발굴과 승인은 붙임의 표와 같습니다. 협의회의 건의와 위원회의 승인은 따로 셉니다.\n"
    "2. 출연금, 융자, 보증은 서로 다른 돈이라 더하지 않고 종류별로 냅니다.\n"
    "참여 기업과 품목의 이름은 경영상 비밀이어서 과제명으로 적었습니다."
)
SECOND: dict[str, Any] = {
    "asker": "audit",
    "asker_name": "시연 감사기관",
    "official_number": "시연-감사-12",
    "question": "기한이 된 구매 약속의 이행 현황과 확인 방법을 제출해 주시기 바랍니다.",
}
DRAFT = "기한이 된 회차만 세었습니다. 수요기업과 공급기업이 말한 것을 견주어 양쪽과 한쪽을 나누어 적었습니다."


def material(*, people: dict[str, User]) -> None:
    """Register two requests, answer, clear and send the first, draft an answer to the second; both as of today."""
    secretariat, ministry = people["secretariat"], people["ministry"]
    today = timezone.localdate()
    first = actions.register(
        actor=secretariat,
        received_on=today - timedelta(days=2),
        due_at=_evening(today + timedelta(days=1)),
        reference_on=today,
        **FIRST,
    )
    chosen = ["models", "support", "models.found", "models.approved"]
    actions.draft(actor=secretariat, request=first, text=ANSWER, tables=chosen)
    actions.clear(actor=ministry, request=first, note="표와 글의 수가 맞음")
    actions.send(actor=secretariat, request=first, sent_on=today, how="시연 의정자료전자유통시스템")
    second = actions.register(
        actor=secretariat,
        received_on=today - timedelta(days=1),
        due_at=_evening(today + timedelta(days=5)),
        reference_on=today,
        **SECOND,
    )
    actions.draft(actor=secretariat, request=second, text=DRAFT, tables=["purchases", "purchases.due"])


def _evening(day: date) -> datetime:
    """Six o'clock in Seoul: the end of an office day."""
    return datetime.combine(day, time(18), SEOUL)
