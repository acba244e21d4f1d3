"""What the demonstration does before its last meeting: reviews, a ministry's opinion, declarations of interest."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from sangsaeng.deliberation import assigning
from sangsaeng.deliberation.actions import conflicts, opinions, reviews, rounds
from sangsaeng.deliberation.models import Body, Review
from sangsaeng.parties.models import User
from sangsaeng.proposals.models import WinWinModel

People = dict[str, User]
REVIEWERS = ("member2", "member3", "member4", "member5")
COMMENTS = ("수요 물량이 해마다 얼마인지 더 밝히면 좋겠습니다(시연).", "시험평가 계획이 구체적입니다(시연).")


def review(people: People, body: Body, cases: list[WinWinModel]) -> None:
    """A round from assignment to its end: four members review two models, two each."""
    secretariat = people["secretariat"]
    round = rounds.open_round(
        actor=secretariat,
        body=body,
        name="시연 사전 심사",
        due_on=timezone.localdate() + timedelta(days=7),
        per_model=2,
        most_per_reviewer=2,
    )
    rounds.choose(actor=secretariat, round=round, cases=cases, reviewers=[people[name] for name in REVIEWERS])
    proposal = assigning.propose(round)
    rounds.save_assignment(actor=secretariat, round=round, pairs=proposal.new)
    rounds.move_phase(actor=secretariat, round=round, to="reviewing")
    for number, given in enumerate(
        Review.objects.filter(round=round).select_related("reviewer", "round__rubric")
    ):
        scores = {q["key"]: 3 + (number + at) % 3 for at, q in enumerate(round.rubric.questions)}
        reviews.save_review(
            actor=given.reviewer,
            review=given,
            scores=scores,
            comment=COMMENTS[number % len(COMMENTS)],
            advice=Review.Advice.RECOMMEND if number % 3 else Review.Advice.SUPPLEMENT,
        )
        reviews.hand_in(actor=given.reviewer, review=given)
    for phase in ("discussing", "closed"):
        rounds.move_phase(actor=secretariat, round=round, to=phase)


def ask_the_ministry(people: People, model: WinWinModel) -> None:
    """The ministry is asked, answers, and its opinion is partly followed."""
    secretariat, ministry = people["secretariat"], people["ministry"]
    if ministry.organisation is None:
        return
    opinion = opinions.ask_opinion(
        actor=secretariat,
        model=model,
        organisation=ministry.organisation,
        due_on=timezone.localdate() + timedelta(days=14),
        question="인허가 처리 기간을 줄일 수 있는지 의견을 주시기 바랍니다(시연).",
    )
    opinions.answer_opinion(
        actor=ministry, opinion=opinion, answer="확인 기간은 줄일 수 있으나 시험 자료가 필요합니다(시연)."
    )
    opinions.dispose(
        actor=secretariat,
        opinion=opinion,
        disposition="partly",
        action="시험 자료 제출 계획을 계획서에 넣도록 했습니다(시연).",
    )


def declare(people: People, names: Iterable[str], models: Iterable[WinWinModel]) -> None:
    """These members declare that they have no interest in these models."""
    for model in models:
        for name in names:
            conflicts.declare(actor=people[name], person=people[name], model=model, reasons=[])
