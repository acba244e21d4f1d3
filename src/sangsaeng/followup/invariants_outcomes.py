"""What must hold of milestones, indicators and stories, whatever was done and in whatever order: read anew from all rows.

`findings` is what `sangsaeng check` asks. Each check reads a fixed number of queries and says in words what it protects.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from sangsaeng.clocks.models import OPEN as OPEN_CLOCKS
from sangsaeng.followup.models import Milestone, MilestoneState, Observation, Story
from sangsaeng.records.invariants import Checks
from sangsaeng.records.models import Event

# The state in which each verb leaves a milestone.
STATE_AFTER = {
    "followup.plan_milestone": MilestoneState.PLANNED,
    "followup.report_milestone": MilestoneState.REPORTED,
    "followup.return_report": MilestoneState.RETURNED,
    "followup.accept_milestone": MilestoneState.ACCEPTED,
    "followup.drop_milestone": MilestoneState.DROPPED,
}


@dataclass
class Record:
    """The rows that several checks read: milestones with clock and model, and the verbs that befell each, in order."""

    milestones: list[Milestone] = field(default_factory=list)
    verbs: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> "Record":
        record = cls(list(Milestone.objects.select_related("clock", "model").annotate(made=Count("reports"))))
        events = Event.objects.filter(subject_type="milestone", verb__in=STATE_AFTER).order_by("id")
        for code, verb in events.values_list("subject_id", "verb"):
            record.verbs[code].append(verb)
        return record


_check = Checks(Record.read)
CHECKS = _check.named
findings = _check.findings


@_check("이정표의 상태는 그 이정표에 일어난 마지막 일과 같아야 합니다.")
def a_milestone_is_what_happened_to_it(record: Record) -> Iterator[str]:
    for each in record.milestones:
        told = record.verbs[each.code]
        if not told or STATE_AFTER[told[-1]] != each.state or told[0] != "followup.plan_milestone":
            yield each.code


@_check("이정표의 보고는 보고했다는 기록과 수가 같아야 합니다.")
def every_report_has_its_event(record: Record) -> Iterator[str]:
    for each in record.milestones:
        if each.made != record.verbs[each.code].count("followup.report_milestone"):  # type: ignore[attr-defined]
            yield each.code


@_check("보고했거나 끝난 이정표의 기한은 더 가지 않아야 합니다.")
def no_clock_runs_after_the_report(record: Record) -> Iterator[str]:
    over = (MilestoneState.REPORTED, MilestoneState.ACCEPTED, MilestoneState.DROPPED)
    for each in record.milestones:
        if each.clock is not None and each.state in over and each.clock.state in OPEN_CLOCKS:
            yield each.code


@_check("이정표의 기업은 그 상생모델의 참여 기업이어야 하고, 시연과 실제가 섞이지 않아야 합니다.")
def a_milestone_is_of_its_parties(record: Record) -> Iterator[str]:
    for each in record.milestones:
        parties = (each.model.demand_company_id, each.model.supplier_id)
        if each.responsible_id not in parties or each.demonstration != each.model.demonstration:
            yield each.code


@_check("바로잡은 값은 같은 지표와 같은 해의 값이어야 합니다.")
def a_correction_is_of_the_same_year(record: Record) -> Iterator[str]:
    wrong = ~Q(indicator=F("corrects__indicator")) | ~Q(year=F("corrects__year"))
    rows = Observation.objects.filter(wrong, corrects__isnull=False).order_by("id")
    for code, year in rows.values_list("indicator__code", "year"):
        yield f"{code} {year}"


@_check("한 지표의 한 해에는 바로잡히지 않은 값이 하나만 있어야 합니다.")
def one_value_a_year(record: Record) -> Iterator[str]:
    rows = Observation.objects.filter(corrected_by__isnull=True).order_by().values("indicator__code", "year")
    for each in rows.annotate(n=Count("pk")).filter(n__gt=1).order_by("indicator__code", "year"):
        yield f"{each['indicator__code']} {each['year']}"


@_check("값은 적은 사람이 아닌 사람이 확인해야 합니다.")
def a_value_is_checked_by_another(record: Record) -> Iterator[str]:
    rows = Observation.objects.filter(checked_at__isnull=False, checked_by=F("entered_by")).order_by("id")
    for code, year in rows.values_list("indicator__code", "year"):
        yield f"{code} {year}"


@_check("공개한 이야기에는 공개할 때의 근거와 두 기업의 동의가 기록되어 있어야 합니다.")
def a_public_story_had_evidence_and_consent(record: Record) -> Iterator[str]:
    told: dict[str, bool] = {}
    for code, data in Event.objects.filter(verb="followup.publish_story").values_list("subject_id", "data"):
        told[code] = int(data.get("observations", 0)) + int(data.get("terms", 0)) > 0
    for story in Story.objects.filter(published_at__isnull=False).order_by("code"):
        if not told.get(story.code) or not (story.agreed_by_buyer_on and story.agreed_by_supplier_on):
            yield story.code
