"""Who may do what: every address of deliberation against every role. An address that stands in no row fails the test.

A row names those whose POST gets past every gate; all others are refused, or sent to sign in. What lies behind the gate
(a form not filled in, a meeting not open) is told in words by the page and is no part of this table.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from tests.deliberation.conftest import People, Runner
from tests.deliberation.test_pages import signed_in

from sangsaeng.deliberation import actions, urls
from sangsaeng.deliberation.models import Meeting
from sangsaeng.proposals.models import WinWinModel

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]

# In the order of the columns. «second» is a member who sits on no body here, «stranger» a firm that is no party.
ROLES = (
    "anonymous",
    "secretariat",
    "chair",
    "member",
    "second",
    "demand_company",
    "sme",
    "stranger",
    "ministry",
    "agency",
    "auditor",
)
EVERYONE = frozenset(ROLES)
SIGNED_IN = EVERYONE - {"anonymous"}
OFFICE = frozenset({"secretariat"})
MEMBERS = frozenset({"chair", "member", "second"})
SEATED = frozenset({"chair", "member"})
PROCEEDINGS = OFFICE | MEMBERS | {"ministry", "auditor"}
PARTIES = frozenset({"demand_company", "sme", "stranger"})
READERS = frozenset({"secretariat", "ministry", "auditor"})
REVIEWERS = MEMBERS | {"agency"}
ROUNDS = frozenset({"secretariat", "chair", "auditor"})

TABLE: dict[str, frozenset[str]] = {
    "adjourn": OFFICE,
    "agenda_add": OFFICE,
    "agenda_motion": OFFICE,
    "agenda_off": OFFICE,
    "agenda_report": OFFICE,
    "annul": OFFICE,
    "answers": OFFICE,
    "apart": OFFICE,
    "appoint": OFFICE,
    "attach": OFFICE,
    "attachment": PROCEEDINGS,
    "attachment_remove": OFFICE,
    "attendance": OFFICE,
    "ballot_box": OFFICE,
    "ballot_paper": OFFICE,
    "ballots": OFFICE,
    "bodies": EVERYONE,
    "body": EVERYONE,
    "body_new": OFFICE,
    "book_file": OFFICE,
    "book_recall": OFFICE,
    "books": OFFICE,
    "bylaw_new": OFFICE,
    "bylaws": EVERYONE,
    "calendar": EVERYONE,
    "calendar_feed": EVERYONE,
    "calendar_own": SIGNED_IN,
    "calendar_own_feed": EVERYONE,
    "call": OFFICE,
    "cancel": OFFICE,
    "close": OFFICE,
    "close_vote": OFFICE,
    "conflict_case": OFFICE,
    "conflict_cases": OFFICE,
    "conflict_decide": OFFICE,
    "conflict_declare": OFFICE | MEMBERS,
    "conflict_dismiss": OFFICE,
    "conflict_lift": OFFICE,
    "conflict_request": PARTIES,
    "conflict_tie": MEMBERS,
    "conflict_tie_end": MEMBERS,
    "conflict_uphold": OFFICE,
    "conflicts": MEMBERS,
    "consent": OFFICE,
    "consent_batch": OFFICE,
    "copy": PROCEEDINGS,
    "copy_done": OFFICE,
    "copy_issue": OFFICE,
    "document": SIGNED_IN,
    "documents": EVERYONE,
    "fees": OFFICE,
    "guest_add": OFFICE,
    "guest_off": OFFICE,
    "kept_file": EVERYONE,
    "letter": READERS,
    "letter_act": OFFICE,
    "letter_file": READERS,
    "letter_keep": OFFICE,
    "letter_new": OFFICE,
    "letters": READERS,
    "live": PROCEEDINGS,
    "live_part": PROCEEDINGS,
    "meeting": EVERYONE,
    "meetings": EVERYONE,
    "mine": MEMBERS,
    "minutes": OFFICE,
    "my_review": REVIEWERS,
    "my_reviews": REVIEWERS,
    "note_report": OFFICE,
    "notice": OFFICE,
    "objection": OFFICE,
    "open": OFFICE,
    "open_batch": OFFICE,
    "open_vote": OFFICE,
    "opinion": READERS | {"agency"},
    "opinion_answer": OFFICE | {"ministry", "agency"},
    "opinion_ask": OFFICE,
    "opinion_dispose": OFFICE,
    "opinion_withdraw": OFFICE,
    "opinions": READERS | {"agency"},
    "paper": OFFICE,
    "postpone": OFFICE,
    "printed": OFFICE,
    "publish": OFFICE,
    "published": EVERYONE,
    "quote_add": OFFICE,
    "quote_clear": OFFICE,
    "quote_remove": OFFICE,
    "recuse": OFFICE | SEATED,
    "remark": OFFICE,
    "remarks": OFFICE,
    "result_paper": OFFICE,
    "results": PROCEEDINGS,
    "resume": OFFICE,
    "review_board": ROUNDS,
    "review_case": PROCEEDINGS | {"agency"},
    "review_decline": REVIEWERS,
    "review_hand_in": REVIEWERS,
    "review_round": ROUNDS,
    "review_rounds": ROUNDS,
    "review_take_back": REVIEWERS,
    "round_assign": OFFICE,
    "round_case": OFFICE,
    "round_choose": OFFICE,
    "round_open": OFFICE,
    "round_phase": OFFICE,
    "rubric": OFFICE,
    "rubric_adopt": OFFICE,
    "seat": PROCEEDINGS,
    "seat_chair": OFFICE,
    "seat_document": PROCEEDINGS,
    "seat_end": OFFICE,
    "seat_paper": OFFICE,
    "seat_papers": OFFICE,
    "seat_renew": OFFICE,
    "seat_vice_chair": OFFICE,
    "send_to_committee": OFFICE,
    "sign": PROCEEDINGS,
    "take_back_from_committee": OFFICE,
    "template_add": OFFICE,
    "template_filled": OFFICE,
    "template_retire": OFFICE,
    "together": OFFICE,
    "visit_add": OFFICE,
    "visit_findings": OFFICE,
    "vote": SEATED,
    "vote_batch": SEATED,
}


def addresses() -> dict[str, URLPattern]:
    return {str(pattern.name): pattern for pattern in urls.urlpatterns}


def test_every_address_stands_in_the_table() -> None:
    assert sorted(addresses()) == sorted(TABLE)


@pytest.fixture
def paths(people: People, meeting: Meeting, make_model: Make, run: Runner) -> dict[str, str]:
    """The address of every page, with what stands in it where it is this app's, else with a number that nothing has."""
    [item] = run.open(meeting, [make_model()])
    actions.put_motion(actor=people.secretariat, meeting=meeting, title="시연 안건", resolution="시연")
    actions.put_together(actor=people.secretariat, meeting=meeting, numbers=[1, 2])
    guest = actions.add_guest(actor=people.secretariat, meeting=meeting, name="시연 손님", category="other")
    visit = actions.plan_visit(
        actor=people.secretariat, meeting=meeting, starts_at=meeting.held_at, place="시연 공장"
    )
    run.open_vote(item)
    there = {"guest_off": guest.pk, "visit_findings": visit.pk}
    by_model = {
        "send_to_committee",
        "take_back_from_committee",
        "conflict_declare",
        "conflict_case",
        "conflict_request",
    }
    texts = {
        "code": meeting.code,
        "kind": "council",
        "key": "council-7",
        "act": "drop",
        "format": "pdf",
        "what": "notice",
        "role": "chair",
        "model": item.model.code if item.model else "",
        "token": "x" * 32,
        "digest": "0" * 64,
    }
    texts |= {"what": "report"}
    found = {}
    for name, pattern in addresses().items():
        asked = pattern.pattern.regex.groupindex if hasattr(pattern.pattern, "regex") else {}
        kwargs: dict[str, object] = {}
        for key in [*pattern.pattern.converters, *asked]:
            if key in texts:
                kwargs[key] = texts[key]
            else:
                kwargs[key] = there.get(name, 999_999) if key == "pk" else 1
        if name in by_model:
            kwargs["code"] = texts["model"]
        if name == "printed":
            kwargs["what"] = "notice"
        found[name] = reverse(f"deliberation:{name}", kwargs=kwargs)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_the_table_is_what_the_pages_do(paths: dict[str, str], people: People, role: str) -> None:
    client = Client() if role == "anonymous" else signed_in(getattr(people, role))
    wrong = {}
    for name, path in sorted(paths.items()):
        answer = client.post(path)
        to_sign_in = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
        passed = answer.status_code not in (403, 405) and not to_sign_in
        if answer.status_code == 405:
            answer = client.get(path)
            to_sign_in = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
            passed = answer.status_code != 403 and not to_sign_in
        if passed != (role in TABLE[name]):
            wrong[name] = answer.status_code
    assert not wrong
