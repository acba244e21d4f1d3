"""Loading the facts and ranking firms: what changes, what does not, what is recorded, who may."""

import dataclasses
from typing import Any

import pytest
from django.utils import timezone

from sangsaeng import facts
from sangsaeng.analysis.published import ews_verdict
from sangsaeng.discovery import loading, queries
from sangsaeng.discovery.actions import TOP, load_facts, rank_matches
from sangsaeng.discovery.models import (
    FactsLoad,
    Figure,
    Firm,
    Item,
    Match,
    Need,
    Selection,
    SizeStatus,
    Source,
    SupplyEvent,
    SupplyPair,
)
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.actions import SYSTEM
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db


def test_every_fact_becomes_a_row() -> None:
    load = load_facts(actor=SYSTEM)
    expected = {
        Source: facts.sources(),
        Item: facts.items(),
        Figure: facts.figures(),
        SupplyEvent: facts.supply_events(),
        Need: facts.needs(),
        Firm: facts.firms(),
        Selection: facts.firm_selections(),
        SupplyPair: facts.pairs(),
    }
    for model, rows in expected.items():
        assert model._default_manager.count() == len(rows), model.__name__
    assert load.counts["items"] == len(facts.items())
    assert not Item.objects.filter(figures__isnull=True).exists()
    first = facts.supply_events()[1]
    assert set(SupplyEvent.objects.get(code=first.id).items.values_list("key", flat=True)) == set(first.items)


def test_a_second_loading_changes_and_records_nothing() -> None:
    first = load_facts(actor=SYSTEM)
    Item.objects.filter(key="hf").update(name_en="touched")
    second = load_facts(actor=SYSTEM)
    assert second.pk == first.pk
    assert Item.objects.get(key="hf").name_en == "touched"
    events = Event.objects.filter(verb="discovery.load_facts")
    assert events.count() == 1
    assert events.get().subject_id == facts.version()
    assert events.get().data["figures"] == len(facts.figures())


def _newer(monkeypatch: pytest.MonkeyPatch, **readers: Any) -> None:
    monkeypatch.setattr(facts, "version", lambda: "newer0000000")
    for name, rows in readers.items():
        monkeypatch.setattr(facts, name, lambda rows=rows: rows)


def test_a_new_version_updates_adds_and_drops(monkeypatch: pytest.MonkeyPatch) -> None:
    load_facts(actor=SYSTEM)
    before = {need.code: need.pk for need in Need.objects.all()}
    kept, gone = facts.needs()[0], facts.needs()[1]
    changed = dataclasses.replace(kept, title_ko="새 제목")
    added = dataclasses.replace(kept, id="N999")
    _newer(monkeypatch, needs=(changed, added, *facts.needs()[2:]))
    load = load_facts(actor=SYSTEM)
    assert load.code == "newer0000000"
    assert load.counts["deleted"] == 1
    assert Need.objects.get(code=kept.id).title == "새 제목"
    assert Need.objects.get(code=kept.id).pk == before[kept.id], "a row keeps its key: others point to it"
    assert not Need.objects.filter(code=gone.id).exists()
    assert Need.objects.filter(code="N999").exists()
    assert Event.objects.filter(verb="discovery.load_facts").count() == 2
    assert FactsLoad.objects.count() == 2


def test_a_row_that_a_model_points_to_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    from sangsaeng.proposals.models import WinWinModel

    load_facts(actor=SYSTEM)
    gone = facts.needs()[1]
    need = Need.objects.get(code=gone.id)
    parties = [
        Organisation.objects.create(code=f"demo-{n}", name=f"시연 기업 {n}", kind="sme", demonstration=True)
        for n in (1, 2)
    ]
    drafter = User.objects.create(username="drafter", role=Role.SME, display_name="시연 기안자")
    WinWinModel.objects.create(
        code="D-1",
        codename="시연 과제 1",
        title="시연",
        sector="other",
        need=need,
        demand_company=parties[0],
        supplier=parties[1],
        created_by=drafter,
        state_since=timezone.now(),
        demonstration=True,
    )
    _newer(monkeypatch, needs=(facts.needs()[0], *facts.needs()[2:]))
    load = load_facts(actor=SYSTEM)
    assert load.counts["kept"] == 1
    need.refresh_from_db()
    assert need.shipped is False


def test_a_firm_that_is_removed_leaves_no_name_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    load_facts(actor=SYSTEM)
    rank_matches(actor=SYSTEM)
    gone = "F013"
    name = next(f.name_ko for f in facts.firms() if f.id == gone)
    _newer(
        monkeypatch,
        firms=tuple(f for f in facts.firms() if f.id != gone),
        firm_selections=tuple(s for s in facts.firm_selections() if s.firm != gone),
        pairs=tuple(p for p in facts.pairs() if p.supplier != gone),
    )
    load_facts(actor=SYSTEM)
    assert not Firm.objects.filter(code=gone).exists()
    assert not Organisation.objects.filter(name=name).exists()
    assert not Match.objects.filter(firm__code=gone).exists()
    assert Organisation.objects.filter(code__startswith="firm-").count() == len(facts.firms())


def test_stored_verdicts_are_those_of_the_analysis() -> None:
    load_facts(actor=SYSTEM)
    flags = {"all": 0, "some": 0}
    for item in Item.objects.all():
        verdict = ews_verdict(facts.figures_of(item.key), scope=item.scope)
        assert (item.flag, item.verdict_year, item.share_low, item.share_high, item.reason_ko) == (
            verdict.flagged,
            verdict.year,
            verdict.low,
            verdict.high,
            verdict.reason_ko,
        ), item.key
        assert item.verdict_partners == list(verdict.partners)
        if verdict.flagged in flags:
            flags[verdict.flagged] += 1
    counts = queries.counts()
    assert (counts.flagged_all, counts.flagged_some) == (flags["all"], flags["some"])
    assert counts.items == len(facts.items())
    years = [item.verdict_year for item in counts.newest_flagged]
    assert years == sorted(years, key=lambda year: -(year or 0))
    assert all(item.flag in ("all", "some") for item in counts.newest_flagged)


def test_no_size_is_inferred() -> None:
    load_facts(actor=SYSTEM)
    known = {f.id for f in facts.firms() if f.size_basis == "sourced"}
    stated = SizeStatus.objects.exclude(ground=SizeStatus.Ground.ELIGIBILITY)
    assert set(stated.values_list("firm__code", flat=True)) == known
    unchecked = {f.id for f in facts.firms() if f.size_basis == "unchecked"}
    assert not SizeStatus.objects.filter(firm__code__in=unchecked).exists()


def test_ranking_stores_what_the_index_says() -> None:
    from sangsaeng.analysis import matching

    load_facts(actor=SYSTEM)
    ranking = rank_matches(actor=SYSTEM)
    assert ranking.counts["needs"] == len(facts.needs())
    assert ranking.counts["matches"] == Match.objects.count() > 0
    index = matching.MatchIndex.build(
        matching.Firm(
            f.code, f.products, f.localised_item, region=f.region or None, verification=f.product_check
        )  # type: ignore[arg-type]
        for f in Firm.objects.all()
    )
    for code in ("N017", "N105"):
        need = Need.objects.get(code=code)
        ranked = index.rank(matching.Need(need.title, need.detail), top=TOP)
        # Exposure moves firms of nearly equal score; what the engine said of each stays as it was.
        stored = {m.firm.code: m for m in need.matches.select_related("firm")}
        assert sorted(stored) == sorted(m.firm_id for m in ranked)
        for place, said in enumerate(ranked, 1):
            kept = stored[said.firm_id]
            assert (kept.score, kept.band) == (said.score, said.band)
            assert kept.explanation["spread"]["rank_before"] == place
            own = {
                key: value
                for key, value in kept.explanation.items()
                if key not in ("rank", "spread", "words", "common")
            }
            assert own == {key: value for key, value in said.as_json().items() if key != "rank"}
    assert set(Match.objects.values_list("engine_version", flat=True)) == {matching.ENGINE_VERSION}
    assert Event.objects.get(verb="discovery.rank_matches").data["matches"] == ranking.counts["matches"]


def test_ranking_again_replaces_only_the_needs_asked_for() -> None:
    load_facts(actor=SYSTEM)
    rank_matches(actor=SYSTEM)
    before = dict(Match.objects.values_list("pk", "need__code"))
    need = Need.objects.get(code="N017")
    ranking = rank_matches(actor=SYSTEM, needs=[need])
    after = dict(Match.objects.values_list("pk", "need__code"))
    assert ranking.counts["needs"] == 1
    assert sorted(before.values()) == sorted(after.values())
    assert {pk for pk, code in before.items() if code != "N017"} == {
        pk for pk, code in after.items() if code != "N017"
    }
    assert not {pk for pk, code in before.items() if code == "N017"} & set(after)


def test_a_made_up_need_never_meets_a_real_firm() -> None:
    load_facts(actor=SYSTEM)
    made_up = Need.objects.create(
        code="DN1", title="시연 불화수소", field="semiconductor", demonstration=True, year=2026
    )
    assert rank_matches(actor=SYSTEM, needs=[made_up]).counts["needs"] == 0
    assert not made_up.matches.exists()
    assert queries.counts().needs == len(facts.needs())
    assert queries.need_counts()["needs"] == len(facts.needs())


@pytest.mark.parametrize("role", [Role.SME, Role.DEMAND_COMPANY, Role.MEMBER, Role.AUDITOR, Role.MINISTRY])
def test_only_the_secretariat_and_the_system_load(role: Role) -> None:
    user = User.objects.create(username=f"u-{role}", role=role)
    with pytest.raises(NotAllowed):
        load_facts(actor=user)
    with pytest.raises(NotAllowed):
        rank_matches(actor=user)
    assert not Item.objects.exists()
    assert not Event.objects.exists()


def test_the_secretariat_may_load() -> None:
    secretariat = User.objects.create(username="s", role=Role.SECRETARIAT)
    load_facts(actor=secretariat)
    assert Event.objects.get().actor == "s"


def test_nothing_is_left_of_a_loading_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise facts.FactsError(file="pairs.csv", row=2, field="item", problem="empty")

    monkeypatch.setattr(loading, "pair_rows", broken)
    with pytest.raises(facts.FactsError):
        load_facts(actor=SYSTEM)
    assert not Item.objects.exists()
    assert not FactsLoad.objects.exists()
    assert not Event.objects.exists()
