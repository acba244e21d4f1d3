"""Identity: what the scan proposes, what a merge moves and undoes, who decides, and that conflicts follow."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.discovery.identity_world import firm, match, need, number, organisation, pair_of, person

from sangsaeng.discovery import identity_sources
from sangsaeng.discovery.actions import identity as actions
from sangsaeng.discovery.actions import load_facts, merging
from sangsaeng.discovery.identity_sources import Mention
from sangsaeng.discovery.models import (
    Firm,
    FormerName,
    IdentityPair,
    IdentityState,
    Match,
    Merge,
    Profile,
    RegistrationNumber,
    SupplyPair,
)
from sangsaeng.discovery.queries import identity as queries
from sangsaeng.parties import conflicts
from sangsaeng.parties.interests import CaseFacts, suggestions
from sangsaeng.parties.models import Affiliation, ConflictReason, Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.parties.sameness import groups, kept, with_the_same
from sangsaeng.records.actions import SYSTEM
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return person()


def found_pairs() -> set[tuple[str, str]]:
    rows = IdentityPair.objects.select_related("one", "other")
    return {(row.one.name, row.other.name if row.other else row.listed_name) for row in rows}


def test_the_scan_proposes_and_changes_no_record(office: User) -> None:
    one, _other = firm("시연 한빛전자", "FX1"), firm("㈜시연한빛전자", "FX2")
    firm("시연 노을건설", "FX3")
    organisation("시연 한빛전자", "ministry-x", kind=Organisation.Kind.MINISTRY)
    found = actions.find_identities(actor=office)
    assert len(found.new) == 1
    assert found_pairs() == {("시연 한빛전자", "㈜시연한빛전자")}
    pair = found.new[0]
    assert pair.is_waiting
    assert pair.demonstration
    assert (
        pair.evidence == [{"kind": "name", "text": "법인 표기만 다름"}] or "다름" in pair.evidence[0]["text"]
    )
    one.organisation.refresh_from_db()
    assert one.organisation.merged_into_id is None
    assert not Merge.objects.exists()
    assert actions.find_identities(actor=office).new == []
    assert Event.objects.filter(verb="discovery.find_identities", subject_id=pair.code).count() == 1


def test_worlds_are_never_compared(office: User) -> None:
    firm("시연 한빛전자", "FX1")
    firm("시연 한빛전자", "FX2", demonstration=False)
    assert actions.find_identities(actor=SYSTEM).new == []
    firm("시연 한빛전자㈜", "FX3", demonstration=False)
    assert actions.find_identities(actor=office).new == []
    assert [pair.demonstration for pair in actions.find_identities(actor=SYSTEM).new] == [False]


def test_an_equal_number_of_a_later_stage_is_evidence(office: User, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = firm("시연 한빛전자", "FX1", nine="000811234"), firm("시연 달빛소재", "FX2")
    told = [
        Mention("시연 달빛소재", "시연 신청서", number("000811234"), other.organisation_id),
        Mention("시연 한빛전자", "시연 신청서", number("000811234"), one.organisation_id),
        Mention("시연한빛전자 주식회사", "시연 신청서"),
        Mention("시연 구름", "시연 신청서"),
    ]
    monkeypatch.setattr(identity_sources, "_sources", [lambda world: told if world else []])
    actions.find_identities(actor=office)
    assert ("시연 한빛전자", "시연 달빛소재") in found_pairs()
    [pair] = IdentityPair.objects.filter(other__isnull=False)
    assert pair.has_equal_number
    assert pair.score == 1.0


def test_a_merge_moves_the_record_and_leaves_the_history(office: User) -> None:
    one, other = (
        firm("시연 한빛전자", "FX1", nine="000811234"),
        firm("㈜시연한빛전자", "FX2", nine="000812345"),
    )
    first, second = need("N-1"), need("N-2")
    match(first, one, 1)
    stays, moves = match(first, other, 2), match(second, other, 1)
    account = person(Role.SME, organisation=other.organisation)
    pair = pair_of(one, other)
    with pytest.raises(ValidationError, match="이유"):
        merging.merge(actor=office, pair=pair, keep=one.organisation)
    made = merging.merge(actor=office, pair=pair, keep=one.organisation, reason="전화로 확인")
    moves.refresh_from_db()
    stays.refresh_from_db()
    other = Firm.everything.get(pk=other.pk)
    assert (moves.firm_id, stays.firm_id) == (one.pk, other.pk)
    assert ["discovery.match", "firm_id", stays.pk] in made.stayed
    assert one.registrations.count() == 2
    assert not other.is_shown
    assert "합침" in other.hidden_because
    assert other.organisation.merged_into_id == one.organisation_id
    account.refresh_from_db()
    assert account.organisation_id == other.organisation_id
    assert made.ground == Merge.Ground.PERSON
    pair.refresh_from_db()
    assert (pair.state, pair.decision) == (IdentityState.SAME, "전화로 확인")
    event = Event.objects.get(verb="discovery.merge")
    assert event.data["kept"] == one.organisation.code
    assert event.demonstration
    assert queries.kept_firm("FX2") == one
    assert Firm.objects.filter(pk=other.pk).count() == 0
    assert kept(other.organisation) == one.organisation


def test_an_equal_number_needs_no_reason_and_a_name_does(office: User) -> None:
    one, other = firm("시연 한빛", "FX1"), firm("시연 달빛", "FX2")
    pair = pair_of(one, other, evidence=[{"kind": "number", "text": "등록번호가 같음"}])
    made = merging.merge(actor=office, pair=pair, keep=other.organisation)
    assert (made.ground, made.reason) == (Merge.Ground.NUMBER, "등록번호가 같음")


def test_undoing_brings_everything_back_and_lists_what_came_later(office: User) -> None:
    one, other = firm("시연 한빛전자", "FX1"), firm("㈜시연한빛전자", "FX2", nine="000812345")
    profile = Profile.objects.create(firm=other)
    moved = match(need("N-1"), other, 1)
    made = merging.merge(actor=office, pair=pair_of(one, other), keep=one.organisation, reason="같음")
    profile.refresh_from_db()
    assert profile.firm_id == one.pk
    later = match(need("N-2"), one, 1)
    with pytest.raises(ValidationError, match="이유"):
        merging.split(actor=office, merge=made, reason="  ")
    undone = merging.split(actor=office, merge=made, reason="다른 회사로 확인")
    for row in (profile, moved, later):
        row.refresh_from_db()
    assert (profile.firm_id, moved.firm_id, later.firm_id) == (other.pk, other.pk, one.pk)
    assert undone.added_since == [["discovery.match", "firm_id", later.pk]]
    other = Firm.everything.get(pk=other.pk)
    assert other.is_shown
    assert other.hidden_because == ""
    assert other.organisation.merged_into_id is None
    assert RegistrationNumber.objects.get().firm_id == other.pk
    pair = IdentityPair.objects.get()
    assert pair.state == IdentityState.DIFFERENT
    with pytest.raises(ValidationError, match="이미 나눈"):
        merging.split(actor=office, merge=made, reason="다시")
    assert actions.find_identities(actor=office).again == []
    assert queries.kept_firm("FX2") is None


def test_a_firm_whose_number_waits_stays_hidden_after_a_split(office: User) -> None:
    one, other = firm("시연 한빛전자", "FX1"), firm("㈜시연한빛전자", "FX2")
    Firm.everything.filter(pk=other.pk).update(is_shown=False, hidden_because="등록 번호 확인 전")
    made = merging.merge(actor=office, pair=pair_of(one, other), keep=one.organisation, reason="같음")
    merging.split(actor=office, merge=made, reason="다름")
    other = Firm.everything.get(pk=other.pk)
    assert (other.is_shown, other.hidden_because) == (False, "등록 번호 확인 전")


def test_a_record_without_a_firm_takes_the_other_ones(office: User) -> None:
    one, bare = firm("시연 한빛전자", "FX1"), organisation("시연한빛전자 주식회사", "org-bare")
    pair = actions.find_identities(actor=office).new[0]
    made = merging.merge(actor=office, pair=pair, keep=bare, reason="같음")
    one = Firm.everything.get(pk=one.pk)
    assert one.organisation_id == bare.pk
    assert one.is_shown
    later = match(need("N-9"), one, 1)
    merging.split(actor=office, merge=made, reason="다름")
    assert Firm.everything.get(pk=one.pk).organisation.code == "org-FX1"
    later.refresh_from_db()
    assert later.firm_id == one.pk
    made.refresh_from_db()
    assert made.added_since == []


def test_merges_on_merges_are_undone_from_the_last(office: User) -> None:
    a, b, c = firm("시연 가", "FX1"), firm("시연 나", "FX2"), firm("시연 다", "FX3")
    first = merging.merge(actor=office, pair=pair_of(a, b), keep=b.organisation, reason="같음")
    second = merging.merge(actor=office, pair=pair_of(b, c), keep=c.organisation, reason="같음")
    group = frozenset({a.organisation_id, b.organisation_id, c.organisation_id})
    assert groups() == dict.fromkeys(group, group)
    assert with_the_same([a.organisation_id]) == group
    assert queries.kept_firm("FX1") == c
    with pytest.raises(ValidationError, match="나중에 합친"):
        merging.split(actor=office, merge=first, reason="다름")
    merging.split(actor=office, merge=second, reason="다름")
    merging.split(actor=office, merge=first, reason="다름")
    assert groups() == {}


def test_what_was_kept_apart_comes_back_only_with_new_evidence(office: User) -> None:
    one, other = firm("시연 한빛전자", "FX1", nine="000811234"), firm("㈜시연한빛전자", "FX2")
    [pair] = actions.find_identities(actor=office).new
    actions.keep_apart(actor=office, pair=pair, reason="주소가 다름")
    assert actions.find_identities(actor=office).again == []
    with pytest.raises(ValidationError, match="합치세요"):
        actions.add_number(actor=office, firm=other, number=number("000811234"))
    pair.refresh_from_db()
    assert pair.is_waiting
    assert pair.has_equal_number
    assert other.registrations.count() == 0
    assert one.registrations.count() == 1


def test_decisions_are_made_once_and_may_be_looked_at_again(office: User) -> None:
    one, other = firm("시연 한빛전자", "FX1"), firm("㈜시연한빛전자", "FX2")
    pair = pair_of(one, other)
    actions.keep_apart(actor=office, pair=pair, reason="다른 곳")
    with pytest.raises(ValidationError, match="이미 판단한"):
        merging.merge(actor=office, pair=pair, keep=one.organisation, reason="같음")
    actions.reopen(actor=office, pair=pair, reason="잘못 판단함")
    merging.merge(actor=office, pair=pair, keep=one.organisation, reason="같음")
    with pytest.raises(ValidationError, match="다른 기업으로 둔"):
        actions.reopen(actor=office, pair=pair, reason="다시")


@pytest.mark.parametrize("role", [Role.SME, Role.AUDITOR, Role.MINISTRY, Role.CHAIR, Role.AGENCY])
def test_only_the_secretariat_decides(role: str) -> None:
    other = person(role)
    one, two = firm("시연 한빛전자", "FX1"), firm("㈜시연한빛전자", "FX2")
    pair = pair_of(one, two)
    calls: list[Any] = [
        lambda: merging.merge(actor=other, pair=pair, keep=one.organisation, reason="같음"),
        lambda: actions.keep_apart(actor=other, pair=pair, reason="다름"),
        lambda: actions.find_identities(actor=other),
        lambda: actions.take_names(actor=other, name="a.csv", content="기업명\n가\n".encode()),
        lambda: actions.rename(actor=other, organisation=one.organisation, name="시연 새", source="공시"),
        lambda: actions.add_number(actor=other, firm=one, number=number("000811234")),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert not Merge.objects.exists()


def test_a_demonstration_account_touches_no_real_record(office: User) -> None:
    real = firm("한빛전자", "FX1", demonstration=False)
    with pytest.raises(NotAllowed):
        actions.rename(actor=office, organisation=real.organisation, name="새 이름", source="공시")
    with pytest.raises(NotAllowed):
        actions.add_number(actor=office, firm=real, number="124-81-00998")


def test_conflicts_follow_a_merge_and_its_undoing(office: User) -> None:
    one, other = firm("시연 한빛전자", "FX1"), firm("㈜시연한빛전자", "FX2")
    member = person(Role.MEMBER)
    Affiliation.objects.create(
        person=member,
        organisation=other.organisation,
        relation=Affiliation.Relation.OFFICER,
        entered_by=office,
        demonstration=True,
    )
    case = CaseFacts(frozenset({one.organisation_id}), frozenset({other.organisation_id}))

    def reasons() -> list[str]:
        ties = conflicts.ties_of([member])[member.pk]
        return [each.reason for each in suggestions(ties, case, look_back_years=3, on=date(2026, 11, 23))]

    assert reasons() == [ConflictReason.COMPETITOR]
    made = merging.merge(actor=office, pair=pair_of(one, other), keep=one.organisation, reason="같음")
    assert reasons() == [ConflictReason.PARTY]
    merging.split(actor=office, merge=made, reason="다름")
    assert reasons() == [ConflictReason.COMPETITOR]


def test_a_list_of_names_is_compared_and_a_name_kept(office: User) -> None:
    one = firm("시연 한빛전자", "FX1")
    content = f"기업명,등록번호\n시연 한빛전자,\nSI연,\n(주)시연한빛전자산업,{number('000811234')}\n시연 먼곳,000-81-00000\n"
    found = actions.take_names(actor=office, name="명단.csv", content=content.encode("cp949"))
    assert (found.known, found.unknown, len(found.new)) == (1, 2, 1)
    assert found.problems == [
        "‘명단.csv’ 5행 등록번호: 사업자등록번호 000-81-00000의 검증 숫자가 맞지 않습니다."
    ]
    [pair] = found.new
    assert (pair.one, pair.listed_name, pair.listed_in) == (
        one.organisation,
        "(주)시연한빛전자산업",
        "명단.csv",
    )
    with pytest.raises(ValidationError, match="이유"):
        actions.know_name(actor=office, pair=pair)
    actions.know_name(actor=office, pair=pair, reason="명함으로 확인")
    assert FormerName.objects.get().name == "(주)시연한빛전자산업"
    assert one.registrations.get().number == number("000811234")
    again = actions.take_names(actor=office, name="명단.csv", content=content.encode("utf-8-sig"))
    assert (again.known, len(again.new), len(again.again)) == (2, 0, 0)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "기업명"),
        ("이것저것\n가\n".encode(), "기업명"),
        ("기업명\n\n".encode(), "한 줄도"),
        (b"PK\x03\x04broken", "깨져"),
        (b"\xff\xfe\x00\x01", "글자를"),
        ("기업명\n".encode() + b"x\n" * 5001, "5000행"),
    ],
)
def test_a_bad_list_is_refused_in_one_sentence(office: User, content: bytes, says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.take_names(actor=office, name="명단.csv", content=content)
    assert says in refused.value.messages[0]
    assert not IdentityPair.objects.exists()


def test_a_renamed_firm_is_found_by_its_old_name(office: User) -> None:
    one = firm("시연 한빛전자", "FX1")
    yesterday = timezone.localdate() - timedelta(days=1)
    actions.rename(actor=office, organisation=one.organisation, name="시연 새벽", on=yesterday, source="공시")
    former = FormerName.objects.get()
    assert (former.name, former.until, former.source) == ("시연 한빛전자", yesterday, "공시")
    link = queries.register_of(True).link("㈜시연한빛전자")
    assert link.match == str(one.organisation_id)
    assert "옛 이름" in link.why
    firm("시연 한빛전자", "FX2")
    [pair] = actions.find_identities(actor=office).new
    assert pair.evidence[0]["kind"] == "alias"


def test_names_and_numbers_are_checked(office: User) -> None:
    one = firm("시연 한빛전자", "FX1")
    tomorrow = timezone.localdate() + timedelta(days=1)
    org = one.organisation
    for values, name in (
        ({"name": "", "source": "공시"}, "name"),
        ({"name": "시연 한빛전자", "source": "공시"}, "name"),
        ({"name": "시연 새", "source": " "}, "source"),
        ({"name": "시연 새", "source": "공시", "on": tomorrow}, "on"),
        ({"name": "가" * 201, "source": "공시"}, "name"),
        ({"name": "🙂", "source": "공시"}, "name"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.rename(actor=office, organisation=org, **values)
        assert name in refused.value.message_dict
    for text in ("", "124-81-00999", "124-81-00998", "12"):
        with pytest.raises(ValidationError):
            actions.add_number(actor=office, firm=one, number=text)
    assert actions.add_number(actor=office, firm=one, number=number("000811234")).number == number(
        "000811234"
    )
    with pytest.raises(ValidationError):
        actions.add_former_name(actor=office, organisation=org, name="시연 한빛전자", source="공시")
    actions.add_former_name(actor=office, organisation=org, name="시연 옛", source="공시")
    with pytest.raises(ValidationError):
        actions.add_former_name(actor=office, organisation=org, name="시연 옛", source="공시")


def test_a_new_version_of_the_facts_undoes_no_merge_and_no_name() -> None:
    office = person(demonstration=False)
    load_facts(actor=SYSTEM)
    pairs = SupplyPair.objects.exclude(firm=None).select_related("firm__organisation")
    one = pairs[0].firm
    assert one is not None
    other = Firm.everything.exclude(pk=one.pk).filter(shipped=True, pairs__isnull=False).first()
    assert other is not None
    keys = sorted((one.organisation_id, other.organisation_id))
    pair = IdentityPair.objects.create(
        code="I-x", one_id=keys[0], other_id=keys[1], score=1, evidence=[], found_by="system"
    )
    made = merging.merge(actor=office, pair=pair, keep=one.organisation, reason="같음")
    actions.rename(actor=office, organisation=one.organisation, name="바뀐 이름", source="공시")
    many = one.pairs.count()
    from sangsaeng.discovery.models import FactsLoad

    FactsLoad.objects.all().delete()
    load_facts(actor=SYSTEM)
    kept_org = Organisation.objects.get(pk=one.organisation_id)
    assert kept_org.name == "바뀐 이름"
    assert Organisation.objects.get(pk=other.organisation_id).merged_into_id == kept_org.pk
    assert one.pairs.count() == many
    merging.split(actor=office, merge=made, reason="다름")
    assert one.pairs.count() < many
    assert Match.objects.filter(firm=other).count() == 0
