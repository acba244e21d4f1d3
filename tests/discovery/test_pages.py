"""The pages through the door: what they say, in both languages, for every role, with nothing and with everything."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from tests.discovery.reading import HANGUL, Page, main_part, text_of

from sangsaeng import facts
from sangsaeng.analysis.published import ews_verdict
from sangsaeng.analysis.trade.rules import load_rules
from sangsaeng.discovery import explaining
from sangsaeng.discovery.models import Firm, Item, Match, Need, RegistrationNumber, SizeStatus
from sangsaeng.parties.models import Role

PAGES = [
    "items/",
    "items/hf/",
    "items/bi/",
    "items/agg50/",
    "items/pouch/",
    "needs/",
    "needs/N017/",
    "needs/N001/",
    "needs/N017/firms/F013/",
    "firms/",
    "firms/F171/",
    "firms/F013/",
    "firms/F126/",
    "items/?flag=all&kind=material&partner=CHN&q=a",
    "needs/?linked=yes&granularity=specific",
    "firms/?region=unknown&programme=eutteum&check=unchecked",
]


@pytest.mark.usefixtures("shipped", "db")
class TestShipped:
    @pytest.mark.parametrize("path", PAGES)
    def test_a_visitor_reads_it_in_both_languages(self, client: Client, path: str) -> None:
        assert client.get(f"/{path}").status_code == 200
        english = client.get(f"/en/{path}")
        assert english.status_code == 200
        assert Page(main_part(english)).bare == []

    @pytest.mark.parametrize(
        "path", ["items/nothing/", "needs/N999/", "firms/F999/", "needs/N017/firms/F999/"]
    )
    def test_what_is_not_there_is_not_found(self, client: Client, path: str) -> None:
        assert client.get(f"/{path}").status_code == 404

    def test_the_answer_counts_what_is_stored(self, client: Client) -> None:
        flags = [ews_verdict(facts.figures_of(item.key), scope=item.scope).flagged for item in facts.items()]
        text = text_of(client.get("/items/"))
        assert f"{len(flags)}개 품목 가운데 {flags.count('all')}개가 조기경보 기준에 해당합니다" in text
        assert f"공개 수치로 판단할 수 없는 품목은 {flags.count('unknown')}개입니다" in text

    @pytest.mark.parametrize("key", ["hf", "bi", "semimat", "pouch"])
    def test_the_verdict_on_the_page_is_that_of_the_analysis(self, client: Client, key: str) -> None:
        verdict = ews_verdict(facts.figures_of(key))
        response = client.get(f"/items/{key}/")
        assert verdict.reason_ko in text_of(response)
        assert f"chip chip-flag-{verdict.flagged}" in response.content.decode()
        assert verdict.reason_en in text_of(client.get(f"/en/items/{key}/"))

    def test_a_contradiction_is_a_range_with_both_sources(self, client: Client) -> None:
        item = Item.objects.get(key="bi")
        assert (item.share_low, item.share_high) == (Decimal("95.8"), Decimal("100"))
        text = text_of(client.get("/items/bi/"))
        assert "95.8–100" in text
        assert "출처마다 다릅니다. 평균을 내지 않았습니다." in text
        used = [f for f in facts.figures_of("bi") if f.id in item.verdict_figures]
        assert len({f.source for f in used}) > 1
        content = client.get("/items/bi/").content.decode()
        for figure in used:
            url = facts.source(figure.source).url
            assert url is not None
            assert url.replace("&", "&amp;") in content

    def test_every_figure_stands_with_basis_period_mark_and_source(self, client: Client) -> None:
        content = client.get("/items/hf/").content.decode()
        for figure in facts.figures_of("hf"):
            start = content.index(f'<tr id="{figure.id}"')
            row = " ".join(Page(content[start : content.index("</tr>", start)]).words)
            assert figure.period_label_ko in row
            assert {"value": "금액 기준", "weight": "중량 기준", "unspecified": "기준 미표시"}[
                figure.basis
            ] in row
            assert ("부분 연도" in row) is not figure.is_full_year
            assert ("판정에 씀" in row) is (figure.id in Item.objects.get(key="hf").verdict_figures)

    def test_bounds_weight_and_part_years_are_said(self, client: Client) -> None:
        for item in Item.objects.exclude(verdict_figures=[]):
            used = [f for f in facts.figures_of(item.key) if f.id in item.verdict_figures]
            if any(f.flag == "lower_bound" for f in used):
                assert "하한으로만 공개된 수치" in text_of(client.get(f"/items/{item.key}/"))
                break
        else:
            pytest.fail("no item with a lower bound")
        by_weight = Item.objects.filter(verdict_basis="weight").first()
        if by_weight:
            assert "중량을 기준으로 한 수치" in text_of(client.get(f"/items/{by_weight.key}/"))
        assert "판정에 쓰지 않은 점유율: 11건" in text_of(client.get("/items/hf/"))

    def test_rules_that_need_full_statistics_say_which(self, client: Client) -> None:
        text = text_of(client.get("/items/hf/"))
        assert text.count("공개 수치만으로는 판단할 수 없음") == 5
        for name in ("kiet", "hri", "motie", "geodep", "eu"):
            assert f"{name} ·" in text
        assert "HSK 10단위 반기 나라별 수입 통계" in text

    def test_the_rules_are_told_in_english(self) -> None:
        with translation.override("en"):
            for rule in load_rules():
                assert not HANGUL.search(gettext(rule.title) + gettext(rule.text)), rule.name

    def test_self_sufficiency_stands_apart(self, client: Client) -> None:
        key = next(f.item for f in facts.figures() if f.metric == "self_sufficiency")
        content = client.get(f"/items/{key}/").content.decode()
        shares, _, domestic = content.partition('id="h-domestic"')
        assert domestic
        assert "국산화율(자급률)" in domestic
        assert "국산화율(자급률)" not in shares

    def test_search_filter_and_sort(self, client: Client) -> None:
        rows = re.findall(r'href="/items/([\w-]+)/"', client.get("/items/?q=불화수소").content.decode())
        assert "hf" in rows
        assert len(rows) < 10
        flagged = client.get("/items/?flag=none&sort=share&format=csv").content.decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(flagged)))[1:]
        assert len(table) == Item.objects.filter(flag="none").count()
        tops = [float(row[3].split("–")[-1]) for row in table]
        assert tops == sorted(tops)
        assert all(row[6] == "해당 없음" for row in table)

    def test_an_hs_number_is_found_with_and_without_its_dot(self, client: Client) -> None:
        for words in ("281111", "2811.11"):
            assert 'href="/items/hf/"' in client.get(f"/items/?q={words}").content.decode(), words
        assert 'href="/items/hf/"' not in client.get("/items/?q=2811.12").content.decode()

    def test_the_download_of_items_has_numbers_and_the_reason(self, client: Client) -> None:
        content = client.get("/items/?q=hf&format=csv").content.decode("utf-8-sig")
        row = next(r for r in csv.DictReader(io.StringIO(content)) if r["열쇠"] == "hf")
        item = Item.objects.get(key="hf")
        assert (row["HS 번호"], row["범위"], row["판정의 이유"]) == ("281111", "개별 품목", item.reason_ko)
        assert Decimal(row["가장 높은 값 (%)"]) == item.share_high

    def test_an_upper_bound_is_never_drawn_as_over_the_line(self, client: Client) -> None:
        content = client.get("/items/euvpr/").content.decode()
        assert "50 % 미만" in content
        assert "기준 초과" not in content
        assert "알 수 없음 · 50 % 미만" in content
        assert "일본 50% 미만으로만 공개되어" in text_of(client.get("/items/euvpr/"))

    def test_a_newer_part_year_above_the_line_is_said_first(self, client: Client) -> None:
        said = "더 최근의 부분 연도 수치는 기준을 넘습니다: 중국 67.1 % (2023. 1.–7.)."
        assert said in text_of(client.get("/items/xe/"))
        assert "더 최근의 부분 연도" not in text_of(client.get("/items/hf/"))

    def test_the_end_of_a_line_says_that_it_is_part_of_a_year(self, client: Client) -> None:
        drawn = client.get("/items/hf/").content.decode()
        assert "2023. 1.–7." in drawn

    def test_filters_of_needs_and_firms(self, client: Client) -> None:
        linked = client.get("/needs/?linked=yes&format=csv").content.decode("utf-8-sig")
        assert len(linked.strip().splitlines()) - 1 == sum(n.item is not None for n in facts.needs())
        unknown = client.get("/firms/?region=unknown&format=csv").content.decode("utf-8-sig")
        assert len(unknown.strip().splitlines()) - 1 == sum(f.region_ko is None for f in facts.firms())
        chosen = {s.firm for s in facts.firm_selections() if s.programme == "eutteum"}
        found = client.get("/firms/?programme=eutteum&format=csv").content.decode("utf-8-sig")
        assert len(found.strip().splitlines()) - 1 == len(chosen)

    @pytest.mark.parametrize("path", ["items/", "items/hf/", "needs/", "needs/N017/", "firms/"])
    @pytest.mark.parametrize("format", ["csv", "xlsx"])
    def test_what_is_shown_can_be_downloaded(self, client: Client, path: str, format: str) -> None:
        response = client.get(f"/{path}?format={format}")
        assert response.status_code == 200
        assert response["Content-Disposition"].startswith("attachment")
        assert response.content[:2] == (b"PK" if format == "xlsx" else b"\xef\xbb")

    @pytest.mark.parametrize(
        "path",
        [
            "items/hf/?chart=shares",
            "items/hf/?chart=partners",
        ],
    )
    def test_charts_can_be_downloaded(self, client: Client, path: str) -> None:
        svg = client.get(f"/{path}&format=svg").content.decode()
        assert "<svg" in svg
        assert client.get(f"/{path}&format=csv").status_code == 200
        assert client.get(f"/{path}&format=pdf").status_code == 404

    def test_the_download_of_an_item_holds_every_figure(self, client: Client) -> None:
        table = client.get("/items/hf/?format=csv").content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(table)))) - 1 == len(facts.figures_of("hf"))

    def test_a_need_names_its_candidates_as_candidates(self, client: Client) -> None:
        text = text_of(client.get("/needs/N017/"))
        assert "공개자료 기반 후보 (추천·인증 아님)" in text
        assert "품질이나 능력을 평가한 것이 아닙니다" in text
        for match in Match.objects.filter(need__code="N017").select_related("firm__organisation"):
            assert match.firm.organisation.name in text

    def test_a_need_without_an_item_says_why(self, client: Client) -> None:
        need = facts.needs()[0]
        assert need.item is None
        text = text_of(client.get(f"/needs/{need.id}/"))
        assert "이어진 품목이 없습니다." in text
        assert need.item_reason_ko in text
        assert need.item_reason_en in text_of(client.get(f"/en/needs/{need.id}/"))

    def test_a_need_nobody_matches_says_what_that_means(self, client: Client) -> None:
        need = Need.objects.filter(matches=None).first()
        assert need is not None
        assert "그런 기업이 없다는 뜻은 아닙니다" in text_of(client.get(f"/needs/{need.code}/"))

    def test_the_parts_of_a_score_sum_to_it(self, client: Client) -> None:
        for match in Match.objects.all()[::50]:
            told = match.explanation
            parts = [each["contribution"] for each in [*told["evidence"], *(told.get("codes") or [])]]
            assert sum(parts) == pytest.approx(match.score, abs=1e-9)
            assert sum(line["value"] for line in explaining.sum_lines(match)) == pytest.approx(match.score)
        match = Match.objects.get(need__code="N017", firm__code="F013")
        text = text_of(client.get("/needs/N017/firms/F013/"))
        content = client.get("/needs/N017/firms/F013/?chart=parts&format=csv").content.decode("utf-8-sig")
        *lines, total = list(csv.reader(io.StringIO(content)))[1:]
        assert total[0] == "합계"
        assert sum(float(line[4]) for line in lines) == pytest.approx(float(total[4]), abs=1e-3)
        assert float(total[4]) == pytest.approx(match.score, abs=1e-3)
        assert match.engine_version in text
        for each in match.explanation["evidence"]:
            assert each["need_word"] in text

    def test_a_pair_page_quotes_both_texts_with_their_sources(self, client: Client) -> None:
        # The words that count are marked in the quotes.
        content = re.sub("</?mark>", "", client.get("/needs/N017/firms/F013/").content.decode())
        need, firm = Need.objects.get(code="N017"), Firm.objects.get(code="F013")
        assert need.title in content
        assert firm.products in content
        assert need.source is not None
        for source in [need.source, *firm.sources.all()]:
            assert source.url.replace("&", "&amp;") in content

    def test_unknown_is_said_as_unknown(self, client: Client) -> None:
        firm = next(f for f in facts.firms() if f.size_basis == "unchecked" and f.region_ko is None)
        text = text_of(client.get(f"/firms/{firm.id}/"))
        for words in (
            "등록번호 알 수 없음",
            "지역 알 수 없음",
            "기업 규모 알 수 없음",
            "확인서와 유효기간 알 수 없음",
        ):
            assert words in text
        eligible = next(f for f in facts.firms() if f.size_basis == "programme_eligibility")
        text = text_of(client.get(f"/firms/{eligible.id}/"))
        assert "기업 규모 알 수 없음" in text
        assert "선정 사업의 신청 자격은 중소기업이었습니다. 지금의 규모는 확인하지 않았습니다." in text

    def test_a_certificate_is_shown_with_its_expiry(self, client: Client) -> None:
        firm = Firm.objects.get(code="F003")
        SizeStatus.objects.create(
            firm=firm,
            size="small",
            ground="certificate",
            certificate="중소기업확인서 제1호",
            expires="2027-03-31",
        )
        RegistrationNumber.objects.create(firm=firm, register="business", number="1248100998")
        text = text_of(client.get("/firms/F003/"))
        assert "소기업 확인서" in text
        assert "중소기업확인서 제1호 · 2027. 3. 31.(수)" in text
        assert "1248100998" in text

    def test_unchecked_products_say_so(self, client: Client) -> None:
        firm = next(f for f in facts.firms() if f.product_checked == "unchecked")
        text = text_of(client.get(f"/firms/{firm.id}/"))
        assert "확인 필요" in text
        assert "제품 설명을 출처로 확인하지 못했습니다" in text

    def test_a_published_pair_shows_relation_and_strength(self, client: Client) -> None:
        pair = next(p for p in facts.pairs() if p.supplier)
        text = text_of(client.get(f"/firms/{pair.supplier}/"))
        assert pair.demand_firm_ko in text
        assert pair.relation_ko in text
        assert {"high": "강함", "medium": "중간", "low": "약함"}[pair.evidence] in text

    @pytest.mark.parametrize("role", list(Role))
    def test_who_is_offered_a_draft(self, person: Any, role: Role) -> None:
        client = person(role)
        offered = role in (Role.DEMAND_COMPANY, Role.SME, Role.SECRETARIAT)
        content = client.get("/needs/N017/").content.decode()
        assert ("need=N017" in content) is offered
        assert ("item=ndfeb" in content) is offered
        assert ("?item=hf" in client.get("/items/hf/").content.decode()) is offered

    def test_a_visitor_is_not_offered_a_draft(self, client: Client) -> None:
        assert "초안 쓰기" not in client.get("/needs/N017/").content.decode()

    def test_a_firm_can_ask_for_correction(self, client: Client) -> None:
        assert "?about=firm%3AF013" in client.get("/firms/F013/").content.decode()
