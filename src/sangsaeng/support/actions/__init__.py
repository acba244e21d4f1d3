"""The only code that writes support, one file a subject."""

from sangsaeng.support.actions.ledger import (
    SUPPORTABLE,
    cancel,
    claw_back,
    commit,
    contract,
    correct,
    disburse,
    give_back,
    pay_matching,
    recover,
    refusals,
    release,
)
from sangsaeng.support.actions.programmes import (
    appropriate,
    carry_over,
    load_programmes,
    open_programme,
    reduce,
)
from sangsaeng.support.actions.steps import complete, start, stop

__all__ = [
    "SUPPORTABLE",
    "appropriate",
    "cancel",
    "carry_over",
    "claw_back",
    "commit",
    "complete",
    "contract",
    "correct",
    "disburse",
    "give_back",
    "load_programmes",
    "open_programme",
    "pay_matching",
    "recover",
    "reduce",
    "refusals",
    "release",
    "start",
    "stop",
]
