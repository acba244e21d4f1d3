"""The verbs on indicators: define, change, observe, correct, check. Lock order: model, then indicator.

An observation is never changed: a correction is a new one that names the old. Who entered one does not check it.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.followup.actions.milestones import check_under_way
from sangsaeng.followup.actions.outcome_parts import Upload, held, kept_files, note, words
from sangsaeng.followup.models import Indicator, Observation
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.models import WinWinModel

FIRST_YEAR, LAST_YEAR = 2000, 2100
LARGEST = Decimal(10) ** 15
PLACES = 4


@transaction.atomic
def define(
    *,
    actor: Any,
    model: WinWinModel,
    kind: str,
    name: str,
    unit: str,
    how: str,
    target: Decimal,
    target_year: int,
    baseline: Decimal | None = None,
    baseline_year: int | None = None,
    more_is_better: bool = True,
) -> Indicator:
    """Define what is measured of a model: baseline (None: unknown), target, year, unit and how it is measured.

    Appends «followup.define_indicator». Refuses (NotAllowed) everyone but secretariat and agency; (ValidationError) a model not
    under way, a kind there is not, empty words, a baseline without its year, a target on the wrong side of the baseline,
    a target year before the baseline's, and a second indicator of the same name and unit.
    """
    require(actor, "followup.keep_indicators", model)
    model = held(model)
    check_under_way(model)
    if kind not in Indicator.Kind.values:
        raise ValidationError({"kind": _("종류를 고르세요.")})
    name, unit = words("name", name, 100), words("unit", unit, 20)
    if model.indicators.filter(name=name, unit=unit).exists():
        raise ValidationError({"name": _("같은 이름과 단위의 지표가 이미 있습니다.")})
    _check_way(baseline, baseline_year, target, target_year, more_is_better)
    indicator = Indicator.objects.create(
        code=yearly("IN", demonstration=model.demonstration),
        model=model,
        kind=kind,
        name=name,
        unit=unit,
        how=words("how", how, 300),
        more_is_better=more_is_better,
        baseline=baseline,
        baseline_year=baseline_year,
        target=target,
        target_year=target_year,
        entered_by=actor.username,
        demonstration=model.demonstration,
    )
    data = {"kind": kind, "unit": unit, **_way(indicator)}
    note(actor, "define_indicator", indicator, **data)
    return indicator


def _way(indicator: Indicator) -> dict[str, Any]:
    """Baseline and target as the record keeps them: exact, as text."""
    return {
        "baseline": None if indicator.baseline is None else str(indicator.baseline),
        "baseline_year": indicator.baseline_year,
        "target": str(indicator.target),
        "target_year": indicator.target_year,
    }


def check_value(field: str, value: Any) -> None:
    """Refuse (ValidationError) what is no finite number with at most four decimals."""
    if not isinstance(value, Decimal) or not value.is_finite() or abs(value) >= LARGEST:
        raise ValidationError({field: _("숫자로 적으세요.")})
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -PLACES:
        raise ValidationError({field: _("소수점 아래 네 자리까지 적으세요.")})


def _check_year(field: str, year: int | None, last: int = LAST_YEAR) -> None:
    if year is None or not FIRST_YEAR <= year <= last:
        text = _("%(first)d년부터 %(last)d년까지 적으세요.") % {"first": FIRST_YEAR, "last": last}
        raise ValidationError({field: text})


def _check_way(
    baseline: Decimal | None, baseline_year: int | None, target: Decimal, target_year: int, more: bool
) -> None:
    check_value("target", target)
    _check_year("target_year", target_year)
    if (baseline is None) != (baseline_year is None):
        field = "baseline" if baseline is None else "baseline_year"
        raise ValidationError({field: _("기준값과 기준 연도를 함께 적거나, 모르면 둘 다 비워 두세요.")})
    if baseline is None or baseline_year is None:
        return
    check_value("baseline", baseline)
    _check_year("baseline_year", baseline_year)
    if target_year < baseline_year:
        raise ValidationError({"target_year": _("목표 연도는 기준 연도보다 앞설 수 없습니다.")})
    if target != baseline and (target > baseline) != more:
        text = (
            _("클수록 좋은 지표의 목표는 기준값보다 커야 합니다.")
            if more
            else _("작을수록 좋은 지표의 목표는 기준값보다 작아야 합니다.")
        )
        raise ValidationError({"target": text})


def _locked(indicator: Indicator) -> Indicator:
    model = held(indicator.model)
    found = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    found.model = model
    return found


@transaction.atomic
def change(
    *,
    actor: Any,
    indicator: Indicator,
    reason: str,
    how: str,
    target: Decimal,
    target_year: int,
    baseline: Decimal | None = None,
    baseline_year: int | None = None,
) -> Indicator:
    """Change baseline, target, year or how it is measured, with the reason; what was before stays on record.

    Name, unit, kind and direction never change: that is another indicator. Appends «followup.change_indicator». Refuses
    (ValidationError) what `define` refuses, an empty reason, and a change of nothing.
    """
    require(actor, "followup.keep_indicators", indicator.model)
    indicator = _locked(indicator)
    reason, how = words("reason", reason, 300), words("how", how, 300)
    _check_way(baseline, baseline_year, target, target_year, indicator.more_is_better)
    before = {**_way(indicator), "how": indicator.how}
    indicator.baseline, indicator.baseline_year = baseline, baseline_year
    indicator.target, indicator.target_year, indicator.how = target, target_year, how
    indicator.save(update_fields=["baseline", "baseline_year", "target", "target_year", "how"])
    indicator.refresh_from_db()
    after = {**_way(indicator), "how": indicator.how}
    changed = {key: [before[key], after[key]] for key in before if before[key] != after[key]}
    if not changed:
        raise ValidationError(_("바꾼 것이 없습니다."))
    note(actor, "change_indicator", indicator, changed=changed, reason=reason)
    return indicator


@transaction.atomic
def observe(
    *,
    actor: Any,
    indicator: Indicator,
    year: int,
    value: Decimal,
    evidence: str,
    uploads: Iterable[Upload] = (),
) -> Observation:
    """Enter a measured value of a year with what it rests on (text, and a file where there is one).

    Appends «followup.observe». Refuses (NotAllowed) everyone but the parties, secretariat and agency; (ValidationError) a
    year to come, a second value of a year (correct the first), no number, no evidence, an unknown kind of file.
    """
    require(actor, "followup.observe", indicator.model)
    indicator = _locked(indicator)
    if indicator.observations.filter(year=year, corrected_by__isnull=True).exists():
        raise ValidationError({"year": _("그 해의 값이 이미 있습니다. 틀렸으면 그 값을 바로잡으세요.")})
    observation = _observed(actor, indicator, year, value, evidence, uploads, None, "")
    note(actor, "observe", indicator, year=year, value=str(value))
    return observation


@transaction.atomic
def correct(
    *,
    actor: Any,
    observation: Observation,
    value: Decimal,
    evidence: str,
    reason: str,
    uploads: Iterable[Upload] = (),
) -> Observation:
    """Put another value in the place of an observation, with the reason; the old one stays, marked as corrected.

    The new one waits for its check like any other. Appends «followup.correct_observation». Refuses (ValidationError) one
    that was corrected already, an empty reason, and what `observe` refuses.
    """
    require(actor, "followup.observe", observation.indicator.model)
    indicator = _locked(observation.indicator)
    old = Observation.objects.get(pk=observation.pk)
    if Observation.objects.filter(corrects=old).exists():
        raise ValidationError(_("이미 바로잡은 값입니다. 새 값을 바로잡으세요."))
    reason = words("reason", reason, 300)
    made = _observed(actor, indicator, old.year, value, evidence, uploads, old, reason)
    data = {"year": old.year, "from": str(old.value), "to": str(value), "was_checked": bool(old.checked_by)}
    note(actor, "correct_observation", indicator, reason=reason, **data)
    return made


def _observed(
    actor: Any,
    indicator: Indicator,
    year: int,
    value: Decimal,
    evidence: str,
    uploads: Iterable[Upload],
    corrects: Observation | None,
    reason: str,
) -> Observation:
    _check_year("year", year, timezone.localdate().year)
    check_value("value", value)
    evidence = words("evidence", evidence, 300)
    kept = kept_files(actor, indicator, "observation", uploads)
    if len(kept) > 1:
        raise ValidationError({"uploads": _("근거 파일은 하나만 올리세요.")})
    return Observation.objects.create(
        indicator=indicator,
        year=year,
        value=value,
        evidence=evidence,
        file=kept[0] if kept else None,
        entered_by=actor.username,
        corrects=corrects,
        correction_reason=reason,
    )


@transaction.atomic
def check(*, actor: Any, observation: Observation) -> Observation:
    """Say that the evidence bears the value out; from then on only a correction takes its place.

    Appends «followup.check_observation». Refuses (NotAllowed) everyone but secretariat and agency; (ValidationError) whoever
    entered it, one that was checked already, and one that was corrected.
    """
    require(actor, "followup.check_observation", observation.indicator.model)
    indicator = _locked(observation.indicator)
    observation = Observation.objects.select_for_update().get(pk=observation.pk)
    observation.indicator = indicator
    if observation.checked_at is not None:
        raise ValidationError(_("이미 확인한 값입니다."))
    if Observation.objects.filter(corrects=observation).exists():
        raise ValidationError(_("이미 바로잡은 값입니다. 새 값을 확인하세요."))
    if observation.entered_by == actor.username:
        raise ValidationError(_("자기가 적은 값은 다른 사람이 확인해야 합니다."))
    observation.checked_by, observation.checked_at = actor.username, timezone.now()
    observation.save(update_fields=["checked_by", "checked_at"])
    note(actor, "check_observation", indicator, year=observation.year, value=str(observation.value))
    return observation
