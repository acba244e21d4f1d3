"""The demonstration's opinions on a candidate: an invented need that names its buyer, ranked, judged by both sides."""

from sangsaeng.discovery.actions import needs
from sangsaeng.discovery.actions.feedback import judge_match
from sangsaeng.discovery.actions.needs import Given
from sangsaeng.discovery.actions.ranking import refresh_matches
from sangsaeng.discovery.models import Firm, Match, Need
from sangsaeng.parties.models import Organisation, User
from sangsaeng.records.actions import SYSTEM


def opinions(*, people: dict[str, User], organisations: dict[str, Organisation]) -> None:
    """A need heard at a fair is published and ranked; its buyer finds the supplier near, the supplier can develop it."""
    need = needs.add_need(
        actor=people["secretariat"],
        origin="fair",
        posted_by=organisations["demo-a"],
        given=Given(
            title="식각 장비용 세라믹 포커스링",
            detail="표면을 정밀 연마한 부품을 찾습니다(시연).",
            field="semiconductor",
            kind="part",
            company=organisations["demo-a"].name,
        ),
    )
    need = needs.publish_need(actor=people["secretariat"], need=need)
    refresh_matches(actor=SYSTEM, needs=Need.everything.filter(demonstration=True))
    firm = Firm.everything.filter(organisation=organisations["demo-b"]).first()
    if firm is None or not Match.everything.filter(need=need, firm=firm).exists():
        return
    judge_match(
        actor=people["demand"],
        need=need,
        firm=firm,
        side="demand",
        verdict="fits",
        reason="near",
        note="시편 시험을 먼저 하고 싶습니다(시연).",
    )
    judge_match(actor=people["sme"], need=need, firm=firm, side="supply", verdict="can", reason="develops")
