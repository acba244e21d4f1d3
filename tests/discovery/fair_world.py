"""A small fair for the tests: two buyers, four firms, a day of four slots."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from sangsaeng.discovery.actions import fair_plan, fairs
from sangsaeng.discovery.models import Desk, Fair, FairFirm, FairMeeting
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Organisation, User


def six_o_clock(days: int) -> datetime:
    return datetime.combine(timezone.localdate() + timedelta(days=days), time(18), SEOUL)


class FairWorld:
    """People of every role and their firms; `fair()` makes a fair of a given day, `filled()` one with four firms."""

    def __init__(self, *, demonstration: bool = False) -> None:
        self.demonstration = demonstration
        self.buyers = [self._organisation(f"buyer-{n}", f"수요기업 {n}", "demand_company") for n in (1, 2)]
        self.firms = [self._organisation(f"firm-{n}", f"중소기업 {n}", "sme") for n in (1, 2, 3, 4)]
        self.secretariat = self.person("secretariat", "secretariat")
        self.agency = self.person("agency", "agency")
        self.auditor = self.person("auditor", "auditor")
        self.member = self.person("member", "member")
        self.buyer = self.person("buyer", "demand_company", self.buyers[0])
        self.other_buyer = self.person("buyer2", "demand_company", self.buyers[1])
        self.sme = self.person("sme", "sme", self.firms[0])
        self.other_sme = self.person("sme2", "sme", self.firms[1])

    def _organisation(self, code: str, name: str, kind: str) -> Organisation:
        return Organisation.objects.create(code=code, name=name, kind=kind, demonstration=self.demonstration)

    def person(self, username: str, role: str, organisation: Organisation | None = None) -> User:
        return User.objects.create(
            username=username,
            role=role,
            display_name=username,
            organisation=organisation,
            demonstration=self.demonstration,
        )

    def draft(self, *, day: int = 10, **terms: Any) -> Fair:
        first: date = timezone.localdate() + timedelta(days=day)
        return fairs.make_fair(
            actor=self.secretariat,
            **{
                "title": "기술구매상담회",
                "place": "코엑스 3층",
                "first_day": first,
                "last_day": first,
                "opens": time(10),
                "closes": time(13),
                "breaks": [["11:00", "12:00"]],
                "wishes_until": six_o_clock(day - 1),
                **terms,
            },
        )

    def open(self, *, day: int = 10, **terms: Any) -> Fair:
        return fairs.open_fair(actor=self.secretariat, fair=self.draft(day=day, **terms), late=day <= 0)

    def desk(self, fair: Fair, n: int = 0, **values: Any) -> Desk:
        given = {"topic": "노광기 광학 모듈", "detail": "정렬 오차 1마이크로미터", "most": 4, **values}
        return fairs.take_desk(actor=self.secretariat, fair=fair, organisation=self.buyers[n], **given)

    def firm(self, fair: Fair, n: int = 0, **values: Any) -> FairFirm:
        given = {"product": "노광기용 광학 모듈", "region": "경기 화성", "sector": "display", **values}
        return fairs.join_fair(actor=self.secretariat, fair=fair, organisation=self.firms[n], **given)

    def filled(self, *, day: int = 0, **terms: Any) -> Fair:
        """Two desks and four firms that all wish for the first desk; the last firm for it alone."""
        fair = self.open(day=day, **terms)
        desks = [self.desk(fair, 0, most=3), self.desk(fair, 1, topic="고순도 전구체", blind=True)]
        for n in range(4):
            firm = self.firm(fair, n, product="노광기 광학 모듈" if n % 2 else "고순도 전구체")
            ranked = [1] if n == 3 else [1, 2]
            fairs.wish(actor=self.secretariat, side=firm, ranked=ranked)
        fairs.wish(actor=self.secretariat, side=desks[0], ranked=[1, 2, 3])
        fair.refresh_from_db()
        return fair

    def allocated(self, **terms: Any) -> Fair:
        return fair_plan.allocate_fair(actor=self.secretariat, fair=self.filled(**terms))

    def published(self, **terms: Any) -> Fair:
        return fair_plan.publish_fair(actor=self.secretariat, fair=self.allocated(**terms))

    @staticmethod
    def meetings(fair: Fair) -> list[FairMeeting]:
        rows = fair.meetings.filter(cancelled_at__isnull=True)
        return list(rows.select_related("desk", "firm", "slot", "fair"))
