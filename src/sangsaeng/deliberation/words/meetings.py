"""The words of decisions, in the language of the page. The council recommends (건의); the committee approves (승인)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sangsaeng import facts
from sangsaeng.deliberation import notice
from sangsaeng.deliberation.documents.minutes import rule_text
from sangsaeng.deliberation.models import AgendaItem, Body, BylawVersion, Meeting
from sangsaeng.deliberation.tally import Language, Tally
from sangsaeng.pages.formats import SEOUL, day
from sangsaeng.pages.markup import english, in_korean
from sangsaeng.proposals.models import RequestedSupport

Outcome = AgendaItem.Outcome

# The look of each decision: the CSS kind of its chip. A sub-council only advises its council.
ADOPTED_CHIP = {
    Body.Kind.COUNCIL: "recommended",
    Body.Kind.COMMITTEE: "approved",
    Body.Kind.SUB_COUNCIL: "screened",
}
CHIP = {
    Outcome.RETURNED: "returned",
    Outcome.REJECTED: "not-adopted",
    Outcome.DEFERRED: "draft",
    Outcome.NOTED: "completed",
}


def language() -> Language:
    return "en" if english() else "ko"


def chip_kind(kind: str, outcome: str, item_kind: str = AgendaItem.Kind.MODEL) -> str:
    if not outcome:
        return "on-agenda"
    if outcome == Outcome.ADOPTED:
        return ADOPTED_CHIP[Body.Kind(kind)] if item_kind == AgendaItem.Kind.MODEL else "approved"
    return CHIP[Outcome(outcome)]


def outcome_word(kind: str, outcome: str, item_kind: str = AgendaItem.Kind.MODEL) -> str:
    """건의, 승인, 의결, 보완 요청, 미채택, 미승인, 보류, 보고 접수; without an outcome 미결."""
    if not outcome:
        return _("미결")
    if outcome == Outcome.ADOPTED and item_kind != AgendaItem.Kind.MODEL:
        return _("의결")
    if (kind, outcome) == (Body.Kind.COMMITTEE, Outcome.REJECTED) and item_kind == AgendaItem.Kind.MODEL:
        return _("미승인")
    if outcome == Outcome.ADOPTED:
        return {
            Body.Kind.COUNCIL: _("건의"),
            Body.Kind.COMMITTEE: _("승인"),
            Body.Kind.SUB_COUNCIL: _("상정 의견"),
        }[Body.Kind(kind)]
    return {
        Outcome.RETURNED: _("보완 요청"),
        Outcome.REJECTED: _("미채택"),
        Outcome.DEFERRED: _("보류"),
        Outcome.NOTED: _("보고 접수"),
    }[Outcome(outcome)]


def decision_sentence(
    kind: str, outcome: str, support: Sequence[str] = (), item_kind: str = AgendaItem.Kind.MODEL
) -> str:
    """What was decided, as a sentence; a recommendation is never called an approval."""
    if not outcome:
        return _("아직 결정하지 않았습니다.")
    if outcome == Outcome.NOTED:
        return _("보고를 접수했습니다.")
    if outcome == Outcome.DEFERRED:
        return _("이번 회의에서 결정하지 않고 보류했습니다.")
    if outcome == Outcome.RETURNED:
        return _("보완을 요청했습니다.")
    if item_kind != AgendaItem.Kind.MODEL:
        return (
            _("제안한 대로 의결했습니다.") if outcome == Outcome.ADOPTED else _("의결하지 않기로 했습니다.")
        )
    if outcome == Outcome.REJECTED:
        return (
            _("승인하지 않기로 했습니다.") if kind == Body.Kind.COMMITTEE else _("건의하지 않기로 했습니다.")
        )
    if kind == Body.Kind.COMMITTEE:
        return _("상생모델을 승인했습니다.")
    if kind == Body.Kind.SUB_COUNCIL:
        return _("상생협의회에 올리기로 의견을 모았습니다.")
    if support:
        kinds = ", ".join(str(RequestedSupport.Kind(each).label) for each in support)
        return _("%(kinds)s 지원을 경쟁력강화위원회에 건의하기로 의결했습니다.") % {"kinds": kinds}
    return _("정부 지원을 경쟁력강화위원회에 건의하기로 의결했습니다.")


def manner_sentence(manner: str) -> str:
    """How a proposal was adopted, where it was not as proposed."""
    if manner == AgendaItem.Manner.AMENDED:
        return _("고쳐서 의결했습니다.")
    return _("조건을 붙여 의결했습니다.") if manner == AgendaItem.Manner.CONDITIONAL else ""


def coming_sentence(kind: str, support: Sequence[str] = (), item_kind: str = AgendaItem.Kind.MODEL) -> str:
    """What will follow if the vote carries, in the future tense: nothing is decided yet."""
    if item_kind != AgendaItem.Kind.MODEL:
        return _("제안한 대로 의결됩니다.")
    if kind == Body.Kind.SUB_COUNCIL:
        return _("상생협의회에 올리자는 의견이 됩니다.")
    if kind == Body.Kind.COMMITTEE:
        return _("상생모델을 승인하게 됩니다.")
    if support:
        kinds = ", ".join(str(RequestedSupport.Kind(each).label) for each in support)
        return _("%(kinds)s 지원을 경쟁력강화위원회에 건의하게 됩니다.") % {"kinds": kinds}
    return _("정부 지원을 경쟁력강화위원회에 건의하게 됩니다.")


def short_notice(bylaw: BylawVersion, *, urgent: bool = False) -> str:
    """The warning of a meeting called with less notice than the rule asks for, with its basis."""
    days = notice.days_needed(bylaw, urgent=urgent)
    if bylaw.is_template:
        rule = facts.statutory_rule("committee_notice")
        return _(
            "통지 기간 %(days)d일보다 짧습니다. 협의회 규정은 법에 없어 위원회 규정(%(basis)s)을 본뜬 기간입니다."
        ) % {"days": days, "basis": _(rule.basis_ko or "")}
    return _("통지 기간 %(days)d일보다 짧습니다. 근거: 운영세칙 제%(version)d판") % {
        "days": days,
        "version": bylaw.version,
    }


def other_day(held_at: datetime, now: datetime) -> list[str]:
    """A line that says so where a meeting is opened on another calendar day than it was called for."""
    if held_at.astimezone(SEOUL).date() == now.astimezone(SEOUL).date():
        return []
    return [_("회의 날짜는 %(day)s인데 오늘 엽니다.") % {"day": day(held_at)}]


def body_name(name: str, name_en: str) -> SafeString:
    """The body's own name in the language of the page; a Korean one is marked as Korean in English."""
    return format_html("{}", name_en) if english() and name_en else in_korean(name)


def meeting_name(meeting: Meeting) -> SafeString:
    """시연 상생협의회 제3차 회의; «Demonstration council, meeting 3»."""
    body = body_name(meeting.body.name, meeting.body.name_en)
    if english():
        return format_html("{}, meeting {}", body, meeting.number)
    return format_html("{} 제{}차 회의", body, meeting.number)


def plain_meeting_name(meeting: Meeting) -> str:
    """The same without markup, for titles and downloads."""
    if english():
        return f"{meeting.body.name_en or meeting.code}, meeting {meeting.number}"
    return f"{meeting.body.name} 제{meeting.number}차 회의"


def working(tally: Tally | None) -> str:
    return tally.working(language()) if tally else ""


def rule(bylaw: BylawVersion) -> str:
    return rule_text(bylaw, language())


def legal_basis(bylaw: BylawVersion) -> SafeString:
    """The basis of the rule; of a template that there is none in law, and whose rule it follows."""
    if bylaw.is_template:
        return format_html(
            "{}",
            _("협의회 규정은 법에 없어 위원회 규정(시행령 제7조~제9조)을 본뜬 예시를 적용합니다."),
        )
    if english() and bylaw.legal_basis_en:
        return format_html("{}", bylaw.legal_basis_en)
    return in_korean(bylaw.legal_basis)


def tally_bar(tally: Tally) -> SafeString:
    """A small stacked bar of for, against, abstaining and not voting, with the figures in words.

    The parts differ in lightness and are labelled below, so that colour alone says nothing.
    """
    parts = [
        (_("찬성"), tally.for_, "#0b50d0", "#ffffff"),
        (_("반대"), tally.against, "#4c5561", "#ffffff"),
        (_("기권"), tally.abstain, "#b1b8be", "#1e2124"),
        (_("미투표"), tally.silent, "#ecedef", "#1e2124"),
    ]
    shown = [part for part in parts if part[1]]
    total = max(1, sum(part[1] for part in shown))
    drawn, left, narrow = [], 0.0, False
    for label, count, fill, ink in shown:
        width = 360 * count / total
        drawn.append(
            format_html(
                '<rect x="{}" y="0" width="{}" height="24" fill="{}" stroke="#ffffff"/>'
                '<text x="{}" y="17" text-anchor="middle" font-size="13" fill="{}">{}</text>',
                f"{left:.1f}",
                f"{width:.1f}",
                fill,
                f"{left + width / 2:.1f}",
                ink,
                f"{label} {count}" if width >= 60 else count,
            )
        )
        left += width
        narrow = narrow or width < 60
    alt = ", ".join(f"{label} {count}" for label, count, _fill, _ink in shown)
    return format_html(
        '<svg class="tally" viewBox="0 0 360 24" width="360" height="24" role="img" aria-label="{}">{}</svg>{}',
        alt,
        SafeString("".join(drawn)),
        # a part too narrow for its word has it in the line below
        format_html('<br><span class="note" aria-hidden="true">{}</span>', alt) if narrow else "",
    )
