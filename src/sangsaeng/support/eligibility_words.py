"""What a verdict on eligibility says to a person: each criterion with the numbers it was judged by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from sangsaeng.pages.formats import day, won
from sangsaeng.pages.markup import english
from sangsaeng.support.eligibility import (
    Criterion,
    Figure,
    FigureError,
    Group,
    Result,
    Rule,
    State,
    Value,
    Verdict,
    judge,
    read,
    rules,
)

CHIPS = {State.MET: "approved", State.NOT_MET: "not-adopted", State.UNKNOWN: "check"}


def label(thing: Rule | Figure | Criterion | Group) -> str:
    """The name of a figure, criterion or group; of a rule see `rule_name`."""
    if isinstance(thing, Rule):
        return thing.name_en if english() else thing.name
    return thing.label_en if english() else thing.label


def help_text(figure: Figure) -> str:
    return figure.help_en if english() else figure.help


def basis(rule: Rule) -> str:
    return rule.basis_en if english() else rule.basis


def state_label(state: State) -> str:
    return {
        State.MET: pgettext("eligibility", "충족"),
        State.NOT_MET: pgettext("eligibility", "기준에 못 미침"),
        State.UNKNOWN: _("확인 필요"),
    }[state]


def _said(result: Result, group: State) -> tuple[str, str]:
    """Chip and word of a criterion; an unknown one that nothing hangs on does not ask anybody to look."""
    if result.state is State.UNKNOWN and not result.criterion.decides:
        return "draft", _("판정하지 않음")
    if result.state is State.UNKNOWN and group is State.MET:
        return "draft", _("다른 기준으로 충족")
    return CHIPS[result.state], state_label(result.state)


def origin_label(criterion: Criterion) -> str:
    return {
        "law": _("법에 있는 기준입니다."),
        "published": _("공고를 보도한 기사의 수치입니다."),
        "ours": _("우리가 정한 기준이며 공식 기준이 아닙니다."),
    }[criterion.origin]


def written(figure: Figure, value: Value) -> str:
    """A figure as people write it; unknown is said to be unknown."""
    if value is None:
        return _("알 수 없음")
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if isinstance(value, date):
        return day(value)
    if figure.kind == "won":
        return won(value)
    unit = figure.unit_en if english() else figure.unit
    return f"{value:,}{' ' if english() else ''}{unit}"


def percent(share: Fraction) -> str:
    """Two decimals, rounded down, so that what is just under a limit never reads as the limit.

    >>> percent(Fraction(49999, 1000))
    '49.99 %'
    """
    hundredths = share.numerator * 100 // share.denominator
    return f"{hundredths // 100:,}.{hundredths % 100:02d} %"


def limit(rule: Rule, criterion: Criterion) -> str:
    """What the criterion asks for."""
    if criterion.test == "share":
        return _("%(least)d %% 이상") % {"least": criterion.least}
    if criterion.test == "least":
        return _("%(least)s 이상") % {"least": written(rule.figure(criterion.figure), criterion.least)}
    if criterion.test == "yes":
        return _("예")
    return _("공개된 기준 없음")


def judged_by(rule: Rule, result: Result) -> str:
    """The numbers of one criterion: «61.20 % (75억 원 ÷ 122억 원)»."""
    parts = [written(rule.figure(key), value) for key, value in result.numbers.items()]
    if result.share is None:
        return " ÷ ".join(parts)
    return f"{percent(result.share)} ({' ÷ '.join(parts)})"


@dataclass(frozen=True)
class Line:
    """One criterion of a verdict, for a table."""

    group: str
    label: str
    limit: str
    judged_by: str
    state: State
    chip: str
    state_label: str
    origin: str


def lines(verdict: Verdict) -> list[Line]:
    results = {each.criterion.key: each for each in verdict.results}
    return [
        Line(
            group=label(group),
            label=label(criterion),
            limit=limit(verdict.rule, criterion),
            judged_by=judged_by(verdict.rule, results[criterion.key]),
            state=results[criterion.key].state,
            chip=_said(results[criterion.key], state)[0],
            state_label=_said(results[criterion.key], state)[1],
            origin=origin_label(criterion),
        )
        for group, state in verdict.groups
        for criterion in group.any
    ]


def reasons(verdict: Verdict) -> str:
    """Why an applicant is not eligible, in Korean as the applicant reads it: every group that is not met."""
    with override("ko"):
        results = {each.criterion.key: each for each in verdict.results}
        found = []
        for group, state in verdict.groups:
            if state is not State.NOT_MET:
                continue
            parts = [
                _("%(label)s %(numbers)s(기준 %(limit)s)")
                % {
                    "label": label(each),
                    "numbers": judged_by(verdict.rule, results[each.key]),
                    "limit": limit(verdict.rule, each),
                }
                for each in group.any
            ]
            found.append(f"{label(group)}: {', '.join(parts)}")
        return "\n".join(found)


def kept(verdict: Verdict) -> dict[str, Any]:
    """The verdict as an application keeps it: rule, version, and each criterion's state."""
    return {
        "rule": verdict.rule.key,
        "version": verdict.rule.version,
        "state": verdict.state.value,
        "criteria": {each.criterion.key: each.state.value for each in verdict.results},
    }


def of_application(application: Any) -> Verdict | None:
    """The verdict on what the application states, under the rule it was last judged by (else the round's)."""
    stored: Mapping[str, Any] = application.verdict
    key = (
        stored.get("rule", application.round.eligibility_key),
        stored.get("version", application.round.eligibility_version),
    )
    rule = rules().get(key)
    if rule is None:
        return None
    try:
        return judge(rule, read(rule, application.figures, date.max))
    except FigureError:
        return None


def figure_error(rule: Rule, error: FigureError) -> str:
    """What is wrong with a figure and what to do."""
    return {
        "kind": _("알아볼 수 없는 값입니다. 예를 보고 다시 적으세요."),
        "negative": _("0보다 작을 수 없습니다."),
        "large": _("너무 큰 값입니다. 단위를 확인하세요."),
        "future": _("오늘보다 뒤의 날은 적을 수 없습니다."),
        "within": _("‘%(whole)s’보다 클 수 없습니다.")
        % {"whole": label(rule.figure(error.other)) if error.other else ""},
    }[error.code]
