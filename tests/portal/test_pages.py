"""The public's pages: their figures are the published ones, and empty workspaces are told so."""

import csv
import io

import pytest
from django.test import Client

from sangsaeng import facts
from sangsaeng.proposals.published import totals as published

pytestmark = pytest.mark.django_db


def test_found_and_approved_are_the_published_counts() -> None:
    totals = published()
    assert (totals.found.count, totals.approved.count, totals.target.count) == (13, 9, 50)
    assert totals.as_of == "2021-05-03"
    assert totals.sources


def test_the_landing_page_of_an_empty_workspace(client: Client) -> None:
    html = client.get("/").content.decode()
    assert "13개를 찾았고(발굴), 9개가 승인" in html
    assert "한 품목을 따라가 보기" not in html


def test_the_chart_of_the_landing_page_can_be_downloaded(client: Client) -> None:
    answer = client.get("/?chart=models&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["13", "9"]
    assert client.get("/?chart=models&format=svg")["Content-Type"] == "image/svg+xml"


def test_the_board_counts_found_and_approved_apart(client: Client) -> None:
    html = client.get("/board/").content.decode()
    assert "발굴 13개, 승인 9개" in html
    assert "22개" not in html


def test_each_selection_round_is_drawn_with_its_source(client: Client) -> None:
    html = client.get("/library/selection/").content.decode()
    rounds = {(f.programme, f.year) for f in facts.selection_funnels()}
    assert html.count("<svg") >= len(rounds)
    assert "1,064" in html
    assert "강소기업" in html


def test_the_library_says_what_the_law_leaves_open(client: Client) -> None:
    html = client.get("/library/").content.decode()
    assert "일본의 반도체·디스플레이 소재 3종 수출규제" in html
    assert "법에 정함이 없습니다" in html


def test_the_api_guide_lists_every_address(client: Client) -> None:
    html = client.get("/library/api/").content.decode()
    for path in client.get("/api/openapi.json").json()["paths"]:
        assert path in html
