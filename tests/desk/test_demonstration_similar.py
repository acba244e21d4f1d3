"""The demonstration's copied passage is found, marked and told without the sentences that all its plans have in common."""

import pytest

from sangsaeng.desk.demonstration.similar import carry_over
from sangsaeng.desk.demonstration.texts import MODELS
from sangsaeng.proposals import actions
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.similarity import actions as similarity
from sangsaeng.proposals.similarity import queries
from tests.proposals.world import World

pytestmark = pytest.mark.django_db


def test_the_copied_passage_alone_is_found_among_the_demonstrations_plans() -> None:
    world = World()
    models: dict[str, WinWinModel] = {
        plan.key: world.draft(title=plan.title, **{**dict.fromkeys(("plan_targets",), ""), **plan.texts})
        for plan in MODELS
    }
    carry_over(people={"demand": world["demand_company"]}, models=models)
    for key in ("separator", "probe"):
        models[key] = actions.submit(actor=world["demand_company"], model=models[key])
    similarity.refresh(models["probe"])
    found = queries.rows(world["secretariat"], models["probe"])
    assert [row.other.pk for row in found] == [models["separator"].pk]
    assert found[0].likeness.kind == "part"
    (sections,) = found[0].likeness.sections
    assert sections[:2] == ["plan_development", "plan_development"]
