"""Programmes: the published plan, those on which support is committed, and their money: appropriated, cut, carried over."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sangsaeng.pages.formats import won
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append
from sangsaeng.support.actions.posting import check_amount, check_day, check_reason, hold, made_before, post
from sangsaeng.support.models import Account, Entry, Kind, Movement, Programme
from sangsaeng.support.queries import ledger


@transaction.atomic
def load_programmes(*, actor: Any) -> int:
    """Bring the published programmes of the plan of 2021 into step with the shipped facts; returns how many.

    They are facts: read-only, with their sources, unknown amounts stay unknown, nothing is committed on them.
    Appends «support.load_programmes» on each programme that is new or changed. Selection programmes are not
    support and stay with the facts.
    """
    from sangsaeng.support.plan import published_programmes

    require(actor, "support.load")
    wanted = published_programmes()
    for code, values in wanted.items():
        programme = Programme.objects.select_for_update().filter(code=code).first()
        if programme and all(getattr(programme, name) == value for name, value in values.items()):
            continue
        programme, _created = Programme.objects.update_or_create(code=code, defaults=values)
        append(verb="support.load_programmes", subject=programme, actor=actor)
    return len(wanted)


@transaction.atomic
def open_programme(
    *,
    actor: Any,
    code: str,
    name_ko: str,
    name_en: str,
    kind: str,
    owner: str = "",
    year: int | None = None,
    budget_krw: int | None = None,
    cap_per_model_krw: int | None = None,
    cap_per_firm_krw: int | None = None,
    ratio_pct: int | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    for_firms: bool = False,
    appropriated: bool = True,
    appropriated_on: date | None = None,
    needs_approval: bool = True,
    legal_basis: str = "",
    conditions_ko: str = "",
    conditions_en: str = "",
    source: str = "",
) -> Programme:
    """Record a programme on which support can be committed, and append «support.open_programme».

    A known budget is appropriated at once in the ledger (today, or on `appropriated_on`) unless `appropriated` is false
    (then by `appropriate`, part by part). The mark 시연 follows the actor. Raises ValidationError, by field, where a value
    does not fit or the code is taken.
    """
    require(actor, "support.open_programme")
    programme = Programme(
        code=code,
        name_ko=name_ko,
        name_en=name_en,
        kind=kind,
        owner=owner,
        year=year,
        budget_krw=budget_krw,
        cap_per_model_krw=cap_per_model_krw,
        cap_per_firm_krw=cap_per_firm_krw,
        ratio_pct=ratio_pct,
        opens_at=opens_at,
        closes_at=closes_at,
        for_firms=for_firms,
        needs_approval=needs_approval,
        legal_basis=legal_basis,
        conditions_ko=conditions_ko,
        conditions_en=conditions_en,
        source=source,
        demonstration=bool(actor.demonstration),
    )
    _check_terms(programme)
    programme.full_clean()
    programme.save(force_insert=True)
    append(
        verb="support.open_programme",
        subject=programme,
        actor=actor,
        data={
            "kind": kind,
            "budget_krw": budget_krw,
            "cap_per_model_krw": cap_per_model_krw,
            "cap_per_firm_krw": cap_per_firm_krw,
        },
    )
    if budget_krw is not None and appropriated:
        _budget(actor, programme, Movement.APPROPRIATE, budget_krw, FIRST_BUDGET, appropriated_on, "")
    return programme


FIRST_BUDGET = "당초 예산"


def _check_terms(programme: Programme) -> None:
    """What the database would refuse as well, said by field and in words."""
    found: dict[str, str] = {}
    if programme.code == "new":
        found["code"] = _("‘new’는 번호로 쓸 수 없습니다.")
    if programme.kind == Kind.FUND_INVESTED:
        found["kind"] = _("펀드는 ‘펀드 조성액’으로 등록합니다. 거기서 확정한 금액이 투자액이 됩니다.")
    money = ("budget_krw", "cap_per_model_krw", "cap_per_firm_krw")
    for name in money:
        if (amount := getattr(programme, name)) is None:
            continue
        if programme.kind == Kind.REGULATION:
            found[name] = _("규제 개선에는 금액을 적지 않습니다.")
        else:
            check_amount(amount, name)
    if programme.kind == Kind.GRANT and not programme.needs_approval:
        found["needs_approval"] = _("기술개발 출연금은 위원회가 승인한 뒤에만 지원합니다.")
    if programme.ratio_pct is not None and not 1 <= programme.ratio_pct <= 100:
        found["ratio_pct"] = _("정부 지원 비율은 1부터 100까지 적으세요.")
    if programme.opens_at and programme.closes_at and programme.closes_at <= programme.opens_at:
        found["closes_at"] = _("마감은 시작보다 뒤여야 합니다.")
    if found:
        raise ValidationError(found)


# What may be put right later: words and the window. Kind, budget and ceilings stand as they were recorded.
EDITABLE = (
    "name_ko",
    "name_en",
    "owner",
    "legal_basis",
    "conditions_ko",
    "conditions_en",
    "opens_at",
    "closes_at",
)


@transaction.atomic
def edit_programme(*, actor: Any, programme: Programme, reason: str, **terms: Any) -> Programme:
    """Put right the words and the window of a programme; append «support.edit_programme» with both values.

    Raises TypeError for a term that is not in EDITABLE; refuses (ValidationError) a published programme, no reason, and
    values that do not fit.
    """
    if unknown := set(terms) - set(EDITABLE):
        raise TypeError(f"not to be changed: {', '.join(sorted(unknown))}")
    (programme,) = hold(programme)
    require(actor, "support.keep_programme", programme)
    _is_ours(programme)
    changed = {
        name: [str(getattr(programme, name) or ""), str(value or "")]
        for name, value in terms.items()
        if getattr(programme, name) != value
    }
    for name, value in terms.items():
        setattr(programme, name, value)
    _check_terms(programme)
    programme.full_clean()
    programme.save(update_fields=list(terms))
    data = {"changed": changed, "reason": check_reason(reason)}
    append(verb="support.edit_programme", subject=programme, actor=actor, data=data)
    return programme


@transaction.atomic
def appropriate(
    *,
    actor: Any,
    programme: Programme,
    amount_krw: int,
    reason: str,
    on: date | None = None,
    token: str = "",
) -> Entry:
    """Put money into a programme (배정, 추경): SOURCE → AVAILABLE; append «support.appropriate».

    Refuses with ValidationError a published programme, one without money or with an unknown budget.
    """
    return _budget(actor, programme, Movement.APPROPRIATE, amount_krw, reason, on, token)


@transaction.atomic
def reduce(
    *,
    actor: Any,
    programme: Programme,
    amount_krw: int,
    reason: str,
    on: date | None = None,
    token: str = "",
) -> Entry:
    """Take back what was appropriated and not yet committed (감액): AVAILABLE → SOURCE; append «support.reduce»."""
    return _budget(actor, programme, Movement.REDUCE, amount_krw, reason, on, token)


def _budget(
    actor: Any,
    programme: Programme,
    movement: Movement,
    amount_krw: int,
    reason: str,
    on: date | None,
    token: str,
) -> Entry:
    (programme,) = hold(programme)
    require(actor, "support.keep_programme", programme)
    _has_budget(programme)
    check_amount(amount_krw)
    made = made_before(token, movement=movement, amount_krw=amount_krw, programme=programme)
    if made is not None:
        return made
    on = check_day(on)
    if movement is Movement.REDUCE:
        _is_left(programme, amount_krw, on)
    accounts = (Account.SOURCE, Account.AVAILABLE)
    entry = post(
        actor=actor,
        movement=movement,
        accounts=accounts if movement is Movement.APPROPRIATE else accounts[::-1],
        programme=programme,
        amount_krw=amount_krw,
        reason=check_reason(reason),
        on=on,
        token=token,
    )
    append(
        verb=f"support.{movement.value}",
        subject=programme,
        actor=actor,
        data={"entry": entry.pk, "amount_krw": amount_krw, "reason": entry.reason},
    )
    return entry


@transaction.atomic
def carry_over(
    *,
    actor: Any,
    source: Programme,
    target: Programme,
    amount_krw: int,
    reason: str,
    on: date | None = None,
    token: str = "",
) -> Entry:
    """Carry what is left of one year's programme over to a later year's (이월), and append «support.carry_over» on both.

    Both rows are held, the lower id first. Refuses (ValidationError) programmes of different kinds or worlds, a target
    that is not of a later year, and more than is left.
    """
    both = {p.pk: p for p in hold(*sorted((source, target), key=lambda p: p.pk))}
    source, target = both[source.pk], both[target.pk]
    require(actor, "support.keep_programme", source)
    require(actor, "support.keep_programme", target)
    for programme in (source, target):
        _has_budget(programme)
    if source.kind != target.kind or source.demonstration != target.demonstration:
        raise ValidationError({"target": _("종류가 같은 지원사업으로만 이월할 수 있습니다.")})
    if source.year is None or target.year is None or target.year <= source.year:
        raise ValidationError({"target": _("더 뒤 연도의 지원사업으로만 이월할 수 있습니다.")})
    check_amount(amount_krw)
    made = made_before(token, movement=Movement.CARRY_OVER, amount_krw=amount_krw, programme=source)
    if made is not None:
        return made
    on = check_day(on)
    _is_left(source, amount_krw, on)
    entry = post(
        actor=actor,
        movement=Movement.CARRY_OVER,
        accounts=(Account.AVAILABLE, Account.AVAILABLE),
        programme=source,
        to_programme=target,
        amount_krw=amount_krw,
        reason=check_reason(reason),
        on=on,
        token=token,
    )
    for programme in (source, target):
        data = {"entry": entry.pk, "amount_krw": amount_krw, "from": source.code, "to": target.code}
        append(verb="support.carry_over", subject=programme, actor=actor, data=data)
    return entry


def _is_ours(programme: Programme) -> None:
    if programme.published:
        raise ValidationError({"programme": _("공개된 계획의 사실이라 바꿀 수 없습니다.")})


def _has_budget(programme: Programme) -> None:
    _is_ours(programme)
    if programme.kind == Kind.REGULATION:
        raise ValidationError({"programme": _("규제 개선에는 금액을 적지 않습니다.")})
    if programme.budget_krw is None:
        raise ValidationError({"programme": _("예산이 알려지지 않은 지원사업입니다.")})


def _is_left(programme: Programme, amount_krw: int, on: date) -> None:
    left = ledger.balance(Account.AVAILABLE, programme=programme)
    if amount_krw > left:
        text = _("배정 잔액을 넘습니다. 남은 금액은 %(left)s입니다.") % {"left": won(left)}
        raise ValidationError({"amount_krw": ValidationError(text, code="over_budget")})
    if amount_krw > ledger.lowest(Account.AVAILABLE, on, programme=programme):
        raise ValidationError({"on": _("그날에는 배정 잔액이 모자랍니다. 배정한 날을 확인하세요.")})
