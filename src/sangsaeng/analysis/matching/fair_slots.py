"""When the chosen meetings of a fair take place: nobody twice in one slot, a desk one meeting a slot, few idle slots.

Where nobody is away this always works: meetings are the edges of a bipartite graph, slots its colours, and a bipartite
graph whose busiest participant has no more meetings than there are slots has such a colouring (Kőnig 1916). It is made
by alternating chains: give a meeting a slot free at both sides; where there is none, swap two slots along a chain.

Absences make the problem hard (a colouring from lists): chains are tried first, and where they do not reach, HiGHS places
as many meetings as can be placed, on one thread with a fixed seed and a limit of nodes, so that the same input gives the
same answer. Idle slots between two meetings of one participant are then taken out by swapping two slots along a chain,
for as long as a swap helps: few, not proven the fewest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

Pair = tuple[int, int]
#: A participant of the timetable: ("s", number) or ("d", number).
Node = tuple[str, int]
#: Branching stops here with the best answer so far: a count of nodes, not of seconds.
MOST_NODES = 500
#: What an idle slot of a supplier counts beside one at a desk: people who travelled wait longer than those at their desk.
SUPPLIER_WAIT, DESK_WAIT = 2, 1
#: Rounds of swaps; each only ever lowers the waiting.
MOST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of the fair's day; slots of one session follow each other without a break."""

    start: datetime
    end: datetime
    session: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A participant who has more meetings than slots in which he is there."""

    node: Node
    meetings: int
    free: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """placed: meeting → slot. apart: meetings whose two sides are never there in the same slot. left: other meetings
    without a slot. short: who has more meetings than free slots. proven: no timetable could place more meetings.
    idle: slots that suppliers and desks wait between two meetings of one session.
    """

    placed: dict[Pair, int]
    apart: tuple[Pair, ...] = ()
    left: tuple[Pair, ...] = ()
    short: tuple[Shortage, ...] = ()
    proven: bool = True
    idle: int = 0

    @property
    def complete(self) -> bool:
        return not self.apart and not self.left


def make_slots(
    days: Iterable[tuple[datetime, datetime]],
    *,
    minutes: int,
    pause: int = 0,
    breaks: Iterable[tuple[datetime, datetime]] = (),
) -> tuple[Slot, ...]:
    """The slots of each day from its start to its end, `pause` minutes apart; none reaches into a break.

    A break or a new day begins a new session. Raises ValueError for a length below one minute or a negative pause.

    >>> nine = datetime(2026, 11, 30, 9)
    >>> noon = (nine.replace(hour=10), nine.replace(hour=11))
    >>> [(s.start.hour, s.start.minute, s.session) for s in
    ...  make_slots([(nine, nine.replace(hour=12))], minutes=25, pause=5, breaks=[noon])]
    [(9, 0, 0), (9, 30, 0), (11, 0, 1), (11, 30, 1)]
    """
    if minutes < 1 or pause < 0:
        raise ValueError("a slot lasts a minute at least, and a pause is not negative")
    found: list[Slot] = []
    session = -1
    for opens, closes in sorted(days):
        session += 1
        at, rest = opens, sorted(b for b in breaks if b[1] > opens and b[0] < closes)
        while (end := at + timedelta(minutes=minutes)) <= closes:
            hit = next((b for b in rest if b[0] < end and b[1] > at), None)
            if hit is not None:
                at = max(at, hit[1])
                session += 1
                continue
            found.append(Slot(at, end, session))
            at = end + timedelta(minutes=pause)
    # A break before the first slot of a day made a number that no slot has: count them anew.
    numbers = {old: new for new, old in enumerate(sorted({slot.session for slot in found}))}
    return tuple(Slot(slot.start, slot.end, numbers[slot.session]) for slot in found)


@dataclass
class _Board:
    """Slots given so far: `at[node][slot]` is the meeting there; `away` the slots in which a node is not to be had."""

    slots: int
    away: Mapping[Node, frozenset[int]]
    at: dict[Node, dict[int, Pair]] = field(default_factory=dict)
    slot_of: dict[Pair, int] = field(default_factory=dict)

    def free(self, node: Node) -> list[int]:
        taken, away = self.at.get(node, {}), self.away.get(node, frozenset())
        return [t for t in range(self.slots) if t not in taken and t not in away]

    def put(self, pair: Pair, slot: int) -> None:
        self.slot_of[pair] = slot
        for node in nodes(pair):
            self.at.setdefault(node, {})[slot] = pair

    def take(self, pair: Pair) -> None:
        slot = self.slot_of.pop(pair)
        for node in nodes(pair):
            del self.at[node][slot]

    def chain(self, start: Node, a: int, b: int) -> list[Pair] | None:
        """The meetings from `start` that alternate between slots a and b; None where one on the way is away in either."""
        found: list[Pair] = []
        node, slot = start, a
        while (pair := self.at.get(node, {}).get(slot)) is not None:
            found.append(pair)
            first, second = nodes(pair)
            node = second if node == first else first
            if {a, b} & self.away.get(node, frozenset()):
                return None
            slot = b if slot == a else a
        return found

    def swap(self, chain: Sequence[Pair], a: int, b: int) -> None:
        moved = {pair: b if self.slot_of[pair] == a else a for pair in chain}
        for pair in chain:
            self.take(pair)
        for pair, slot in moved.items():
            self.put(pair, slot)


def nodes(pair: Pair) -> tuple[Node, Node]:
    """The two sides of a meeting."""
    return ("s", pair[0]), ("d", pair[1])


def timetable(
    pairs: Iterable[Pair],
    *,
    slots: int,
    away: Mapping[Node, frozenset[int]] | None = None,
    sessions: Sequence[int] = (),
    kept: Mapping[Pair, int] | None = None,
) -> Timetable:
    """A slot for each meeting; `kept` ones stay where they are and are not moved.

    pairs: (supplier, desk), each once. away: slots in which a participant is not there. sessions: the session of each
    slot (empty: all one). A meeting that no slot holds is left out and named, with the participants who are short.

    >>> timetable([(0, 0), (0, 1), (1, 0)], slots=2).placed
    {(0, 0): 0, (0, 1): 1, (1, 0): 1}
    >>> timetable([(0, 0), (1, 0)], slots=2, away={("d", 0): frozenset({1})}).short
    (Shortage(node=('d', 0), meetings=2, free=1),)
    """
    stays = dict(kept or {})
    gone = dict(away or {})
    for pair, slot in stays.items():
        for node in nodes(pair):
            gone[node] = gone.get(node, frozenset()) | {slot}
    wanted = sorted(set(pairs) - set(stays))
    board = _Board(slots, gone)
    common = {pair: _common(board, pair) for pair in wanted}
    apart = tuple(pair for pair in wanted if not common[pair])
    rest = [pair for pair in wanted if common[pair]]
    for pair in sorted(rest, key=lambda pair: (len(common[pair]), pair)):
        _place(board, pair)
    missing = [pair for pair in rest if pair not in board.slot_of]
    proven = True
    if missing:
        found, proven = _solve(rest, common)
        if len(found) > len(board.slot_of):
            board = _Board(slots, gone)
            for pair, slot in found.items():
                board.put(pair, slot)
        missing = [pair for pair in rest if pair not in board.slot_of]
    order = list(sessions) or [0] * slots
    _close_gaps(board, order, stays)
    placed = {**board.slot_of, **stays}
    return Timetable(
        placed=dict(sorted(placed.items())),
        apart=apart,
        left=tuple(missing),
        short=_short(rest, board),
        proven=proven or not missing,
        idle=_idle_of_all(placed, order),
    )


def _common(board: _Board, pair: Pair) -> list[int]:
    first, second = nodes(pair)
    other = set(board.free(second))
    return [slot for slot in board.free(first) if slot in other]


def _short(pairs: Sequence[Pair], board: _Board) -> tuple[Shortage, ...]:
    counted: dict[Node, int] = {}
    for pair in pairs:
        for node in nodes(pair):
            counted[node] = counted.get(node, 0) + 1
    found = []
    for node, meetings in sorted(counted.items()):
        free = board.slots - len(board.away.get(node, frozenset()))
        if meetings > free:
            found.append(Shortage(node, meetings, free))
    return tuple(found)


def _place(board: _Board, pair: Pair) -> bool:
    """Give a meeting the first slot free at both sides; else swap two slots along a chain that begins at the desk."""
    supplier, desk = nodes(pair)
    if both := _common(board, pair):
        board.put(pair, both[0])
        return True
    for a in board.free(supplier):
        for b in board.free(desk):
            # a is free at the supplier and taken at the desk: after the swap the desk is free in a.
            if a in board.away.get(desk, frozenset()):
                continue
            chain = board.chain(desk, a, b)
            if chain is not None and all(supplier not in nodes(other) for other in chain):
                board.swap(chain, a, b)
                board.put(pair, a)
                return True
    return False


def _solve(pairs: Sequence[Pair], common: Mapping[Pair, list[int]]) -> tuple[dict[Pair, int], bool]:
    """As many of the meetings as can be placed, and whether that was proven."""
    import highspy

    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),
        ("mip_max_nodes", MOST_NODES),
    ):
        highs.setOptionValue(option, value)
    columns = [(pair, slot) for pair in pairs for slot in common[pair]]
    count = len(columns)
    highs.addVars(count, np.zeros(count), np.ones(count))
    numbers = np.arange(count, dtype=np.int32)
    # Each meeting counts one; earlier slots weigh a trifle more, so that ties fall to the morning.
    worth = np.array([1.0 - slot / 1e4 for _pair, slot in columns])
    highs.changeColsCost(count, numbers, worth)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    highs.changeColsIntegrality(count, numbers, np.full(count, highspy.HighsVarType.kInteger))
    rows: dict[Any, list[int]] = {}
    for number, (pair, slot) in enumerate(columns):
        rows.setdefault(pair, []).append(number)
        for node in nodes(pair):
            rows.setdefault((node, slot), []).append(number)
    for of in rows.values():
        if len(of) > 1:
            highs.addRow(-highspy.kHighsInf, 1.0, len(of), np.asarray(of, np.int32), np.ones(len(of)))
    highs.run()
    proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    values = np.asarray(highs.getSolution().col_value)
    if len(values) != count:
        return {}, False
    found = {pair: slot for value, (pair, slot) in zip(values, columns, strict=True) if value > 0.5}
    return found, proven


def idle(taken: Iterable[int], sessions: Sequence[int]) -> int:
    """Slots without a meeting between the first and the last of each session.

    >>> idle([0, 2, 5], [0, 0, 0, 1, 1, 1])
    1
    """
    ends: dict[int, list[int]] = {}
    for slot in taken:
        ends.setdefault(sessions[slot], []).append(slot)
    return sum(max(of) - min(of) + 1 - len(of) for of in ends.values())


def _by_node(placed: Mapping[Pair, int]) -> dict[Node, set[int]]:
    found: dict[Node, set[int]] = {}
    for pair, slot in placed.items():
        for node in nodes(pair):
            found.setdefault(node, set()).add(slot)
    return found


def _idle_of_all(placed: Mapping[Pair, int], sessions: Sequence[int]) -> int:
    return sum(idle(of, sessions) for of in _by_node(placed).values())


def _close_gaps(board: _Board, sessions: Sequence[int], kept: Mapping[Pair, int]) -> None:
    """Swap two slots along a chain wherever that lowers the waiting, weighted; stop when nothing helps any more."""
    taken = _by_node({**board.slot_of, **kept})

    def cost(node: Node, of: set[int]) -> int:
        return (SUPPLIER_WAIT if node[0] == "s" else DESK_WAIT) * idle(of, sessions)

    for _round in range(MOST_ROUNDS):
        better = False
        for a in range(board.slots):
            for b in range(a + 1, board.slots):
                for chain in _components(board, a, b):
                    ends: dict[Node, set[int]] = {}
                    for pair in chain:
                        slot = board.slot_of[pair]
                        for node in nodes(pair):  # a node inside the chain holds both slots before and after
                            ends[node] = ends.get(node, set()) ^ {slot}
                    changed = {node: taken[node] ^ {a, b} for node, of in ends.items() if len(of) == 1}
                    gain = sum(cost(node, taken[node]) - cost(node, of) for node, of in changed.items())
                    if gain > 0:
                        board.swap(chain, a, b)
                        taken.update(changed)
                        better = True
        if not better:
            return


def _components(board: _Board, a: int, b: int) -> list[list[Pair]]:
    """The chains of slots a and b that may be swapped: paths, whose two ends hold one of the slots only."""
    found: list[list[Pair]] = []
    seen: set[Pair] = set()
    for node in sorted(board.at):
        here = board.at[node]
        if (a in here) == (b in here):
            continue
        slot = a if a in here else b
        if here[slot] in seen:
            continue
        if {a, b} & board.away.get(node, frozenset()):
            continue
        chain = board.chain(node, slot, b if slot == a else a)
        if chain:
            seen.update(chain)
            found.append(chain)
    return found
