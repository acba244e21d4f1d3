"""Reviews in rounds: assigned against no conflict, written, handed in, and seen only as the phase lets one see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.deliberation.conftest import People

from sangsaeng.deliberation import actions, assigning, review_phases, rubrics, scoring
from sangsaeng.deliberation.models import Body, Review, ReviewRound, Rubric
from sangsaeng.deliberation.queries import reviews as queries
from sangsaeng.parties.models import Conflict, Message, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]
GOOD = {"need": 5, "dependence": 4, "technology": 4, "cooperation": 4, "support": 4}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"deliberation:{name}", args=args)


def conflict(person: User, model: WinWinModel, state: str = "stands") -> Conflict:
    return Conflict.objects.create(
        person=person,
        case_type="winwinmodel",
        case_id=model.code,
        reason="advice",
        origin="found",
        state=state,
        opened_by="secretariat",
        demonstration=True,
    )


@pytest.fixture
def third(people: People) -> User:
    return User.objects.create(
        username="third", role=Role.MEMBER, display_name="시연 third", demonstration=True
    )


@pytest.fixture
def round(people: People, council: Body) -> ReviewRound:
    return actions.open_round(
        actor=people.secretariat,
        body=council,
        name="시연 심사",
        due_on=timezone.localdate() + timedelta(days=7),
        per_model=2,
        most_per_reviewer=3,
    )


Prepare = Callable[..., list[WinWinModel]]


@pytest.fixture
def prepare(people: People, third: User, round: ReviewRound, make_model: Make) -> Prepare:
    """Choose models and the three members (the chair among them), assign, and begin to review."""

    def made(count: int = 2, upto: str = "reviewing") -> list[WinWinModel]:
        models = [make_model() for _n in range(count)]
        actions.choose(
            actor=people.secretariat,
            round=round,
            cases=models,
            reviewers=[people.member, people.second, third],
        )
        if upto != "chosen":
            save(people, round)
        if upto == "reviewing":
            actions.move_phase(actor=people.secretariat, round=round, to="reviewing")
        round.refresh_from_db()
        return models

    return made


def save(people: People, round: ReviewRound) -> None:
    proposal = assigning.propose(round)
    assert proposal.feasible
    actions.save_assignment(actor=people.secretariat, round=round, pairs=proposal.new)


def write(review: Review, scores: dict[str, int] | None = None, advice: str = "recommend") -> Review:
    actions.save_review(
        actor=review.reviewer,
        review=review,
        scores=GOOD if scores is None else scores,
        comment=f"{review.reviewer.username}의 의견",
        advice=advice,
    )
    return actions.hand_in(actor=review.reviewer, review=review)


def of(model: WinWinModel) -> list[Review]:
    return list(model.reviews.select_related("reviewer", "round").order_by("reviewer__username"))


# the rubric and the phases as data


def test_the_shipped_rubric_is_ours_and_adds_to_100(people: People, round: ReviewRound) -> None:
    rubric = round.rubric
    assert sum(rubrics.weights(rubric).values()) == 100
    assert rubric.is_ours
    assert "공식 배점이 아닙니다" in rubrics.standing(rubric)
    with pytest.raises(ValidationError, match="의결"):
        actions.adopt_rubric(actor=people.secretariat, rubric=rubric, adopted_by=" ")
    adopted = actions.adopt_rubric(actor=people.secretariat, rubric=rubric, adopted_by="제1차 의결")
    assert "제1차 의결" in rubrics.standing(adopted)
    with pytest.raises(ValidationError, match="이미"):
        actions.adopt_rubric(actor=people.secretariat, rubric=rubric, adopted_by="제2차 의결")


@pytest.mark.parametrize(
    ("weights", "word"), [((50, 49), "합이 100"), ((100, 0), "1 이상"), ((101, -1), "1 이상")]
)
def test_weights_that_do_not_add_up_are_refused(people: People, weights: tuple, word: str) -> None:
    questions = [{"key": f"q{n}", "label": f"질문 {n}", "weight": w} for n, w in enumerate(weights)]
    with pytest.raises(ValidationError, match=word):
        actions.add_rubric(actor=people.secretariat, name="안", questions=questions, demonstration=True)
    assert not Rubric.objects.exists()


def test_a_round_keeps_its_rubric_when_a_new_version_comes(
    people: People, council: Body, round: ReviewRound
) -> None:
    questions = [{"key": "one", "label": "하나", "weight": 100}]
    actions.add_rubric(actor=people.secretariat, name="새 안", questions=questions, demonstration=True)
    other = actions.open_round(
        actor=people.secretariat, body=council, name="다음 심사", due_on=timezone.localdate()
    )
    round.refresh_from_db()
    assert (round.rubric.version, other.rubric.version) == (1, 2)
    assert other.code != round.code


def test_no_phase_shows_others_before_ones_own_is_in_nor_names_to_reviewers() -> None:
    for phase in review_phases.phases().values():
        for thing in ("names", "others", "averages"):
            assert not phase.sees("reviewer", thing, own_in=False)
            assert not phase.sees("party", thing, own_in=True)
        assert not phase.sees("reviewer", "names", own_in=True)
        assert phase.next in (*review_phases.phases(), "")
        assert phase.back in (*review_phases.phases(), "")


# the scores


def test_the_weighted_mean_and_the_adjusted_one_by_hand() -> None:
    # Reviewer 1 gives 4 and 4, reviewer 2 gives 2 and 2 to the same two cases. Effects by ridge, λ = 2:
    # b1 = -b2 = b; (n + λ) b = Σ(s − a) with a = 3: 4 b = 2(4 − 3), so b = 0.5: means stay 3, as both are even.
    reviews = [(1, 1, 4.0), (1, 2, 2.0), (2, 1, 4.0), (2, 2, 2.0)]
    assert scoring.leniency(reviews) == pytest.approx({1: 0.5, 2: -0.5})
    # A third case that only the lenient reviewer and a newcomer saw comes down.
    found = scoring.by_case([*reviews, (3, 1, 4.0), (3, 3, 4.0)])
    assert found[3].mean == 4.0
    assert found[3].adjusted is not None
    assert 3.0 < found[3].adjusted < 4.0
    assert found[1].spread == 2.0


def test_fewer_than_two_reviews_are_unknown() -> None:
    found = scoring.by_case([(1, 1, 4.0)])
    assert (found[1].mean, found[1].adjusted, found[1].spread) == (4.0, None, None)
    assert scoring.by_case([]) == {}


# the assignment


def test_the_proposal_keeps_to_conflicts_own_organisation_and_limits(
    people: People, third: User, round: ReviewRound, make_model: Make, firms: dict
) -> None:
    models = [make_model() for _n in range(2)]
    third.organisation = firms["demand"]  # a party of every model
    third.save()
    conflict(people.member, models[0], "suggested")
    actions.choose(
        actor=people.secretariat,
        round=round,
        cases=models,
        reviewers=[people.member, people.second, people.chair, third],
    )
    proposal = assigning.propose(round)
    assert proposal.feasible
    pairs = set(proposal.new)
    assert {p for c, p in pairs if c == models[0].pk} == {people.second.pk, people.chair.pk}
    assert third.pk not in {p for _c, p in pairs}
    assert not Review.objects.exists()  # nothing is written before it is saved
    actions.save_assignment(actor=people.secretariat, round=round, pairs=proposal.new)
    assert Review.objects.count() == 4
    assert not assigning.propose(round).new  # what stands is kept


def test_an_infeasible_case_is_explained_by_name(
    people: People, third: User, round: ReviewRound, make_model: Make
) -> None:
    models = [make_model() for _n in range(3)]
    for person in (people.member, people.second):
        conflict(person, models[1])
    actions.choose(
        actor=people.secretariat, round=round, cases=models, reviewers=[people.member, people.second, third]
    )
    proposal = assigning.propose(round)
    assert not proposal.feasible
    said = " ".join(proposal.reasons)
    assert models[1].code in said
    assert models[0].code not in said  # the smallest group only
    assert "1건이 모자랍니다" in said
    page = signed_in(people.secretariat).get(address("round_assign", round.code)).content.decode()
    assert "1건이 모자랍니다" in page
    assert "심사위원을 더 고르거나" in page


def test_too_small_limits_are_told_from_conflicts(
    people: People, round: ReviewRound, make_model: Make
) -> None:
    models = [make_model() for _n in range(4)]
    actions.choose(
        actor=people.secretariat, round=round, cases=models, reviewers=[people.member, people.second]
    )
    said = " ".join(assigning.propose(round).reasons)
    assert "한도(3건)" in said
    actions.choose(
        actor=people.secretariat,
        round=round,
        cases=models,
        reviewers=[people.member, people.second],
        most_per_reviewer=4,
    )
    round.refresh_from_db()
    assert assigning.propose(round).feasible


def test_by_hand_a_conflict_a_stranger_and_an_overload_are_refused(
    people: People, round: ReviewRound, prepare: Prepare, make_model: Make
) -> None:
    models = prepare(4, upto="chosen")
    conflict(people.member, models[0])
    with pytest.raises(ValidationError, match="이해관계"):
        actions.save_assignment(
            actor=people.secretariat, round=round, pairs=[(models[0].pk, people.member.pk)]
        )
    with pytest.raises(ValidationError, match="고른 모델과 심사위원"):
        actions.save_assignment(
            actor=people.secretariat, round=round, pairs=[(models[0].pk, people.chair.pk)]
        )
    with pytest.raises(ValidationError, match="이미 3건"):
        actions.save_assignment(
            actor=people.secretariat, round=round, pairs=[(m.pk, people.second.pk) for m in models]
        )
    with pytest.raises(NotAllowed):
        actions.save_assignment(actor=people.chair, round=round, pairs=[])
    assert not Review.objects.exists()  # all of them or none
    client = signed_in(people.secretariat)
    page = client.get(address("round_case", round.code, models[0].code)).content.decode()
    assert f'value="{people.member.pk}"' not in page
    client.post(address("round_case", round.code, models[0].code), {"reviewer": people.second.pk})
    assert [r.reviewer for r in of(models[0])] == [people.second]
    client.post(address("round_case", round.code, models[0].code), {"remove": of(models[0])[0].pk})
    assert not Review.objects.exists()


def test_only_who_can_be_asked_and_what_is_ready_is_chosen(
    people: People, round: ReviewRound, make_model: Make
) -> None:
    good = make_model()
    with pytest.raises(ValidationError, match="맡을 수 있는 사람"):
        actions.choose(actor=people.secretariat, round=round, cases=[good], reviewers=[people.sme])
    with pytest.raises(ValidationError, match="기다리는 모델"):
        actions.choose(
            actor=people.secretariat,
            round=round,
            cases=[make_model(State.SUBMITTED)],
            reviewers=[people.member],
        )


# the reviewer


def test_a_reviewer_reads_the_model_only_once_reviewing_begins(
    people: People, round: ReviewRound, prepare: Prepare
) -> None:
    models = prepare(2, upto="assigned")
    mine = of(models[0])[0]
    assert not whole_to(mine.reviewer).exists()
    assert not Message.objects.exists()
    actions.move_phase(actor=people.secretariat, round=round, to="reviewing")
    assert models[0] in whole_to(mine.reviewer)
    assert Message.objects.filter(recipient=mine.reviewer).count() == 1
    page = signed_in(mine.reviewer).get(address("my_review", mine.pk)).content.decode()
    assert models[0].title in page
    conflict(mine.reviewer, models[0])
    assert models[0] not in whole_to(mine.reviewer)
    assert signed_in(mine.reviewer).get(address("my_review", mine.pk)).status_code == 404
    assert models[0].code not in signed_in(mine.reviewer).get(address("my_reviews")).content.decode()
    with pytest.raises(NotAllowed):
        actions.save_review(actor=mine.reviewer, review=mine, scores=GOOD)


def test_a_draft_is_kept_and_handed_in_only_when_complete(people: People, prepare: Prepare) -> None:
    review = of(prepare()[0])[0]
    actions.save_review(actor=review.reviewer, review=review, scores={"need": 3})
    with pytest.raises(ValidationError, match="의견"):
        actions.hand_in(actor=review.reviewer, review=review)
    with pytest.raises(ValidationError, match="1점부터 5점"):
        actions.save_review(actor=review.reviewer, review=review, scores={"need": 6})
    with pytest.raises(ValidationError, match="없는 질문"):
        actions.save_review(actor=review.reviewer, review=review, scores={"other": 3})
    review.refresh_from_db()
    assert review.scores == {"need": 3}
    assert review.saved_at is not None
    assert write(review).handed_in_at is not None
    with pytest.raises(ValidationError, match="먼저 철회하세요"):
        actions.save_review(actor=review.reviewer, review=review, scores=GOOD)
    actions.take_back(actor=review.reviewer, review=review)
    review.refresh_from_db()
    assert (review.handed_in_at, review.scores) == (None, GOOD)


def test_nobody_writes_anothers_review(people: People, prepare: Prepare) -> None:
    first, second = of(prepare()[0])
    for act in (actions.hand_in, actions.take_back):
        with pytest.raises(NotAllowed):
            act(actor=second.reviewer, review=first)
    with pytest.raises(NotAllowed):
        actions.save_review(actor=people.secretariat, review=first, scores=GOOD)
    assert signed_in(second.reviewer).get(address("my_review", first.pk)).status_code == 404


def test_who_declines_gives_a_reason_reads_it_no_more_and_is_not_asked_again(
    people: People, round: ReviewRound, prepare: Prepare
) -> None:
    model = prepare(1)[0]
    review = of(model)[0]
    with pytest.raises(ValidationError, match="이유"):
        actions.decline_review(actor=review.reviewer, review=review, reason=" ")
    actions.decline_review(actor=review.reviewer, review=review, reason="자문을 맡았습니다.")
    assert model not in whole_to(review.reviewer)
    proposal = assigning.propose(round)
    assert (model.pk, review.reviewer_id) not in proposal.new
    assert len(proposal.new) == 1  # somebody else
    with pytest.raises(ValidationError, match="사양"):
        actions.save_assignment(actor=people.secretariat, round=round, pairs=[(model.pk, review.reviewer_id)])


def test_the_form_keeps_what_was_typed_and_asks_before_handing_in(people: People, prepare: Prepare) -> None:
    review = of(prepare()[0])[0]
    client, here = signed_in(review.reviewer), address("my_review", review.pk)
    data: dict[str, Any] = {f"q-{key}": value for key, value in GOOD.items()} | {"comment": "좋습니다."}
    answer = client.post(here, data | {"hand_in": "1"}, follow=True).content.decode()
    assert "종합 판단" in answer
    assert "아직 낼 수 없습니다" in answer
    assert "저장됨" in client.get(here).content.decode()
    answer = client.post(here, data | {"advice": "supplement", "hand_in": "1"})
    assert answer.url == address("review_hand_in", review.pk)
    review.refresh_from_db()
    assert review.handed_in_at is None  # asked once more
    client.post(answer.url)
    client.post(answer.url)  # sent twice
    review.refresh_from_db()
    assert review.handed_in_at is not None
    assert "철회해" in client.get(here).content.decode()
    bad = client.post(address("my_review", review.pk), data)
    assert bad.status_code == 200  # handed in: there is no form that could change it
    review.refresh_from_db()
    assert review.advice == "supplement"


# who sees what


def test_ones_own_first_then_the_others_without_names(
    people: People, round: ReviewRound, prepare: Prepare
) -> None:
    model = prepare(1)[0]
    first, second = of(model)
    write(first)
    here = address("review_case", round.code, model.code)
    assert "의견" in signed_in(first.reviewer).get(here).content.decode()  # his own
    page = signed_in(second.reviewer).get(here).content.decode()
    assert f"{first.reviewer.username}의 의견" not in page
    actions.move_phase(actor=people.secretariat, round=round, to="discussing")
    page = signed_in(second.reviewer).get(here).content.decode()
    assert f"{first.reviewer.username}의 의견" not in page  # his own is still out
    write(second)
    page = signed_in(second.reviewer).get(here).content.decode()
    assert f"{first.reviewer.username}의 의견" in page
    assert str(first.reviewer) not in page
    for user in (people.sme, people.stranger):
        assert signed_in(user).get(here).status_code == 403
    assert signed_in(people.ministry).get(here).status_code == 404


def test_a_chair_who_reviews_sees_no_average_before_his_own_is_in(
    people: People, round: ReviewRound, make_model: Make
) -> None:
    models = [make_model(), make_model()]
    actions.choose(
        actor=people.secretariat, round=round, cases=models, reviewers=[people.chair, people.member]
    )
    save(people, round)
    actions.move_phase(actor=people.secretariat, round=round, to="reviewing")
    round.refresh_from_db()
    write(Review.objects.get(model=models[0], reviewer=people.member))
    assert queries.board(people.chair, round)[0].mean is None
    assert queries.board(people.secretariat, round)[0].mean == pytest.approx(4.25)
    write(Review.objects.get(model=models[0], reviewer=people.chair))
    assert queries.board(people.chair, round)[0].mean == pytest.approx(4.25)
    assert queries.board(people.chair, round)[1].mean is None


def test_a_recused_chair_finds_no_trace_of_the_case(
    people: People, round: ReviewRound, prepare: Prepare
) -> None:
    models = prepare(2)
    conflict(people.chair, models[0])
    client = signed_in(people.chair)
    page = client.get(address("review_board", round.code)).content.decode()
    assert models[0].code not in page
    assert models[1].code in page
    assert "모델 1건 가운데" in page
    assert client.get(address("review_case", round.code, models[0].code)).status_code == 404
    assert "심사 2건 가운데" in client.get(address("review_round", round.code)).content.decode()
    assert queries.rounds(people.chair).get().assigned == 2
    assert queries.rounds(people.secretariat).get().assigned == 4


def test_another_bodys_chair_does_not_see_the_round(
    people: People, round: ReviewRound, prepare: Prepare, committee: Body
) -> None:
    prepare(1)
    outsider = User.objects.create(
        username="chair2", role=Role.CHAIR, display_name="시연 chair2", demonstration=True
    )
    assert signed_in(outsider).get(address("review_board", round.code)).status_code == 404
    assert signed_in(people.member).get(address("review_board", round.code)).status_code == 403


def test_a_conflict_that_comes_to_stand_takes_the_review_out_of_every_figure(
    people: People, round: ReviewRound, prepare: Prepare
) -> None:
    model = prepare(1)[0]
    first, second = of(model)
    write(first, dict.fromkeys(GOOD, 1), "not_now")
    write(second)
    assert queries.summary(model).handed_in == 2
    conflict(first.reviewer, model)
    told = queries.summary(model)
    assert told is not None
    assert (told.handed_in, told.advice["not_now"], told.adjusted) == (1, 0, None)
    assert told.mean == pytest.approx(4.25)
    row = queries.board(people.secretariat, round)[0]
    assert (row.mean, row.conflicts) == (pytest.approx(4.25), 1)
    today = timezone.localdate()
    assert queries.fees(today, today, demonstration=True) == [(second.reviewer, 1)]


def test_the_summary_has_comments_and_no_names(people: People, prepare: Prepare) -> None:
    model = prepare(1)[0]
    for review in of(model):
        write(review)
    told = queries.summary(model)
    assert told is not None
    assert (told.assigned, told.handed_in, told.advice["recommend"]) == (2, 2, 2)
    assert len(told.comments) == 2
    assert "공식 배점이 아닙니다" in told.rubric


# the phases


def test_phases_go_one_step_and_back_only_with_a_reason(
    people: People, round: ReviewRound, prepare: Prepare, make_model: Make
) -> None:
    with pytest.raises(ValidationError, match="심사할 모델이 없습니다"):
        actions.move_phase(actor=people.secretariat, round=round, to="reviewing")
    prepare(1, upto="chosen")
    with pytest.raises(ValidationError, match="1건 있습니다"):
        actions.move_phase(actor=people.secretariat, round=round, to="reviewing")
    save(people, round)
    with pytest.raises(ValidationError, match="바로 갈 수 없는"):
        actions.move_phase(actor=people.secretariat, round=round, to="closed")
    with pytest.raises(NotAllowed):
        actions.move_phase(actor=people.chair, round=round, to="reviewing")
    actions.move_phase(actor=people.secretariat, round=round, to="reviewing")
    with pytest.raises(ValidationError, match="이유"):
        actions.move_phase(actor=people.secretariat, round=round, to="assigning")
    review = Review.objects.first()
    assert review is not None
    write(review)
    actions.move_phase(actor=people.secretariat, round=round, to="discussing")
    with pytest.raises(ValidationError, match="논의"):
        actions.take_back(actor=review.reviewer, review=review)
    actions.move_phase(actor=people.secretariat, round=round, to="closed")
    with pytest.raises(ValidationError, match="마감"):
        actions.hand_in(actor=review.reviewer, review=review)
    actions.move_phase(
        actor=people.secretariat, round=round, to="discussing", reason="늦은 심사표를 받습니다."
    )


def test_the_pages_lead_from_opening_to_close(
    people: People, council: Body, make_model: Make, third: User
) -> None:
    models = [make_model(), make_model()]
    client = signed_in(people.secretariat)
    form = {
        "body": council.pk,
        "name": "시연 하반기 심사",
        "due_on": (timezone.localdate() + timedelta(days=5)).isoformat(),
        "per_model": 2,
        "most_per_reviewer": 2,
    }
    assert client.post(address("round_open"), form).status_code == 302
    assert client.post(address("round_open"), form).status_code == 400  # sent twice
    round = ReviewRound.objects.get()
    chosen = {
        "cases": [m.pk for m in models],
        "reviewers": [people.member.pk, third.pk],
        "per_model": 2,
        "most_per_reviewer": 2,
    }
    client.post(address("round_choose", round.code), chosen)
    page = client.get(address("round_assign", round.code)).content.decode()
    pairs = [f"{m.pk}-{p.pk}" for m in models for p in (people.member, third)]
    assert all(f'value="{pair}"' in page for pair in pairs)
    client.post(address("round_assign", round.code), {"pair": ["x-1"]})
    assert not Review.objects.exists()
    client.post(address("round_assign", round.code), {"pair": pairs})
    client.post(address("round_assign", round.code), {"pair": pairs})  # sent twice
    assert Review.objects.count() == 4
    client.post(address("round_phase", round.code) + "?to=reviewing")
    for review in Review.objects.select_related("reviewer", "round"):
        write(review)
    for phase in ("discussing", "closed"):
        assert client.get(address("round_phase", round.code) + f"?to={phase}").status_code == 200
        client.post(address("round_phase", round.code) + f"?to={phase}")
    round.refresh_from_db()
    assert round.phase == "closed"
    board = client.get(address("review_board", round.code)).content.decode()
    assert "모델 2건 가운데 2건" in board
    assert "4.25" in board
    rubric = client.get(address("rubric")).content.decode()
    assert "우리가 정한 가중치이며 공식 배점이 아닙니다." in rubric
    client.post(address("rubric_adopt", 1), {"adopted_by": "제1차 의결"})
    assert "제1차 의결" in client.get(address("review_board", round.code)).content.decode()
    bad = client.post(address("rubric"), {"name": "새", "most": 5, "questions": "하나 | 60\n둘 | 30"})
    assert bad.status_code == 400
    assert "지금은 90입니다" in bad.content.decode()


def test_the_board_sorts_filters_and_downloads(people: People, round: ReviewRound, prepare: Prepare) -> None:
    models = prepare(3)
    for review in of(models[0]):
        write(review)
    for review in of(models[1]):
        write(review, dict.fromkeys(GOOD, 2))
    client, here = signed_in(people.secretariat), address("review_board", round.code)
    page = client.get(here + "?sort=-mean").content.decode()
    order = [page.index(f">{m.code}<") for m in models]
    assert order == sorted(order)  # unknown stays last
    page = client.get(here + "?sort=mean").content.decode()
    assert (
        page.index(f">{models[1].code}<")
        < page.index(f">{models[0].code}<")
        < page.index(f">{models[2].code}<")
    )
    page = client.get(here + "?state=out").content.decode()
    assert models[2].code in page
    assert models[0].code not in page
    page = client.get(here + f"?q={models[1].code}").content.decode()
    assert models[1].code in page
    assert models[0].code not in page
    file = client.get(here + "?format=csv").content.decode("utf-8-sig")
    assert "2/2" in file
    assert "4.25" in file


def test_the_board_costs_the_same_queries_at_any_length(
    people: People, round: ReviewRound, prepare: Prepare
) -> None:
    prepare(1)
    client, here = signed_in(people.secretariat), address("review_board", round.code)
    client.get(here)

    def counted() -> int:
        with CaptureQueriesContext(connection) as told:
            client.get(here)
        return len(told)

    first = counted()
    actions.move_phase(actor=people.secretariat, round=round, to="assigning", reason="모델을 더합니다.")
    Review.objects.all().delete()
    prepare(3)
    assert counted() == first <= 12


def test_waiting_reviews_are_few_queries_and_ones_own(people: People, prepare: Prepare) -> None:
    models = prepare(2)
    review = of(models[0])[0]
    assert {r.reviewer_id for r in queries.my_reviews(review.reviewer)} == {review.reviewer_id}
    before = queries.my_reviews(review.reviewer).count()
    write(review)
    assert queries.my_reviews(review.reviewer).count() == before - 1
    assert not queries.my_reviews(people.secretariat).exists()
