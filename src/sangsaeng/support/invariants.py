"""What must hold for the whole ledger, whatever was done and in whatever order: read anew from all rows.

`findings` is what `sangsaeng check` asks of a live workspace and the state machine of the tests after every step.
The entries are read once, however many checks there are; each says in words what it protects.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from sangsaeng.proposals.limits import technology_per_model
from sangsaeng.records.invariants import Checks
from sangsaeng.support.models import (
    COMMITTED_AS,
    MOVES,
    Account,
    Commitment,
    Entry,
    Kind,
    Movement,
    Programme,
)
from sangsaeng.support.queries.ledger import AGREED, HELD, MATCHING, UNPAID

Key = tuple[str, int, str, bool]  # of a programme or commitment, its id, the account, and whether in kind
OUTSIDE = frozenset({Account.SOURCE, Account.PARTIES})
OF_PROGRAMME = frozenset({Account.SOURCE, Account.AVAILABLE})


class Books:
    """Every balance as it stands and the lowest it ever was at the end of a day, from one reading of the entries."""

    def __init__(self) -> None:
        self.balances: dict[Key, int] = defaultdict(int)
        self.lowest: dict[Key, int] = defaultdict(int)
        self.committed: dict[tuple[str, int, int], int] = defaultdict(int)
        touched: set[Key] = set()
        today: date | None = None
        rows = Entry.objects.order_by("on", "pk").values_list(
            "on", "from_account", "to_account", "from_programme", "to_programme", "commitment",
            "model", "recipient", "kind", "in_kind", "amount_krw",
        )  # fmt: skip
        for (
            on,
            source,
            target,
            out_of,
            into,
            commitment,
            model,
            firm,
            kind,
            in_kind,
            amount,
        ) in rows.iterator():
            if on != today:
                self._close(touched)
                today = on
            left, came = (
                self._key(account, programme, commitment, in_kind)
                for account, programme in ((source, out_of), (target, into))
            )
            self.balances[left] -= amount
            self.balances[came] += amount
            touched |= {left, came}
            if commitment is not None:
                self._count(source, target, out_of, model, firm, kind, amount)
        self._close(touched)

    def _key(self, account: str, programme: int, commitment: int | None, in_kind: bool) -> Key:
        if commitment is None or account in OF_PROGRAMME:
            return ("programme", programme, account, False)
        return ("commitment", commitment, account, in_kind and account in MATCHING)

    def _close(self, touched: set[Key]) -> None:
        """The end of a day."""
        for key in touched:
            self.lowest[key] = min(self.lowest[key], self.balances[key])
        touched.clear()

    def _count(
        self,
        source: str,
        target: str,
        programme: int,
        model: int | None,
        firm: int | None,
        kind: str,
        amount: int,
    ) -> None:
        """What stands committed on a programme of a model and of a firm, and of a model's grants altogether."""
        signed = amount * ((target in HELD) - (source in HELD))
        if not signed:
            return
        if model is not None:
            self.committed["model", programme, model] += signed
            if kind == Kind.GRANT:
                self.committed["grants", 0, model] += signed
        if firm is not None:
            self.committed["firm", programme, firm] += signed

    @cached_property
    def commitments(self) -> dict[int, Commitment]:
        return {
            each.pk: each for each in Commitment.objects.select_related("programme", "model", "recipient")
        }

    @cached_property
    def programmes(self) -> dict[int, Programme]:
        return {each.pk: each for each in Programme.objects.all()}

    def of(self, commitment: Commitment, *accounts: Account) -> int:
        found = [("commitment", commitment.pk, each, kind) for each in accounts for kind in (False, True)]
        return sum(self.balances.get(key, 0) for key in found)

    def name(self, key: Key) -> str:
        owner, pk, account, in_kind = key
        thing = self.programmes[pk].code if owner == "programme" else self.commitments[pk].code
        return f"{thing} {account}{' (in kind)' if in_kind else ''}"


_check = Checks(Books)
CHECKS = _check.named
findings = _check.findings


@_check("어느 계정의 잔액도 0보다 작을 수 없습니다.")
def no_balance_below_nought(books: Books) -> Iterator[str]:
    for key, amount in sorted(books.balances.items()):
        if amount < 0 and key[2] not in OUTSIDE:
            yield books.name(key)


@_check("어느 날에도 계정의 잔액은 0보다 작을 수 없습니다.")
def no_balance_below_nought_on_any_day(books: Books) -> Iterator[str]:
    for key, amount in sorted(books.lowest.items()):
        if amount < 0 <= books.balances[key] and key[2] not in OUTSIDE:
            yield books.name(key)


@_check("상생모델이나 기업 하나에 확정한 금액은 지원사업의 한도를 넘을 수 없습니다.")
def ceilings_of_programmes_are_kept(books: Books) -> Iterator[str]:
    for (what, programme, thing), amount in sorted(books.committed.items()):
        if what == "grants":
            continue
        terms = books.programmes[programme]
        ceiling = terms.cap_per_model_krw if what == "model" else terms.cap_per_firm_krw
        if ceiling is not None and amount > ceiling:
            yield f"{terms.code} {what} {thing}"


@_check("상생모델 하나의 기술개발 출연금은 공개된 한도(20억 원)를 넘을 수 없습니다.")
def the_published_ceiling_is_kept(books: Books) -> Iterator[str]:
    ceiling = technology_per_model().amount_krw
    for (what, _programme, model), amount in sorted(books.committed.items()):
        if what == "grants" and amount > ceiling:
            yield str(model)


@_check("돈은 정해진 계정 사이로만 움직입니다.")
def every_movement_leads_where_it_may(books: Books) -> Iterator[str]:
    ways = Entry.objects.order_by().annotate(own=ExpressionWrapper(Q(reverses=None), BooleanField()))
    seen = ways.values_list("movement", "from_account", "to_account", "own").distinct()
    for movement, source, target, own in sorted(seen):
        way = (source, target) if own else (target, source)
        if way not in MOVES.get(movement, ()):
            yield f"{movement} {source}→{target}"


@_check("바로잡은 기록은 처음 기록과 계정만 반대이고 나머지는 같아야 합니다.")
def counter_entries_mirror(books: Books) -> Iterator[str]:
    same = ("amount_krw", "movement", "commitment", "kind", "in_kind", "demonstration")
    turned = (("from_account", "to_account"), ("from_programme", "to_programme"))
    mirrors = Q(**{name: F(f"reverses__{name}") for name in same if name != "commitment"})
    for one, other in turned:
        mirrors &= Q(**{one: F(f"reverses__{other}"), other: F(f"reverses__{one}")})
    mirrors &= Q(commitment=F("reverses__commitment")) | Q(
        commitment__isnull=True, reverses__commitment__isnull=True
    )
    wrong = Entry.objects.filter(reverses__isnull=False).exclude(
        pk__in=Entry.objects.filter(reverses__isnull=False).filter(mirrors).values("pk")
    )
    again = Entry.objects.filter(reverses__reverses__isnull=False)
    yield from (str(each) for each in (wrong | again).order_by("pk").distinct())


@_check("기록에 옮겨 적은 내용은 그 지원 확정과 같아야 합니다.")
def copies_agree_with_the_commitment(books: Books) -> Iterator[str]:
    rows = Entry.objects.filter(commitment__isnull=False).order_by("pk")
    for pk, commitment, *copied in rows.values_list(
        "pk", "commitment", "model", "recipient", "kind", "demonstration", "from_programme"
    ):
        own = books.commitments[commitment]
        if copied != [own.model_id, own.recipient_id, own.kind, own.demonstration, own.programme_id]:
            yield f"{own.code} {pk}"


@_check("지원 확정마다 확정 기록이 하나씩 있고, 규제 개선에는 없습니다.")
def every_commitment_has_its_first_entry(books: Books) -> Iterator[str]:
    first: dict[int, int] = defaultdict(int)
    for commitment in Entry.objects.filter(movement=Movement.COMMIT, reverses__isnull=True).values_list(
        "commitment", flat=True
    ):
        first[commitment] += 1
    for each in books.commitments.values():
        wanted = 0 if each.kind == Kind.REGULATION else 1
        if first[each.pk] != wanted or each.kind != COMMITTED_AS[Kind(each.programme.kind)]:
            yield each.code


@_check("취소한 지원에는 지급하지 않은 금액도 민간부담 약정도 남지 않습니다.")
def cancelled_commitments_hold_nothing_unpaid(books: Books) -> Iterator[str]:
    for each in books.commitments.values():
        if each.cancelled_at is not None and books.of(each, *UNPAID, Account.MATCHING_PROMISED):
            yield each.code


@_check("협약한 지원에는 협약일과 공식 번호가 있어야 합니다.")
def an_agreement_has_its_number(books: Books) -> Iterator[str]:
    for each in books.commitments.values():
        numbered = each.number or each.agreement_number or each.guarantee_number
        if books.of(each, *AGREED) and not (each.agreed_on and numbered):
            yield each.code


@_check("협약한 정부 지원은 지원사업의 비율을 넘을 수 없습니다.")
def the_share_of_the_government_is_kept(books: Books) -> Iterator[str]:
    for each in books.commitments.values():
        ratio = each.programme.ratio_pct
        if ratio is None or each.cancelled_at is not None:
            continue
        public, private = books.of(each, *AGREED), books.of(each, *MATCHING)
        if public * 100 > ratio * (public + private):
            yield each.code


@_check("기술개발 출연금은 위원회가 승인한 상생모델에만 확정합니다.")
def research_waits_for_the_approval(books: Books) -> Iterator[str]:
    for each in books.commitments.values():
        needs = each.programme.needs_approval or each.kind == Kind.GRANT
        if needs and each.model is not None and each.model.approved_at is None:
            yield each.code


@_check("기업에 바로 지원하는 것은 그렇게 정한 지원사업뿐이고, 공개된 계획의 사실에는 확정할 수 없습니다.")
def commitments_stand_where_they_may(books: Books) -> Iterator[str]:
    for each in books.commitments.values():
        if each.programme.published or (each.model is None and not each.programme.for_firms):
            yield each.code


@_check("시연과 실제는 섞이지 않습니다.")
def worlds_do_not_mix(books: Books) -> Iterator[str]:
    for each in books.commitments.values():
        parts = [part for part in (each.programme, each.model, each.recipient) if part is not None]
        if any(part.demonstration != each.demonstration for part in parts):
            yield each.code
    mixed = Entry.objects.exclude(
        demonstration=F("from_programme__demonstration"),
        from_programme__demonstration=F("to_programme__demonstration"),
    )
    yield from (str(each) for each in mixed.order_by("pk"))
