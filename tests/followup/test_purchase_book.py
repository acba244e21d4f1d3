"""The purchase record reaches the agenda book that members hold before they vote, and the page of the item."""

from typing import Any

from django.test import Client
from django.utils import timezone
from tests.followup.purchase_world import active
from tests.proposals.world import World

from sangsaeng.deliberation import actions as council
from sangsaeng.deliberation.actions import papers
from sangsaeng.deliberation.models import Meeting
from sangsaeng.followup.actions import statements
from sangsaeng.proposals.models import WinWinModel

REPLY = "설비 점검으로 늦어졌습니다."


def agenda(world: World) -> tuple[Meeting, WinWinModel]:
    """A called meeting of the council with a new model of the same demand company on its agenda."""
    body = council.establish_body(
        actor=world["secretariat"], kind="council", name="시연 상생협의회", demonstration=True
    )
    for number, role in enumerate(("chair", "member"), start=1):
        council.add_seat(
            actor=world["secretariat"],
            body=body,
            label=f"시연 위원 {number}",
            capacity="academia",
            user=world[role],
            is_chair=role == "chair",
        )
    meeting = council.call_meeting(
        actor=world["secretariat"],
        body=body,
        held_at=timezone.now() + timezone.timedelta(days=10),
        place="회의실",
    )
    model = world.model("screen", title="다음 모델")
    item = council.put_on_agenda(actor=world["secretariat"], meeting=meeting, model=model)
    council.write_paper(
        actor=world["secretariat"], item=item, resolution="건의한다.", grounds="이유", content="내용"
    )
    return meeting, model


def page(world: World, role: str, meeting: Meeting) -> str:
    client = Client()
    client.force_login(world[role])
    return client.get(f"/meetings/{meeting.code}/").content.decode()


def test_the_book_and_the_item_hold_it_once_the_company_was_heard(world: World) -> None:
    active(world)
    sent = statements.send_statement(actor=world["secretariat"], buyer=world.demand)
    meeting, _model = agenda(world)
    before: Any = papers.make_book(actor=world["secretariat"], meeting=meeting)
    assert "듣기 전" in str(before.items)
    assert "듣기 전" in page(world, "member", meeting)
    statements.reply(actor=world["demand_company"], statement=sent, text=REPLY)
    after: Any = papers.make_book(actor=world["secretariat"], meeting=meeting)
    assert REPLY in str(after.items)
    assert REPLY not in str(before.items)  # what was handed out stays what it was
    for role in ("member", "chair", "secretariat"):
        assert REPLY in page(world, role, meeting)
    for role in ("demand_company", "agency"):
        assert REPLY not in page(world, role, meeting)


def test_who_steps_out_sees_nothing_of_it(world: World) -> None:
    active(world)
    sent = statements.send_statement(actor=world["secretariat"], buyer=world.demand)
    statements.reply(actor=world["demand_company"], statement=sent, text=REPLY)
    meeting, model = agenda(world)
    council.recuse(
        actor=world["secretariat"],
        item=meeting.agenda.get(model=model),
        seat=meeting.body.seats.get(user=world["member"]),
        reason="by_law",
    )
    assert REPLY not in page(world, "member", meeting)
    assert REPLY in page(world, "chair", meeting)
    made = papers.make_book(actor=world["secretariat"], meeting=meeting)
    copy = made.copies.get(recipient=world["member"])
    assert copy.omitted == [1]
