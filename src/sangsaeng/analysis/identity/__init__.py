"""Identity of firms: names made comparable, registration numbers checked, names linked to a register or refused."""

from sangsaeng.analysis.identity.linking import Candidate, Link, Register, RegisterRow
from sangsaeng.analysis.identity.names import Name, folded, plain, read, strip_form
from sangsaeng.analysis.identity.numbers import Number, read_number
from sangsaeng.analysis.identity.pairing import Evidence, Pair, pairs

__all__ = [
    "Candidate",
    "Evidence",
    "Link",
    "Name",
    "Number",
    "Pair",
    "Register",
    "RegisterRow",
    "folded",
    "pairs",
    "plain",
    "read",
    "read_number",
    "strip_form",
]
