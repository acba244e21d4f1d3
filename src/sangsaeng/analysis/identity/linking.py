"""Names linked to a register: identifiers first, then alias history, equal names, and names that differ explicably.

Who is in doubt refuses: the answer then holds the candidates and why none of them was taken. A link on a name alone is
a proposal (of the firms that left the exchange 2.5 % share a living firm's exact name): it merges nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from sangsaeng.analysis.identity import names as reading
from sangsaeng.analysis.identity.names import Name
from sangsaeng.analysis.identity.numbers import LABELS, Number, read_number
from sangsaeng.analysis.identity.relations import DOUBT, Ends, relation

#: Below this score a link is refused, and so is one whose second candidate is nearer than the margin.
THRESHOLD, MARGIN = 0.80, 0.05
BY_NUMBER, BY_ALIAS, SAME, FOLDED, LOOSE = 1.0, 0.97, 0.975, 0.96, 0.95
#: How many register names are looked at closely for one name, and how many candidates an answer holds.
NEAR, SHOWN = 15, 5
_CHUNK = 256


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One firm of the register; `aliases` are its former and other names."""

    id: str
    name: str
    number: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    id: str
    name: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Link:
    """What a name was linked to (None: refused), how sure, and why, in one Korean clause.

    `score` of a refusal is that of its best candidate. `number_problem` says what is wrong with the number given.
    """

    name: str
    match: str | None
    score: float
    why: str
    candidates: tuple[Candidate, ...] = ()
    number_problem: str = ""


@dataclass(slots=True)
class Forms:
    """Form of a name → the rows that bear it."""

    plain: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    folded: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    loose: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: Name, place: int) -> None:
        for table, forms in (
            (self.plain, (name.plain,)),
            (self.folded, (name.folded, *name.others)),
            (self.loose, (name.loose,)),
        ):
            for form in forms:
                if form and place not in table[form]:
                    table[form].append(place)


class Register:
    """A register of firms, ready to be asked: `Register.build(rows).link("㈜한빛전자")`."""

    def __init__(self, rows: Sequence[RegisterRow]) -> None:
        self.rows = list(rows)
        self.names = [_read(row.name) for row in self.rows]
        self.problems: dict[str, str] = {}
        self.now, self.then = Forms(), Forms()
        self.numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.number_of: dict[int, Number] = {}
        for place, (row, name) in enumerate(zip(self.rows, self.names, strict=True)):
            self.now.add(name, place)
            for alias in (*row.aliases, name.former):
                if alias and not (read := _read(alias)).is_empty:
                    self.then.add(read, place)
            self._keep_number(row, place)
        self._shorts = [name.short for name in self.names]
        self._ends = Ends(self._shorts)

    @classmethod
    def build(cls, rows: Iterable[RegisterRow]) -> Register:
        """The register of these rows; a number with a wrong check digit is left out and named in `problems` by id."""
        return cls(list(rows))

    def _keep_number(self, row: RegisterRow, place: int) -> None:
        number = read_number(row.number)
        if number is None:
            return
        if number.problem:
            self.problems[row.id] = number.problem
            return
        self.numbers[(number.kind, number.digits)].append(place)
        self.number_of[place] = number

    def link(self, name: str, number: str | None = None, *, taken: frozenset[str] = frozenset()) -> Link:
        """The firm of this name or number, or a refusal with its reason.

        taken: ids that another name of the same list is exactly; they are proposed, never taken, on likeness alone.
        """
        return self.link_all([(name, number or "")], taken=taken)[0]

    def link_all(
        self, asked: Sequence[tuple[str, str]], *, taken: frozenset[str] = frozenset()
    ) -> list[Link]:
        """Each (name, number) linked; names that are equal to one firm's first, so that likeness does not take it."""
        read = [_read(name) for name, _ in asked]
        sure = [self._sure(name, number) for name, (_, number) in zip(read, asked, strict=True)]
        also = {link.match for link in sure if link is not None and link.match is not None}
        held = taken | {match for match in also if match is not None}
        left = [place for place, link in enumerate(sure) if link is None]
        near = self.near([read[place] for place in left])
        for place, candidates in zip(left, near, strict=True):
            sure[place] = self._likely(read[place], asked[place][1], candidates, held)
        return [link for link in sure if link is not None]

    def _sure(self, name: Name, text: str) -> Link | None:
        """By number, alias or an equal name; a refusal where these contradict each other; None to look for likeness."""
        number = read_number(text)
        problem = number.problem if number else ""
        usable = number if number and not problem else None
        if usable:
            found = self.numbers.get((usable.kind, usable.digits), [])
            if len(found) == 1:
                return self._by_number(name, usable, found[0])
            if found:
                return self._refusal(name, found, BY_NUMBER, f"같은 등록번호가 {_count(len(found))}")
        if name.too_long:
            return Link(name.given, None, 0.0, f"이름이 {reading.MAX_CHARS}자를 넘음", (), problem)
        if name.is_empty:
            return Link(name.given, None, 0.0, "이름에 읽을 글자가 없음", (), problem)
        return self._equal(name, usable, problem)

    def _by_number(self, name: Name, number: Number, place: int) -> Link:
        row, kept = self.rows[place], self.names[place]
        alike = name.is_empty or kept.loose == name.loose or relation(name, kept) is not None
        why = "등록번호 일치" if alike else f"등록번호 일치(이름은 다름: {kept.given[:40]})"
        return Link(
            name.given, row.id, BY_NUMBER, why, (Candidate(row.id, row.name, BY_NUMBER, LABELS[number.kind]),)
        )

    def _equal(self, name: Name, number: Number | None, problem: str) -> Link | None:
        steps = (
            (self.now.plain, (name.plain,), SAME),
            (self.now.folded, (name.folded, *name.others), FOLDED),
            (self.then.folded, (name.folded,), BY_ALIAS),
            (self.now.loose, (name.loose,), LOOSE),
            (self.then.loose, (name.loose,), LOOSE),
        )
        for table, forms, score in steps:
            found = list(dict.fromkeys(place for form in forms for place in table.get(form, ())))
            if not found and table is self.now.folded and name.former:
                found = list(self.now.folded.get(_read(name.former).folded, ()))
            if not found:
                continue
            if len(found) > 1:
                return self._refusal(name, found, score, f"같은 이름이 {_count(len(found))}", problem)
            row = self.rows[found[0]]
            other = self.number_of.get(found[0])
            if number and other and other.kind == number.kind and other.digits != number.digits:
                why = f"이름은 같으나 {LABELS[number.kind]}가 다름: {other.written}"
                return self._refusal(name, found, score, why, problem)
            why = self.why_equal(name, self.names[found[0]], score)
            return Link(name.given, row.id, score, why, (Candidate(row.id, row.name, score, why),), problem)
        return None

    def why_equal(self, name: Name, kept: Name, score: float) -> str:
        if score == BY_ALIAS or name.loose != kept.loose:
            return f"옛 이름·다른 이름으로 알려짐: {name.given[:40]}→{kept.given[:40]}"
        if score == LOOSE:
            return f"외래어·줄임 표기만 다름: {name.given[:40]}→{kept.given[:40]}"
        if score == FOLDED:
            return _script(name, kept)
        if name.given == kept.given:
            return "이름이 같음"
        bare, other = reading.strip_form(name.given), reading.strip_form(kept.given)
        if bare == other:
            return "법인 표기만 다름"
        if "".join(bare.split()) == "".join(other.split()):
            return "띄어쓰기만 다름"
        return "대소문자·기호만 다름"

    def _refusal(self, name: Name, places: Sequence[int], score: float, why: str, problem: str = "") -> Link:
        shown = [self.rows[place] for place in places[:SHOWN]]
        listed = ", ".join(f"{row.id} {row.name[:40]}" for row in shown)
        candidates = tuple(Candidate(row.id, row.name, score, why) for row in shown)
        return Link(name.given, None, score, f"{why}: {listed}", candidates, problem)

    def near(self, asked: Sequence[Name]) -> list[list[int]]:
        """For each name the places of the register names nearest by letters, the blocking stage."""
        found: list[list[int]] = []
        if not self._shorts:
            return [[] for _ in asked]
        import numpy as np

        for start in range(0, len(asked), _CHUNK):
            part = [name.short for name in asked[start : start + _CHUNK]]
            scores = process.cdist(part, self._shorts, scorer=fuzz.ratio, score_cutoff=40, dtype=np.uint8)
            many = min(NEAR, len(self._shorts))
            places = np.argpartition(scores, -many, axis=1)[:, -many:]
            for row, nearest in zip(scores, places, strict=True):
                found.append([int(place) for place in nearest if row[place]])
        return found

    def _likely(self, name: Name, text: str, places: Sequence[int], held: frozenset[str]) -> Link:
        number = read_number(text)
        problem = number.problem if number else ""
        usable = number if number and not problem else None
        candidates = sorted(
            (c for place in places if (c := self.candidate(name, place, usable, held)) is not None),
            key=lambda c: (-c.score, c.id),
        )[:SHOWN]
        if not candidates:
            return Link(name.given, None, 0.0, "비슷한 이름 없음", (), problem)
        best = candidates[0]
        kept = tuple(candidates)
        if best.score < THRESHOLD:
            why = f"비슷하지만 확인 필요: {best.name[:40]} ({best.why})"
            return Link(name.given, None, best.score, why, kept, problem)
        second = candidates[1] if len(candidates) > 1 else None
        if second and best.score - second.score < MARGIN:
            why = f"비슷한 이름이 둘: {best.id} {best.name[:40]}, {second.id} {second.name[:40]}"
            return Link(name.given, None, best.score, why, kept, problem)
        return Link(name.given, best.id, best.score, best.why, kept, problem)

    def candidate(
        self, name: Name, place: int, number: Number | None, held: frozenset[str], *, sharers: int = 1
    ) -> Candidate | None:
        """What likeness says of a name and one row; sharers: how many names that share a part are no doubt."""
        row, kept = self.rows[place], self.names[place]
        found = relation(name, kept)
        if found is None:
            return None
        score, why = found.score, found.why
        if found.core:
            sharing = (self._ends.ending if found.at_end else self._ends.starting)(found.core)
            if sharing > sharers:
                score, why = score - DOUBT, f"{why}; 같은 말을 쓰는 기업이 {sharing}곳"
        if row.id in held:
            score, why = score - DOUBT, f"{why}; 목록의 다른 이름이 이 기업과 같음"
        other = self.number_of.get(place)
        if number and other and other.kind == number.kind:
            score, why = score - DOUBT, f"{why}; {LABELS[number.kind]}가 다름"
        return Candidate(row.id, row.name, round(max(score, 0.0), 3), why)


@lru_cache(maxsize=50_000)
def _read(name: str) -> Name:
    return reading.read(name[: 4 * reading.MAX_CHARS + 1])


def _count(many: int) -> str:
    return {2: "둘", 3: "셋", 4: "넷"}.get(many, f"{many}곳")


def _script(name: Name, kept: Name) -> str:
    """Which letters were read alike: «로마자 표기: LG→엘지», or the spelling where both are in Hangul."""
    import re

    for one, other in ((name, kept), (kept, name)):
        run = re.search(r"[A-Za-z][A-Za-z&+ ]*[A-Za-z]|[A-Za-z]", reading.strip_form(one.given))
        if run and not re.search(re.escape(run.group()), other.given, re.IGNORECASE):
            return f"로마자 표기: {run.group()}→{reading.folded(run.group())}"
    return f"소리가 같은 표기: {name.given[:40]}→{kept.given[:40]}"
