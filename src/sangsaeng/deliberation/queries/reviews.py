"""Reads of reviews and opinions. Who may not see a name, a review or an average does not get it from here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.utils import timezone

from sangsaeng.deliberation import review_phases, rubrics, scoring
from sangsaeng.deliberation.models import Opinion, Review, ReviewRound
from sangsaeng.deliberation.review_phases import Phase
from sangsaeng.deliberation.review_rules import ASKED_ROLES
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Conflict, Role, User
from sangsaeng.parties.rules import may
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.proposals.withholding import withheld_from


def in_conflict() -> Exists:
    """Of a review: whether a conflict of its reviewer stands in its case. Such a review counts nowhere."""
    return Exists(
        Conflict.objects.filter(
            person=OuterRef("reviewer"),
            case_type="winwinmodel",
            case_id=OuterRef("model__code"),
            state=Conflict.State.STANDS,
        )
    )


def counting(rows: QuerySet[Review]) -> QuerySet[Review]:
    """The reviews that count: handed in, not declined, no conflict."""
    return rows.filter(~in_conflict(), handed_in_at__isnull=False, declined_because="")


def rounds(user: Any) -> QuerySet[ReviewRound]:
    """The rounds whose board `user` reads, newest first, with how many reviews are in and out.

    The counts leave out the cases withheld from him.
    """
    rows = ReviewRound.objects.select_related("body", "rubric")
    if getattr(user, "demonstration", False):
        rows = rows.filter(demonstration=True)
    if getattr(user, "role", None) == Role.CHAIR:
        rows = rows.filter(body__seats__user=user, body__seats__is_chair=True, body__seats__is_active=True)
    kept = WinWinModel.objects.filter(withheld_from(user)).values("pk")
    held = Q(reviews__declined_because="") & ~Q(reviews__model__in=kept)
    return rows.annotate(
        assigned=Count("reviews", filter=held),
        done=Count("reviews", filter=held & Q(reviews__handed_in_at__isnull=False)),
    ).order_by("-pk")


@dataclass
class CaseRow:
    """A case on the board; what the phase does not show is None or empty."""

    pk: int
    code: str
    name: str
    sector: str
    sector_label: str
    assigned: int = 0
    done: int = 0
    declined: int = 0
    conflicts: int = 0
    score: scoring.CaseScore = scoring.NOTHING
    advice: Counter[str] | None = None
    names: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        return self.assigned - self.done

    @property
    def mean(self) -> float | None:
        return self.score.mean

    @property
    def adjusted(self) -> float | None:
        return self.score.adjusted

    @property
    def spread(self) -> float | None:
        return self.score.spread

    def advised(self, advice: str) -> int:
        return self.advice[advice] if self.advice is not None else 0


def viewer(user: Any) -> str:
    """In whose row of the phases the person reads who does not look as a reviewer."""
    return review_phases.VIEWERS.get(getattr(user, "role", ""), "")


def seen_cases(user: Any, round: ReviewRound) -> QuerySet[WinWinModel]:
    """The cases of a round without those withheld from `user`: of them he learns nothing, not even a count."""
    return round.cases.filter(~withheld_from(user))


def board(user: Any, round: ReviewRound) -> list[CaseRow]:
    """A row a case, in four queries however many there are.

    Whoever owes a review of a case himself sees neither averages nor advice of it, whatever his office.
    """
    phase, who = review_phases.phase(round.phase), viewer(user)
    cases = list(seen_cases(user, round).only("code", "codename", "title", "sector").order_by("code"))
    whole = set(whole_to(user).filter(review_rounds=round).values_list("pk", flat=True))
    held = list(
        Review.objects.filter(round=round)
        .annotate(barred=in_conflict(), name=F("reviewer__display_name"))
        .order_by("model_id", "pk")
        .only("model_id", "reviewer_id", "declined_because", "scores", "advice", "handed_in_at")
    )
    scores = scores_of(round, [r for r in held if r.handed_in_at and not r.declined_because and not r.barred])
    conflicts = _conflicts(round, cases)
    found = {
        case.pk: CaseRow(
            pk=case.pk,
            code=case.code,
            name=case.title if case.pk in whole else case.codename,
            sector=case.sector,
            sector_label=case.get_sector_display(),
            conflicts=conflicts[case.code],
        )
        for case in cases
    }
    owed = {r.model_id for r in held if r.reviewer_id == user.pk and _is_out(r)}
    for review in held:
        if (row := found.get(review.model_id)) is not None:
            _enter(row, review, names=phase.sees(who, "names"))
    if phase.sees(who, "averages"):
        for row in found.values():
            if row.pk in owed:
                continue
            row.score = scores.get(row.pk, scoring.NOTHING)
            row.advice = Counter()
        _advise(found, held)
    return list(found.values())


def _is_out(review: Review) -> bool:
    return review.handed_in_at is None and not review.declined_because


def _enter(row: CaseRow, review: Review, *, names: bool) -> None:
    if review.declined_because:
        row.declined += 1
        return
    row.assigned += 1
    row.done += review.handed_in_at is not None
    if names:
        row.names.append((review.name, review.handed_in_at is not None))  # type: ignore[attr-defined]


def _advise(found: dict[int, CaseRow], held: Iterable[Review]) -> None:
    for review in held:
        row = found.get(review.model_id)
        if row is None or row.advice is None or review.declined_because or review.barred:  # type: ignore[attr-defined]
            continue
        if review.handed_in_at is not None:
            row.advice[review.advice] += 1


def _conflicts(round: ReviewRound, cases: list[WinWinModel]) -> Counter[str]:
    """Case code → how many of the round's reviewers have a conflict that stands in it."""
    rows = Conflict.objects.filter(
        case_type="winwinmodel",
        case_id__in=[case.code for case in cases],
        state=Conflict.State.STANDS,
        person__review_rounds=round,
    )
    return Counter(code for code, _person in set(rows.values_list("case_id", "person_id")))


def scores_of(round: ReviewRound, reviews: Iterable[Review]) -> dict[int, scoring.CaseScore]:
    """The scores of the cases of a round from the reviews that count."""
    weights = rubrics.weights(round.rubric)
    told = [(r.model_id, r.reviewer_id, scoring.weighted(r.scores, weights)) for r in reviews]
    return scoring.by_case([(case, person, score) for case, person, score in told if score is not None])


@dataclass
class ReviewLine:
    """One review of a case as `user` may see it; `name` is empty where the phase keeps it."""

    pk: int
    name: str
    own: bool
    handed_in_at: datetime | None
    declined_because: str
    in_conflict: bool
    score: float | None = None
    answers: list[tuple[str, int | None]] = field(default_factory=list)
    comment: str = ""
    advice: str = ""
    advice_label: str = ""


@dataclass
class CaseView:
    """The reviews of one case as `user` may see them, and what they come to (None where the phase keeps it)."""

    round: ReviewRound
    model: WinWinModel
    phase: Phase
    whole: bool
    lines: list[ReviewLine]
    score: scoring.CaseScore | None
    advice: Counter[str]
    manages: bool
    others_hidden: bool


def case_view(user: Any, round: ReviewRound, code: str) -> CaseView | None:
    """One case of a round; None where `user` may know nothing of it: withheld from him, or neither office nor review."""
    model = seen_cases(user, round).filter(code=code).first()
    if model is None:
        return None
    held = list(
        Review.objects.filter(round=round, model=model)
        .select_related("reviewer")
        .annotate(barred=in_conflict())
    )
    own = next((r for r in held if r.reviewer_id == user.pk and not r.declined_because), None)
    office = viewer(user) if may(user, "deliberation.read_board", round) else ""
    phase = review_phases.phase(round.phase)
    if not office and (own is None or round.phase == "assigning"):
        return None
    own_in = own is not None and own.handed_in_at is not None
    owes = own is not None and not own_in  # nobody sees another's review before his own is in

    def sees(thing: review_phases.Thing) -> bool:
        return phase.sees("reviewer", thing, own_in=own_in) or bool(office and phase.sees(office, thing))

    others, averages = not owes and sees("others"), not owes and sees("averages")
    names = (bool(office) and phase.sees(office, "names")) or phase.sees("reviewer", "names", own_in=own_in)
    good = [r for r in held if r.handed_in_at and not r.declined_because and not r.barred]
    lines = [
        _line(round, r, own=r is own, name=names or r is own, content=r is own or (others and r in good))
        for r in _in_order(held, names=names)
        if names or r is own or (others and r in good)
    ]
    return CaseView(
        round=round,
        model=model,
        phase=phase,
        whole=whole_to(user).filter(pk=model.pk).exists(),
        lines=lines,
        score=_score_in_round(round, model) if averages else None,
        advice=Counter(r.advice for r in good) if averages else Counter(),
        manages=may(user, "deliberation.manage_reviews", round),
        others_hidden=not others,
    )


def _in_order(held: Sequence[Review], *, names: bool) -> list[Review]:
    """By name where names are seen; else by what is written, so that the order tells nothing."""
    if names:
        return sorted(held, key=lambda r: (str(r.reviewer), r.pk))
    return sorted(held, key=lambda r: (r.comment, r.pk))


def _line(round: ReviewRound, review: Review, *, own: bool, name: bool, content: bool) -> ReviewLine:
    line = ReviewLine(
        pk=review.pk,
        name=str(review.reviewer) if name else "",
        own=own,
        handed_in_at=review.handed_in_at,
        declined_because=review.declined_because if name else "",
        in_conflict=bool(review.barred),  # type: ignore[attr-defined]
    )
    if content and (own or review.handed_in_at is not None):
        line.score = scoring.weighted(review.scores, rubrics.weights(round.rubric))
        line.answers = [(rubrics.label(q), review.scores.get(q["key"])) for q in round.rubric.questions]
        line.comment = review.comment
        line.advice = review.advice
        line.advice_label = str(Review.Advice(review.advice).label) if review.advice else ""
    return line


def _score_in_round(round: ReviewRound, model: WinWinModel) -> scoring.CaseScore:
    return scores_of(round, counting(round.reviews.all())).get(model.pk, scoring.NOTHING)


@dataclass(frozen=True)
class Summary:
    """What the reviews of a model came to, for the agenda book: no name, and the comments in no telling order."""

    round: ReviewRound
    assigned: int
    handed_in: int
    mean: float | None
    adjusted: float | None
    spread: float | None
    most: int
    advice: dict[str, int]  # every advice, in order, with its count
    comments: list[str]
    rubric: str  # whose weights they are
    closed: bool

    @property
    def advice_labels(self) -> list[tuple[str, int]]:
        return [(str(Review.Advice(key).label), count) for key, count in self.advice.items()]


def summary(model: WinWinModel) -> Summary | None:
    """The newest round in which the model was reviewed, and what came of it, in one query; None where it never was."""
    newest = Review.objects.filter(model=model).order_by("-round_id").values("round_id")[:1]
    held = list(
        Review.objects.filter(round_id=newest, declined_because="")
        .select_related("round__rubric")
        .annotate(barred=in_conflict())
    )
    own = [r for r in held if r.model_id == model.pk]
    if not own:
        return None
    round = own[0].round
    good = [r for r in held if r.handed_in_at and not r.barred]
    score = scores_of(round, good).get(model.pk, scoring.NOTHING)
    mine = [r for r in good if r.model_id == model.pk]
    given = Counter(r.advice for r in mine)
    return Summary(
        round=round,
        assigned=sum(not r.barred for r in own),
        handed_in=len(mine),
        mean=score.mean,
        adjusted=score.adjusted,
        spread=score.spread,
        most=round.rubric.most,
        advice={value: given[value] for value in Review.Advice.values},
        comments=sorted(r.comment for r in mine if r.comment),
        rubric=rubrics.standing(round.rubric),
        closed=round.phase == "closed",
    )


def reviews_of(user: Any) -> QuerySet[Review]:
    """Everything assigned to this person from the phase of reviewing on, without cases withheld from him."""
    kept = WinWinModel.objects.filter(withheld_from(user)).values("pk")
    return (
        Review.objects.filter(reviewer=user.pk)
        .exclude(round__phase="assigning")
        .exclude(model__in=kept)
        .select_related("round", "round__rubric", "model")
        .order_by("round__due_on", "model__code")
    )


def my_reviews(user: Any) -> QuerySet[Review]:
    """The reviews that wait for this person, the nearest day first: for «my papers» and the desk."""
    return reviews_of(user).filter(
        handed_in_at__isnull=True, declined_because="", round__phase__in=review_phases.allowing("write")
    )


def fees(since: date, until: date, *, demonstration: bool) -> list[tuple[User, int]]:
    """Reviews handed in between two days of Seoul's calendar (both count), by reviewer, for the 지급조서.

    Only reviews that count now: one taken back is not paid for, one handed in again is paid for once.
    """
    begin = datetime.combine(since, time.min, SEOUL)
    end = datetime.combine(until + timedelta(days=1), time.min, SEOUL)
    rows = counting(Review.objects.filter(round__demonstration=demonstration))
    count: dict[int, int] = defaultdict(int)
    for person in rows.filter(handed_in_at__gte=begin, handed_in_at__lt=end).values_list(
        "reviewer_id", flat=True
    ):
        count[person] += 1
    people = User.objects.filter(pk__in=count).order_by("display_name", "pk")
    return [(person, count[person.pk]) for person in people]


def opinions(user: Any) -> QuerySet[Opinion]:
    """The opinions `user` may read: the secretariat and the auditor all, a ministry or agency its own.

    `seen_title` is the public name once the question is withdrawn: neither a cell nor a search gives the title away.
    """
    rows = Opinion.objects.select_related("model", "organisation", "answered_by", "asked_by").annotate(
        seen_title=Case(When(withdrawn_at__isnull=True, then=F("model__title")), default=F("model__codename"))
    )
    role = getattr(user, "role", None)
    if role in ASKED_ROLES:
        kept = WinWinModel.objects.filter(withheld_from(user)).values("pk")
        rows = rows.filter(organisation=user.organisation_id) if user.organisation_id else rows.none()
        rows = rows.exclude(model__in=kept)
    elif role not in (Role.SECRETARIAT, Role.AUDITOR):
        return rows.none()
    return rows.filter(model__demonstration=True) if user.demonstration else rows


def waiting_opinions(user: Any) -> QuerySet[Opinion]:
    """What a ministry or agency has not answered yet, the nearest day first; empty for everybody else."""
    rows = opinions(user).filter(answered_at__isnull=True, withdrawn_at__isnull=True)
    return (rows if getattr(user, "role", None) in ASKED_ROLES else rows.none()).order_by("due_on", "pk")


def opinions_of(model: WinWinModel) -> QuerySet[Opinion]:
    """The opinions asked for on a model and not withdrawn, in the order of asking; for the agenda book and the panel."""
    return (
        Opinion.objects.filter(model=model, withdrawn_at__isnull=True)
        .select_related("organisation", "answered_by")
        .order_by("asked_at", "pk")
    )


def is_overdue(opinion: Opinion) -> bool:
    """Whether it still waits after its day, in Seoul's calendar."""
    return (
        opinion.answered_at is None and opinion.withdrawn_at is None and opinion.due_on < timezone.localdate()
    )
