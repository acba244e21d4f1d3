"""A whole workspace, loaded once a module for the pages' tests: facts, matches, programmes, the demonstration."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """What stands where in the loaded workspace; rolled back after the module, so no other test meets it."""
    from django.db import transaction

    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield _load()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


def _load() -> dict[str, str]:
    from sangsaeng import facts
    from sangsaeng.deliberation.models import Meeting
    from sangsaeng.desk import demonstration
    from sangsaeng.discovery.actions import load_facts, rank_matches
    from sangsaeng.discovery.models import Firm, Match, Need, Survey
    from sangsaeng.followup.models import PurchaseCommitment
    from sangsaeng.proposals.models import WinWinModel
    from sangsaeng.records.actions import SYSTEM
    from sangsaeng.support.actions import load_programmes
    from sangsaeng.support.models import Request, Round

    load_facts(actor=SYSTEM)
    load_programmes(actor=SYSTEM)
    rank_matches(actor=SYSTEM)
    demonstration.build(password="for tests only")
    story = WinWinModel.objects.select_related("need__item").get(state="in_progress")
    best = Match.objects.select_related("firm").get(need=story.need, rank=1)
    councils = Meeting.objects.filter(body__kind="council").order_by("number")
    written = councils.get(form="written")
    return {
        "item": story.need.item.key,
        "need": story.need.code,
        "firm": best.firm.code,
        "model": story.code,
        "council": councils[0].code,
        "body": str(councils[0].body_id),
        "written": written.code,
        "running": councils.get(state="open").code,
        "committee": Meeting.objects.get(body__kind="committee").code,
        "published": next(m.id for m in facts.council_meetings() if m.date),
        "submitted": WinWinModel.objects.get(state="submitted").code,
        "returned": WinWinModel.objects.get(state="returned").code,
        "round": Round.objects.get(state="announced").code,
        "open_round": Round.objects.get(state="called").code,
        "request": Request.objects.get(state="appealed").code,
        "purchase": PurchaseCommitment.objects.earliest("pk").code,
        "approved": WinWinModel.objects.get(state="approved").code,
        "profile": Firm.everything.get(organisation__code="demo-b").code,
        "survey": Survey.objects.get().code,
        "posting": Need.everything.get(origin="posting").code,
    }
