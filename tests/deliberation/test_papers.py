"""The papers before a meeting: editions of the agenda book, numbered copies, what is printed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.deliberation.conftest import HELD_AT, People, Runner
from tests.deliberation.papers_reading import PDF, flat, in_hwpx, in_pdf

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.actions import papers
from sangsaeng.deliberation.documents import book
from sangsaeng.deliberation.models import AgendaItem, Body, Book, BookCopy, Meeting
from sangsaeng.parties import actions as parties
from sangsaeng.parties.models import Message, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.documents.agenda_book import agenda_book_document
from sangsaeng.records.documents.pdf import render_pdf
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]


@pytest.fixture
def sign_in(client: Client) -> Callable[[User | None], Client]:
    def as_user(user: User | None) -> Client:
        client.logout()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_user


def write(people: People, item: AgendaItem) -> None:
    actions.write_paper(
        actor=people.secretariat,
        item=item,
        resolution=f"비밀 주문 {item.number}을 건의한다.",
        grounds=f"비밀 이유 {item.number}",
        content=f"비밀 내용 {item.number}",
    )


@pytest.fixture
def items(people: People, meeting: Meeting, make_model: Make) -> list[AgendaItem]:
    """Two models and a report on the agenda of a called meeting, their papers written."""
    made = [
        actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model()) for _ in range(2)
    ]
    for item in made:
        write(people, item)
    report = actions.put_report(actor=people.secretariat, meeting=meeting, title="시연 보고", content="요지")
    return [*AgendaItem.objects.filter(pk__in=[item.pk for item in made]), report]


@pytest.fixture
def made(people: People, meeting: Meeting, items: list[AgendaItem]) -> Book:
    return papers.make_book(actor=people.secretariat, meeting=meeting)


def copy_of(found: Book, person: User) -> BookCopy:
    return found.copies.select_related("book__meeting__body", "seat").get(recipient=person)


def conflict(people: People, person: User, model: WinWinModel) -> None:
    """A conflict that stands, without an exclusion at this meeting."""
    parties.establish(
        actor=people.secretariat, person=person, case=model, reason="advice", origin="found", evidence="시연"
    )


def address(name: str, *args: Any) -> str:
    return reverse(f"deliberation:{name}", args=args)


# The book


def test_an_edition_gives_each_member_a_numbered_copy_and_tells_who_has_an_account(
    people: People, meeting: Meeting, made: Book
) -> None:
    assert [copy.number for copy in made.copies.all()] == list(range(1, 10))
    assert {m.recipient.username for m in Message.objects.filter(kind="book")} == {"chair", "member"}
    assert Event.objects.filter(verb="deliberation.make_book").count() == 1
    whole = flat("".join(str(data) for data in made.items))
    assert "비밀주문1" in whole
    assert "비밀이유2" in whole
    text = in_pdf(render_pdf(agenda_book_document(book.book_of(made, copy_of(made, people.member)))))
    assert "부수번호2/9" in text
    assert "시연위원2" in text
    assert "시연·효력없음" in text


def test_the_contents_are_those_of_the_day_the_edition_was_made(
    people: People, made: Book, items: list[AgendaItem]
) -> None:
    actions.write_paper(
        actor=people.secretariat, item=items[0], resolution="나중에 고친 주문", grounds="", content=""
    )
    WinWinModel.objects.filter(code="D-2026-001").update(title="나중에 고친 제목")
    made.refresh_from_db()
    text = in_pdf(render_pdf(agenda_book_document(book.book_of(made))))
    assert "비밀주문1" in text
    assert "비밀품목1" in text
    assert "나중에고친" not in text


def test_a_new_edition_recalls_the_earlier_and_a_form_sent_twice_makes_one(
    people: People, meeting: Meeting, made: Book, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(people.secretariat)
    page = client.get(address("books", meeting.code))
    assert 'name="after" value="1"' in page.content.decode()
    for _ in range(2):
        client.post(address("books", meeting.code), {"after": "1"})
    assert [b.edition for b in meeting.books.all()] == [2, 1]
    made.refresh_from_db()
    assert made.recalled_because == "새 판을 냄"
    assert (
        sign_in(people.member).get(address("copy", copy_of(made, people.member).pk, "pdf")).status_code == 410
    )


def test_a_book_is_refused_without_agenda_without_resolution_and_after_the_end(
    people: People, meeting: Meeting, make_model: Make, sign_in: Callable[[User], Client]
) -> None:
    with pytest.raises(ValidationError, match="안건을 하나 이상"):
        papers.make_book(actor=people.secretariat, meeting=meeting)
    actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model())
    with pytest.raises(ValidationError, match="제1호 안건"):
        papers.make_book(actor=people.secretariat, meeting=meeting)
    page = sign_in(people.secretariat).get(address("books", meeting.code)).content.decode()
    assert "의결주문을 쓰지 않은 안건" in page
    assert "의안집 만들기" not in page
    actions.cancel_meeting(actor=people.secretariat, meeting=meeting, reason="시연")
    with pytest.raises(ValidationError, match="취소"):
        papers.make_book(actor=people.secretariat, meeting=meeting)


# What a recused member gets


def everything_of(item: AgendaItem) -> list[str]:
    model = item.model
    assert model is not None
    names = [model.title, model.item_text, f"비밀 주문 {item.number}", f"비밀 이유 {item.number}"]
    return [flat(text) for text in names]


@pytest.mark.parametrize("format", ["pdf", "hwpx"])
def test_a_recused_members_copy_holds_nothing_of_the_item(
    people: People,
    meeting: Meeting,
    items: list[AgendaItem],
    sign_in: Callable[[User], Client],
    format: str,
) -> None:
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=items[0], seat=seat, reason="self_recusal")
    copy = copy_of(papers.make_book(actor=people.secretariat, meeting=meeting), people.member)
    assert copy.omitted == [1]
    answer = sign_in(people.member).get(address("copy", copy.pk, format))
    text = (in_pdf if format == "pdf" else in_hwpx)(answer.content)
    assert not [name for name in everything_of(items[0]) if name in text]
    assert all(name in text for name in everything_of(items[1]))
    assert "이해관계로배부하지않음" in text
    assert b"D-2026-001" not in answer.content


def test_a_conflict_declared_after_the_issue_is_left_out_at_the_next_opening(
    people: People, meeting: Meeting, made: Book, items: list[AgendaItem], sign_in: Callable[[User], Client]
) -> None:
    copy = copy_of(made, people.member)
    client = sign_in(people.member)
    before = in_pdf(client.get(address("copy", copy.pk, "pdf")).content)
    assert everything_of(items[0])[0] in before
    assert items[0].model is not None
    actions.declare(actor=people.member, person=people.member, model=items[0].model, reasons=["advice"])
    after = in_pdf(client.get(address("copy", copy.pk, "pdf")).content)
    assert not [name for name in everything_of(items[0]) if name in after]
    listed = sign_in(people.secretariat).get(address("books", meeting.code)).content.decode()
    assert "제1호" in listed


def test_an_item_taken_off_and_its_number_given_again_stays_kept_from_who_must_not_read_it(
    people: People, meeting: Meeting, items: list[AgendaItem], made: Book, make_model: Make
) -> None:
    model = items[1].model
    assert model is not None
    for item in (items[2], items[1]):
        actions.take_off(actor=people.secretariat, item=item, reason="시연")
    again = actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model())
    assert again.number == 2
    conflict(people, people.member, model)
    assert papers.open_copy(actor=people.member, copy=copy_of(made, people.member)) == {2}
    assert papers.open_copy(actor=people.chair, copy=copy_of(made, people.chair)) == set()


def test_what_was_left_out_at_the_issue_stays_out_until_the_next_edition(
    people: People, meeting: Meeting, items: list[AgendaItem]
) -> None:
    seat = meeting.body.seats.get(user=people.member)
    exclusion = actions.recuse(actor=people.member, item=items[0], seat=seat, reason="self_recusal")
    first = papers.make_book(actor=people.secretariat, meeting=meeting)
    exclusion.delete()
    from sangsaeng.parties.models import Conflict

    Conflict.objects.all().delete()
    assert papers.open_copy(actor=people.member, copy=copy_of(first, people.member)) == {1}
    second = papers.make_book(actor=people.secretariat, meeting=meeting)
    assert papers.open_copy(actor=people.member, copy=copy_of(second, people.member)) == set()


# Who opens which copy


def test_only_its_recipient_and_the_secretariat_open_a_copy(
    people: People, made: Book, sign_in: Callable[[User | None], Client]
) -> None:
    copy = copy_of(made, people.member)
    answers = {}
    for name in ("member", "secretariat", "chair", "second", "ministry", "auditor", "sme", "agency"):
        answers[name] = sign_in(getattr(people, name)).get(address("copy", copy.pk, "pdf")).status_code
    assert {name for name, status in answers.items() if status == 200} == {"member", "secretariat"}
    assert sign_in(None).get(address("copy", copy.pk, "pdf")).status_code in (302, 403)
    assert sign_in(people.member).get(address("copy", copy.pk, "doc")).status_code == 404


def test_the_first_opening_by_its_recipient_is_noted_once(people: People, made: Book) -> None:
    copy = copy_of(made, people.member)
    papers.open_copy(actor=people.secretariat, copy=copy)
    assert BookCopy.objects.get(pk=copy.pk).opened_at is None
    for _ in range(2):
        papers.open_copy(actor=people.member, copy=copy)
    assert BookCopy.objects.get(pk=copy.pk).opened_at is not None
    assert Event.objects.filter(verb="deliberation.open_copy").count() == 1


def test_who_gave_up_the_seat_opens_no_copy(people: People, made: Book) -> None:
    copy = copy_of(made, people.member)
    assert copy.seat is not None
    copy.seat.user = people.second
    copy.seat.save()
    for person in (people.member, people.second):
        with pytest.raises(NotAllowed):
            papers.open_copy(actor=person, copy=BookCopy.objects.get(pk=copy.pk))


def test_a_recalled_copy_and_a_recalled_edition_do_not_open(
    people: People, meeting: Meeting, made: Book, sign_in: Callable[[User], Client]
) -> None:
    one, other = copy_of(made, people.member), copy_of(made, people.chair)
    client = sign_in(people.secretariat)
    asked = client.get(address("copy_done", one.pk, "recall"))
    assert "다시 주려면 새 판" in asked.content.decode()
    assert BookCopy.objects.get(pk=one.pk).recalled_at is None
    for _ in range(2):
        client.post(address("copy_done", one.pk, "recall"))
    assert Event.objects.filter(verb="deliberation.recall_copy").count() == 1
    assert client.post(address("copy_done", one.pk, "burn")).status_code == 404
    gone = sign_in(people.member).get(address("copy", one.pk, "pdf"))
    assert (gone.status_code, "회수한 의안집" in gone.content.decode()) == (410, True)

    client = sign_in(people.secretariat)
    refused = client.post(address("book_recall", meeting.code, 1), {"reason": " "})
    assert refused.status_code == 400
    client.post(address("book_recall", meeting.code, 1), {"reason": "오류가 있어 회수"})
    with pytest.raises(ValidationError, match="회수한"):
        papers.open_copy(actor=people.chair, copy=copy_of(made, people.chair))
    with pytest.raises(ValidationError, match="이미 회수"):
        papers.recall_book(actor=people.secretariat, book=made, reason="다시")
    whole = in_pdf(client.get(address("book_file", meeting.code, 1, "pdf")).content)
    assert "회수한판" in whole
    assert other.number == 1


def test_a_printed_copy_is_noted_as_returned_once(
    people: People, meeting: Meeting, made: Book, sign_in: Callable[[User], Client]
) -> None:
    copy = made.copies.get(number=9)
    client = sign_in(people.secretariat)
    for _ in range(2):
        client.post(address("copy_done", copy.pk, "return"))
    assert Event.objects.filter(verb="deliberation.return_copy").count() == 1
    page = client.get(address("books", meeting.code)).content.decode()
    assert "돌려받음" in page
    assert "인쇄해서 전달" in page


def test_a_guests_copy_leaves_out_what_he_does_not_sit_in_for(
    people: People, meeting: Meeting, made: Book, items: list[AgendaItem], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(people.secretariat)
    given = {"name": "시연 배석자", "omit": ["1", "3"]}
    for _ in range(2):
        client.post(address("copy_issue", meeting.code, 1), given)
    [copy] = made.copies.filter(name="시연 배석자")
    assert (copy.number, copy.omitted) == (10, [1, 3])
    text = in_pdf(client.get(address("copy", copy.pk, "pdf")).content)
    assert everything_of(items[1])[0] in text
    assert everything_of(items[0])[0] not in text


@pytest.mark.parametrize(
    ("name", "omit", "why"),
    [
        (" ", (), "받을 사람"),
        ("시연 위원 2", (), "새 판을 만들 때"),
        ("시연 member", (), "새 판을 만들 때"),
        ("시연 배석자", (1, 2, 3), "하나는"),
    ],
)
def test_a_copy_that_would_get_round_a_recusal_is_refused(
    people: People, made: Book, name: str, omit: tuple[int, ...], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        papers.issue_copy(actor=people.secretariat, book=made, name=name, omit=omit)


def test_a_recalled_edition_gives_no_further_copy(people: People, made: Book) -> None:
    papers.recall_book(actor=people.secretariat, book=made, reason="시연")
    with pytest.raises(ValidationError, match="회수한"):
        papers.issue_copy(actor=people.secretariat, book=made, name="시연 배석자")


def test_the_page_of_the_books_asks_as_often_for_one_copy_as_for_nine(
    people: People,
    meeting: Meeting,
    made: Book,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    sign_in: Callable[[User], Client],
) -> None:
    client = sign_in(people.secretariat)
    client.get(address("books", meeting.code))
    with django_assert_max_num_queries(17):
        client.get(address("books", meeting.code))
    with django_assert_max_num_queries(3):
        book.left_out(made)


# Who may do what


VERBS: dict[str, Callable[[User, Meeting, Book], Any]] = {
    "make_book": lambda user, meeting, made: papers.make_book(actor=user, meeting=meeting),
    "issue_copy": lambda user, meeting, made: papers.issue_copy(actor=user, book=made, name="시연 배석자"),
    "recall_book": lambda user, meeting, made: papers.recall_book(actor=user, book=made, reason="시연"),
    "recall_copy": lambda user, meeting, made: papers.recall_copy(actor=user, copy=made.copies.get(number=1)),
    "return_copy": lambda user, meeting, made: papers.return_copy(actor=user, copy=made.copies.get(number=1)),
    "attach": lambda user, meeting, made: papers.attach(
        actor=user, item=meeting.agenda.get(number=1), name="자료.pdf", content=PDF
    ),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "role", ["chair", "member", "ministry", "agency", "auditor", "demand_company", "sme"]
)
def test_only_the_secretariat_makes_and_recalls(
    people: People, meeting: Meeting, made: Book, verb: str, role: str
) -> None:
    with pytest.raises(NotAllowed):
        VERBS[verb](getattr(people, role), meeting, made)


@pytest.mark.parametrize("name", ["books", "book_file", "book_recall", "copy_issue", "printed", "attach"])
def test_the_secretariats_pages_refuse_a_member(
    people: People, meeting: Meeting, made: Book, sign_in: Callable[[User], Client], name: str
) -> None:
    args = {
        "books": (),
        "book_file": (1, "pdf"),
        "book_recall": (1,),
        "copy_issue": (1,),
        "printed": ("scenario", "pdf"),
        "attach": (1,),
    }[name]
    for person in (people.member, people.chair, people.ministry):
        assert sign_in(person).get(address(name, meeting.code, *args)).status_code == 403


# What is printed for the room


@pytest.mark.parametrize("what", ["notice", "scenario", "sheet"])
@pytest.mark.parametrize("format", ["pdf", "hwpx"])
def test_what_is_printed_is_made_from_the_records(
    people: People,
    meeting: Meeting,
    items: list[AgendaItem],
    sign_in: Callable[[User], Client],
    what: str,
    format: str,
) -> None:
    answer = sign_in(people.secretariat).get(address("printed", meeting.code, what, format))
    text = (in_pdf if format == "pdf" else in_hwpx)(answer.content)
    assert "시연상생협의회" in text
    expected = {"notice": "시연모델1", "scenario": "비밀품목1국산화", "sheet": "시연위원9"}[what]
    assert expected in text
    if what == "notice":  # it goes to everyone, before anybody has declared
        assert "비밀" not in text


def test_the_page_of_the_books_leads_to_all_papers_of_the_meeting(
    people: People, meeting: Meeting, items: list[AgendaItem], sign_in: Callable[[User], Client]
) -> None:
    papers.attach(actor=people.secretariat, item=items[0], name="시험 성적서.pdf", content=PDF)
    page = sign_in(people.secretariat).get(address("books", meeting.code)).content.decode()
    for what in ("notice", "scenario", "sheet"):
        assert address("printed", meeting.code, what, "hwpx") in page
    assert "시험 성적서.pdf" in page
    assert address("attach", meeting.code, 2) in page
    told = Message.objects.filter(kind="book")
    papers.make_book(actor=people.secretariat, meeting=meeting)
    assert {message.url for message in told.all()} == {address("mine")}


def test_a_written_resolution_has_no_room(
    people: People, council: Body, make_model: Make, sign_in: Callable[[User], Client]
) -> None:
    called = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=HELD_AT, place="", form=Meeting.Form.WRITTEN
    )
    client = sign_in(people.secretariat)
    assert client.get(address("printed", called.code, "sheet", "pdf")).status_code == 404
    assert client.get(address("printed", called.code, "notice", "pdf")).status_code == 200


def test_the_sheet_names_the_deputy_and_the_script_counts_the_roll(
    people: People, meeting: Meeting, items: list[AgendaItem], run: Runner
) -> None:
    from tests.records.documents.reading import said

    from sangsaeng.deliberation.documents.meeting import scenario_of, sheet_of

    assert "위원장" in " ".join(said(sheet_of(meeting)))
    run.attend(meeting, 7)
    meeting.refresh_from_db()
    assert any("9명" in text for text in said(scenario_of(meeting)))
