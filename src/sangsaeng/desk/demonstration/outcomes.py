"""The demonstration's milestones, indicators and story, made through the very actions that real parties would use.

Everything is invented and marked so. Called after the purchases' demonstration, so that a delivery that both sides
confirmed can stand behind the story; without one, a checked value does.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from sangsaeng.followup.actions import milestones, stories
from sangsaeng.followup.actions import outcomes as values
from sangsaeng.followup.models import Indicator, Milestone
from sangsaeng.followup.queries.stories import confirmed_terms
from sangsaeng.followup.words.outcomes import template
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel

PDF = b"%PDF-1.4\n% invented, without effect\n"
STORY_KO = (
    "시연을 위해 지어낸 이야기입니다. 수요기업은 규격과 평가 라인을 열어 주고, 공급기업은 핵심 모듈을 만들었습니다.\n\n"
    "첫 시제품은 평가를 통과하지 못했습니다. 두 기업은 성적서를 함께 읽고 광학계를 고쳤고, 다음 평가에서 규격을 모두 맞췄습니다."
)
DELIVERED_KO = " 이제 첫 물량을 납품했습니다."
STORY_EN = (
    "This story was made up for the demonstration. The demand company opened its specification and its evaluation line; the "
    "supplier built the core module.\n\nThe first prototype did not pass. Both firms read the test report together and "
    "reworked the optics, and the next evaluation met every specification."
)
DELIVERED_EN = " The first lot has now been delivered."


def outcomes(
    *,
    people: Mapping[str, User],
    models: Mapping[str, WinWinModel],
    organisations: Mapping[str, Organisation],
) -> None:
    """Four milestones (two accepted, one of them after a return; one reported; one to come), three indicators, a story."""
    model = WinWinModel.objects.get(pk=models["story"].pk)
    _milestones(people, model, organisations["demo-b"])
    _indicators(people, model)
    _story(people, model)


def _milestones(people: Mapping[str, User], model: WinWinModel, supplier: Organisation) -> None:
    today = timezone.localdate()
    agency, sme = people["agency"], people["sme"]

    def plan(kind: str, title: str, due_on: date, expected: str) -> Milestone:
        return milestones.plan(
            actor=agency,
            model=model,
            responsible=supplier,
            kind=kind,
            title=title,
            due_on=due_on,
            expected=f"{expected}(시연)",
        )

    def report(milestone: Milestone, text: str, day: date | None, paper: str) -> None:
        uploads = [(f"시연-{paper}.pdf", PDF)]
        milestones.report(
            actor=sme, milestone=milestone, text=f"{text}(시연)", reached_on=day, uploads=uploads
        )

    first = plan("progress", "광학 모듈 시제품", today - timedelta(days=50), "시제품 한 대와 제작 기록")
    report(first, "시제품을 만들어 수요기업에 넘겼습니다.", today - timedelta(days=53), "시제품 인수증")
    milestones.accept(actor=agency, milestone=first, answer="인수증을 확인했습니다.")

    second = plan(
        "progress", "평가 라인 시험", today - timedelta(days=15), "규격 다섯 개를 통과한 시험성적서"
    )
    report(second, "시험을 마쳤습니다.", None, "시험 요약")
    milestones.return_report(
        actor=agency, milestone=second, reason="규격마다 잰 값이 있는 시험성적서를 붙여 주세요.", days=10
    )
    report(
        second,
        "시험성적서를 붙입니다. 규격 다섯 개를 모두 통과했습니다.",
        today - timedelta(days=8),
        "시험성적서",
    )
    milestones.accept(actor=people["secretariat"], milestone=second, answer="성적서를 확인했습니다.")

    third = plan("annual", "1년차 연차보고", today + timedelta(days=10), "연구개발비 사용과 진도")
    report(third, "1년차의 진도와 연구개발비 사용을 보고합니다.", None, "연차보고서")

    last = plan("final", "최종보고", today + timedelta(days=700), "양산 조건과 구매 계획")
    milestones.move(
        actor=agency,
        milestone=last,
        due_on=today + timedelta(days=730),
        reason="평가 설비가 늦게 들어옴(시연)",
    )


def _indicators(people: Mapping[str, User], model: WinWinModel) -> None:
    year = timezone.localdate().year
    agency, sme = people["agency"], people["sme"]

    def define(key: str, **way: Any) -> Indicator:
        found = template(key)
        assert found is not None  # noqa: S101 - one of our own file
        return values.define(
            actor=agency,
            model=model,
            kind=found.kind,
            name=found.name_ko,
            unit=found.unit,
            how=found.how_ko,
            more_is_better=found.more_is_better,
            **way,
        )

    share = define(
        "localisation_share",
        baseline=Decimal(0),
        baseline_year=year - 2,
        target=Decimal(20),
        target_year=year + 3,
    )
    before = values.observe(
        actor=sme, indicator=share, year=year - 1, value=Decimal(2), evidence="구매실적 증명서(시연)"
    )
    values.check(actor=agency, observation=before)
    now = values.observe(
        actor=sme,
        indicator=share,
        year=year,
        value=Decimal(8),
        evidence="구매실적 증명서(시연)",
        uploads=[("시연-구매실적 증명서.pdf", PDF)],
    )
    right = values.correct(
        actor=sme,
        observation=now,
        value=Decimal(6),
        evidence="고친 증명서(시연)",
        reason="평가용 물량을 뺐습니다.",
    )
    values.check(actor=agency, observation=right)

    jobs = define(
        "jobs_new",
        baseline=Decimal(0),
        baseline_year=year - 1,
        target=Decimal(12),
        target_year=year + 3,
    )
    values.observe(
        actor=sme, indicator=jobs, year=year, value=Decimal(3), evidence="4대보험 가입자 명부(시연)"
    )
    price = define("price_level", target=Decimal(95), target_year=year + 3)  # the baseline is not known yet
    values.observe(
        actor=people["demand"], indicator=price, year=year, value=Decimal(104), evidence="단가 비교표(시연)"
    )


def _story(people: Mapping[str, User], model: WinWinModel) -> None:
    """A story with the consent of both; it stands on the checked value, and on a confirmed delivery where there is one."""
    checked = [
        each
        for indicator in model.indicators.filter(kind=Indicator.Kind.LOCALISATION)
        for each in indicator.observations.filter(checked_at__isnull=False, corrected_by__isnull=True)
    ]
    delivered = list(confirmed_terms(model))
    story = stories.write(
        actor=people["secretariat"],
        model=model,
        title="두 기업이 함께 고쳐 시험을 통과했습니다",
        text=STORY_KO + (DELIVERED_KO if delivered else ""),
        title_en="Two firms reworked it together, and it passed the test",
        text_en=STORY_EN + (DELIVERED_EN if delivered else ""),
        observations=checked,
        terms=delivered,
    )
    stories.agree(actor=people["demand"], story=story, side="buyer")
    stories.agree(actor=people["sme"], story=story, side="supplier")
    stories.publish(actor=people["secretariat"], story=story)
