"""The only code that writes support, one file a subject."""

from sangsaeng.support.actions.applications import (
    attach_to_application,
    begin_application,
    detach_from_application,
    save_application,
    submit_application,
    withdraw_application,
)
from sangsaeng.support.actions.commitments import SUPPORTABLE, commit, refusals
from sangsaeng.support.actions.corrections import correct
from sangsaeng.support.actions.intake import take_in
from sangsaeng.support.actions.judging import admit, check_eligibility, find_ineligible, link_firm, note_told
from sangsaeng.support.actions.ledger import (
    cancel,
    claw_back,
    contract,
    disburse,
    edit_agreement,
    give_back,
    pay_matching,
    recover,
    release,
)
from sangsaeng.support.actions.programmes import (
    appropriate,
    carry_over,
    edit_programme,
    load_programmes,
    open_programme,
    reduce,
)
from sangsaeng.support.actions.rounds import (
    begin_review,
    call_round,
    cancel_round,
    extend_round,
    make_round,
    save_round,
)
from sangsaeng.support.actions.steps import complete, start, stop

__all__ = [
    "SUPPORTABLE",
    "admit",
    "appropriate",
    "attach_to_application",
    "begin_application",
    "begin_review",
    "call_round",
    "cancel",
    "cancel_round",
    "carry_over",
    "check_eligibility",
    "claw_back",
    "commit",
    "complete",
    "contract",
    "correct",
    "detach_from_application",
    "disburse",
    "edit_agreement",
    "edit_programme",
    "extend_round",
    "find_ineligible",
    "give_back",
    "link_firm",
    "load_programmes",
    "make_round",
    "note_told",
    "open_programme",
    "pay_matching",
    "recover",
    "reduce",
    "refusals",
    "release",
    "save_application",
    "save_round",
    "start",
    "stop",
    "submit_application",
    "take_in",
    "withdraw_application",
]
