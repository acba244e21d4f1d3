"""Who reviews which case: by known expertise, never against a conflict, within what one person can carry.

The assignment problem of conference reviewing (the Toronto Paper Matching System, Charlin and Zemel 2013; OpenReview),
with the egalitarian aim of PeerReview4All (Stelmakh, Shah and Singh, ALT 2019): the least-served case first.

Aims, strictly one after the other:

1. every case gets `per_case` reviewers, no conflict, no load above the limit (hard);
2. the least-served case, among those for which anybody's expertise is known, is served as well as can be;
3. the total expertise is as large as can be;
4. the loads are as even as can be (the k-th review of one person costs k);
5. what is still equal: by distance round the table, (reviewer − case) mod reviewers, the smaller one first.

Expertise is counted to two decimals in whole units, so that sums are whole numbers and «equal» means equal. HiGHS runs on one thread with
a fixed seed: the same input gives the same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

HUNDREDTHS = 100
# Branching stops here with the best answer found so far: a count of nodes, not of seconds, so that it is the same anywhere.
MOST_NODES = 2000


@dataclass(frozen=True)
class Assignment:
    """chosen: (cases, reviewers), True where this reviewer reviews this case. served: (cases,), sum of expertise.

    loads: (reviewers,), number of cases. total and least: sum and minimum of `served`, in the unit of the expertise.
    proven: whether the solver proved aims 2 and 3; False where it stopped at the limit of nodes.
    """

    chosen: Bools
    served: NDArray[np.float64]
    loads: Ints
    total: float
    least: float
    proven: bool = True

    @property
    def feasible(self) -> bool:
        return True

    def pairs(self) -> list[tuple[int, int]]:
        """(case, reviewer) in order."""
        return [(int(c), int(r)) for c, r in zip(*np.nonzero(self.chosen), strict=True)]


@dataclass(frozen=True)
class Infeasible:
    """Why no assignment exists: a smallest group of cases that asks for more than it can get.

    cases: numbers of the cases of the group; leave one out and the rest could be served. needed: reviews they ask
    for together. available: reviews they can get at most. free: (len(cases),) reviewers without a conflict, by case.
    busy: the reviewers whose limit of load, not a conflict, holds the group back. lacking = needed − available.
    overall: reviews that all cases together lack at least: repairing the group alone may not be enough.
    """

    cases: tuple[int, ...]
    needed: int
    available: int
    free: tuple[int, ...]
    busy: tuple[int, ...]
    overall: int

    @property
    def feasible(self) -> bool:
        return False

    @property
    def lacking(self) -> int:
        return self.needed - self.available

    @property
    def by_conflict_alone(self) -> bool:
        """Whether conflicts alone explain it: nobody of the group's reviewers is at a limit."""
        return not self.busy


@dataclass(frozen=True)
class _Problem:
    expertise: Ints  # (cases, reviewers), in whole units
    unit: float
    allowed: Bools  # (cases, reviewers)
    already: Bools  # (cases, reviewers)
    needs: Ints  # (cases,)
    limits: Ints  # (reviewers,)


def assign(
    expertise: ArrayLike,
    conflict: ArrayLike,
    *,
    per_case: int,
    most_per_reviewer: int | Sequence[int],
    already: ArrayLike | None = None,
) -> Assignment | Infeasible:
    """Assign reviewers to cases, or say why it cannot be done.

    expertise: (cases, reviewers), 0 where unknown, else positive; no unit, two decimals count. conflict: (cases,
    reviewers), True where this person may not review this case. per_case: reviewers a case gets. most_per_reviewer:
    cases one person can carry, one number or (reviewers,). already: (cases, reviewers), True for what stands and is
    kept; it counts for cases and loads, also where it is more than the limit.

    Raises ValueError for arrays of different shapes, negative or unknown (NaN) expertise, and for an `already` that
    stands against a conflict.

    >>> found = assign([[1, 0, 0], [1, 0, 0]], [[False, False, True], [False] * 3], per_case=1, most_per_reviewer=1)
    >>> found.pairs()
    [(0, 0), (1, 1)]
    >>> lack = assign([[1, 0]], [[True, False]], per_case=2, most_per_reviewer=2)
    >>> (lack.cases, lack.needed, lack.available, lack.free)
    ((0,), 2, 1, (1,))
    """
    problem = _problem(expertise, conflict, per_case, most_per_reviewer, already)
    cases, reviewers = problem.expertise.shape
    if cases == 0:
        return _result(problem, np.zeros((0, reviewers), np.bool_), proven=True)
    if (lack := _shortage(problem)) is not None:
        return lack
    if not problem.allowed.any():  # nothing asked for and nobody to choose
        return _result(problem, problem.already, proven=True)
    least, first = _least_served(problem)
    chosen, second = _best(problem, least)
    return _result(problem, chosen, proven=first and second)


def _problem(
    expertise: ArrayLike,
    conflict: ArrayLike,
    per_case: int,
    most: int | Sequence[int],
    already: ArrayLike | None,
) -> _Problem:
    known = np.asarray(expertise, dtype=np.float64)
    barred = np.asarray(conflict, dtype=np.bool_)
    if known.ndim != 2 or known.shape != barred.shape:
        raise ValueError("expertise and conflict must both be (cases, reviewers)")
    kept = np.zeros(known.shape, np.bool_) if already is None else np.asarray(already, dtype=np.bool_)
    if kept.shape != known.shape:
        raise ValueError("already must be (cases, reviewers)")
    if not np.isfinite(known).all() or (known < 0).any():
        raise ValueError("expertise must be 0 (unknown) or positive")
    if (kept & barred).any():
        raise ValueError("already stands against a conflict")
    limits = np.broadcast_to(np.asarray(most, dtype=np.int64), (known.shape[1],))
    if per_case < 0 or (limits < 0).any():
        raise ValueError("per_case and most_per_reviewer must not be negative")
    hundredths = np.rint(known * HUNDREDTHS).astype(np.int64)
    # In the largest unit that divides all: with few levels of expertise the search has few values to try.
    unit = max(1, int(np.gcd.reduce(hundredths, axis=None)))
    return _Problem(
        expertise=hundredths // unit,
        unit=unit / HUNDREDTHS,
        allowed=~barred,
        already=kept,
        needs=np.maximum(kept.sum(axis=1), per_case).astype(np.int64),
        limits=np.maximum(kept.sum(axis=0), limits).astype(np.int64),
    )


def _result(problem: _Problem, chosen: Bools, *, proven: bool) -> Assignment:
    served = np.round((problem.expertise * chosen).sum(axis=1) * problem.unit, 2)
    return Assignment(
        chosen=chosen,
        served=served,
        loads=chosen.sum(axis=0).astype(np.int64),
        total=round(float(served.sum()), 2),
        least=float(served.min()) if len(served) else 0.0,
        proven=proven,
    )


class _Model:
    """One HiGHS model over the allowed pairs: a column a pair, a row a case (its need) and a reviewer (its limit)."""

    def __init__(self, problem: _Problem, extra: int) -> None:
        import highspy

        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
            ("mip_max_nodes", MOST_NODES),
        ):
            self.highs.setOptionValue(option, value)
        self.infinity = highspy.kHighsInf
        self.case, self.reviewer = np.nonzero(problem.allowed)
        self.pairs = len(self.case)
        self.extra = extra
        count = self.pairs + extra
        lower = np.zeros(count)
        lower[: self.pairs] = problem.already[self.case, self.reviewer]
        self.highs.addVars(count, lower, np.ones(count))

    def whole(self) -> None:
        """A pair is chosen or not, nothing between."""
        import highspy

        columns = np.arange(self.pairs, dtype=np.int32)
        kind = np.full(self.pairs, highspy.HighsVarType.kInteger)
        self.highs.changeColsIntegrality(self.pairs, columns, kind)

    def cost(self, values: NDArray[np.float64], *, maximise: bool) -> None:
        import highspy

        columns = np.arange(self.pairs + self.extra, dtype=np.int32)
        self.highs.changeColsCost(len(columns), columns, np.ascontiguousarray(values, dtype=np.float64))
        sense = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
        self.highs.changeObjectiveSense(sense)

    def row(self, lower: float, upper: float, columns: Any, values: Any) -> None:
        self.highs.addRow(
            lower, upper, len(columns), np.asarray(columns, np.int32), np.asarray(values, np.float64)
        )

    def solve(self) -> tuple[NDArray[np.float64], bool]:
        """The columns' values, and whether they were proven the best."""
        import highspy

        self.highs.run()
        proven = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return np.asarray(self.highs.getSolution().col_value), proven


def _shortage(problem: _Problem) -> Infeasible | None:
    """None where every need can be met; else a smallest group of cases that shows why not.

    Without expertise the problem is a flow, so the linear programme has whole answers. Each case may lack reviews
    at a cost of 1; the cases whose row then has a price are a group that asks for too much (max-flow, min-cut).
    """
    cases, reviewers = problem.expertise.shape
    model = _Model(problem, extra=cases)
    model.highs.changeColsBounds(
        cases,
        np.arange(model.pairs, model.pairs + cases, dtype=np.int32),
        np.zeros(cases),
        problem.needs.astype(np.float64),
    )
    for c in range(cases):
        columns = np.r_[np.nonzero(model.case == c)[0], model.pairs + c]
        model.row(float(problem.needs[c]), float(problem.needs[c]), columns, np.ones(len(columns)))
    for r in range(reviewers):
        columns = np.nonzero(model.reviewer == r)[0]
        model.row(-model.infinity, float(problem.limits[r]), columns, np.ones(len(columns)))
    model.cost(np.r_[np.zeros(model.pairs), np.ones(cases)], maximise=False)
    values, _proven = model.solve()
    overall = round(float(values[model.pairs :].sum()))
    if not overall:
        return None
    price = np.asarray(model.highs.getSolution().row_dual)[:cases]
    group = [c for c in range(cases) if abs(price[c]) > 0.5]
    if _available(problem, group) >= problem.needs[group].sum():  # the prices told nothing: begin with all
        group = list(range(cases))
    for c in list(group):
        rest = [other for other in group if other != c]
        if rest and _available(problem, rest) < problem.needs[rest].sum():
            group = rest
    degree = problem.allowed[group].sum(axis=0)
    return Infeasible(
        cases=tuple(group),
        needed=int(problem.needs[group].sum()),
        available=_available(problem, group),
        free=tuple(int(n) for n in problem.allowed[group].sum(axis=1)),
        busy=tuple(int(r) for r in np.nonzero(degree > _spare(problem, group))[0]),
        overall=overall,
    )


def _spare(problem: _Problem, group: list[int]) -> Ints:
    """(reviewers,): reviews each person can give the group, beside what he keeps elsewhere."""
    elsewhere = problem.already.sum(axis=0) - problem.already[group].sum(axis=0)
    return np.asarray(problem.limits - elsewhere, dtype=np.int64)


def _available(problem: _Problem, group: list[int]) -> int:
    """Reviews that a group of cases can get at most (Gale 1957): each person gives at most one a case."""
    return int(np.minimum(_spare(problem, group), problem.allowed[group].sum(axis=0)).sum())


def _rows(model: _Model, problem: _Problem) -> None:
    """Needs, and loads by their steps: the extra columns hold, reviewer by reviewer, the 1st, 2nd, … review."""
    cases, reviewers = problem.expertise.shape
    for c in range(cases):
        columns = np.nonzero(model.case == c)[0]
        model.row(float(problem.needs[c]), float(problem.needs[c]), columns, np.ones(len(columns)))
    start = model.pairs
    for r in range(reviewers):
        columns = np.nonzero(model.reviewer == r)[0]
        steps = np.arange(start, start + problem.limits[r])
        start += int(problem.limits[r])
        model.row(0.0, 0.0, np.r_[columns, steps], np.r_[np.ones(len(columns)), -np.ones(len(steps))])


def _serve(model: _Model, problem: _Problem, c: int, least: int) -> None:
    columns = np.nonzero(model.case == c)[0]
    weights = problem.expertise[c, model.reviewer[columns]]
    # above `least` more of one person's expertise helps no further: the tighter row is easier to solve
    model.row(float(least), model.infinity, columns, np.minimum(weights, least))


def _served_at_best(problem: _Problem) -> Ints:
    """(cases,): the sum of the best expertise each case could have, were it the only one."""
    known = np.sort(np.where(problem.allowed, problem.expertise, 0), axis=1)[:, ::-1]
    return np.array([known[c, :n].sum() for c, n in enumerate(problem.needs)], dtype=np.int64)


def _least_served(problem: _Problem) -> tuple[int, bool]:
    """The largest value that every case can reach for which any expertise is known; by halving."""
    best = _served_at_best(problem)
    concerned = [c for c in range(len(best)) if best[c] > 0]
    if not concerned:
        return 0, True
    reachable, above, proven = 0, int(best[concerned].min()) + 1, True
    while above - reachable > 1:
        wanted = (reachable + above) // 2
        model = _Model(problem, extra=int(problem.limits.sum()))
        _rows(model, problem)
        for c in concerned:
            _serve(model, problem, c, wanted)
        model.whole()
        values, _proven = model.solve()
        chosen = _chosen(problem, model, values)
        served = (problem.expertise * chosen).sum(axis=1)[concerned].min()
        if _is_valid(problem, chosen) and served >= wanted:
            reachable = int(served)
        else:
            above = wanted
            proven = proven and _is_impossible(model)
    return reachable, proven


def _is_impossible(model: _Model) -> bool:
    import highspy

    return bool(model.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible)


def _is_valid(problem: _Problem, chosen: Bools) -> bool:
    """Whether needs, limits and what stands already are kept: nothing that the solver says is taken on trust."""
    return bool(
        (chosen.sum(axis=1) == problem.needs).all()
        and (chosen.sum(axis=0) <= problem.limits).all()
        and (chosen | ~problem.already).all()
    )


def _chosen(problem: _Problem, model: _Model, values: NDArray[np.float64]) -> Bools:
    chosen = np.zeros(problem.expertise.shape, np.bool_)
    if len(values) >= model.pairs:  # else the solver found nothing at all
        chosen[model.case, model.reviewer] = values[: model.pairs] > 0.5
    return chosen


def _best(problem: _Problem, least: int) -> tuple[Bools, bool]:
    """The largest total with every concerned case served at least `least`; then even loads; then the order."""
    cases, reviewers = problem.expertise.shape
    steps = np.concatenate([np.arange(1, n + 1) for n in problem.limits]) if reviewers else np.zeros(0)
    model = _Model(problem, extra=len(steps))
    _rows(model, problem)
    if least:
        best = _served_at_best(problem)
        for c in range(cases):
            if best[c] > 0:
                _serve(model, problem, c, least)
    # Each aim weighs more than all that follow it together can come to.
    distance = (model.reviewer - model.case) % max(reviewers, 1) / (reviewers * (problem.needs.sum() + 1))
    loads = float(steps.sum()) + 1
    gain = problem.expertise[model.case, model.reviewer] * loads
    model.cost(np.r_[gain - distance, -steps.astype(np.float64)], maximise=True)
    if least:
        model.whole()
        model.highs.setOptionValue("mip_abs_gap", 1e-6)
    values, proven = model.solve()
    chosen = _chosen(problem, model, values)
    if _is_valid(problem, chosen):
        return chosen, proven
    if least:  # stopped before anything whole was found: without the egalitarian aim it is a flow, and solved at once
        return _best(problem, 0)[0], False
    raise RuntimeError("the solver found no assignment although one exists")
