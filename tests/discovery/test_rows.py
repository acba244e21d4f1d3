"""Empty lists, made-up rows, and how many queries a page takes at one and at three rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.discovery.reading import text_of

from sangsaeng.discovery.models import Figure, Firm, Item, Match, Need, Source
from sangsaeng.parties.models import Organisation


@pytest.mark.django_db
class TestEmpty:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("items/", "아직 실은 품목이 없습니다"),
            ("needs/", "아직 실은 수요가 없습니다"),
            ("firms/", "아직 실은 기업이 없습니다"),
        ],
    )
    def test_an_empty_list_says_why(self, client: Client, path: str, words: str) -> None:
        assert words in text_of(client.get(f"/{path}"))
        assert client.get(f"/en/{path}").status_code == 200

    def test_an_item_with_one_undated_figure(self, client: Client) -> None:
        source = Source.objects.create(key="s", organisation="기관", url="https://example.org/")
        item = Item.objects.create(key="bare", name_ko="품목", kind="material")
        Figure.objects.create(
            row="X1", item=item, period_ko="연도 미상", period_en="undated", is_full_year=False,
            metric="import_share", basis="unspecified", partner="JPN", value=90, unit="%", flag="lower_bound",
            source=source,
        )  # fmt: skip
        text = text_of(client.get("/items/bare/"))
        assert "공개 수치로는 조기경보 기준을 판단할 수 없습니다." in text
        assert "하한" in text
        assert client.get("/en/items/bare/").status_code == 200

    def test_a_made_up_need_is_marked_and_not_listed(self, client: Client) -> None:
        Need.objects.create(code="DN1", title="지어낸 수요", field="semiconductor", demonstration=True)
        assert "chip-demonstration" in client.get("/needs/DN1/").content.decode()
        assert "지어낸 수요" not in text_of(client.get("/needs/"))


def _made(number: int) -> None:
    source = Source.objects.create(key=f"s{number}", organisation="기관", url="https://example.org/")
    organisation = Organisation.objects.create(code=f"o{number}", name=f"기업 {number}", kind="firm")
    item = Item.objects.create(key=f"i{number}", name_ko="품목", kind="part", verdict_year=2020, verdict_partner="JPN",
                               flag="all", share_low=60, share_high=60, verdict_partners=["JPN"])  # fmt: skip
    firm = Firm.objects.create(code=f"f{number}", organisation=organisation, product_check="sourced")
    firm.sources.add(source)
    firm.selections.create(code=f"sel{number}", programme="eutteum")
    first = Need.objects.order_by("pk").first() or Need.objects.create(
        code="n0", title="수요", field="display", item=item, source=source
    )
    Need.objects.create(code=f"n{number}", title="수요", field="display", item=item, source=source)
    Match.objects.create(
        need=first, firm=firm, rank=number, score=1, band="weak", explanation={}, engine_version="1"
    )
    shared = Item.objects.order_by("pk")[0]
    Figure.objects.create(row=f"r{number}", item=shared, period_ko="2020년", period_en="2020", is_full_year=True,
                          year=2020, period_start="2020-01-01", period_end="2020-12-31", metric="import_share",
                          basis="value", partner="JPN", value=60 + number, unit="%", flag="as_published",
                          source=source)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "budget"), [("items/", 12), ("needs/", 12), ("firms/", 12), ("items/i1/", 12), ("needs/n0/", 12)]
)
def test_queries_do_not_grow_with_the_rows(client: Client, path: str, budget: int) -> None:
    counted = []
    _made(1)
    client.get(f"/{path}")  # what is read once a process is not the page's
    for rows in (1, 3):
        for number in range(Item.objects.count() + 1, rows + 1):
            _made(number)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(f"/{path}").status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1]
    assert 0 < counted[0] <= budget
