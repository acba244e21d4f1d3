"""The board as a whole, and one figure of it: every part asks the database a fixed number of times, whatever it holds."""

from collections.abc import Callable
from functools import cached_property

from sangsaeng.desk.board.as_of import ModelRow, Scope, models
from sangsaeng.desk.board.figures import Figure, Section, Table
from sangsaeng.desk.board.money import support_section
from sangsaeng.desk.board.outcomes import outcomes_section
from sangsaeng.desk.board.purchases import purchases_section
from sangsaeng.desk.board.rounds import rounds_section
from sangsaeng.desk.board.running import clocks_section
from sangsaeng.desk.board.standing import dates_section, models_section
from sangsaeng.proposals import published


class Board:
    """The sections of a board; each is worked out when it is first asked for."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._made: dict[str, Section | None] = {}

    @cached_property
    def models(self) -> list[ModelRow]:
        return models(self.scope)

    @property
    def target(self) -> int | None:
        """The published target counts real models only."""
        return None if self.scope.demonstration else published.totals().target.count

    def section(self, key: str) -> Section | None:
        """One section; None where this person sees none of that name."""
        make: dict[str, Callable[[], Section | None]] = {
            "models": lambda: models_section(self.models, self.target),
            "dates": lambda: dates_section(self.scope, self.models),
            "support": lambda: support_section(self.scope),
            "clocks": lambda: clocks_section(self.scope),
            "purchases": lambda: purchases_section(self.scope),
            "outcomes": lambda: outcomes_section(self.scope),
            "rounds": lambda: rounds_section(self.scope),
        }
        if key not in self._made:
            self._made[key] = make[key]() if key in make else None
        return self._made[key]

    @property
    def sections(self) -> list[Section]:
        found = [self.section(key) for key in SECTIONS]
        return [section for section in found if section is not None]

    def figure(self, key: str) -> Figure | None:
        """The figure of that name; None where there is none for this person on this day."""
        section = self.section(SECTION_OF.get(key.partition(".")[0], ""))
        if section is None:
            return None
        return next((figure for figure in section.figures() if figure.key == key), None)

    def tables(self) -> list[tuple[Table, list[object]]]:
        """The rows of every sort, whole: what a workbook holds beside the figures."""
        found: dict[str, tuple[Table, dict[int, object]]] = {}
        for section in self.sections:
            for figure in section.figures():
                _table, rows = found.setdefault(figure.table.key, (figure.table, {}))
                for row in figure.rows:
                    rows.setdefault(id(row), row)
        return [(table, list(rows.values())) for table, rows in found.values()]


SECTIONS = ("models", "dates", "support", "clocks", "purchases", "outcomes", "rounds")
# By what a figure's key begins with.
SECTION_OF = {key: key for key in SECTIONS} | {"milestones": "dates"}
