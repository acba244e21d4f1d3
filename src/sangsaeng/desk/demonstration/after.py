"""The demonstration after the decisions: money, requests, selection, purchases, outcomes, what is told; in the order it would happen."""

from sangsaeng.desk.demonstration import (
    board,
    fairs,
    identity,
    ledger,
    matching,
    outcomes,
    payments,
    portal,
    purchases,
    requests,
    rounds,
    selection,
    signals,
)
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support import actions as support
from sangsaeng.support.models import Programme


def follow(
    *,
    people: dict[str, User],
    organisations: dict[str, Organisation],
    models: dict[str, WinWinModel],
    programmes: dict[str, Programme],
) -> None:
    """From the commitment of support to the delivery of goods: the story's model, and a selection round beside it."""
    models["story"] = support.start(
        actor=people["agency"], model=WinWinModel.objects.get(pk=models["story"].pk), reason="협약 체결(시연)"
    )
    ledger.support_story(people=people, programmes=programmes, models=models, organisations=organisations)
    payments.payments(people=people, organisations=organisations, models=models, programmes=programmes)
    requests.answers(people=people, organisations=organisations, story=models["story"])
    selection.select(people=people, round=rounds.call_and_apply(people=people, organisations=organisations))
    purchases.purchases(people=people, models=models, organisations=organisations)
    outcomes.outcomes(people=people, models=models, organisations=organisations)
    portal.openings(people=people, models=models)
    board.material(people=people)
    signals.signals(people=people, organisations=organisations)
    matching.opinions(people=people, organisations=organisations)
    fairs.hold_fairs(people=people, organisations=organisations, model_code=models["story"].code)
    identity.names(people=people)
