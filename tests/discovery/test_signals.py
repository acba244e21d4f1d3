"""Signals in: profiles, surveys, blind postings; what is not public reaches nobody it is not for."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sangsaeng.analysis.identity.numbers import business_check_digit
from sangsaeng.discovery import completeness, queries, survey_form
from sangsaeng.discovery.actions import interests, needs, profiles, surveys
from sangsaeng.discovery.actions.needs import Given
from sangsaeng.discovery.forms.profiles import EntryForm
from sangsaeng.discovery.models import Firm, Match, Need, ProfileEntry, Survey
from sangsaeng.discovery.queries import postings
from sangsaeng.discovery.queries import profiles as profile_queries
from sangsaeng.discovery.queries import surveys as survey_queries
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.models import Event
from sangsaeng.records.uploads import kind_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
GIVEN = Given(
    title="고순도 불화수소", detail="식각 공정에 쓰는 비밀 사양", field="semiconductor", volume="under10"
)


def organisation(code: str, kind: str = "demand_company", *, demonstration: bool = False) -> Organisation:
    return Organisation.objects.create(code=code, name=f"이름 {code}", kind=kind, demonstration=demonstration)


def user(role: str, of: Organisation | None = None, *, demonstration: bool = False) -> User:
    name = f"{role}-{of.code if of else 'none'}-{demonstration}"
    return User.objects.create(
        username=name, role=role, display_name=name, organisation=of, demonstration=demonstration
    )


def number(serial: int, head: str = "123") -> str:
    nine = f"{head}{serial:06d}"
    return f"{nine}{business_check_digit(nine)}"


@pytest.fixture
def office() -> User:
    return user(Role.SECRETARIAT)


@pytest.fixture
def buyer() -> User:
    return user(Role.DEMAND_COMPANY, organisation("buyer"))


def supplier(code: str, office: User, **base: Any) -> User:
    person = user(Role.SME, organisation(code, "sme"))
    serial = User.objects.count()
    firm = profiles.register_firm(actor=person, business_number=number(serial), **base)
    profiles.accept_firm(actor=office, firm=firm, how="등기와 대조")
    return person


def own(person: User) -> Firm:
    firm = profile_queries.own_firm(person)
    assert firm is not None
    return firm


class TestProfiles:
    def test_a_firm_registers_and_is_shown_once_its_number_was_checked(self, office: User) -> None:
        person = user(Role.SME, organisation("a", "sme"))
        for wrong in ("", "123", "123-45-67890", number(1, "000")):
            with pytest.raises(ValidationError):
                profiles.register_firm(actor=person, business_number=wrong)
        firm = profiles.register_firm(actor=person, business_number=number(1), sector="display")
        assert not Firm.objects.filter(pk=firm.pk).exists()
        assert queries.firm_counts()["firms"] == 0
        with pytest.raises(ValidationError):
            profiles.show_firm(actor=office, firm=firm)
        with pytest.raises(NotAllowed):
            profiles.accept_firm(actor=person, firm=firm, how="스스로")
        profiles.accept_firm(actor=office, firm=firm, how="등기와 대조")
        assert Firm.objects.filter(pk=firm.pk).exists()
        other = user(Role.SME, organisation("b", "sme"))
        with pytest.raises(ValidationError):  # the number is taken
            profiles.register_firm(actor=other, business_number=number(1))

    def test_only_what_is_ticked_and_valid_may_be_matched(self, office: User) -> None:
        person = supplier("a", office)
        firm = own(person)
        profiles.add_entry(actor=person, firm=firm, kind="product", name="세라믹 부품", detail="식각용")
        process = profiles.add_entry(actor=person, firm=firm, kind="process", name="정밀 연마")
        ended = profiles.add_entry(
            actor=person, firm=firm, kind="certificate", name="ISO 9001", number="K-1", matchable=True,
            valid_until=TODAY - timedelta(days=1),
        )  # fmt: skip
        assert profile_queries.matchable_text(firm) == {"product": "세라믹 부품 (식각용)"}
        profiles.change_entry(
            actor=person, entry=process, name="정밀 연마", matchable=True, visibility="nobody"
        )
        assert profile_queries.matchable_text(firm)["process"] == "정밀 연마"
        assert [e.name for e in profile_queries.visible_entries(None, firm)] == ["세라믹 부품"]
        with pytest.raises(ValidationError):
            profiles.check_entry(actor=office, entry=ended, level="confirmed", how="원본")
        profiles.hide_firm(actor=office, firm=firm, reason="삭제 요청")
        firm.refresh_from_db()
        assert profile_queries.matchable_text(firm) == {}
        assert profile_queries.visible_entries(None, firm) == []

    def test_new_words_take_a_check_back(self, office: User) -> None:
        person = supplier("a", office)
        firm = own(person)
        entry = profiles.add_entry(
            actor=person, firm=firm, kind="test", name="내열 시험", value="1,200", unit="℃", issuer="시험원",
            evidence=("성적서.pdf", b"%PDF-1.7 made up"),
        )  # fmt: skip
        assert entry.level == "evidenced"
        assert list(profile_queries.waiting(office)) == [entry]
        entry = profiles.check_entry(actor=office, entry=entry, level="register", how="KOLAS 조회 2026-11-20")
        same = {"name": "내열 시험", "value": "1,200", "unit": "℃", "issuer": "시험원"}
        kept = profiles.change_entry(actor=person, entry=entry, **same, visibility="buyers", matchable=True)
        assert kept.level == "register"  # only who sees it changed
        changed = profiles.change_entry(actor=person, entry=kept, **{**same, "value": "1,300"})
        assert (changed.level, changed.verified_how) == ("evidenced", "")
        with pytest.raises(ValidationError):
            profiles.add_entry(actor=person, firm=firm, kind="test", name="x", evidence=("x.exe", b"MZ"))

    def test_completeness_counts_what_is_there_and_valid(self, office: User) -> None:
        person = supplier("a", office, sector="display", province="경기", size="under50")
        firm = own(person)
        assert completeness.completeness(firm.profile) == 0.10
        profiles.add_entry(actor=person, firm=firm, kind="product", name="노광기 모듈")
        entry = profiles.add_entry(actor=person, firm=firm, kind="process", name="연마")
        assert completeness.of_firms([firm]) == {firm.pk: 0.45}
        profiles.withdraw_entry(actor=person, entry=entry, reason="잘못 적음")
        assert completeness.of_firms([firm]) == {firm.pk: 0.30}
        assert sum(part.points for part in completeness.PARTS) == 100
        assert completeness.bonus(1) == completeness.BONUS <= 0.05

    def test_nobody_else_keeps_a_profile(self, office: User) -> None:
        person, other = supplier("a", office), supplier("b", office)
        firm = own(person)
        with pytest.raises(NotAllowed):
            profiles.add_entry(actor=other, firm=firm, kind="product", name="x")
        with pytest.raises(NotAllowed):
            profiles.hide_firm(actor=user(Role.SECRETARIAT, demonstration=True), firm=firm, reason="x")
        assert profile_queries.seen(other, firm.code) is None

    def test_the_end_of_a_certificate_is_told_once(self, office: User) -> None:
        person = supplier("a", office)
        profiles.add_entry(
            actor=person, firm=own(person), kind="certificate", name="IATF 16949", number="1",
            valid_until=TODAY + timedelta(days=20),
        )  # fmt: skip
        before = person.messages_received.count()
        assert [profiles.remind_of_ends(), profiles.remind_of_ends()] == [1, 0]
        assert person.messages_received.count() == before + 1

    def test_a_new_entry_is_for_buyers_unless_it_is_a_product(self) -> None:
        shown = {
            kind: EntryForm(kind=kind).initial["visibility"] for kind in ("product", "equipment", "test")
        }
        assert shown == {"product": "public", "equipment": "buyers", "test": "buyers"}

    def test_a_file_whose_content_is_not_what_its_name_says_is_named_so(self) -> None:
        with pytest.raises(ValidationError, match="PDF 형식이 아닙니다"):
            kind_of(b"plain words", "성적서.pdf")
        with pytest.raises(ValidationError, match="파일만 올릴 수"):
            kind_of(b"MZ", "a.exe")


@pytest.mark.parametrize("written", ["1억-10억", "1억~10억 원", "1억∼10억원", "1억–10억 원"])
def test_a_band_may_be_written_with_any_dash(written: str) -> None:
    assert survey_form._chosen("volume", written) == "under10"


def sheet(rows: list[list[Any]]) -> bytes:
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet()
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


HEAD = ["번호", "수요기업", "품목명", "설명", "분야", "HS 부호", "연간 구매액", "익명 여부"]


class TestSurveys:
    def survey(self, office: User, *asked: Organisation) -> Survey:
        return surveys.make_survey(
            actor=office,
            title="2026년 수요조사",
            opens_on=TODAY,
            closes_on=TODAY + timedelta(days=7),
            asked=asked,
        )

    def test_the_form_comes_back_as_it_went_out_with_nothing_in_it(self, office: User, buyer: User) -> None:
        survey = self.survey(office, buyer.organisation)
        with pytest.raises(ValidationError, match="한 행도"):
            surveys.take_in(
                actor=buyer, survey=survey, name="f.xlsx", content=survey_form.form(survey.title, survey.code)
            )

    def test_rows_are_judged_one_by_one_and_a_mended_file_may_come_again(
        self, office: User, buyer: User
    ) -> None:
        survey = self.survey(office, buyer.organisation)
        rows = [
            HEAD,
            ["예시", "", "예시 품목", "", "반도체", "", "", ""],
            [1, "", "불화수소", "순도", "반도체", 2811.11, "10억–100억 원", "예"],
            [2, "", "", "이름 없음", "반도체", "", "", ""],
            [3, "", "감광액", "", "반도채", "28", "많음", ""],
            [4, "", "불화수소", "순도", "반도체", "2811.11", "10억–100억 원", "예"],
        ]
        took = surveys.take_in(actor=buyer, survey=survey, name="수요.xlsx", content=sheet(rows))
        assert (took.taken, took.known) == (1, 1)
        assert [(each["row"], each["column"]) for each in took.refused] == [
            (4, "품목명"), (5, "분야"), (5, "연간 구매액"),
        ]  # fmt: skip
        rows[3][2], rows[4][4], rows[4][6] = "연마제", "반도체", ""
        rows[2][3] = "순도 99.9999 %"
        mended = sheet(rows[:5])  # the same bytes both times: a workbook holds the second it was made
        again = surveys.take_in(actor=buyer, survey=survey, name="수요.xlsx", content=mended)
        assert (again.taken, again.changed, again.known, again.refused) == (2, 1, 0, [])
        same = surveys.take_in(actor=buyer, survey=survey, name="수요.xlsx", content=mended)
        assert (same.file, same.taken, same.known) == (None, 0, 3)
        assert Need.objects.count() == 0
        assert Need.everything.count() == 3
        assert Need.everything.get(title="불화수소").detail == "순도 99.9999 %"

    def test_csv_of_an_office_is_read(self, office: User, buyer: User) -> None:
        survey = self.survey(office, buyer.organisation)
        text = ";".join(HEAD) + "\r\n1;;밸브;;기계금속;;;아니요\r\n"
        for encoding, name in (("cp949", "밸브"), ("utf-8-sig", "펌프")):
            content = text.replace("밸브", name).encode(encoding)
            assert surveys.take_in(actor=buyer, survey=survey, name="a.csv", content=content).taken == 1
        for broken in (b"", b"\x00\x01", b"PK\x03\x04 no", "이름\n1".encode()):
            with pytest.raises(ValidationError):
                surveys.take_in(actor=buyer, survey=survey, name="a.csv", content=broken)

    def test_a_row_that_names_an_account_belongs_to_it(self, office: User, buyer: User) -> None:
        survey = self.survey(office, buyer.organisation)
        for name in ("twin-a", "twin-b"):
            twin = user(Role.DEMAND_COMPANY, organisation(name)).organisation
            Organisation.objects.filter(pk=twin.pk).update(name="쌍둥이")
        rows = [
            HEAD,
            [1, " 이름 buyer ", "불화수소", "", "반도체", "", "", "아니요"],
            [2, "계정 없는 기업", "감광액", "", "반도체", "", "", ""],
            [3, "쌍둥이", "연마제", "", "반도체", "", "", ""],
        ]
        took = surveys.take_in(actor=office, survey=survey, name="a.xlsx", content=sheet(rows))
        assert took.taken == 3
        need = Need.everything.get(title="불화수소")
        assert need.posted_by == buyer.organisation
        assert survey.asked.get().answered_at is not None
        assert survey_queries.unlinked(took.file) == ["계정 없는 기업", "쌍둥이"]
        before = buyer.messages_received.count()
        needs.publish_need(actor=office, need=need)
        assert buyer.messages_received.count() == before + 1
        needs.withdraw_need(actor=buyer, need=need, reason="필요 없음")

    def test_a_row_of_another_firm_is_refused_and_one_that_came_before_is_known(
        self, office: User, buyer: User
    ) -> None:
        survey = self.survey(office, buyer.organisation)
        rows = [HEAD, [1, "이름 buyer", "불화수소", "", "반도체", "", "", ""]]
        late = user(Role.DEMAND_COMPANY, organisation("late")).organisation
        Organisation.objects.filter(pk=late.pk).update(name="아직 다른 이름")
        rows.append([2, "이름 late", "감광액", "", "반도체", "", "", ""])
        assert surveys.take_in(actor=office, survey=survey, name="a.xlsx", content=sheet(rows)).taken == 2
        chosen = surveys.take_in(
            actor=office, survey=survey, name="b.xlsx", content=sheet(rows), organisation=buyer.organisation
        )
        assert (chosen.taken, chosen.known) == (0, 1)
        assert [(each["row"], each["column"]) for each in chosen.refused] == [(3, "수요기업")]
        Organisation.objects.filter(pk=late.pk).update(name="이름 late")
        late.refresh_from_db()
        again = surveys.take_in(
            actor=office, survey=survey, name="c.xlsx", content=sheet([HEAD, rows[2]]), organisation=late
        )
        assert (again.taken, again.known) == (0, 1)
        assert Need.everything.get(title="감광액").posted_by == late

    def test_five_thousand_rows_take_seconds(self, office: User, buyer: User) -> None:
        import time

        survey = self.survey(office, buyer.organisation)
        rows = [
            HEAD,
            *([n, f"기업 {n % 300}", f"품목 {n}", "설명", "반도체", "", "", ""] for n in range(5000)),
        ]
        content = sheet(rows)
        began = time.process_time()  # a busy machine is not the reader's fault
        took = surveys.take_in(actor=office, survey=survey, name="many.xlsx", content=content)
        assert took.taken == 5000
        assert time.process_time() - began < 8
        with pytest.raises(ValidationError, match="나누어"):
            surveys.take_in(
                actor=office,
                survey=survey,
                name="more.xlsx",
                content=sheet([*rows, [0, "a", "b", "", "반도체", "", "", ""]]),
            )

    def test_who_was_not_asked_answers_not(self, office: User, buyer: User) -> None:
        survey = self.survey(office, buyer.organisation)
        other = user(Role.DEMAND_COMPANY, organisation("other"))
        with pytest.raises(NotAllowed):
            surveys.answer(actor=other, survey=survey, given=GIVEN)
        need, new = surveys.answer(actor=buyer, survey=survey, given=GIVEN)
        assert new
        assert not surveys.answer(actor=buyer, survey=survey, given=GIVEN)[1]
        assert not Event.objects.filter(subject_id=survey.code, data__icontains="비밀").exists()
        needs.publish_need(actor=office, need=need)
        with pytest.raises(ValidationError):
            surveys.answer(actor=buyer, survey=survey, given=replace(GIVEN, detail="다른 말"))
        surveys.close_survey(actor=office, survey=survey, reason="모두 답함")
        with pytest.raises(ValidationError):
            surveys.answer_nothing(actor=buyer, survey=survey)


class TestPostings:
    def post(self, office: User, number: int, **more: Any) -> Need:
        person = user(Role.DEMAND_COMPANY, organisation(f"poster-{number}"))
        need = needs.add_need(actor=person, given=replace(GIVEN, **more), origin="posting")
        return needs.publish_need(actor=office, need=need)

    def test_a_card_shows_what_five_share_and_nothing_before(self, office: User) -> None:
        made = [self.post(office, n, hs_code="281111", province="경기") for n in range(4)]
        assert postings.cards(demonstration=False) == []
        made.append(self.post(office, 5, hs_code="850511", province="서울"))
        shown = {card.code: card.shown for card in postings.cards(demonstration=False)}
        assert set(shown) == {need.code for need in made}
        assert all(set(card) == {"field", "kind", "volume"} for card in shown.values())
        self.post(office, 6, hs_code="281122", province="경기")
        shown = {card.code: card.shown for card in postings.cards(demonstration=False)}
        assert shown[made[0].code] == {
            "field": "semiconductor", "kind": "", "product": "2811", "volume": "under10", "province": "경기",
        }  # fmt: skip
        assert "product" not in shown[made[4].code]
        needs.withdraw_need(actor=office, need=made[0], reason="뜻이 바뀜")
        assert postings.card(made[0].code) is None

    def test_one_owner_with_many_needs_is_one(self, office: User, buyer: User) -> None:
        for n in range(8):
            need = needs.add_need(actor=buyer, given=replace(GIVEN, title=f"품목 {n}"), origin="posting")
            needs.publish_need(actor=office, need=need)
        assert postings.cards(demonstration=False) == []

    def test_the_buyer_says_first_who_it_is(self, office: User) -> None:
        need = next(iter([self.post(office, n) for n in range(5)]))
        buyer = User.objects.get(organisation=need.posted_by)
        person = supplier("maker", office, sector="semiconductor")
        interest = interests.signal_interest(actor=person, code=need.code)
        told = buyer.messages_received.get(kind="interest")
        assert told.sent_by == "system"
        assert "maker" not in f"{told.title}{told.body}{told.url}"
        with pytest.raises(ValidationError):
            interests.signal_interest(actor=person, code=need.code)
        with pytest.raises(ValidationError):
            interests.accept(actor=person, interest=interest, contact="02")
        other = user(Role.DEMAND_COMPANY, organisation("else"))
        with pytest.raises(NotAllowed):
            interests.identify(actor=other, interest=interest, name="남", contact="02")
        interest = interests.identify(actor=buyer, interest=interest, name="수요기업", contact="02-1")
        interest = interests.accept(actor=person, interest=interest, contact="031-1")
        assert interest.state == "mutual"

    def test_probing_costs(self, office: User, buyer: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(interests, "_ranked", lambda need: [])
        need = needs.add_need(actor=buyer, given=GIVEN, origin="posting")
        for n in range(interests.BUDGET):
            need = needs.change_need(actor=buyer, need=need, given=replace(GIVEN, detail=f"말 {n}"))
            interests.look_for(actor=buyer, need=need)
            interests.look_for(actor=buyer, need=need)  # the same text again costs nothing
        assert interests.left(buyer.organisation) == 0
        need = needs.change_need(actor=buyer, need=need, given=GIVEN)
        with pytest.raises(ValidationError, match="30일"):
            interests.look_for(actor=buyer, need=need)

    def test_codes_tell_nothing(self, office: User, buyer: User) -> None:
        codes = [needs.add_need(actor=buyer, given=GIVEN, origin="survey").code for _ in range(20)]
        assert len(set(codes)) == 20
        assert codes != sorted(codes)


class TestNothingLeaks:
    def test_neither_pages_nor_api_nor_counts_show_what_is_not_public(
        self, client: Any, office: User, buyer: User
    ) -> None:
        secret = needs.add_need(actor=buyer, given=GIVEN, origin="survey")
        posted = needs.publish_need(
            actor=office,
            need=needs.add_need(actor=buyer, given=replace(GIVEN, title="비밀 품목"), origin="posting"),
        )
        person = supplier("hidden", office)
        firm = own(person)
        for need in (secret, posted):
            Match.everything.create(
                need=need, firm=firm, rank=1, score=1, band="weak", explanation={}, engine_version="t"
            )
        addresses = [
            "/needs/", "/needs/?q=불화수소", "/needs/?format=csv", "/api/needs", "/api/needs?q=비밀",
            f"/firms/{firm.code}/", "/api/firms", "/data/needs/needs.csv", "/sitemap.xml",
        ]  # fmt: skip
        for address in addresses:
            answer = client.get(address)
            text = answer.content.decode(errors="replace")
            for word in (secret.code, posted.code, "비밀 품목", "비밀 사양", "이름 buyer"):
                assert word not in text, f"{word} in {address}"
        for need in (secret, posted):
            for address in (f"/needs/{need.code}/", f"/api/needs/{need.code}", f"/api/needs/{need.code}/matches",
                            f"/needs/{need.code}/firms/{firm.code}/"):  # fmt: skip
                assert client.get(address).status_code == 404, address
        assert client.get("/api/needs").json()["count"] == 0
        profiles.hide_firm(actor=office, firm=firm, reason="삭제 요청")
        for address in (f"/firms/{firm.code}/", f"/api/firms/{firm.code}"):
            assert client.get(address).status_code == 404, address
        assert "이름 hidden" not in client.get("/firms/").content.decode()
        profiles.show_firm(actor=office, firm=firm)
        assert client.get(f"/firms/{firm.code}/").status_code == 200
        assert ProfileEntry.objects.count() == 0
