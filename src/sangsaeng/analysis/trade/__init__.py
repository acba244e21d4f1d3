"""Trade statistics → one schema → import dependence and the named rules.

Example:
    from sangsaeng.analysis.trade import read, screen

    trade = read("BACI_HS17_Y2024.csv.gz", countries="country_codes.csv")
    rows = screen(trade, importer="KOR", year=2024, rules=["ews", "kiet"])
"""

from sangsaeng.analysis.trade.engine import concentration
from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.analysis.trade.judging import Verdict
from sangsaeng.analysis.trade.reading import read
from sangsaeng.analysis.trade.rules import Groups, Rule, load_groups, load_rules
from sangsaeng.analysis.trade.schema import COLUMNS, Trade
from sangsaeng.analysis.trade.screening import Row, screen

__all__ = [
    "COLUMNS",
    "Groups",
    "InputError",
    "Row",
    "Rule",
    "Trade",
    "Verdict",
    "concentration",
    "load_groups",
    "load_rules",
    "read",
    "screen",
]
