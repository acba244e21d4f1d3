"""What became of the demonstration's requests: a supplement, a reply in part and an appeal; the others still wait."""

from django.utils import timezone

from sangsaeng.parties.models import User
from sangsaeng.support.actions import requests as actions
from sangsaeng.support.models import Request


def answers(*, people: dict[str, User]) -> None:
    """The first regulatory request is supplemented, answered in part and appealed against by the supplier."""
    today = timezone.localdate()
    rows = Request.objects.filter(demonstration=True, kind=Request.Kind.REGULATION, state="received")
    request = rows.order_by("pk").first()
    if request is None:
        return
    office = people["secretariat"]
    actions.ask_supplement(actor=office, request=request, on=today, what="시험 설비 배치도(시연)")
    actions.hand_in_supplement(actor=office, request=request, on=today, what="시험 설비 배치도 1부(시연)")
    actions.reply(
        actor=office,
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
