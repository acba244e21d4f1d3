"""Applications from an intake system's spreadsheet: good rows in, bad rows named, the same file again adds nothing."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.proposals.world import World
from tests.support.round_world import GOOD, business_number, called, close, intake, row, submitted

from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.models import DocumentFile, Event
from sangsaeng.support import actions, eligibility
from sangsaeng.support.actions.intake import Taken
from sangsaeng.support.intake_reading import header, read
from sangsaeng.support.models import Application, Round

RULE = eligibility.newest("gangso100")


def take(world: World, round: Round, rows: list[list[Any]], name: str = "명단.xlsx", **more: Any) -> Taken:
    return actions.take_in(
        actor=world["agency"], round=round, name=name, content=more.get("content") or intake(round, rows)
    )


def test_good_rows_come_in_with_their_number_and_time_and_bad_rows_are_named(world: World) -> None:
    round = called(world)
    at = timezone.localtime(timezone.now() - timedelta(hours=1)).replace(microsecond=0)
    there = submitted(world, round, 9)
    rows = [
        row(1, at),
        row(2, at, business_number="123-45-67890"),
        row(3, round.opens_at - timedelta(seconds=1)),
        row(4, round.closes_at + timedelta(seconds=1)),
        row(1, at, intake_number="시연-9999"),
        row(5, at, business_number=there.business_number),
        row(6, at, submitted_at="2026-11-22"),
        row(7, at, sector="마법"),
        row(8, at, sales_krw="많음"),
        row(10, at, sector_sales_krw=99_000_000_000),
        row(11, at, sales_krw="", researchers="3명"),
        row(12, at, intake_number="시연-0011"),
        row(13, at, firm_name=""),
    ]
    taken = take(world, round, rows)
    assert taken.taken == 2
    assert [(each["row"], each["column"]) for each in taken.refused] == [
        (3, "사업자등록번호"),
        (4, "접수일시"),
        (5, "접수일시"),
        (6, "사업자등록번호"),
        (7, "사업자등록번호"),
        (8, "접수일시"),
        (9, "업종"),
        (10, "최근 연도 매출액"),
        (11, "그 가운데 소부장 매출액"),
        (13, "접수번호"),
        (14, "기업명"),
    ]
    assert "2행과 같은 기업" in taken.refused[3]["text"]
    first = round.applications.get(intake_number="시연-0001")
    assert first.submitted_at == at
    assert first.figures == GOOD
    assert first.verdict["state"] == "met"
    assert first.demonstration
    assert first.code != there.code
    unknown = round.applications.get(intake_number="시연-0011")
    assert unknown.figures["sales_krw"] is None
    assert unknown.figures["researchers"] == 3
    assert unknown.verdict["state"] == "unknown"
    event = Event.objects.get(verb="support.take_in")
    assert event.data["applications"] == [first.code, unknown.code]
    assert DocumentFile.objects.get(kind="intake").sha256 == event.data["sha256"]


def test_the_same_file_again_adds_nothing_and_a_changed_row_is_refused(world: World) -> None:
    round = called(world)
    at = timezone.now() - timedelta(hours=1)
    content = intake(round, [row(1, at), row(2, at)])
    assert take(world, round, [], content=content).taken == 2
    again = take(world, round, [], content=content)
    assert (again.file, again.taken, again.known, again.refused) == (None, 0, 2, [])
    assert Application.objects.count() == 2
    assert DocumentFile.objects.count() == 1
    changed = take(world, round, [row(1, at), row(2, at - timedelta(minutes=5)), row(3, at)])
    assert (changed.taken, changed.known) == (1, 1)
    assert changed.refused[0]["row"] == 3
    assert "이미 받은 신청" in changed.refused[0]["text"]


def test_a_file_may_come_after_the_window_for_what_arrived_in_it_until_the_review_begins(
    world: World,
) -> None:
    round = close(called(world))
    at = round.closes_at - timedelta(seconds=1)
    assert take(world, round, [row(1, at)]).taken == 1
    actions.check_eligibility(actor=world["agency"], round=round)
    assert take(world, round, [row(1, at), row(2, at)]).taken == 1
    actions.check_eligibility(actor=world["agency"], round=round)
    actions.begin_review(actor=world["agency"], round=round)
    with pytest.raises(ValidationError, match="공고 중일 때만"):
        take(world, round, [row(3, at)])
    with pytest.raises(NotAllowed):
        actions.take_in(actor=world["sme"], round=round, name="a.xlsx", content=b"")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949"])
def test_a_csv_in_either_code_page_with_its_own_units(world: World, encoding: str) -> None:
    round = called(world)
    at = timezone.localtime(timezone.now() - timedelta(hours=1))
    text = (
        "강소기업 신청 명단\n"
        "접수번호,접수 일시,기업명,사업자등록번호,최근 연도 매출액(백만원),연구 전담 인력\n"
        f'시연-1,{at:%Y. %m. %d. %H:%M:%S},시연 기업,{business_number(1)},"12,000",2명\n'
    )
    taken = take(world, round, [], name="명단.csv", content=text.encode(encoding))
    assert taken.refused == []
    assert Application.objects.get().figures["sales_krw"] == 12_000_000_000


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("명단.pdf", b"%PDF-1.7", "XLSX나 CSV"),
        ("명단.csv", b"", "XLSX나 CSV"),
        ("명단.xlsx", b"PK\x03\x04broken", "XLSX나 CSV"),
        ("명단.csv", "기업명,접수번호\n가,나\n".encode(), "접수일시, 사업자등록번호"),
        ("명단.csv", "접수번호,접수일시,기업명,사업자등록번호\n".encode(), "하나도 없습니다"),
        (
            "명단.csv",
            "접수번호,접수일시,기업명,사업자등록번호,최근 연도 매출액(천만원)\n1,2,3,4,5\n".encode(),
            "알 수 없는 단위",
        ),
    ],
)
def test_what_is_no_such_table_is_refused_in_one_sentence(
    world: World, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        actions.take_in(actor=world["agency"], round=called(world), name=name, content=content)
    assert len(refused.value.messages) == 1
    assert not DocumentFile.objects.exists()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(max_size=20)
            | st.integers(-(10**18), 10**18)
            | st.floats(allow_nan=False)
            | st.booleans(),
            max_size=15,
        ),
        max_size=6,
    )
)
def test_no_table_of_anything_breaks_the_reading(lines: list[list[Any]]) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([header(RULE), *lines])
    content = out.getvalue().encode("utf-8", "ignore")
    try:
        _kind, rows = read(content, "a.csv", RULE, timezone.localdate())
    except ValidationError:
        return
    for each in rows:
        assert each.problem or (each.values["submitted_at"].tzinfo and each.values["business_number"])


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2026-11-30 17:59:58", datetime(2026, 11, 30, 17, 59, 58, tzinfo=SEOUL)),
        ("2026. 11. 30.(월) 17:59:58", datetime(2026, 11, 30, 17, 59, 58, tzinfo=SEOUL)),
        ("2026/11/30T17:59", datetime(2026, 11, 30, 17, 59, tzinfo=SEOUL)),
        ("2026-11-30 17:59:59.999999", datetime(2026, 11, 30, 17, 59, 59, 999999, tzinfo=SEOUL)),
        ("2026-11-30 24:00:00", None),
        ("2026-11-31 10:00:00", None),
        ("2026-11-30", None),
        ("11/30 10:00", None),
    ],
)
def test_times_of_receipt_are_read_to_the_second_or_not_at_all(
    written: str, read_as: datetime | None
) -> None:
    line = f'"시연-1","{written}","시연 기업","{business_number(1)}"\n'
    head = "접수번호,접수일시,기업명,사업자등록번호\n"
    _kind, rows = read((head + line).encode(), "a.csv", RULE, timezone.localdate())
    assert rows[0].values.get("submitted_at") == read_as
    assert bool(rows[0].problem) == (read_as is None)


def test_eleven_hundred_rows_come_in_at_once(world: World) -> None:
    round = called(world)
    at = timezone.now() - timedelta(hours=1)
    content = intake(round, [row(n, at) for n in range(1, 1101)])
    started = time.process_time()
    assert take(world, round, [], content=content).taken == 1100
    assert time.process_time() - started < 4  # measured at about a second on one core
    assert round.applications.filter(state="submitted").count() == 1100
