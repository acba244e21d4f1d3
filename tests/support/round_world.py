"""A made-up round and made-up firms for the tests of selection rounds; business numbers that no tax office gives."""

import io
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from tests.proposals.world import World

from sangsaeng.parties.models import Role, User
from sangsaeng.records.documents.content import Column
from sangsaeng.records.documents.xlsx import Sheet, render_xlsx
from sangsaeng.support import actions, eligibility
from sangsaeng.support.business_numbers import check_digit
from sangsaeng.support.intake_reading import header
from sangsaeng.support.models import Application, Round

GOOD = {
    "sales_krw": 12_000_000_000,
    "sector_sales_krw": 7_500_000_000,
    "researchers": 4,
    "rnd_krw": 240_000_000,
    "invested_krw": 0,
}


def business_number(number: int) -> str:
    """No tax office has the code 000, so that no firm has such a number."""
    nine = f"000{number:06d}"
    return f"{nine}{check_digit(nine)}"


def make_round(world: World, **given: Any) -> Round:
    now = timezone.now()
    terms = {
        "programme": "gangso100",
        "year": 2026,
        "title": "시연 강소기업 선정",
        "opens_at": now + timedelta(days=1),
        "closes_at": now + timedelta(days=8),
        "places": 3,
        "contact": "시연 지원기관 02-000-0000",
        **given,
    }
    return actions.make_round(actor=terms.pop("actor", world["secretariat"]), **terms)


def called(
    world: World, opens: datetime | None = None, closes: datetime | None = None, **given: Any
) -> Round:
    """A round called in the past elsewhere, whose window is open now unless other times are given."""
    now = timezone.now()
    opens = opens or now - timedelta(days=2)
    round = make_round(
        world,
        opens_at=opens,
        closes_at=closes or now + timedelta(days=2),
        notice_number="시연 공고 제1호",
        **given,
    )
    return actions.call_round(
        actor=world["secretariat"], round=round, called_at=min(opens, now) - timedelta(days=1)
    )


def applicant(world: World, number: int) -> User:
    organisation = world.organisation(f"firm-{number}", f"시연 기업 {number}", "sme")
    return world.person(f"firm-{number}", Role.SME, organisation)


def draft(world: World, round: Round, actor: User, number: int = 1, **given: Any) -> Application:
    application = actions.begin_application(
        actor=actor,
        round=round,
        **{
            "business_number": business_number(number),
            "sector": "semiconductor",
            "item_text": "시연 품목",
            **{
                k: v
                for k, v in given.items()
                if k in ("business_number", "sector", "item_text", "token", "firm_name")
            },
        },
    )
    rest = {k: v for k, v in given.items() if k in ("figures", "strategy", "recommender")}
    return actions.save_application(
        actor=actor, application=application, **{"figures": GOOD, "strategy": "시연 성장전략", **rest}
    )


def submitted(world: World, round: Round, number: int = 1, **given: Any) -> Application:
    actor = given.pop("actor", None) or applicant(world, number)
    application = draft(world, round, actor, number, **given)
    return actions.submit_application(actor=actor, application=application)


def close(round: Round, at: datetime | None = None) -> Round:
    """Let the window of a round be over, as the clock would."""
    Round.objects.filter(pk=round.pk).update(closes_at=at or timezone.now())
    round.refresh_from_db()
    return round


def row(number: int, at: datetime, **given: Any) -> list[Any]:
    """One row of an intake file, in the order of the template of 강소기업."""
    values = {
        "intake_number": f"시연-{number:04d}",
        "submitted_at": f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}",
        "firm_name": f"시연 기업 {number}",
        "business_number": business_number(number),
        "sector": "반도체",
        "item_text": "시연 품목",
        "strategy": "시연 성장전략",
        "recommender": "",
        **GOOD,
        **given,
    }
    return list(values.values())


def intake(round: Round, rows: list[list[Any]], head: list[str] | None = None) -> bytes:
    labels = head or header(eligibility.of_round(round))
    return render_xlsx([Sheet("신청", tuple(Column(label) for label in labels), rows)], title="신청")


def cells(content: bytes) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()  # type: ignore[return-value]
