"""A made-up round under review: firms, reviewers, applications by the tables' own transitions, and what people then do."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.support import selection_rubrics
from sangsaeng.support.actions import assessments, deciding, selection
from sangsaeng.support.models import Application, Assessment, Round, Stage


class SelectionWorld:
    def __init__(self, applications: int = 4, reviewers: int = 3, **round: Any) -> None:
        self.secretariat = self.person("secretariat", Role.SECRETARIAT)
        self.auditor = self.person("auditor", Role.AUDITOR)
        self.reviewers = [self.person(f"reviewer{n}", Role.MEMBER) for n in range(1, reviewers + 1)]
        now = timezone.now()
        self.round = Round.objects.create(
            **{
                "code": "D-SR-2026-01",
                "programme": "gangso100",
                "year": 2026,
                "title": "시연 강소기업 선정",
                "title_en": "Demonstration selection",
                "opens_at": now - timedelta(days=40),
                "closes_at": now - timedelta(days=30),
                "places": 1,
                "reserve_places": 1,
                "eligibility_key": "gangso100",
                "eligibility_version": 1,
                "rubric_key": "gangso100",
                "rubric_version": 1,
                "made_by": "secretariat",
                "demonstration": True,
                **round,
            }
        )
        self.paper = Stage.objects.create(round=self.round, order=1, kind="paper", advance=3, share=40)
        self.final = Stage.objects.create(round=self.round, order=2, kind="final", share=60)
        self.round.call()
        self.round.begin_review()
        self.round.save()
        self.applications = [self.application(n) for n in range(1, applications + 1)]

    def person(self, name: str, role: str, organisation: Organisation | None = None, **more: Any) -> User:
        return User.objects.create(
            username=name,
            role=role,
            display_name=f"시연 {name}",
            organisation=organisation,
            **{"demonstration": True, **more},
        )

    def application(self, number: int) -> Application:
        firm = Organisation.objects.create(
            code=f"firm{number}", name=f"시연 신청기업 {number}", kind="sme", demonstration=True
        )
        made = Application.objects.create(
            code=f"D-A-2026-{number:04d}",
            round=self.round,
            organisation=firm,
            applicant=self.person(f"firm{number}", Role.SME, firm),
            firm_name=firm.name,
            business_number=f"{number:010d}",
            sector="semiconductor",
            submitted_at=timezone.now() - timedelta(days=31) + timedelta(minutes=number),
            demonstration=True,
        )
        made.submit()
        made.admit()
        made.save()
        return made

    def assign(self, stage: Stage, per_application: int = 2) -> list[Assessment]:
        return selection.assign_reviewers(
            actor=self.secretariat, stage=stage, per_application=per_application, reviewers=self.reviewers
        )

    def assess(self, given: Assessment, score: int, comment: str = "의견") -> Assessment:
        given = Assessment.objects.select_related("stage__round", "application", "reviewer").get(pk=given.pk)
        keys = selection_rubrics.sheet(given.stage).weights
        assessments.save_assessment(
            actor=given.reviewer, assessment=given, scores=dict.fromkeys(keys, score), comment=comment
        )
        return assessments.hand_in_assessment(actor=given.reviewer, assessment=given)

    def run(self, stage: Stage, scores: dict[int, int] | None = None, per_application: int = 2) -> None:
        """Assign, assess (application number → score, else 90 less 5 a number), close."""
        for given in self.assign(stage, per_application):
            number = int(given.application.code[-4:])
            self.assess(given, (scores or {}).get(number, 90 - 5 * number), f"비밀 의견 {number}")
        selection.close_stage(actor=self.secretariat, stage=stage)
        stage.refresh_from_db()

    def decide(self, **more: Any) -> Round:
        self.run(self.paper)
        self.run(self.final)
        self.round = deciding.decide(actor=self.secretariat, round=self.round, **more)
        return self.round

    def announce(self) -> Round:
        self.round = deciding.announce(actor=self.secretariat, round=self.round)
        return self.round

    def at(self, number: int) -> Application:
        return Application.objects.get(code=f"D-A-2026-{number:04d}")
