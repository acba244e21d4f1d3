"""Matching in use: judgements of both sides, who reads them, what follows; exposure; the index on write; text search."""

import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import translation
from tests.discovery.reading import text_of

from sangsaeng.discovery import coding, explaining, indexing, match_charts, match_rules
from sangsaeng.discovery.actions import feedback as actions
from sangsaeng.discovery.actions import rank_matches
from sangsaeng.discovery.actions.refreshing import refresh_changes, take_changes
from sangsaeng.discovery.actions.searching import search_firms
from sangsaeng.discovery.models import (
    Firm,
    IndexChange,
    Match,
    MatchFeedback,
    MatchLearning,
    Need,
    ProfileEntry,
    Ranking,
    TextSearch,
)
from sangsaeng.discovery.queries import matching as queries
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.actions import SYSTEM
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db
PRODUCTS = {
    "알파": "이차전지 전해액 첨가제",
    "베타": "이차전지 전해액, 분리막 코팅",
    "감마": "철도용 오일댐퍼",
}


def organisation(name: str, kind: str, *, demonstration: bool = True) -> Organisation:
    return Organisation.objects.create(code=name, name=name, kind=kind, demonstration=demonstration)


def user(name: str, role: str, of: Organisation | None = None, *, demonstration: bool = True) -> User:
    return User.objects.create(
        username=name, role=role, display_name=name, organisation=of, demonstration=demonstration
    )


class World:
    """A made-up buyer with one need, three suppliers, and the people of each."""

    def __init__(self, *, demonstration: bool = True) -> None:
        mark = {"demonstration": demonstration}
        self.buyer = organisation("시연 구매사", "demand_company", **mark)
        self.rival = organisation("시연 경쟁사", "demand_company", **mark)
        self.office = user("office", Role.SECRETARIAT, **mark)
        self.demand = user("buyer", Role.DEMAND_COMPANY, self.buyer, **mark)
        self.other_demand = user("rival", Role.DEMAND_COMPANY, self.rival, **mark)
        self.need = Need.objects.create(
            code="DN-1", title="이차전지 전해액 국산화", detail="분리막 코팅과 함께", demand_firm=self.buyer.name,
            field="electric_electronics", posted_by=self.buyer, **mark,
        )  # fmt: skip
        self.firms: dict[str, Firm] = {}
        self.people: dict[str, User] = {}
        for number, (name, products) in enumerate(PRODUCTS.items(), 1):
            owner = organisation(f"시연 {name}", "sme", **mark)
            self.firms[name] = Firm.objects.create(
                code=f"DF-{number}", organisation=owner, products=products, product_check="sourced"
            )
            self.people[name] = user(f"sme-{number}", Role.SME, owner, **mark)

    def ranked(self) -> list[str]:
        rows = Match.everything.filter(need=self.need).order_by("rank")
        return [row.firm.organisation.name.removeprefix("시연 ") for row in rows]


@pytest.fixture
def world() -> World:
    made = World()
    rank_matches(actor=SYSTEM)
    return made


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def judge(world: World, who: User, firm: str, side: str, verdict: str, reason: str) -> MatchFeedback:
    return actions.judge_match(
        actor=who, need=world.need, firm=world.firms[firm], side=side, verdict=verdict, reason=reason
    )


class TestJudging:
    def test_a_pair_that_a_side_judged_unfit_is_not_proposed_again_until_it_is_taken_back(
        self, world: World
    ) -> None:
        assert sorted(world.ranked()) == ["베타", "알파"]
        given = judge(world, world.demand, "알파", "demand", "unfit", "specification")
        assert given.fit
        assert sum(given.parts.values()) == pytest.approx(given.fit)
        assert refresh_changes() == 1
        assert world.ranked() == ["베타"]
        rank_matches(actor=SYSTEM)
        assert world.ranked() == ["베타"]
        actions.withdraw_feedback(actor=world.demand, feedback=given)
        refresh_changes()
        assert sorted(world.ranked()) == ["베타", "알파"]

    @pytest.mark.parametrize(("verdict", "reason"), [("cannot", "scale"), ("uninterested", "busy")])
    def test_a_supplier_says_so_itself(self, world: World, verdict: str, reason: str) -> None:
        judge(world, world.people["베타"], "베타", "supply", verdict, reason)
        refresh_changes()
        assert world.ranked() == ["알파"]

    def test_judging_again_changes_the_one_row_and_the_record_keeps_silent_on_what(
        self, world: World
    ) -> None:
        judge(world, world.demand, "알파", "demand", "unfit", "scale")
        judge(world, world.demand, "알파", "demand", "fits", "makes")
        assert MatchFeedback.objects.get().verdict == "fits"
        events = Event.objects.filter(verb="discovery.judge_match")
        assert [event.data["changed"] for event in events.order_by("id")] == [False, True]
        assert not any(word in str(e.data) for e in events for word in ("unfit", "fits", "scale", "makes"))

    def test_only_its_own_side_may_judge(self, world: World) -> None:
        for who, side in (
            (world.other_demand, "demand"),
            (world.people["베타"], "supply"),
            (world.people["알파"], "demand"),
            (world.demand, "supply"),
        ):
            with pytest.raises(NotAllowed):
                judge(world, who, "알파", side, "fits" if side == "demand" else "can", "other")
        assert not MatchFeedback.objects.exists()

    def test_the_secretariat_writes_down_what_either_said(self, world: World) -> None:
        for side, verdict, reason in (("demand", "fits", "makes"), ("supply", "can", "making")):
            assert judge(world, world.office, "알파", side, verdict, reason).heard

    @pytest.mark.parametrize(
        ("verdict", "reason", "note", "field"),
        [
            ("can", "making", "", "verdict"),
            ("unfit", "makes", "", "reason"),
            ("unfit", "other", "  ", "note"),
            ("unfit", "scale", "가" * 501, "note"),
        ],
    )
    def test_what_makes_no_sense_is_refused_by_field(
        self, world: World, verdict: str, reason: str, note: str, field: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            actions.judge_match(
                actor=world.demand, need=world.need, firm=world.firms["알파"], side="demand",
                verdict=verdict, reason=reason, note=note,
            )  # fmt: skip
        assert field in refused.value.message_dict

    def test_the_worlds_do_not_mix(self, world: World) -> None:
        real = Firm.objects.create(
            code="F-REAL",
            organisation=organisation("실제 기업", "firm", demonstration=False),
            products="전해액",
            product_check="sourced",
        )
        with pytest.raises((NotAllowed, ValidationError)):
            actions.judge_match(
                actor=world.office, need=world.need, firm=real, side="demand", verdict="fits", reason="makes"
            )
        rank_matches(actor=SYSTEM)
        assert not Match.everything.filter(need=world.need, firm=real).exists()

    def test_a_judgement_is_read_by_its_side_and_the_secretariat_only(self, world: World) -> None:
        judge(world, world.demand, "알파", "demand", "unfit", "scale")
        said = "물량이나 규모가 맞지 않습니다"
        page = f"/needs/{world.need.code}/firms/{world.firms['알파'].code}/"
        mine = "/matching/feedback/"
        for who in (world.demand, world.office):
            assert said in text_of(signed_in(who).get(page))
            assert said in text_of(signed_in(who).get(mine))
        auditor, member = user("auditor", Role.AUDITOR), user("member", Role.MEMBER)
        for who in (world.other_demand, *world.people.values(), auditor, member):
            assert said not in text_of(signed_in(who).get(page))
            if may_open := signed_in(who).get(mine):
                assert said not in may_open.content.decode() or may_open.status_code == 403
        assert said not in text_of(Client().get(page))
        assert Client().get(mine).status_code in (302, 403)
        refresh_changes()
        need = f"/needs/{world.need.code}/"
        assert "의견 때문에 후보에서 뺀 기업" in text_of(signed_in(world.office).get(need))
        assert "의견 때문에 후보에서 뺀 기업" not in text_of(Client().get(need))

    def test_the_page_of_a_pair_that_was_left_out_leads_its_side_to_the_judgement(self, world: World) -> None:
        given = judge(world, world.demand, "알파", "demand", "unfit", "scale")
        refresh_changes()
        address = f"/needs/{world.need.code}/firms/{world.firms['알파'].code}/"
        for who in (world.demand, world.office):
            page = signed_in(who).get(address, follow=True)
            assert "이 쌍은 의견 때문에 후보에서 뺍니다" in text_of(page)
            assert f"/matching/feedback/{given.pk}/withdraw/" in page.content.decode()
        for who in (world.other_demand, *world.people.values()):
            assert signed_in(who).get(address).status_code == 404
        assert Client().get(address).status_code == 404

    def test_through_the_door(self, world: World) -> None:
        client = signed_in(world.demand)
        address = f"/matching/feedback/{world.need.code}/{world.firms['알파'].code}/"
        assert "이 후보가 맞나요" in text_of(client.get(address))
        refused = client.post(
            address, {"side": "demand", "verdict": "unfit", "reason": "makes", "note": "적어 둔 말"}
        )
        assert refused.status_code == 422
        assert "적어 둔 말" in refused.content.decode()
        done = client.post(address, {"side": "demand", "verdict": "unfit", "reason": "scale", "note": ""})
        assert done.status_code == 302
        row = MatchFeedback.objects.get()
        assert "맞지 않음" in text_of(client.get("/matching/feedback/"))
        assert "의견 철회" in text_of(client.get(f"/matching/feedback/{row.pk}/withdraw/"))
        assert row.stands
        client.post(f"/matching/feedback/{row.pk}/withdraw/")
        row.refresh_from_db()
        assert not row.stands
        for who in (world.other_demand, world.people["베타"]):
            assert signed_in(who).get(address).status_code == 404
            assert signed_in(who).get(f"/matching/feedback/{row.pk}/withdraw/").status_code == 404

    def test_the_list_takes_the_same_queries_for_one_and_three(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        from django.test.utils import CaptureQueriesContext

        client = signed_in(world.office)
        judge(world, world.office, "알파", "demand", "fits", "makes")
        client.get("/matching/feedback/")
        with CaptureQueriesContext(connection) as one:
            client.get("/matching/feedback/")
        judge(world, world.office, "베타", "demand", "unfit", "known")
        judge(world, world.office, "베타", "supply", "can", "making")
        with django_assert_num_queries(len(one)):
            client.get("/matching/feedback/")


class TestExplaining:
    def test_only_what_everybody_may_read_is_quoted(self, world: World) -> None:
        firm = world.firms["감마"]
        for visibility, word in (("public", "리튬염"), ("buyers", "황화리튬"), ("nobody", "불화수소")):
            ProfileEntry.objects.create(
                firm=firm, kind="product", name=word, matchable=True, visibility=visibility, made_by="x"
            )
        ProfileEntry.objects.create(firm=firm, kind="product", name="질화갈륨", matchable=False, made_by="x")
        for word, found in (("리튬염", True), ("황화리튬", False), ("불화수소", False), ("질화갈륨", False)):
            index = indexing._built(True, frozenset()).index
            assert bool(index.rank(word, top=5)) == found, word

    def test_words_are_met_partly_met_or_unknown_and_unknown_is_no_no(self, world: World) -> None:
        match = Match.everything.get(need=world.need, firm=world.firms["알파"])
        lines = {line["word"]: line for line in explaining.word_lines(match)}
        assert lines["전해액"]["status"] == "met"
        assert "분리막" not in lines
        assert "분리막" in explaining.unanswered(match)
        assert explaining.common_words(match) == ["국산화"]
        Need.objects.filter(pk=world.need.pk).update(title="전해액 오링")
        rank_matches(actor=SYSTEM)
        match = Match.everything.get(need=world.need, firm=world.firms["알파"])
        [line] = [line for line in explaining.word_lines(match) if line["word"] == "오링"]
        assert line["status"] == "unknown"
        assert "하지 못한다는 뜻은 아닙니다" in line["detail"]
        page = text_of(Client().get(f"/needs/{world.need.code}/firms/{match.firm.code}/"))
        assert "요건과 어긋나는 것은 찾지 못했습니다" in page

    def test_what_is_shared_is_not_called_common_and_what_counts_is_named(self, world: World) -> None:
        told = {
            "common": ["국산화", "부품"],
            "words": [
                {"word": "마스크", "where": "title", "status": "met", "firm_words": []},
                {"word": "테스트", "where": "title", "status": "unknown", "firm_words": []},
            ],
            "evidence": [
                {"need_word": word, "exact": exact, "contribution": 1.0, "firm_words": [
                    {"field": "product", "field_ko": "제품", "words": [firm]}
                ]}
                for word, exact, firm in (
                    ("블랭크마스크", True, "마스크"), ("부품", True, "부품"), ("테스트", False, "테이프")
                )
            ],
        }  # fmt: skip
        match = Match(need=world.need, firm=world.firms["알파"], rank=1, score=3.0, explanation=told)
        assert explaining.common_words(match) == ["국산화"]
        assert explaining.scored_only(match) == ["블랭크마스크", "부품"]
        assert explaining.need_words(match) == ["블랭크마스크", "부품", "마스크"]
        assert explaining.firm_words(match) == ["마스크", "부품"]
        drawn = match_charts.parts(match)
        assert drawn is not None
        assert "블랭크마스크 → 마스크" in json.dumps(drawn.spec, ensure_ascii=False)
        assert match_charts.legend(match) == []
        with translation.override("en"):
            assert ("①", "부품") in match_charts.legend(match)

    def test_an_english_page_says_what_the_numbers_of_the_drawing_stand_for(self, world: World) -> None:
        page = Client().get(f"/en/needs/{world.need.code}/firms/{world.firms['알파'].code}/")
        assert '① <span lang="ko">' in page.content.decode()

    def test_what_is_marked_stays_escaped(self) -> None:
        told = explaining.marked("전해액 <b> & 전해", ["전해", "전해액", "<b>"])
        assert str(told) == "<mark>전해액</mark> <mark>&lt;b&gt;</mark> &amp; <mark>전해</mark>"

    def test_the_sum_and_the_alternatives_stand_on_the_page(self, world: World) -> None:
        match = Match.everything.get(need=world.need, firm=world.firms["베타"])
        total = sum(line["value"] for line in explaining.sum_lines(match))
        assert total == pytest.approx(match.score)
        page = text_of(Client().get(f"/needs/{world.need.code}/firms/{match.firm.code}/"))
        assert "시연 알파" in page
        assert "다른 후보에는 있는 말" in page

    def test_the_profile_pays_back_as_a_part_of_its_own(self, world: World) -> None:
        firm = world.firms["알파"]
        before = Match.everything.get(need=world.need, firm=firm).score
        ProfileEntry.objects.create(firm=firm, kind="test", name="시험", matchable=False, made_by="x")
        rank_matches(actor=SYSTEM)
        after = Match.everything.get(need=world.need, firm=firm)
        assert before < after.score <= before * 1.03 + 1e-9
        assert explaining.parts(after)["profile"] == pytest.approx(after.score - before)
        assert sum(line["value"] for line in explaining.sum_lines(after)) == pytest.approx(after.score)


class TestIndex:
    def test_a_changed_firm_is_found_at_once_and_gone_when_hidden(self, world: World) -> None:
        assert not indexing.current(demonstration=True).index.rank("네온 가스", top=3)
        firm = world.firms["감마"]
        firm.products = "노광용 네온 가스"
        firm.save()
        indexing.firm_changed(firm.pk)
        found = indexing.current(demonstration=True).index.rank("네온 가스", top=3)
        assert [match.firm_id for match in found] == [firm.code]
        Firm.everything.filter(pk=firm.pk).update(is_shown=False)
        indexing.firm_changed(firm.pk)
        assert not indexing.current(demonstration=True).index.rank("네온 가스", top=3)

    def test_where_nothing_changed_one_query_is_asked(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        indexing.current(demonstration=True)
        with django_assert_num_queries(1):
            indexing.current(demonstration=True)

    def test_a_change_that_is_kept_late_is_still_seen(self, world: World) -> None:
        """A transaction that took an earlier number may end after a later one."""
        first = indexing.current(demonstration=True)
        late = IndexChange.objects.create(kind="firm", thing=world.firms["감마"].pk)
        later = IndexChange.objects.create(kind="firm", thing=world.firms["알파"].pk)
        IndexChange.objects.filter(pk=late.pk).delete()
        assert later.pk in indexing.current(demonstration=True).seen - first.seen
        Firm.objects.filter(pk=world.firms["감마"].pk).update(products="질화갈륨 기판")
        IndexChange.objects.create(pk=late.pk, kind="firm", thing=world.firms["감마"].pk)
        assert indexing.current(demonstration=True).index.rank("질화갈륨", top=1)

    def test_many_changes_at_once_build_anew(self, world: World) -> None:
        indexing.current(demonstration=True)
        Firm.objects.filter(pk=world.firms["감마"].pk).update(products="질화갈륨 기판")
        for number in range(indexing.MANY + 5):
            indexing.firm_changed(world.firms["감마"].pk + number)
        assert indexing.current(demonstration=True).index.rank("질화갈륨", top=1)

    def test_the_background_ranks_the_needs_that_a_firm_touches(self, world: World) -> None:
        take_changes()
        firm = world.firms["감마"]
        Firm.objects.filter(pk=firm.pk).update(products="이차전지 전해액")
        indexing.firm_changed(firm.pk)
        assert refresh_changes() >= 1
        assert "감마" in world.ranked()
        assert refresh_changes() == 0
        assert Event.objects.filter(verb="discovery.refresh_matches").exists()

    def test_no_two_take_the_same_and_what_fails_is_said(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        indexing.need_changed(world.need.pk)
        assert len(take_changes()) == 1
        assert take_changes() == []
        change = indexing.all_changed(asked_by="office")

        def broken(**_: Any) -> None:
            raise RuntimeError("kiwi\nis away")

        monkeypatch.setattr("sangsaeng.discovery.actions.refreshing.rank_matches", broken)
        with pytest.raises(RuntimeError):
            refresh_changes()
        change.refresh_from_db()
        assert change.failed == "RuntimeError: kiwi is away"

    def test_run_now_tells_how_far_it_is(self, world: World) -> None:
        client = signed_in(world.office)
        assert client.post("/matching/rank/").status_code == 302
        assert client.post("/matching/rank/").status_code == 302
        change = IndexChange.objects.get(kind="all")
        page = client.get("/matching/")
        assert page["Refresh"] == "2"
        assert "차례를 기다리고 있습니다" in text_of(page)
        refresh_changes()
        change.refresh_from_db()
        assert (change.done, change.total) == (1, 1)
        assert Event.objects.filter(verb="discovery.rank_matches").last().actor == "office"
        assert "Refresh" not in client.get("/matching/")
        assert signed_in(world.demand).post("/matching/rank/").status_code == 403

    def test_a_forked_process_reckons_with_a_thread_of_its_own(self) -> None:
        """The server forks after set-up has ranked; the parent's thread is not there in the child."""
        assert indexing.aside(lambda: 1) == 1
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            os._exit(0 if indexing.aside(lambda: 2) == 2 else 1)
        _pid, status = os.waitpid(child, 0)
        assert status == 0

    @pytest.mark.postgresql
    @pytest.mark.django_db(transaction=True)
    def test_two_processes_share_the_work(self) -> None:
        made = World()
        for _ in range(20):
            indexing.need_changed(made.need.pk)
        taken: list[int] = []

        def take() -> None:
            try:
                taken.extend(change.pk for change in take_changes())
            finally:
                connection.close()

        threads = [threading.Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken) == sorted(set(taken))
        assert len(taken) == 20


class TestExposure:
    def test_the_page_says_what_moved_and_the_method_page_what_it_costs(self) -> None:
        made = World(demonstration=False)
        for number in range(4, 9):
            Firm.objects.create(
                code=f"DF-{number}",
                organisation=organisation(f"기업 {number}", "firm", demonstration=False),
                products=PRODUCTS["알파"],
                product_check="sourced",
            )
        for number in range(2, 8):
            Need.objects.create(code=f"DN-{number}", title=made.need.title, field="machinery_metal")
        rank_matches(actor=SYSTEM)
        ranking = Ranking.objects.first()
        assert ranking is not None
        trade = {each["tolerance"]: each for each in ranking.counts["exposure"]}
        assert trade[0]["kept"] == 1
        assert trade[0.05]["gini"] < trade[0]["gini"]
        assert trade[0.05]["kept"] >= 0.95
        moved = [m for m in Match.objects.select_related("need", "firm") if explaining.spread_line(m)]
        assert moved
        page = text_of(Client().get(f"/needs/{moved[0].need.code}/firms/{moved[0].firm.code}/"))
        assert "왜 옮기나요" in page
        method = text_of(Client().get("/matching/"))
        assert "가장 많이 보인 10곳" in method
        assert Client().get("/matching/?chart=exposure&format=csv").status_code == 200

    def test_the_method_page_stands_before_the_first_ranking(self) -> None:
        assert "아직 순위를 매긴 적이 없습니다" in text_of(Client().get("/matching/"))


class TestFinding:
    @pytest.fixture
    def real(self) -> Firm:
        firm = Firm.objects.create(
            code="F-REAL",
            organisation=organisation("실제 기업", "firm", demonstration=False),
            products="철도용 공기스프링",
            product_check="unchecked",
        )
        indexing.firm_changed(firm.pk)
        return firm

    def test_text_in_ranked_firms_out(self, world: World, real: Firm) -> None:
        page = text_of(signed_in(world.demand).get("/matching/find/", {"q": "고속차량 공기스프링"}))
        assert "실제 기업" in page
        assert "「공기스프링」 → 「공기스프링」" in page
        assert "오늘 29개 남았습니다" in page
        assert "오늘" not in text_of(signed_in(world.office).get("/matching/find/", {"q": "공기스프링"}))
        assert signed_in(world.people["알파"]).get("/matching/find/").status_code == 403

    def test_the_page_says_what_it_keeps_and_when_it_is_cut_off(
        self, world: World, real: Firm, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = signed_in(world.office)
        page = text_of(client.get("/matching/find/", {"q": "공기스프링"}))
        assert "비밀은 적지 마세요" in page
        assert "기업 1곳을 찾았습니다" in page
        monkeypatch.setattr("sangsaeng.discovery.actions.searching.SHOWN", 1)
        assert "위에서 1곳입니다" in text_of(client.get("/matching/find/", {"q": "공기스프링"}))

    def test_a_made_up_need_says_that_it_is_compared_with_made_up_firms_only(
        self, world: World, real: Firm
    ) -> None:
        Need.objects.filter(pk=world.need.pk).update(title="철도용 공기스프링", detail="")
        rank_matches(actor=SYSTEM)
        Match.everything.filter(need=world.need).delete()
        address = f"/needs/{world.need.code}/"
        said = text_of(Client().get(address))
        assert "시연 기업 가운데 이 수요와 말이 겹치는 곳을 찾지 못했습니다" in said
        assert "시연 수요는 시연 기업하고만 견줍니다" in said
        assert "/matching/find/?q=" not in Client().get(address).content.decode()
        assert "/matching/find/?q=" in signed_in(world.demand).get(address).content.decode()

    def test_a_buyers_texts_are_counted_once_each_and_not_kept(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "TEXTS_A_DAY", 2)
        client = signed_in(world.demand)
        for text in ("전해액", " 전해액 ", "분리막"):
            assert client.get("/matching/find/", {"q": text}).status_code == 200
        refused = client.get("/matching/find/", {"q": "네온"})
        assert refused.status_code == 422
        assert "하루에 글 2개까지" in text_of(refused)
        assert TextSearch.objects.count() == 2
        assert not TextSearch.objects.filter(digest__contains="전해액").exists()
        assert signed_in(world.other_demand).get("/matching/find/", {"q": "네온"}).status_code == 200

    @pytest.mark.parametrize("text", ["", "   ", "😀😀", "・・・", "가" * 1001])
    def test_a_text_without_words_is_refused_plainly(self, world: World, text: str) -> None:
        answer = signed_in(world.office).get("/matching/find/", {"q": text})
        assert answer.status_code == 422

    @pytest.mark.parametrize("text", ["only english words", "12345", "네온\u0000가스", "ｆｍｍ"])
    def test_odd_texts_find_nothing_and_say_so(self, world: World, real: Firm, text: str) -> None:
        answer = signed_in(world.office).get("/matching/find/", {"q": text})
        assert answer.status_code in (200, 422)

    def test_a_company_account_without_a_company_is_told_why(self, world: World) -> None:
        lone = user("lone", Role.DEMAND_COMPANY)
        with pytest.raises(ValidationError):
            search_firms(actor=lone, text="전해액")


class TestLearning:
    def judged(self, world: World, number: int) -> None:
        """Rows that say: what fits is what the codes say."""
        from random import Random

        chance = Random(1)
        owner = organisation("시연 여럿", "sme")
        for at in range(number):
            need = Need.objects.create(
                code=f"DL-{at % 10}-{at}",
                title="수요",
                field="bio",
                demonstration=True,
                posted_by=world.buyer,
            )
            firm = Firm.objects.create(
                code=f"DM-{at}",
                organisation=organisation(f"{owner.name} {at}", "sme"),
                product_check="sourced",
            )
            parts = {"lexical": chance.uniform(0, 0.6), "code": chance.uniform(0, 0.4)}
            fits = parts["code"] + chance.gauss(0, 0.05) > 0.2
            MatchFeedback.objects.create(
                need=need, firm=firm, side="demand", verdict="fits" if fits else "unfit",
                reason="makes" if fits else "other_product", by="x", parts=parts, fit=sum(parts.values()),
                demonstration=True,
            )  # fmt: skip

    def test_few_judgements_change_nothing_and_cannot_be_put_in_force(self, world: World) -> None:
        learned = actions.learn_weights(actor=world.office)
        assert not learned.enough
        with pytest.raises(ValidationError):
            actions.use_learning(actor=world.office, learning=learned)

    def test_a_learning_is_used_and_taken_back(self, world: World) -> None:
        self.judged(world, 150)
        indexing.forget()
        rank_matches(actor=SYSTEM)
        client = signed_in(world.office)
        assert client.post("/matching/learnings/new/").status_code == 302
        learned = MatchLearning.objects.get()
        assert learned.better
        assert learned.multipliers["code"] > learned.multipliers["lexical"]
        before = {m.firm_id: m.score for m in Match.everything.filter(need=world.need)}
        page = text_of(client.get("/matching/learnings/"))
        assert "맞은 쌍이 앞선 비율" in page
        address = f"/matching/learnings/{learned.code}/"
        assert "모든 수요의 순위를 다시 매깁니다" in text_of(client.get(address))
        client.post(address)
        refresh_changes()
        for match in Match.everything.filter(need=world.need):
            assert match.explanation["learning"] == learned.code
            told = sum(line["value"] for line in explaining.sum_lines(match))
            assert told == pytest.approx(match.score)
        client.post(address)
        refresh_changes()
        assert {m.firm_id: m.score for m in Match.everything.filter(need=world.need)} == before
        learned.refresh_from_db()
        assert learned.taken_back_at is not None

    def test_what_a_judgement_keeps_is_what_the_engine_said_before_learning(self, world: World) -> None:
        MatchLearning.objects.create(
            code="L", by="x", version="v", engine_version="e", multipliers={"lexical": 2.0}, enough=True,
            better=True, in_force=True, demonstration=True,
        )  # fmt: skip
        plain = judge(world, world.demand, "베타", "demand", "fits", "makes")
        rank_matches(actor=SYSTEM)
        learned = judge(world, world.demand, "알파", "demand", "fits", "makes")
        for row in (plain, learned):
            assert sum(row.parts.values()) == pytest.approx(row.fit)

    def test_a_judgement_that_says_nothing_of_the_fit_teaches_nothing(self, world: World) -> None:
        judge(world, world.demand, "알파", "demand", "unfit", "known")
        assert actions.judged(demonstration=True) == []
        judge(world, world.demand, "베타", "demand", "fits", "makes")
        judge(world, world.people["베타"], "베타", "supply", "cannot", "scale")
        assert [row.fits for row in actions.judged(demonstration=True)] == [False]

    def test_real_and_made_up_learnings_are_kept_apart(self, world: World) -> None:
        real = user("real", Role.SECRETARIAT, demonstration=False)
        assert actions.learn_weights(actor=real).demonstration is False
        assert actions.learn_weights(actor=world.office).demonstration is True
        assert queries.learnings(world.office).count() == 1

    def test_only_the_secretariat_learns(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            actions.learn_weights(actor=world.demand)
        assert signed_in(world.demand).get("/matching/learnings/").status_code == 403


class TestCoding:
    def test_the_page_says_what_the_model_knows(self) -> None:
        page = text_of(Client().get("/matching/codes/"))
        assert "업종(KSIC) 번호는 모릅니다" in page
        assert "한국어로 적은 말만" in page

    def test_a_reason_shares_letters_with_the_text(self) -> None:
        assert coding.shares("에칭가스", "불화수소(에칭 가스)")
        assert not coding.shares("커피", "반도체 장비")
        found = coding.candidates("에칭가스")
        assert found
        assert all("에칭" in each.words or "가스" in each.words for each in found)


def test_a_stranger_has_no_side(world: World) -> None:
    pair = match_rules.Pair(world.need, world.firms["알파"])
    assert match_rules.sides(world.other_demand, pair) == ()
    assert match_rules.sides(world.demand, pair) == ("demand",)
    assert match_rules.sides(world.office, pair) == ("demand", "supply")


def test_warm_reading_of_the_index_is_quick(world: World) -> None:
    indexing.current(demonstration=True)
    start = time.perf_counter()
    for _ in range(20):
        indexing.current(demonstration=True)
    assert (time.perf_counter() - start) / 20 < 0.05


def test_an_embedder_of_ones_own_is_one_more_part_of_the_sum(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "embedder.json").write_text(
        json.dumps({"format": "sangsaeng-word-vectors 1", "name": "작은 것", "version": "1", "dims": 2})
    )
    (tmp_path / "vocabulary.txt").write_text("전해액\n댐퍼\n분리막", encoding="utf-8")
    np.save(tmp_path / "vectors.npy", np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32))
    monkeypatch.setenv("SANGSAENG_EMBEDDER", str(tmp_path))
    indexing.embedder.cache_clear()
    indexing.forget()
    try:
        rank_matches(actor=SYSTEM)
        match = Match.everything.get(need=world.need, firm=world.firms["베타"])
        assert explaining.parts(match)["embedder"] > 0
        assert sum(line["value"] for line in explaining.sum_lines(match)) == pytest.approx(match.score)
        assert "작은 것" in match.engine_version
        page = text_of(Client().get(f"/needs/{world.need.code}/firms/{match.firm.code}/"))
        assert "뜻이 가까움" in page
    finally:
        indexing.embedder.cache_clear()
        indexing.forget()
