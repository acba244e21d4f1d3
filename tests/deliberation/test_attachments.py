"""Files beside an agenda item: kept byte for byte, for who may see the item whole."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.deliberation.conftest import HELD_AT, People
from tests.deliberation.papers_reading import HWP, PDF, package

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.actions import papers
from sangsaeng.deliberation.models import AgendaItem, Attachment, Body, BylawVersion, Meeting
from sangsaeng.deliberation.queries.attached import attachments_by_item, attachments_of
from sangsaeng.parties import actions as parties
from sangsaeng.parties.models import Role, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile, Event

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


def conflict(people: People, person: User, model: WinWinModel) -> None:
    """A conflict that stands, without an exclusion at this meeting."""
    parties.establish(
        actor=people.secretariat, person=person, case=model, reason="advice", origin="found", evidence="시연"
    )


def address(name: str, *args: Any) -> str:
    return reverse(f"deliberation:{name}", args=args)


# Files beside an item


def upload(client: Client, meeting: Meeting, number: int, name: str, content: bytes) -> Any:
    given = {"file": SimpleUploadedFile(name, content)}
    return client.post(address("attach", meeting.code, number), given)


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("옛 서식.hwp", HWP, "hwp"),
        ("설명.PDF", PDF, "pdf"),
        ("계획.hwpx", package("Contents/content.hpf"), "hwpx"),
        ("수치.xlsx", package("xl/workbook.xml"), "xlsx"),
        ("의견.docx", package("word/document.xml"), "docx"),
        ("사진.jpeg", b"\xff\xd8\xff\xe0" + bytes(20), "jpg"),
        ("그림.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "png"),
    ],
)
def test_a_file_is_kept_byte_for_byte(
    people: People,
    meeting: Meeting,
    items: list[AgendaItem],
    sign_in: Callable[[User], Client],
    name: str,
    content: bytes,
    format: str,
) -> None:
    client = sign_in(people.secretariat)
    assert upload(client, meeting, 1, name, content).status_code == 302
    kept = Attachment.objects.get().file
    assert (kept.format, bytes(kept.content), kept.public) == (format, content, False)
    answer = client.get(address("attachment", Attachment.objects.get().pk))
    assert answer.content == content
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("가짜.pdf", b"MZ\x90\x00", "PDF, HWPX"),
        ("가짜.hwpx", package("word/document.xml"), "PDF, HWPX"),
        ("깨진.xlsx", b"PK\x03\x04 not a package", "PDF, HWPX"),
        ("실행.exe", b"MZ", "PDF, HWPX"),
        ("이름없음", PDF, "PDF, HWPX"),
        ("빈 파일.pdf", b"", "빈 파일"),
        ("큰 파일.pdf", PDF + bytes(20 * 1024 * 1024), "20 MB"),
    ],
)
def test_what_is_no_such_file_is_refused_with_what_to_do(
    people: People,
    meeting: Meeting,
    items: list[AgendaItem],
    sign_in: Callable[[User], Client],
    name: str,
    content: bytes,
    why: str,
) -> None:
    answer = upload(sign_in(people.secretariat), meeting, 1, name, content)
    assert (answer.status_code, why in answer.content.decode()) == (400, True)
    assert not DocumentFile.objects.filter(kind="attachment").exists()


def test_the_same_file_twice_is_one(
    people: People, meeting: Meeting, items: list[AgendaItem], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(people.secretariat)
    upload(client, meeting, 1, "자료.pdf", PDF)
    assert "이미 붙인" in upload(client, meeting, 1, "자료 다시.pdf", PDF).content.decode()
    assert upload(client, meeting, 2, "자료.pdf", PDF).status_code == 302


def test_a_long_name_keeps_its_ending(people: People, items: list[AgendaItem]) -> None:
    laid = papers.attach(actor=people.secretariat, item=items[0], name="가" * 300 + ".pdf", content=PDF)
    assert (len(laid.file.title), laid.file.title[-5:]) == (200, "가.pdf")


def test_a_file_is_for_who_may_see_the_item_whole(
    people: People, meeting: Meeting, items: list[AgendaItem], sign_in: Callable[[User | None], Client]
) -> None:
    laid = papers.attach(actor=people.secretariat, item=items[0], name="비밀 자료.pdf", content=PDF)
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=items[0], seat=seat, reason="self_recusal")
    seen = {}
    for name in ("secretariat", "chair", "member", "ministry", "auditor", "sme", "stranger", "agency"):
        person = getattr(people, name)
        seen[name] = sign_in(person).get(address("attachment", laid.pk)).status_code == 200
        assert bool(attachments_of(items[0], person)) == seen[name], name
    assert {name for name, whole in seen.items() if whole} == {"secretariat", "chair", "ministry", "auditor"}
    assert sign_in(None).get(address("attachment", laid.pk)).status_code in (302, 403)
    assert attachments_by_item(meeting, people.member) == {}


def test_a_conflict_without_an_exclusion_keeps_the_file_away_too(
    people: People, items: list[AgendaItem]
) -> None:
    papers.attach(actor=people.secretariat, item=items[0], name="자료.pdf", content=PDF)
    assert items[0].model is not None
    conflict(people, people.member, items[0].model)
    assert attachments_of(items[0], people.member) == []


def test_a_deputy_of_a_recused_member_gets_no_file(people: People, council: Body, make_model: Make) -> None:
    BylawVersion.objects.filter(body=council).update(delegation_hops=1)
    called = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=HELD_AT, place="시연 회의실", title="시연 회의"
    )
    report = actions.put_report(actor=people.secretariat, meeting=called, title="시연 보고", content="요지")
    papers.attach(actor=people.secretariat, item=report, name="자료.pdf", content=PDF)
    seat = council.seats.get(user=people.member)
    deputy = User.objects.create(
        username="deputy", role=Role.MEMBER, display_name="시연 대리인", demonstration=True
    )
    actions.record_attendance(
        actor=people.secretariat, meeting=called, attendance={seat: "deputy"}, deputies={seat: deputy}
    )
    assert len(attachments_of(report, deputy)) == 1
    actions.recuse(actor=people.secretariat, item=report, seat=seat, reason="by_law")
    assert attachments_of(report, deputy) == []


def test_a_file_taken_off_is_left_to_the_record(
    people: People, meeting: Meeting, items: list[AgendaItem], sign_in: Callable[[User], Client]
) -> None:
    laid = papers.attach(actor=people.secretariat, item=items[0], name="자료.pdf", content=PDF)
    client = sign_in(people.secretariat)
    for _ in range(2):
        client.post(address("attachment_remove", laid.pk))
    assert Event.objects.filter(verb="deliberation.remove_attachment").count() == 1
    assert attachments_of(items[0], people.secretariat) == []
    assert client.get(address("attachment", laid.pk)).status_code == 200
    assert sign_in(people.chair).get(address("attachment", laid.pk)).status_code == 404
    assert DocumentFile.objects.filter(pk=laid.file_id).exists()


def test_files_change_no_more_once_the_meeting_is_over(
    people: People, meeting: Meeting, items: list[AgendaItem]
) -> None:
    laid = papers.attach(actor=people.secretariat, item=items[0], name="자료.pdf", content=PDF)
    actions.cancel_meeting(actor=people.secretariat, meeting=meeting, reason="시연")
    with pytest.raises(ValidationError, match="취소"):
        papers.remove_attachment(actor=people.secretariat, attachment=laid)
    item = AgendaItem.objects.filter(pk=items[0].pk).first()
    if item is not None:
        with pytest.raises(ValidationError, match="취소"):
            papers.attach(actor=people.secretariat, item=item, name="또.pdf", content=PDF + b"2")


def test_the_book_names_the_files_and_lists_read_no_bytes(
    people: People, meeting: Meeting, items: list[AgendaItem]
) -> None:
    papers.attach(actor=people.secretariat, item=items[0], name="시험 성적서.pdf", content=PDF)
    gone = papers.attach(actor=people.secretariat, item=items[0], name="뺀 자료.pdf", content=PDF + b"2")
    papers.remove_attachment(actor=people.secretariat, attachment=gone)
    made = papers.make_book(actor=people.secretariat, meeting=meeting)
    assert made.items[0]["references"] == ["붙임 파일: 시험 성적서.pdf"]
    [laid] = attachments_of(items[0], people.chair)
    assert "content" in laid.file.get_deferred_fields()
