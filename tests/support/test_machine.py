"""The ledger driven through random orders of its verbs: what is accepted agrees with books of the test's own, what is
refused leaves no trace, the books balance, no account is overdrawn on any day, and no entry ever changes."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.proposals.world import World
from tests.support.test_actions import open_programme, today

from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event
from sangsaeng.support import actions, invariants
from sangsaeng.support.models import Commitment, Entry, Programme

UNIT = 100_000_000
LIMIT = 20 * UNIT  # of a model's grants, as published
BUDGET, CAP, FIRM_CAP = 30 * UNIT, 18 * UNIT, 25 * UNIT
amount = st.integers(1, 22).map(lambda n: n * UNIT)
small = st.integers(1, 12).map(lambda n: n * UNIT)
nth = st.integers(0, 7)
back = st.sampled_from((0, 0, 0, 0, 1, 4, 9))  # days that the movement lies back
INNER = (
    "committed",
    "contracted",
    "disbursed",
    "clawback_due",
    "returned",
    "cash",
    "kind",
    "paid cash",
    "paid kind",
)


class Setting:
    """Two models of one supplier, a firm without a model, and three programmes: grants of two years, and a loan."""

    def __init__(self) -> None:
        self.world = World()
        self.agency = self.world["agency"]
        self.models = [self.world.model("approve") for _ in range(2)]
        past = today() - timedelta(days=30)
        terms: dict[str, Any] = {
            "appropriated_on": past,
            "cap_per_model_krw": CAP,
            "cap_per_firm_krw": FIRM_CAP,
        }
        self.programmes = [
            open_programme(self.world, "D-1", year=2025, budget_krw=BUDGET, ratio_pct=75, **terms),
            open_programme(self.world, "D-2", year=2026, budget_krw=BUDGET, **terms),
            open_programme(self.world, "D-3", "loan", for_firms=True, cap_per_firm_krw=FIRM_CAP),
        ]


class Ledger(RuleBasedStateMachine):
    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.available = [BUDGET, BUDGET, None]
        self.commitments: list[Commitment] = []
        self.books: list[dict[str, int]] = []
        self.live: list[bool] = []
        self.entries: list[tuple[Any, ...]] = list(Entry.objects.order_by("pk").values_list())
        self.frame = transaction.atomic()
        self.frame.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    # -- the test's own books --------------------------------------------------------------------------
    def held(self, n: int) -> int:
        return sum(self.books[n][each] for each in INNER[:5])

    def committed(self, **which: Any) -> int:
        return sum(
            self.held(n)
            for n, each in enumerate(self.commitments)
            if all(getattr(each, name) == value for name, value in which.items())
        )

    def room(self, programme: int, model: WinWinModel | None, firm: Organisation) -> int:
        """What may still be committed, worked out from the test's books."""
        row = self.setting.programmes[programme]
        ceilings = [FIRM_CAP - self.committed(programme_id=row.pk, recipient_id=firm.pk)]
        if self.available[programme] is not None:
            ceilings.append(self.available[programme])  # type: ignore[arg-type]
        if model is not None and row.kind == "grant":
            ceilings.append(CAP - self.committed(programme_id=row.pk, model_id=model.pk))
            ceilings.append(LIMIT - self.committed(kind="grant", model_id=model.pk))
        return min(ceilings)

    def put(self, programme: int, amount: int) -> None:
        if self.available[programme] is not None:
            self.available[programme] += amount  # type: ignore[operator]

    def programme_of(self, n: int) -> int:
        return [each.pk for each in self.setting.programmes].index(self.commitments[n].programme_id)

    def attempt(self, act: Callable[[], Any], *, may: bool, days: int = 0) -> Any:
        """Do it; with today's date it is accepted exactly where `may`, with an earlier one only there."""
        events, entries = Event.objects.count(), Entry.objects.count()
        try:
            with transaction.atomic():
                done = act()
        except ValidationError:
            assert not may or days, "refused what there is room for"
            assert (Event.objects.count(), Entry.objects.count()) == (events, entries)
            return None
        assert may, "accepted what there is no room for"
        assert Event.objects.count() > events
        return done

    def move(self, n: int, verb: str, source: str, target: str, amount: int, days: int, **more: Any) -> None:
        """One verb that moves between two accounts of the commitment's books."""
        n %= len(self.commitments)
        late = verb in ("give_back", "claw_back", "recover")
        may = self.books[n][source] >= amount and (self.live[n] or late)
        given = {
            "actor": self.setting.agency,
            "commitment": self.commitments[n],
            "on": self.day(days),
            **more,
        }
        if self.attempt(lambda: getattr(actions, verb)(amount_krw=amount, **given), may=may, days=days):
            self.books[n][source] -= amount
            self.books[n][target] += amount

    def day(self, days: int) -> date:
        return today() - timedelta(days=days)

    # -- rules -----------------------------------------------------------------------------------------
    @rule(programme=st.integers(0, 2), which=st.integers(0, 2), amount=amount, days=back)
    def commit(self, programme: int, which: int, amount: int, days: int) -> None:
        row = self.setting.programmes[programme]
        model = self.setting.models[which] if which < 2 else None
        firm = model.supplier if model else self.setting.world.other_supplier
        may = (model is not None or programme == 2) and amount <= self.room(programme, model, firm)
        made = self.attempt(
            lambda: actions.commit(
                actor=self.setting.agency,
                programme=row,
                model=model,
                recipient=None if model else firm,
                amount_krw=amount,
                reason="확정",
                on=self.day(days),
            ),
            may=may,
            days=days,
        )
        if made:
            self.put(programme, -amount)
            self.commitments.append(made)
            self.books.append(defaultdict(int, committed=amount))
            self.live.append(True)

    @precondition(lambda self: self.commitments)
    @rule(n=nth, amount=small, cash=st.integers(0, 5), kind=st.integers(0, 5), days=back)
    def contract(self, n: int, amount: int, cash: int, kind: int, days: int) -> None:
        n %= len(self.commitments)
        books = self.books[n]
        public = amount + sum(books[each] for each in INNER[1:5])
        private = (cash + kind) * UNIT + sum(books[each] for each in INNER[5:])
        shared = self.programme_of(n) != 0 or public * 100 <= 75 * (public + private)
        may = self.live[n] and books["committed"] >= amount and shared
        made = self.attempt(
            lambda: actions.contract(
                actor=self.setting.agency,
                commitment=self.commitments[n],
                amount_krw=amount,
                on=self.day(days),
                agreement_number=f"협약-{n}",
                matching_cash_krw=cash * UNIT or None,
                matching_in_kind_krw=kind * UNIT or None,
            ),
            may=may,
            days=days,
        )
        if made:
            books["committed"] -= amount
            books["contracted"] += amount
            books["cash"] += cash * UNIT
            books["kind"] += kind * UNIT

    @precondition(lambda self: self.commitments)
    @rule(n=nth, amount=small, days=back)
    def disburse(self, n: int, amount: int, days: int) -> None:
        self.move(n, "disburse", "contracted", "disbursed", amount, days)

    @precondition(lambda self: self.commitments)
    @rule(n=nth, amount=small, in_kind=st.booleans(), days=back)
    def pay_matching(self, n: int, amount: int, in_kind: bool, days: int) -> None:
        what = "kind" if in_kind else "cash"
        self.move(n, "pay_matching", what, f"paid {what}", amount, days, in_kind=in_kind)

    @precondition(lambda self: self.commitments)
    @rule(n=nth, amount=small, days=back)
    def give_back(self, n: int, amount: int, days: int) -> None:
        self.move(n, "give_back", "disbursed", "returned", amount, days, reason="반납")

    @precondition(lambda self: self.commitments)
    @rule(n=nth, amount=small, days=back)
    def claw_back(self, n: int, amount: int, days: int) -> None:
        self.move(n, "claw_back", "disbursed", "clawback_due", amount, days, reason="환수")

    @precondition(lambda self: self.commitments)
    @rule(n=nth, amount=small, days=back)
    def recover(self, n: int, amount: int, days: int) -> None:
        self.move(n, "recover", "clawback_due", "returned", amount, days)

    @precondition(lambda self: self.commitments)
    @rule(n=nth, amount=small)
    def release(self, n: int, amount: int) -> None:
        n %= len(self.commitments)
        books = self.books[n]
        made = self.attempt(
            lambda: actions.release(
                actor=self.setting.agency, commitment=self.commitments[n], amount_krw=amount, reason="축소"
            ),
            may=self.live[n] and books["committed"] + books["contracted"] >= amount,
        )
        if made:
            first = min(books["committed"], amount)
            books["committed"] -= first
            books["contracted"] -= amount - first
            self.put(self.programme_of(n), amount)

    @precondition(lambda self: self.commitments)
    @rule(n=nth)
    def cancel(self, n: int) -> None:
        n %= len(self.commitments)
        made = self.attempt(
            lambda: actions.cancel(actor=self.setting.agency, commitment=self.commitments[n], reason="취소"),
            may=self.live[n],
        )
        if made:
            self.let_go(n)

    def let_go(self, n: int) -> None:
        books, self.live[n] = self.books[n], False
        self.put(self.programme_of(n), books["committed"] + books["contracted"])
        books["committed"] = books["contracted"] = books["cash"] = books["kind"] = 0

    @rule(programme=st.integers(0, 1), amount=small, days=back)
    def reduce(self, programme: int, amount: int, days: int) -> None:
        given = {"programme": self.setting.programmes[programme], "reason": "감액", "on": self.day(days)}
        if self.attempt(
            lambda: actions.reduce(actor=self.setting.agency, amount_krw=amount, **given),  # type: ignore[arg-type]
            may=amount <= (self.available[programme] or 0),
            days=days,
        ):
            self.put(programme, -amount)

    @rule(programme=st.integers(0, 1), amount=small)
    def appropriate(self, programme: int, amount: int) -> None:
        row = self.setting.programmes[programme]
        self.attempt(
            lambda: actions.appropriate(
                actor=self.setting.agency, programme=row, amount_krw=amount, reason="추경"
            ),
            may=True,
        )
        self.put(programme, amount)

    @rule(amount=small, days=back)
    def carry_over(self, amount: int, days: int) -> None:
        source, target, _loan = self.setting.programmes
        given = {"source": source, "target": target, "reason": "이월", "on": self.day(days)}
        if self.attempt(
            lambda: actions.carry_over(actor=self.setting.agency, amount_krw=amount, **given),  # type: ignore[arg-type]
            may=amount <= (self.available[0] or 0),
            days=days,
        ):
            self.put(0, -amount)
            self.put(1, amount)

    @rule(n=st.integers(0, 60))
    def correct(self, n: int) -> None:
        """Any entry at all; the books are read anew afterwards, and the invariants say whether that was right."""
        entries = list(Entry.objects.select_related("commitment").order_by("pk"))
        entry = entries[n % len(entries)]
        try:
            with transaction.atomic():
                counter = actions.correct(actor=self.setting.agency, entry=entry, reason="잘못 적음")
        except ValidationError:
            return
        assert (counter.from_account, counter.to_account) == (entry.to_account, entry.from_account)
        assert (counter.amount_krw, counter.reverses_id) == (entry.amount_krw, entry.pk)
        for each in Entry.objects.filter(pk__gte=counter.pk):
            self.apply(each)
        for place, commitment in enumerate(self.commitments):
            commitment.refresh_from_db()
            self.live[place] = commitment.cancelled_at is None

    def apply(self, entry: Entry) -> None:
        """An entry's two sides, in the test's books."""
        sides = (
            (entry.from_account, entry.from_programme_id, -1),
            (entry.to_account, entry.to_programme_id, 1),
        )
        of_kind = "kind" if entry.in_kind else "cash"
        names = {"matching_promised": of_kind, "matching_paid": f"paid {of_kind}"}
        for account, programme, sign in sides:
            if account == "available":
                place = [each.pk for each in self.setting.programmes].index(programme)
                self.put(place, sign * entry.amount_krw)
            elif account not in ("source", "parties"):
                n = [each.pk for each in self.commitments].index(entry.commitment_id)
                self.books[n][names.get(account, account)] += sign * entry.amount_krw

    # -- what always holds -----------------------------------------------------------------------------
    @invariant()
    def the_ledger_is_sound(self) -> None:
        assert invariants.findings() == []

    @invariant()
    def entries_never_change(self) -> None:
        now = list(Entry.objects.order_by("pk").values_list())
        assert now[: len(self.entries)] == self.entries
        self.entries = now

    @invariant()
    def the_books_agree_and_balance(self) -> None:
        found = invariants.Books()
        assert sum(found.balances.values()) == 0
        for place, programme in enumerate(self.setting.programmes):
            stands = found.balances.get(("programme", programme.pk, "available", False), 0)
            assert stands == (self.available[place] or 0)
        for n, commitment in enumerate(self.commitments):
            for name in INNER:
                of_kind = name.endswith("kind")
                account = {"cash": "matching_promised", "kind": "matching_promised"}.get(name, name)
                account = "matching_paid" if name.startswith("paid") else account
                key = ("commitment", commitment.pk, account, of_kind)
                assert found.balances.get(key, 0) == self.books[n][name], (commitment.code, name)


@pytest.mark.django_db
def test_any_order_of_verbs_keeps_the_books() -> None:
    setting = Setting()
    run_state_machine_as_test(
        lambda: Ledger(setting), settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )
    assert Programme.objects.count() == 3
