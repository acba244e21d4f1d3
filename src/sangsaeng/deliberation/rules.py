"""Who may call, run and vote in a meeting, and who may read its papers."""

from typing import Any

import rules
from django.db.models import Q

from sangsaeng.deliberation import review_rules
from sangsaeng.deliberation.models import AgendaItem
from sangsaeng.parties.rules import (
    PUBLIC,
    SIGNED_IN,
    is_auditor,
    is_member,
    is_ministry,
    is_party,
    is_secretariat,
)


@rules.predicate  # type: ignore[untyped-decorator]
def holds_a_seat(user: Any, thing: AgendaItem | None) -> bool:
    """The person sits on the body that deals with this item, was on the roll of its meeting, or is a deputy there;
    asked of no item, the role decides.
    """
    if thing is None:
        return True
    meeting = thing.meeting
    if user.seats.filter(body_id=meeting.body_id, is_active=True).exists():
        return True
    return bool(meeting.attendance.filter(Q(deputy=user) | Q(seat__user=user)).exists())


@rules.predicate  # type: ignore[untyped-decorator]
def same_world(user: Any, thing: Any) -> bool:
    """A demonstration account only touches what is marked as demonstration."""
    marked = getattr(thing.meeting if isinstance(thing, AgendaItem) else thing, "demonstration", False)
    return thing is None or bool(marked) or not getattr(user, "demonstration", False)


@rules.predicate  # type: ignore[untyped-decorator]
def is_of_its_parties(user: Any, thing: Any) -> bool:
    """The person belongs to a party of the model, or of the item's model; asked of nothing, the role decides."""
    if thing is None:
        return True
    model = thing.model if isinstance(thing, AgendaItem) else thing
    own = getattr(user, "organisation_id", None)
    return model is not None and own is not None and own in (model.demand_company_id, model.supplier_id)


# What is said in a meeting is read by those who take part in it or watch over it, not by the parties.
reads_proceedings = is_secretariat | is_member | is_ministry | is_auditor

rules.add_perm("deliberation.set_up", same_world & is_secretariat)
rules.add_perm("deliberation.call", same_world & is_secretariat)
rules.add_perm("deliberation.run", same_world & is_secretariat)
rules.add_perm("deliberation.enter_ballot", same_world & is_secretariat)
rules.add_perm("deliberation.send_to_committee", same_world & is_secretariat)
rules.add_perm("deliberation.write_letters", same_world & is_secretariat)
rules.add_perm("deliberation.read_letters", same_world & (is_secretariat | is_ministry | is_auditor))
rules.add_perm("deliberation.make_minutes", same_world & is_secretariat)
rules.add_perm("deliberation.cast", same_world & is_member & holds_a_seat)
rules.add_perm("deliberation.recuse", same_world & (is_secretariat | is_member & holds_a_seat))
rules.add_perm("deliberation.declare", same_world & (is_secretariat | is_member))
rules.add_perm("deliberation.own_conflicts", is_member)
rules.add_perm("deliberation.decide_conflict", same_world & is_secretariat)
rules.add_perm("deliberation.request_exclusion", same_world & is_party & is_of_its_parties)
rules.add_perm("deliberation.read_proceedings", same_world & reads_proceedings)
rules.add_perm("deliberation.read_ballots", same_world & (is_secretariat | is_auditor))

ACCESS: dict[str, str] = {
    **review_rules.ACCESS,
    "deliberation:meetings": PUBLIC,
    "deliberation:published": PUBLIC,
    "deliberation:meeting": PUBLIC,
    "deliberation:bodies": PUBLIC,
    "deliberation:body": PUBLIC,
    "deliberation:bylaws": PUBLIC,
    "deliberation:body_new": "deliberation.set_up",
    "deliberation:bylaw_new": "deliberation.set_up",
    "deliberation:appoint": "deliberation.set_up",
    "deliberation:seat": "deliberation.read_proceedings",
    "deliberation:seat_papers": "deliberation.set_up",
    "deliberation:seat_renew": "deliberation.set_up",
    "deliberation:seat_chair": "deliberation.set_up",
    "deliberation:seat_vice_chair": "deliberation.set_up",
    "deliberation:seat_end": "deliberation.set_up",
    "deliberation:seat_paper": "deliberation.set_up",
    "deliberation:seat_document": "deliberation.read_proceedings",
    "deliberation:documents": PUBLIC,
    "deliberation:document": SIGNED_IN,
    "deliberation:kept_file": PUBLIC,
    "deliberation:call": "deliberation.call",
    "deliberation:agenda_add": "deliberation.run",
    "deliberation:agenda_motion": "deliberation.run",
    "deliberation:agenda_report": "deliberation.run",
    "deliberation:together": "deliberation.run",
    "deliberation:apart": "deliberation.run",
    "deliberation:agenda_off": "deliberation.run",
    "deliberation:paper": "deliberation.run",
    "deliberation:note_report": "deliberation.run",
    "deliberation:notice": "deliberation.call",
    "deliberation:postpone": "deliberation.call",
    "deliberation:cancel": "deliberation.call",
    "deliberation:attendance": "deliberation.run",
    "deliberation:guest_add": "deliberation.run",
    "deliberation:guest_off": "deliberation.run",
    "deliberation:visit_add": "deliberation.run",
    "deliberation:visit_findings": "deliberation.run",
    "deliberation:open": "deliberation.run",
    "deliberation:adjourn": "deliberation.run",
    "deliberation:resume": "deliberation.run",
    "deliberation:remarks": "deliberation.run",
    "deliberation:open_vote": "deliberation.run",
    "deliberation:open_batch": "deliberation.run",
    "deliberation:consent": "deliberation.run",
    "deliberation:consent_batch": "deliberation.run",
    "deliberation:objection": "deliberation.run",
    "deliberation:ballots": "deliberation.enter_ballot",
    "deliberation:ballot_paper": "deliberation.enter_ballot",
    "deliberation:ballot_box": "deliberation.enter_ballot",
    "deliberation:close_vote": "deliberation.run",
    "deliberation:annul": "deliberation.run",
    "deliberation:mine": "deliberation.cast",
    "deliberation:live": "deliberation.read_proceedings",
    "deliberation:live_part": "deliberation.read_proceedings",
    "deliberation:vote_batch": "deliberation.cast",
    "deliberation:close": "deliberation.run",
    "deliberation:minutes": "deliberation.make_minutes",
    "deliberation:send_to_committee": "deliberation.send_to_committee",
    "deliberation:take_back_from_committee": "deliberation.send_to_committee",
    "deliberation:answers": "deliberation.run",
    "deliberation:calendar": PUBLIC,
    "deliberation:calendar_feed": PUBLIC,
    "deliberation:calendar_own_feed": PUBLIC,  # by a secret address
    "deliberation:calendar_own": SIGNED_IN,
    "deliberation:letters": "deliberation.read_letters",
    "deliberation:letter": "deliberation.read_letters",
    "deliberation:letter_file": "deliberation.read_letters",
    "deliberation:letter_new": "deliberation.write_letters",
    "deliberation:letter_keep": "deliberation.write_letters",
    "deliberation:letter_act": "deliberation.write_letters",
    "deliberation:vote": "deliberation.cast",
    "deliberation:recuse": "deliberation.recuse",
    "deliberation:conflicts": "deliberation.own_conflicts",
    "deliberation:conflict_tie": "deliberation.own_conflicts",
    "deliberation:conflict_tie_end": "deliberation.own_conflicts",
    "deliberation:conflict_declare": "deliberation.declare",
    "deliberation:conflict_cases": "deliberation.decide_conflict",
    "deliberation:conflict_case": "deliberation.decide_conflict",
    "deliberation:conflict_dismiss": "deliberation.decide_conflict",
    "deliberation:conflict_uphold": "deliberation.decide_conflict",
    "deliberation:conflict_lift": "deliberation.decide_conflict",
    "deliberation:conflict_request": "deliberation.request_exclusion",
    "deliberation:conflict_decide": "deliberation.run",
    "deliberation:results": "deliberation.read_proceedings",
    "deliberation:remark": "deliberation.make_minutes",
    "deliberation:sign": "deliberation.read_proceedings",
    "deliberation:publish": "deliberation.make_minutes",
    "deliberation:fees": "deliberation.run",
    "deliberation:quote_add": "deliberation.run",
    "deliberation:quote_clear": "deliberation.run",
    "deliberation:quote_remove": "deliberation.run",
    "deliberation:result_paper": "deliberation.run",
    "deliberation:template_add": "deliberation.set_up",
    "deliberation:template_retire": "deliberation.set_up",
    "deliberation:template_filled": "deliberation.run",
    "deliberation:books": "deliberation.run",
    "deliberation:book_file": "deliberation.run",
    "deliberation:book_recall": "deliberation.run",
    "deliberation:copy_issue": "deliberation.run",
    "deliberation:copy_done": "deliberation.run",
    "deliberation:copy": "deliberation.read_proceedings",
    "deliberation:printed": "deliberation.run",
    "deliberation:attach": "deliberation.run",
    "deliberation:attachment": "deliberation.read_proceedings",
    "deliberation:attachment_remove": "deliberation.run",
    "api:list_meetings": PUBLIC,
    "api:get_meeting": PUBLIC,
    "api:list_documents": PUBLIC,
}
