"""Who may see the desk: everyone signed in his own; the record: whoever watches over the work."""

import rules

from sangsaeng.parties.rules import (
    SIGNED_IN,
    is_agency,
    is_auditor,
    is_member,
    is_ministry,
    is_secretariat,
    same_world,
)

rules.add_perm("desk.read_record", is_secretariat | is_ministry | is_auditor)
# Not for the parties: they read their own models where those stand.
rules.add_perm("desk.read_board", is_secretariat | is_ministry | is_agency | is_auditor | is_member)
rules.add_perm("desk.hand_over", same_world & is_secretariat)

ACCESS = {
    "desk:home": SIGNED_IN,
    "desk:record": "desk.read_record",
    "desk:handovers": SIGNED_IN,  # the secretariat all, everyone else his own
    "desk:handover": "desk.hand_over",
    "desk:handover_paper": SIGNED_IN,
    "desk:messages": SIGNED_IN,
    "desk:message": SIGNED_IN,
    "desk:board": "desk.read_board",
    "desk:board_rows": "desk.read_board",
    "desk:clocks": "clocks.read",
    "desk:clock": "clocks.read",
    "desk:clock_new": "clocks.start",
    "desk:clock_act": "clocks.run",
}
