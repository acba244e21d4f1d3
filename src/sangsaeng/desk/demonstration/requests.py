"""What became of the demonstration's requests: a supplement, a reply in part and an appeal; the others still wait."""

from datetime import timedelta

from django.utils import timezone

from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support.actions import requests as actions
from sangsaeng.support.models import Request


def answers(*, people: dict[str, User], organisations: dict[str, Organisation], story: WinWinModel) -> None:
    """A regulatory request about the story's model is supplemented, answered in part and appealed against by the supplier."""
    today, office = timezone.localdate(), people["secretariat"]
    request = actions.register_request(
        actor=office,
        model=story,
        kind=Request.Kind.REGULATION,
        addressee="시연 부처",
        organisation=organisations["demo-ministry"],
        title="시험 설비 인허가 처리 기간 단축 요청",
        content="양산 시험 설비의 인허가 처리 기간을 60일에서 30일로 줄여 주시기 바랍니다(시연).",
        official_number="시연-규제-1",
        sent_on=today - timedelta(days=6),
        received_on=today - timedelta(days=5),
    )
    actions.ask_supplement(
        actor=office, request=request, on=today - timedelta(days=3), what="시험 설비 배치도(시연)"
    )
    actions.hand_in_supplement(actor=office, request=request, on=today, what="시험 설비 배치도 1부(시연)")
    actions.reply(
        actor=people["ministry"],
        request=request,
        reply=Request.Reply.PARTLY,
        text="인허가 처리 기간을 60일에서 40일로 줄입니다. 시험 면제는 받아들이지 않습니다(시연).",
        on=today,
        number="시연 부처-12",
    )
    actions.appeal(
        actor=people["sme"],
        request=request,
        on=today,
        text="같은 설비로 이미 시험을 마쳤으므로 다시 검토해 주시기 바랍니다(시연).",
    )
