"""What comes out of a meeting, through its pages: minutes to sign and publish, reports, quotes, fees, ministries' forms."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook
from tests.deliberation.conftest import HELD_AT, People, Runner
from tests.deliberation.papers_reading import HWP, in_hwpx, in_pdf
from tests.records.documents.reading import said
from tests.records.documents.test_template_fill import template, values

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.actions import after as kept
from sangsaeng.deliberation.documents import after
from sangsaeng.deliberation.models import Body, Meeting, Minutes, PaperTemplate, Quote, Seat
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile, Event

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]
SignIn = Callable[[User | None], Client]


@pytest.fixture
def sign_in(client: Client) -> SignIn:
    def as_user(user: User | None) -> Client:
        client.logout()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_user


@pytest.fixture
def closed(people: People, meeting: Meeting, make_model: Make, run: Runner) -> Meeting:
    """Two models: one recommended with the member recused, one returned."""
    items = run.open(meeting, [make_model(), make_model(sector="machinery_metal")], present=8)
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=items[0], seat=seat, reason="self_recusal")
    run.vote(items[0], "f-ffffff")
    run.close_vote(items[0])
    run.vote(items[1], "fffaaaaa")
    run.close_vote(items[1], "returned", "수요를 더 확인합니다.")
    run.close(meeting)
    return meeting


@pytest.fixture
def made(people: People, closed: Meeting) -> Minutes:
    return actions.make_minutes(actor=people.secretariat, meeting=closed)


def address(name: str, *args: Any) -> str:
    return reverse(f"deliberation:{name}", args=args)


def shown(client: Client, meeting: Meeting) -> str:
    return client.get(address("results", meeting.code)).content.decode()


# The page, for each who may open it


def test_the_page_tells_each_reader_what_is_his(
    people: People, closed: Meeting, made: Minutes, sign_in: SignIn
) -> None:
    secretariat = shown(sign_in(people.secretariat), closed)
    assert "회의록 제1판이 서명을 기다립니다." in secretariat
    assert "간사 서명하기" in secretariat
    assert "위원장 서명하기" not in secretariat
    assert "지급조서" in secretariat
    chair = shown(sign_in(people.chair), closed)
    assert "위원장 서명하기" in chair
    assert "지급조서" not in chair
    for person in (people.ministry, people.auditor):
        page = shown(sign_in(person), closed)
        assert "제1판" in page
        assert "서명하기" not in page
    nobody: tuple[User | None, ...] = (people.sme, people.agency, None)
    for outsider in nobody:
        assert sign_in(outsider).get(address("results", closed.code)).status_code in (302, 403)


def test_a_recused_member_reads_of_the_minutes_only_what_is_public(
    people: People, closed: Meeting, made: Minutes, sign_in: SignIn
) -> None:
    page = shown(sign_in(people.member), closed)
    assert "공개본만 볼 수 있습니다" in page
    assert "<table" not in page
    assert sign_in(people.member).get(address("document", made.pdf_id)).status_code == 404
    actions.sign_minutes(actor=people.chair, minutes=made, role="chair")
    actions.sign_minutes(actor=people.secretariat, minutes=made, role="secretary")
    actions.publish_minutes(actor=people.secretariat, minutes=made)
    made.refresh_from_db()
    page = shown(sign_in(people.member), closed)
    assert "제1판 공개본" in page
    assert "서명본" not in page
    assert sign_in(people.member).get(address("document", made.public_pdf_id)).status_code == 200
    signed = DocumentFile.objects.filter(kind="minutes_signed").latest("pk")
    assert sign_in(people.member).get(address("document", signed.pk)).status_code == 404


def test_before_the_close_and_after_a_cancelled_call_there_is_no_result(
    people: People, meeting: Meeting, sign_in: SignIn
) -> None:
    client = sign_in(people.secretariat)
    assert "아직 폐회하지 않아" in shown(client, meeting)
    for name, args in (
        ("result_paper", ("report", "pdf")),
        ("result_paper", ("release", "hwpx")),
        ("fees", ()),
    ):
        answer = client.get(address(name, meeting.code, *args), follow=True)
        assert "폐회한 뒤에" in answer.content.decode()
    actions.cancel_meeting(actor=people.secretariat, meeting=meeting, reason="시연")
    page = shown(client, meeting)
    assert "소집을 취소한 회의" in page
    assert "지급조서" not in page


def test_the_page_asks_a_fixed_number_of_times(
    people: People,
    closed: Meeting,
    made: Minutes,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3):
        actions.make_minutes(actor=people.secretariat, meeting=closed, remark=f"첨언 {number}")
    client = sign_in(people.secretariat)
    shown(client, closed)
    with django_assert_max_num_queries(26) as asked:
        shown(client, closed)
    assert not [row for row in asked.captured_queries if '"records_documentfile"."content"' in row["sql"]]


# Remarks, signatures, publication


def test_a_remark_makes_a_version_and_a_form_sent_twice_makes_one(
    people: People, closed: Meeting, made: Minutes, sign_in: SignIn
) -> None:
    client = sign_in(people.secretariat)
    for _ in range(2):
        answer = client.post(address("remark", closed.code), {"remark": "쪽수를 바로잡음"})
    assert (answer.status_code, "쪽수를 바로잡음" in answer.content.decode()) == (400, True)
    assert closed.minutes.count() == 2
    assert client.post(address("remark", closed.code), {"remark": " "}).status_code == 400
    for person in (people.chair, people.member, people.auditor):
        assert sign_in(person).get(address("remark", closed.code)).status_code == 403


def test_from_signatures_to_publication_and_back(
    people: People, closed: Meeting, made: Minutes, sign_in: SignIn
) -> None:
    secretariat = sign_in(people.secretariat)
    assert secretariat.get(address("sign", closed.code, "chair")).status_code == 404
    assert secretariat.get(address("publish", closed.code)).status_code == 200
    refused = secretariat.post(address("publish", closed.code), follow=True)
    assert "모두 서명한 뒤에" in refused.content.decode()
    page = secretariat.get(address("sign", closed.code, "secretary")).content.decode()
    assert made.pdf.sha256[:16] in page
    assert address("document", made.pdf_id) in page
    secretariat.post(address("sign", closed.code, "secretary"), {"version": "1"})
    chair = sign_in(people.chair)
    for _ in range(2):
        chair.post(address("sign", closed.code, "chair"), {"version": "1"})
    assert made.signatures.count() == 2
    page = shown(chair, closed)
    assert "위원장과 간사가 서명했습니다" in page
    assert "서명본" in page

    secretariat = sign_in(people.secretariat)
    assert "정보공개법" in secretariat.get(address("publish", closed.code)).content.decode()
    secretariat.post(address("publish", closed.code))
    made.refresh_from_db()
    digest = made.public_pdf.sha256
    assert sign_in(None).get(address("kept_file", digest)).status_code == 200
    assert sign_in(None).get(address("kept_file", made.pdf.sha256)).status_code == 404
    # numbers would tell how many papers there are: they are for those who sign in
    assert sign_in(None).get(address("document", made.public_pdf_id)).status_code == 302
    secretariat = sign_in(people.secretariat)
    assert secretariat.post(address("publish", closed.code), {"reason": ""}).status_code == 400
    secretariat.post(address("publish", closed.code), {"reason": "오기"})
    assert sign_in(None).get(address("kept_file", digest)).status_code == 404


def test_who_saw_an_earlier_version_does_not_sign_the_newer_unseen(
    people: People, closed: Meeting, made: Minutes, sign_in: SignIn
) -> None:
    chair = sign_in(people.chair)
    chair.get(address("sign", closed.code, "chair"))
    second = actions.make_minutes(actor=people.secretariat, meeting=closed, remark="첨언")
    answer = chair.post(address("sign", closed.code, "chair"), {"version": "1"}, follow=True)
    assert "더 새로운 판" in answer.content.decode()
    assert second.signatures.count() == 0
    assert chair.post(address("sign", closed.code, "chair"), {"version": "9"}).status_code == 404


def test_the_earlier_edition_stays_public_until_the_newer_is_signed(
    people: People, closed: Meeting, made: Minutes, sign_in: SignIn
) -> None:
    for version in (1, 2):
        minutes = (
            made
            if version == 1
            else actions.make_minutes(actor=people.secretariat, meeting=closed, remark="첨언")
        )
        if version == 2:
            assert "제1판 공개본" in shown(sign_in(people.secretariat), closed)
            assert "회의록 공개 철회" in shown(sign_in(people.secretariat), closed)
        actions.sign_minutes(actor=people.chair, minutes=minutes, role="chair")
        actions.sign_minutes(actor=people.secretariat, minutes=minutes, role="secretary")
        sign_in(people.secretariat).post(address("publish", closed.code))
    page = shown(sign_in(people.secretariat), closed)
    assert "제2판 공개본" in page
    assert "제1판 공개본" not in page


def test_the_secretariat_notes_the_paper_signature_of_a_chair_without_account(
    people: People, closed: Meeting, made: Minutes, sign_in: SignIn
) -> None:
    Seat.objects.filter(body=closed.body, is_chair=True).update(user=None)
    page = sign_in(people.secretariat).get(address("sign", closed.code, "chair")).content.decode()
    assert "종이 회의록의 서명을 확인하고" in page
    assert "종이 서명을 확인했음" in page


def test_a_demonstration_is_signed_by_demonstration_accounts_only(
    people: People, closed: Meeting, made: Minutes
) -> None:
    real = User.objects.create(username="real", role="secretariat", display_name="담당")
    with pytest.raises(NotAllowed):
        actions.sign_minutes(actor=real, minutes=made, role="secretary")


# Report, press release, quotes


def test_the_report_tells_what_was_decided_and_what_follows(closed: Meeting) -> None:
    text = " ".join(said(after.report_of(closed)))
    for expected in (
        "상생모델 2건을 심의하여 1건을 건의하기로 의결했습니다.",
        "재적 9명, 출석 8명",
        "경쟁력강화위원회에 상정 요청",
        "보완한 계획을 다시 제출",
        "재적 9명, 제척 1명, 출석 7명, 찬성 7명",
    ):
        assert expected in text, expected


@pytest.mark.parametrize("format", ["pdf", "hwpx"])
def test_the_press_release_names_no_firm_no_item_and_only_cleared_quotes(
    people: People, closed: Meeting, sign_in: SignIn, format: str
) -> None:
    for speaker, text in (("시연 위원장", "좋은 출발입니다."), ("시연 위원 2", "아직 확인받지 않은 말")):
        kept.add_quote(actor=people.secretariat, meeting=closed, speaker=speaker, text=text)
    kept.clear_quote(
        actor=people.secretariat,
        quote=Quote.objects.get(speaker="시연 위원장"),
        how="통화",
        on=timezone.localdate(),
    )
    answer = sign_in(people.secretariat).get(address("result_paper", closed.code, "release", format))
    text = (in_pdf if format == "pdf" else in_hwpx)(answer.content)
    for expected in (
        "상생모델1건에대한지원을정부에건의하기로의결했습니다",
        "좋은출발입니다.",
        "시연모델1",
        "초안",
    ):
        assert expected in text, expected
    for secret in ("비밀품목", "비밀소재", "시연기업demand", "확인받지않은말", "수요를더확인"):
        assert secret not in text, secret


def test_the_press_release_of_a_hosted_meeting_does_not_name_the_host(
    people: People, council: Body, make_model: Make, run: Runner, firms: dict[str, Any]
) -> None:
    called = actions.call_meeting(
        actor=people.secretariat,
        body=council,
        held_at=HELD_AT,
        place="시연 기업 other 연구소",
        host=firms["other"],
    )
    [item] = run.open(called, [make_model()])
    run.vote(item, "aaaaaaa")
    run.close_vote(item, "rejected", "수요가 없습니다.")
    run.close(called)
    text = " ".join(said(after.release_of(called)))
    assert "시연 기업 other" not in text
    assert "상생모델 1건을 심의했습니다" in text
    assert "건의" not in text
    assert "채택한 모델은 없습니다" in " ".join(said(after.report_of(called)))


def test_the_committee_approves_in_its_release(
    people: People, committee: Body, make_model: Make, run: Runner
) -> None:
    called = actions.call_meeting(
        actor=people.secretariat, body=committee, held_at=HELD_AT, place="시연 회의실"
    )
    [item] = run.open(called, [make_model(state=State.AT_COMMITTEE)])
    run.vote(item, "fffffff")
    run.close_vote(item)
    run.close(called)
    text = " ".join(said(after.release_of(called)))
    assert "상생모델 1건을 승인했습니다" in text


def test_a_quote_is_noted_cleared_and_taken_away_through_its_pages(
    people: People, closed: Meeting, sign_in: SignIn
) -> None:
    client = sign_in(people.secretariat)
    given = {"speaker": "시연 위원장", "position": "위원장", "text": "고맙습니다."}
    client.post(address("quote_add", closed.code), given)
    again = client.post(address("quote_add", closed.code), given)
    assert (again.status_code, "이미 적어 둔" in again.content.decode()) == (400, True)
    quote = Quote.objects.get()
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    late = client.post(address("quote_clear", quote.pk), {"on": tomorrow, "how": "통화"})
    assert "지난 날" in late.content.decode()
    assert client.post(address("quote_clear", quote.pk), {"on": "", "how": ""}).status_code == 400
    today = timezone.localdate().isoformat()
    client.post(address("quote_clear", quote.pk), {"on": today, "how": "통화"})
    twice = client.post(address("quote_clear", quote.pk), {"on": today, "how": "전자우편"})
    assert "이미 확인했거나" in twice.content.decode()
    assert Quote.objects.get().cleared_how == "통화"
    for _ in range(2):
        client.post(address("quote_remove", quote.pk))
    assert not Quote.objects.exists()
    assert Event.objects.filter(verb="deliberation.remove_quote").count() == 1


@pytest.mark.parametrize("role", ["chair", "member", "ministry", "agency", "auditor", "sme"])
def test_only_the_secretariat_handles_quotes_and_forms(people: People, closed: Meeting, role: str) -> None:
    actor = getattr(people, role)
    quote = Quote.objects.create(meeting=closed, speaker="시연", text="말", entered_by=people.secretariat)
    for do in (
        lambda: kept.add_quote(actor=actor, meeting=closed, speaker="시연", text="다른 말"),
        lambda: kept.clear_quote(actor=actor, quote=quote, how="통화", on=timezone.localdate()),
        lambda: kept.remove_quote(actor=actor, quote=quote),
        lambda: kept.add_template(
            actor=actor, name="서식", content=b"", filename="서식.hwpx", demonstration=True
        ),
    ):
        with pytest.raises(NotAllowed):
            do()


# Fees


def test_the_fee_sheet_holds_who_was_there_and_no_account(
    people: People, closed: Meeting, sign_in: SignIn
) -> None:
    Seat.objects.filter(body=closed.body, label="시연 위원 3").update(capacity="ex_officio")
    client = sign_in(people.secretariat)
    given = {"attendance_won": "150000", "review_won": "0", "basis": "시연 수당 기준 제3조"}
    answer = client.post(address("fees", closed.code), given)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    cells = [cell for row in rows for cell in row]
    assert cells.count(150000) == 16  # price and amount of eight who were there
    assert 1200000 in cells
    assert "시연 위원 9" not in cells
    assert "출석, 당연직" in cells
    drawn = client.post(address("fees", closed.code), given | {"format": "pdf"})
    assert "1,200,000" in in_pdf(drawn.content)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"basis": "계좌 110-234-567890"}, "계좌번호"),
        ({"basis": "900101-1234567"}, "주민등록번호"),
        ({"attendance_won": "-1"}, "0"),
        ({"review_won": "50000"}, "첫날과 마지막 날"),
        ({"since": "2026-11-10", "until": "2026-11-09"}, "앞섭니다"),
        ({"basis": ""}, "지급 기준"),
    ],
)
def test_a_fee_sheet_that_cannot_be_is_refused(
    people: People, closed: Meeting, sign_in: SignIn, change: dict[str, str], why: str
) -> None:
    given = {"attendance_won": "150000", "review_won": "0", "basis": "시연 기준"} | change
    answer = sign_in(people.secretariat).post(address("fees", closed.code), given)
    assert (answer.status_code, why in answer.content.decode()) == (400, True)


def test_namesakes_are_two_lines_and_a_written_resolution_has_no_attendance(closed: Meeting) -> None:
    reviews = [("시연 대학", "시연 동명", 2), ("시연 협회", "시연 동명", 1)]
    sheet = after.fees_of(closed, attendance_won=1, reviews=reviews, review_won=10, basis="시연")
    assert [(line.affiliation, line.count) for line in sheet.lines if line.kind == "review"] == [
        ("시연 대학", 2),
        ("시연 협회", 1),
    ]
    Meeting.objects.filter(pk=closed.pk).update(form="written", deadline=timezone.now())
    closed.refresh_from_db()
    sheet = after.fees_of(closed, attendance_won=1, reviews=reviews, review_won=10, basis="시연")
    assert {line.kind for line in sheet.lines} == {"review"}


# Forms of ministries


def upload(client: Client, name: str, content: bytes, meeting: Meeting | None = None) -> Any:
    query = f"?meeting={meeting.code}" if meeting else ""
    given = {"name": "시연 결과보고 서식", "file": SimpleUploadedFile(name, content)}
    return client.post(address("template_add") + query, given)


def test_a_form_is_filled_with_what_the_records_know(
    people: People, closed: Meeting, sign_in: SignIn
) -> None:
    client = sign_in(people.secretariat)
    content = template("회의명", "결과", "모르는 칸")
    answer = upload(client, "서식.hwpx", content, closed)
    assert answer["Location"] == address("results", closed.code)
    again = upload(client, "서식.hwpx", content, closed)
    assert "이미 올린 서식" in again.content.decode()
    [kept_one] = PaperTemplate.objects.all()
    assert (kept_one.demonstration, kept_one.fields) == (True, ["회의명", "결과", "모르는 칸", "표 안"])
    assert kept_one.name in shown(client, closed)
    filled = client.get(address("template_filled", closed.code, kept_one.pk)).content
    told = {name: (value, empty) for name, value, empty in values(filled)}
    assert told["회의명"] == ("[시연 · 효력 없음] 시연 정기회의", False)
    assert "보완을 요청하기로" in told["결과"][0]
    assert told["모르는 칸"][1]
    for _ in range(2):
        client.post(address("template_retire", kept_one.pk))
    assert Event.objects.filter(verb="deliberation.retire_template").count() == 1
    assert client.get(address("template_filled", closed.code, kept_one.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("옛 서식.hwp", HWP, "HWPX로 저장해"),
        ("서식.pdf", b"%PDF-1.7", "HWPX 파일이 아닙니다"),
        ("깨진.hwpx", b"PK\x03\x04" + bytes(50), "저장해 올려"),
        ("큰.hwpx", b"PK\x03\x04" + bytes(20 * 1024 * 1024), "20 MB"),
    ],
)
def test_a_form_that_cannot_be_filled_is_refused_with_what_to_do(
    people: People, sign_in: SignIn, name: str, content: bytes, why: str
) -> None:
    answer = upload(sign_in(people.secretariat), name, content)
    assert (answer.status_code, why in answer.content.decode()) == (400, True)
    assert not PaperTemplate.objects.exists()


def test_the_worlds_of_forms_do_not_mix(people: People, closed: Meeting, sign_in: SignIn) -> None:
    real = User.objects.create(username="real", role="secretariat", display_name="담당")
    content = template("회의명")
    ours = kept.add_template(
        actor=real, name="실제 서식", content=content, filename="서식.hwpx", demonstration=False
    )
    with pytest.raises(NotAllowed):
        kept.retire_template(actor=people.secretariat, template=ours)
    with pytest.raises(NotAllowed):
        kept.add_template(
            actor=people.secretariat, name="서식", content=content, filename="a.hwpx", demonstration=False
        )
    assert sign_in(real).get(address("template_filled", closed.code, ours.pk)).status_code == 404
    assert "실제 서식" not in shown(sign_in(real), closed)
    with pytest.raises(ValidationError):
        kept.add_template(actor=real, name="", content=template("x"), filename="b.hwpx", demonstration=False)
