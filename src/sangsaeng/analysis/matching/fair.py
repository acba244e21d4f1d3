"""Which supplier meets which buyer at a technology-purchase fair, and when: stable, fair to those without a meeting.

Both sides rank whom they wish to meet. Meetings are chosen by deferred acceptance (Gale and Shapley 1962; many-to-many
with limits on both sides: Roth 1984), **turn by turn**: in the first turn everybody may win one meeting, in the second a
second, and so on. A desk that is full in the first turn is never emptied for somebody's second meeting, so that nobody
goes without because another has many. In the order of a turn the suppliers propose (`proposing="suppliers"`, the default:
no stable choice of that turn suits them better) or the desks.

The choice has no blocking pair: no supplier and desk who do not meet would both rather meet than keep what the turn gave
them, where a desk always holds a first meeting dearer than anybody's second (`blocking_pairs` counts them).
Where a supplier still goes without although the desks could make room by moving others' first meetings to other desks
that those accept as well, `first_meeting_for_all` (the default) moves them, along a shortest path; `moved` says how many. That is the only
thing that may leave blocking pairs, and they are counted.

A pair may meet where one of the two wished it; where somebody wished for nothing, also where the match engine finds a fit.
`barred` pairs (must not meet, conflicts) never meet. A side's order: its own wishes by rank; then those that wished it, by
their rank; then by fit; then by the order given. Limits never exceed the slots in which a participant is there.

Then `fair_slots.timetable` says when. Meetings that no slot holds are taken out and their places offered once more; what
still has no slot is named. Measured on one core with 200 suppliers, 30 desks, 16 slots and 5 wishes each, some desks wished
for far more than others: 0.3 s and 433 meetings, no idle slot; 0.4 s and 8 idle slots where one in five is away for some
slots; 0.3 s and 30 where three in five are. Every firm had a meeting; the Gini coefficient of their numbers was .20–.24.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Literal

from sangsaeng.analysis.matching.fair_slots import Node, Pair, Shortage, Timetable, nodes, timetable

Proposing = Literal["suppliers", "desks"]
#: Why somebody has no meeting: nobody wished and nothing fits; every wish is barred; never there together; all desks full
#: of meetings they hold dearer; chosen, but no slot was left.
Why = Literal["no_wish", "barred", "no_time", "full", "no_slot"]
#: How often the places of meetings that no slot holds are offered again.
RETRIES = 3


@dataclass(frozen=True, slots=True)
class Participant:
    """A supplier or a desk: how many meetings at most, and the slots in which it is not there."""

    key: str
    most: int
    away: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Fair:
    """What is asked. Pairs are (number of the supplier, number of the desk); a wish's rank 1 is the dearest.

    sessions: the session of each slot, one number a slot; a break lies between two sessions.
    fit: 0 and above, of pairs the match engine compared.
    """

    suppliers: tuple[Participant, ...]
    desks: tuple[Participant, ...]
    sessions: tuple[int, ...]
    supplier_wishes: Mapping[Pair, int] = field(default_factory=dict)
    desk_wishes: Mapping[Pair, int] = field(default_factory=dict)
    fit: Mapping[Pair, float] = field(default_factory=dict)
    barred: AbstractSet[Pair] = frozenset()

    def __post_init__(self) -> None:
        if any(each.most < 0 for each in (*self.suppliers, *self.desks)):
            raise ValueError("a limit is not negative")
        slots = range(len(self.sessions))
        if any(slot not in slots for each in (*self.suppliers, *self.desks) for slot in each.away):
            raise ValueError("an absence names a slot that is not there")
        for pair in (*self.supplier_wishes, *self.desk_wishes, *self.fit, *self.barred):
            if pair[0] not in range(len(self.suppliers)) or pair[1] not in range(len(self.desks)):
                raise ValueError(f"pair {pair} names nobody")

    @property
    def away(self) -> dict[Node, frozenset[int]]:
        found: dict[Node, frozenset[int]] = {}
        for side, of in (("s", self.suppliers), ("d", self.desks)):
            found |= {(side, number): each.away for number, each in enumerate(of) if each.away}
        return found


@dataclass(frozen=True, slots=True)
class Choice:
    """Who meets whom. turns: meeting → the supplier's how-manieth it is. moved: first meetings moved for others' sake.

    rescued: suppliers who have a first meeting only because others were moved.
    """

    turns: dict[Pair, int]
    moved: int = 0
    rescued: tuple[int, ...] = ()

    @property
    def pairs(self) -> list[Pair]:
        return sorted(self.turns)


@dataclass(frozen=True, slots=True)
class Spread:
    """How meetings and wishes are spread; counts and shares of those who take part (limit above 0).

    gini: of the suppliers' numbers of meetings, 0 all the same, towards 1 a few have all.
    """

    meetings: int
    suppliers: int
    suppliers_meeting: int
    desks: int
    desks_meeting: int
    least: int
    most: int
    gini: float
    wishes: int
    wishes_met: int
    first_wishes: int
    first_wishes_met: int
    desk_wishes: int
    desk_wishes_met: int
    mutual: int
    mutual_met: int
    idle: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The whole answer: who, when, what could not be placed and why, who goes without and why, how it is spread."""

    choice: Choice
    table: Timetable
    unplaced: dict[Pair, Why]
    without: dict[int, Why]
    empty_desks: tuple[int, ...]
    short: tuple[Shortage, ...]
    blocking: int
    spread: Spread


class _Orders:
    """Who may meet whom, and in which order each side likes them."""

    def __init__(self, fair: Fair, barred: AbstractSet[Pair]) -> None:
        away = fair.away
        everything = frozenset(range(len(fair.sessions)))
        wished_s = {s for s, _d in fair.supplier_wishes}
        wished_d = {d for _s, d in fair.desk_wishes}
        asked = set(fair.supplier_wishes) | set(fair.desk_wishes)
        fitting = {
            (s, d) for (s, d), fit in fair.fit.items() if fit > 0 and (s not in wished_s or d not in wished_d)
        }
        self.possible = set()
        for pair in (asked | fitting) - set(barred):
            one, other = (everything - away.get(node, frozenset()) for node in nodes(pair))
            if one & other:
                self.possible.add(pair)
        self.of_supplier = self._ranks(fair, fair.supplier_wishes, fair.desk_wishes, 0)
        self.of_desk = self._ranks(fair, fair.desk_wishes, fair.supplier_wishes, 1)

    def _ranks(
        self, fair: Fair, own: Mapping[Pair, int], theirs: Mapping[Pair, int], side: int
    ) -> list[dict[int, int]]:
        """For each participant of the side: the other's number → place in its order, 0 the dearest."""
        lists: list[list[Pair]] = [[] for _ in (fair.suppliers, fair.desks)[side]]
        for pair in self.possible:
            lists[pair[side]].append(pair)
        last = 10**9

        def key(pair: Pair) -> tuple[int, int, float, int]:
            return (
                own.get(pair, last),
                theirs.get(pair, last),
                -round(fair.fit.get(pair, 0.0), 9),
                pair[1 - side],
            )

        return [{pair[1 - side]: place for place, pair in enumerate(sorted(of, key=key))} for of in lists]


def choose(
    fair: Fair,
    *,
    proposing: Proposing = "suppliers",
    first_meeting_for_all: bool = True,
    kept: Mapping[Pair, int] | None = None,
    touched: AbstractSet[Node] | None = None,
    barred: AbstractSet[Pair] = frozenset(),
) -> Choice:
    """Who meets whom, turn by turn. `kept` meetings stand (meeting → turn); `touched` limits new ones to those nodes.

    With `touched` a new meeting has at least one of its sides there: a plan that stands is only changed where it must.

    >>> two = (Participant("a", 2), Participant("b", 2))
    >>> fair = Fair(two, (Participant("A", 2),), (0, 0), supplier_wishes={(0, 0): 1, (1, 0): 1})
    >>> choose(fair).pairs
    [(0, 0), (1, 0)]
    """
    orders = _Orders(fair, fair.barred | barred)
    most_s = _limits(fair.suppliers, len(fair.sessions))
    room = _limits(fair.desks, len(fair.sessions))
    turns: dict[Pair, int] = dict(kept or {})
    for _s, d in turns:
        room[d] -= 1
    moved = 0
    rescued: list[int] = []
    for turn in range(1, max(most_s, default=0) + 1):
        open_s = [
            s
            for s in range(len(fair.suppliers))
            if most_s[s] >= turn and sum(pair[0] == s for pair in turns) < turn
        ]
        allowed = {
            s: [
                d
                for d in sorted(orders.of_supplier[s], key=orders.of_supplier[s].__getitem__)
                if (s, d) not in turns and (touched is None or {("s", s), ("d", d)} & touched)
            ]
            for s in open_s
        }
        won = (_suppliers_propose if proposing == "suppliers" else _desks_propose)(
            allowed, room, orders.of_desk, orders.of_supplier
        )
        if turn == 1 and first_meeting_for_all:
            before = dict(won)
            rescued = _rescue(won, allowed, room, orders.of_desk)
            moved = sum(before[s] != won[s] for s in before)
        for s, d in won.items():
            turns[s, d] = turn
            room[d] -= 1
    return Choice(dict(sorted(turns.items())), moved, tuple(rescued))


def _limits(of: Sequence[Participant], slots: int) -> list[int]:
    return [min(each.most, slots - len(each.away)) for each in of]


Ranks = Sequence[Mapping[int, int]]


def _suppliers_propose(
    allowed: Mapping[int, Sequence[int]], room: Sequence[int], of_desk: Ranks, _of_supplier: Ranks
) -> dict[int, int]:
    """Each supplier at most one desk, each desk at most its room: supplier → desk."""
    held: dict[int, list[int]] = {}
    following = {s: iter(desks) for s, desks in allowed.items()}
    waiting = sorted(allowed, reverse=True)
    while waiting:
        s = waiting.pop()
        for d in following[s]:
            if room[d] <= 0:
                continue
            of = held.setdefault(d, [])
            of.append(s)
            if len(of) <= room[d]:
                break
            worst = max(of, key=of_desk[d].__getitem__)
            of.remove(worst)
            if worst != s:
                waiting.append(worst)
                break
    return {s: d for d, of in held.items() for s in of}


def _desks_propose(
    allowed: Mapping[int, Sequence[int]], room: Sequence[int], of_desk: Ranks, of_supplier: Ranks
) -> dict[int, int]:
    """The same with the desks asking: each asks its dearest until its room is filled."""
    desks: dict[int, list[int]] = {}
    for s, of in allowed.items():
        for d in of:
            desks.setdefault(d, []).append(s)
    following = {d: iter(sorted(of, key=of_desk[d].__getitem__)) for d, of in desks.items()}
    count = dict.fromkeys(desks, 0)
    won: dict[int, int] = {}
    waiting = sorted(desks, reverse=True)
    while waiting:
        d = waiting.pop()
        while count[d] < room[d] and (asked := next(following[d], None)) is not None:
            s, now = asked, won.get(asked)
            if now is not None and of_supplier[s][now] < of_supplier[s][d]:
                continue
            won[s] = d
            count[d] += 1
            if now is not None:
                count[now] -= 1
                if now not in waiting:
                    waiting.append(now)
    return won


def _rescue(
    won: dict[int, int], allowed: Mapping[int, Sequence[int]], room: Sequence[int], of_desk: Ranks
) -> list[int]:
    """Give each supplier who has none a first meeting where others can be moved for it; changes `won`.

    Shortest alternating paths (breadth first, in each supplier's own order): whoever has a meeting keeps one, and of those
    who could be moved the one goes first whom the desk holds least dear.
    """
    rescued = []
    for s in sorted(allowed):
        if s in won:
            continue
        came: dict[int, int] = {}  # desk → the supplier who would take it
        queue: list[int] = [s]
        end: int | None = None
        while queue and end is None:
            following: list[int] = []
            for one in queue:
                for d in allowed[one]:
                    if d in came or room[d] <= 0:
                        continue
                    came[d] = one
                    held = [other for other, desk in won.items() if desk == d]
                    held.sort(key=of_desk[d].__getitem__, reverse=True)
                    if len(held) < room[d]:
                        end = d
                        break
                    following += held
                if end is not None:
                    break
            queue = following
        if end is None:
            continue
        rescued.append(s)
        while end is not None:
            one, had = came[end], won.get(came[end])
            won[one] = end
            end = had
    return rescued


def blocking_pairs(fair: Fair, choice: Choice, *, barred: AbstractSet[Pair] = frozenset()) -> list[Pair]:
    """Pairs that do not meet and would both rather: the supplier in some turn, the desk for that turn.

    The supplier wants the desk in a turn where it has nothing or something less dear; the desk wants it where it has
    room, or holds a meeting of a later turn, or of the same turn with somebody less dear.
    """
    orders = _Orders(fair, fair.barred | barred)
    slots = len(fair.sessions)
    most_s, most_d = _limits(fair.suppliers, slots), _limits(fair.desks, slots)
    of_s: list[dict[int, int]] = [{} for _ in fair.suppliers]  # turn → desk
    of_d: list[list[tuple[int, int]]] = [[] for _ in fair.desks]
    for (s, d), turn in choice.turns.items():
        of_s[s][turn] = d
        of_d[d].append((turn, orders.of_desk[d].get(s, 10**9)))
    found = []
    for s, d in sorted(orders.possible - set(choice.turns)):
        if most_d[d] <= 0:
            continue
        worst = max(of_d[d], default=(0, 0))
        for turn in range(1, most_s[s] + 1):
            now = of_s[s].get(turn)
            if now is not None and orders.of_supplier[s].get(now, 10**9) < orders.of_supplier[s][d]:
                continue
            if len(of_d[d]) < most_d[d] or (turn, orders.of_desk[d][s]) < worst:
                found.append((s, d))
                break
    return found


def allocate(
    fair: Fair,
    *,
    proposing: Proposing = "suppliers",
    first_meeting_for_all: bool = True,
    kept: Mapping[Pair, int] | None = None,
    touched: AbstractSet[Node] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Allocation:
    """Who meets whom and when. `kept` (meeting → slot) stands as it is; with `touched` only those nodes get new meetings.

    `progress(step, round)` is told of each step («choose», «timetable»), for a page that says how it stands.
    """
    stays = dict(kept or {})
    turns = _turns(stays)
    tried: set[Pair] = set()
    unplaced: dict[Pair, Why] = {}
    best: tuple[Choice, Timetable] | None = None
    for again in range(RETRIES + 1):
        if progress:
            progress("choose", again)
        choice = choose(
            fair,
            proposing=proposing,
            first_meeting_for_all=first_meeting_for_all,
            kept=turns,
            touched=touched,
            barred=frozenset(tried),
        )
        if progress:
            progress("timetable", again)
        table = timetable(
            choice.turns, slots=len(fair.sessions), away=fair.away, sessions=fair.sessions, kept=stays
        )
        lost = [*table.apart, *table.left]
        if best is None or len(table.placed) > len(best[1].placed):
            best = choice, table
        if not lost:
            break
        unplaced |= dict.fromkeys(lost, "no_slot")
        tried |= set(lost)
    assert best is not None  # noqa: S101 - the loop ran once
    choice, table = best
    unplaced = {pair: why for pair, why in unplaced.items() if pair not in table.placed}
    met = set(table.placed)
    return Allocation(
        choice=replace(choice, turns={pair: turn for pair, turn in choice.turns.items() if pair in met}),
        table=table,
        unplaced=unplaced,
        without=_without(fair, met, unplaced),
        empty_desks=tuple(
            d for d, each in enumerate(fair.desks) if each.most and not any(pair[1] == d for pair in met)
        ),
        short=table.short,
        blocking=len(blocking_pairs(fair, choice, barred=frozenset(tried))) if touched is None else 0,
        spread=spread(fair, met, idle=table.idle),
    )


def _turns(kept: Iterable[Pair]) -> dict[Pair, int]:
    """Turns of meetings that stand: a supplier's first, second, … in the order of the desks."""
    found: dict[Pair, int] = {}
    counted: dict[int, int] = {}
    for pair in sorted(kept):
        counted[pair[0]] = counted.get(pair[0], 0) + 1
        found[pair] = counted[pair[0]]
    return found


def _without(fair: Fair, met: AbstractSet[Pair], unplaced: Mapping[Pair, Why]) -> dict[int, Why]:
    """Each supplier with a limit above 0 who has no meeting, and the reason."""
    seated = {s for s, _d in met}
    lost = {s for s, _d in unplaced}
    possible = {s for s, _d in _Orders(fair, fair.barred).possible}
    unbarred = {s for s, _d in _Orders(_all_there(fair), fair.barred).possible}
    anyhow = {s for s, _d in _Orders(_all_there(fair), frozenset()).possible}
    found: dict[int, Why] = {}
    for s, each in enumerate(fair.suppliers):
        if s in seated or each.most == 0:
            continue
        if s in lost:
            found[s] = "no_slot"
        elif s in possible:
            found[s] = "full"
        elif s in unbarred:
            found[s] = "no_time"
        elif s in anyhow:
            found[s] = "barred"
        else:
            found[s] = "no_wish"
    return found


def _all_there(fair: Fair) -> Fair:
    """The same fair with everybody there all the time."""
    return replace(
        fair,
        suppliers=tuple(replace(each, away=frozenset()) for each in fair.suppliers),
        desks=tuple(replace(each, away=frozenset()) for each in fair.desks),
    )


def gini(counts: Sequence[int]) -> float:
    """How unevenly meetings are spread.

    >>> gini([2, 2, 2]), gini([0, 0, 3]), gini([])
    (0.0, 0.667, 0.0)
    """
    total, size = sum(counts), len(counts)
    if not total:
        return 0.0
    weighted = sum(place * count for place, count in enumerate(sorted(counts), start=1))
    return round((2 * weighted) / (size * total) - (size + 1) / size, 3)


def spread(fair: Fair, met: AbstractSet[Pair], *, idle: int = 0) -> Spread:
    """The figures of a plan, also of one that was changed by hand."""
    per_s = {s: 0 for s, each in enumerate(fair.suppliers) if each.most}
    per_d = {d: 0 for d, each in enumerate(fair.desks) if each.most}
    for s, d in met:
        per_s[s] = per_s.get(s, 0) + 1
        per_d[d] = per_d.get(d, 0) + 1
    firsts: dict[int, Pair] = {}
    for pair, _rank in sorted(fair.supplier_wishes.items(), key=lambda each: (each[1], each[0])):
        firsts.setdefault(pair[0], pair)
    mutual = set(fair.supplier_wishes) & set(fair.desk_wishes)
    counts = list(per_s.values())
    return Spread(
        meetings=len(met),
        suppliers=len(per_s),
        suppliers_meeting=sum(1 for n in counts if n),
        desks=len(per_d),
        desks_meeting=sum(1 for n in per_d.values() if n),
        least=min(counts, default=0),
        most=max(counts, default=0),
        gini=gini(counts),
        wishes=len(fair.supplier_wishes),
        wishes_met=len(set(fair.supplier_wishes) & met),
        first_wishes=len(firsts),
        first_wishes_met=len(set(firsts.values()) & met),
        desk_wishes=len(fair.desk_wishes),
        desk_wishes_met=len(set(fair.desk_wishes) & met),
        mutual=len(mutual),
        mutual_met=len(mutual & met),
        idle=idle,
    )
