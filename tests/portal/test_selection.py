"""The published funnels are drawn row by row as published; rounds held here stand apart and are never mixed in."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from sangsaeng import facts
from sangsaeng.portal import charts
from tests.support.selection_world import SelectionWorld

pytestmark = pytest.mark.django_db
PAGE = "/library/selection/"


def test_all_published_rows_are_drawn_with_their_counts_notes_and_sources() -> None:
    drawn = []
    for number, (title, rows) in enumerate(charts.selection_rounds(), start=1):
        chart = charts.funnel(number, title, rows)
        assert len(chart.rows) == len(rows)
        for shown, row in zip(chart.rows, rows, strict=True):
            assert shown[1] == row.count
            assert shown[2] == (row.note_ko or "")
            assert shown[3].split("; ") == list(row.sources)
            assert f"{row.count:,}" in chart.alt
            drawn.append(row)
    assert sorted(drawn, key=repr) == sorted(facts.selection_funnels(), key=repr)
    assert len(drawn) == 17


def test_a_share_is_of_the_stage_before_only_where_that_is_published() -> None:
    beside = {}
    for title, rows in charts.selection_rounds():
        beside |= {(title[:8], row.year, row.stage): charts._beside(rows, at) for at, row in enumerate(rows)}
    assert beside["소부장 강소기업", 2019, "stage1"] == "앞 단계의 28 %"
    assert beside["소부장 강소기업", 2021, "selected"] == "신청의 8 %"
    assert beside["소부장 스타트업", 2021, "stage2"] == "신청의 8 %"
    assert beside["소부장 스타트업", 2021, "planned"] == "계획이며 결과가 아님"


def test_what_is_not_public_is_said_and_names_are_names(client: Client) -> None:
    html = client.get(PAGE).content.decode()
    assert "공개자료 없음: 1단계 통과, 2단계 통과" in html
    assert "소부장 강소기업 100+ (2021)" in html
    assert "gangso100plus" not in html
    assert "뒤에 54곳으로 집계되었습니다." in html


def test_rounds_held_here_stand_apart_and_only_once_announced(client: Client) -> None:
    world = SelectionWorld()
    world.decide()
    assert "결과를 공개한 공고가 아직 없습니다" in client.get(PAGE).content.decode()
    world.announce()
    html = client.get(PAGE).content.decode()
    facts_part, own_part = html.split('id="own"')
    assert world.round.title not in facts_part
    assert world.round.title in own_part
    assert "시연" in own_part
    table = client.get(PAGE, {"chart": "own1", "format": "csv"}).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table)))[1:] == [
        ["신청", "4"],
        ["자격 확인(인정 포함)", "4"],
        ["서면평가 통과", "3"],
        ["선정", "1"],
    ]
    assert client.get(reverse("support:selected", args=[world.round.code])).status_code == 200
