"""The rate of a company and of all of them: worked out, frozen for its reply, shown to the council, published in totals."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import override

from sangsaeng.deliberation.models import Meeting
from sangsaeng.followup.models import (
    Exemption,
    PurchaseCommitment,
    PurchaseState,
    PurchaseTerm,
    RateStatement,
)
from sangsaeng.followup.queries.purchase_facts import facts, terms_of
from sangsaeng.followup.queries.purchases import seen
from sangsaeng.followup.rates import Rate, rate
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel

# Totals are published only where so many companies stand in them; ours, no law names a number.
FEWEST_COMPANIES = 5


def rate_of(buyer: Organisation, as_of: date) -> Rate:
    """The rate of one company on a day."""
    return rate(facts(terms_of(PurchaseCommitment.objects.filter(buyer=buyer)), as_of), as_of)


def figures_of(buyer: Organisation, as_of: date) -> dict[str, Any]:
    """What a statement freezes: the counts, the shares, what is known of each term, and how much is undecided."""
    terms = terms_of(PurchaseCommitment.objects.filter(buyer=buyer))
    rows = facts(terms, as_of)
    found = rate(rows, as_of)
    return plain(found) | {
        "terms": [
            {
                "purchase": row.purchase,
                "number": row.number,
                "due_on": row.due_on.isoformat(),
                "standing": row.standing(as_of).value,
                "level": row.level.value,
                "exempt": row.exempt,
            }
            for row in rows
            if row.due_on <= as_of
        ],
        "moved": sum(bool(term.moves.all()) for term in terms),
        "undecided": sum(
            any(e.state == Exemption.State.ASKED for e in term.exemptions.all()) for term in terms
        ),
    }


def plain(found: Rate) -> dict[str, Any]:
    """A rate as JSON; shares and quantities as texts, so that no figure is rounded twice."""

    def text(value: Decimal | None) -> str | None:
        return None if value is None else f"{value:f}"

    return {
        "as_of": found.as_of.isoformat(),
        "due": found.due,
        "counted": found.counted,
        "full": found.full,
        "full_by_both": found.full_by_both,
        "full_by_one": found.full_by_one,
        "part": found.part,
        "none": found.none,
        "unknown": found.unknown,
        "left_out": found.left_out,
        "low": text(found.low),
        "low_by_both": text(found.low_by_both),
        "high": text(found.high),
        "volumes": [
            {
                "purchase": volume.purchase,
                "unit": volume.unit,
                "promised": text(volume.promised),
                "honoured": text(volume.honoured),
                "unknown": text(volume.unknown),
                "low": text(volume.low),
                "high": text(volume.high),
            }
            for volume in found.volumes
        ],
    }


def totals(as_of: date, *, demonstration: bool) -> Rate | None:
    """The rate over all companies of a world; None where fewer than five stand in it, so that none can be told apart."""
    terms = terms_of(PurchaseCommitment.objects.filter(demonstration=demonstration))
    rows = facts(terms, as_of)
    buyers = {term.purchase.code: term.purchase.buyer_id for term in terms}
    counted = {buyers[row.purchase] for row in rows if row.due_on <= as_of and not row.exempt}
    return rate(rows, as_of) if len(counted) >= FEWEST_COMPANIES else None


def shows_totals(user: Any) -> bool:
    """Whether the list may show due against honoured to `user`: to the secretariat and the auditor, to a company its own.

    To everyone else it would tell a company's rate before that company was heard, unless enough companies stand in it.
    """
    if getattr(user, "role", None) in (Role.SECRETARIAT, Role.AUDITOR, Role.DEMAND_COMPANY, Role.SME):
        return True
    buyers = seen(user).filter(demonstration=user.demonstration).values("buyer").distinct()
    return buyers.count() >= FEWEST_COMPANIES


def heard(on: date) -> Q:
    """Statements that the council may see: the company replied, or its time to reply ran out."""
    return Q(withdrawn_at__isnull=True) & (Q(replied_at__isnull=False) | Q(reply_by__lt=on))


def shown_statements(on: date) -> QuerySet[RateStatement]:
    return RateStatement.objects.filter(heard(on)).select_related("buyer").order_by("buyer", "-as_of", "-id")


def statements_seen(user: Any) -> QuerySet[RateStatement]:
    """The statements `user` may read: the secretariat and the auditor all, a company its own."""
    rows = RateStatement.objects.select_related("buyer", "clock")
    role = getattr(user, "role", None)
    if role in (Role.SECRETARIAT, Role.AUDITOR):
        return rows.filter(demonstration=True) if user.demonstration else rows
    if role in (Role.DEMAND_COMPANY, Role.SME) and user.organisation_id is not None:
        return rows.filter(buyer=user.organisation_id)
    return rows.none()


def companies(user: Any, as_of: date) -> list[tuple[Organisation, Rate, RateStatement | None]]:
    """Every company with a commitment, its rate and its newest statement, for the secretariat; a fixed number of queries."""
    purchases = PurchaseCommitment.objects.exclude(state=PurchaseState.DRAFT)
    if user.demonstration:
        purchases = purchases.filter(demonstration=True)
    terms = terms_of(purchases.all())
    by_buyer: dict[int, list[Any]] = {}
    for term in terms:
        by_buyer.setdefault(term.purchase.buyer_id, []).append(term)
    newest: dict[int, RateStatement] = {}
    for row in RateStatement.objects.filter(buyer__in=by_buyer, withdrawn_at__isnull=True).order_by("id"):
        newest[row.buyer_id] = row
    buyers = Organisation.objects.filter(pk__in=by_buyer).order_by("name")
    return [(buyer, rate(facts(by_buyer[buyer.pk], as_of), as_of), newest.get(buyer.pk)) for buyer in buyers]


# A model on its way to a body's vote: before it the council is to see the record of the model's demand company.
BEFORE_THE_VOTE = (State.SUBMITTED, State.SCREENED, State.ON_AGENDA, State.RECOMMENDED, State.AT_COMMITTEE)
FRESH = timedelta(days=180)  # a statement older than this no longer says how things stand; ours


def to_hear(user: Any, on: date | None = None) -> QuerySet[Organisation]:
    """Companies with a due term and a model on its way to a vote, but without a statement of the last half year.

    `waits_since` is when that model came into its state. The company's own commitments under that same model do not make it.
    """
    day = on or timezone.localdate()
    due = PurchaseTerm.objects.filter(
        purchase__buyer=OuterRef("demand_company"),
        due_on__lte=day,
        purchase__state__in=(PurchaseState.ACTIVE, PurchaseState.FULFILLED),
    ).exclude(purchase__model=OuterRef("pk"))
    models = WinWinModel.objects.filter(Exists(due), state__in=BEFORE_THE_VOTE)
    sent = RateStatement.objects.filter(
        buyer=OuterRef("pk"), withdrawn_at__isnull=True, as_of__gte=day - FRESH
    )
    waiting = models.filter(demand_company=OuterRef("pk")).order_by("state_since")
    rows = Organisation.objects.annotate(waits_since=Subquery(waiting.values("state_since")[:1])).filter(
        ~Exists(sent), waits_since__isnull=False
    )
    return (rows.filter(demonstration=True) if user.demonstration else rows).order_by("waits_since")


def for_book(model: WinWinModel, on: date | None = None) -> dict[str, Any] | None:
    """The purchase record of a model's demand company as a table for the agenda book; None where it has no commitment.

    Only what the company was heard on: the figures of its newest statement with its reply, and no price or volume.
    """
    return tables([model], on).get(model.pk)


def tables(models: Sequence[WinWinModel], on: date | None = None) -> dict[int, dict[str, Any]]:
    """Model's key → the table of its demand company, as `for_book`; two queries for a whole agenda."""
    day = on or timezone.localdate()
    companies = {model.demand_company_id for model in models}
    known = set(
        PurchaseCommitment.objects.filter(buyer__in=companies)
        .exclude(state=PurchaseState.DRAFT)
        .values_list("buyer_id", flat=True)
    )
    if not known:
        return {}
    shown: dict[int, RateStatement] = {}
    for row in shown_statements(day).filter(buyer__in=known).order_by("as_of", "id"):
        shown[row.buyer_id] = row
    return {
        model.pk: _table(shown.get(model.demand_company_id))
        for model in models
        if model.demand_company_id in known
    }


def annex(meeting: Meeting, models: Sequence[WinWinModel]) -> dict[int, list[dict[str, Any]]]:
    """What follow-up adds to the papers of models on an agenda (deliberation/annexes.py)."""
    return {pk: [table] for pk, table in tables(models).items()}


# The book is Korean whatever the language of who makes it.
TITLE = "수요기업의 구매이행 현황"
NOT_HEARD = "기업의 의견을 듣기 전이라 아직 싣지 않습니다."


def _table(statement: RateStatement | None) -> dict[str, Any]:
    columns = ["구분", "내용"]
    if statement is None:
        return {"title": TITLE, "unit": "", "columns": columns, "rows": [["현황", NOT_HEARD]], "as_of": ""}
    figures = statement.figures
    with override("ko"):
        left_out = [
            f"{Exemption.Ground(ground).label} {count}개" for ground, count in figures["left_out"].items()
        ]
    share = "셀 차수가 없음" if figures["low"] is None else f"{figures['low']} %"
    if figures["unknown"]:
        share += f" (알 수 없는 {figures['unknown']}개가 모두 이행되었다면 {figures['high']} %)"
    rows = [
        ["기한이 된 차수", f"{figures['due']}개"],
        ["제외한 차수", ", ".join(left_out) or "없음"],
        ["센 차수", f"{figures['counted']}개"],
        [
            "모두 이행",
            f"{figures['full']}개(양쪽 확인 {figures['full_by_both']}개, 한쪽 자료만 {figures['full_by_one']}개)",
        ],
        ["일부 이행", f"{figures['part']}개"],
        ["구매하지 않음", f"{figures['none']}개"],
        ["알 수 없음", f"{figures['unknown']}개"],
        ["이행률(건수 기준)", share],
        ["기업의 의견", statement.reply or "기간 안에 의견을 내지 않았습니다."],
    ]
    as_of = statement.as_of
    return {
        "title": TITLE,
        "unit": "",
        "columns": columns,
        "rows": rows,
        "as_of": f"{as_of.year}. {as_of.month}. {as_of.day}.",
    }
