"""Trade statistics → one schema → import dependence and the named rules.

    from sangsaeng.analysis.trade import read, screen

    trade = read("BACI_HS17_Y2024.csv.gz", countries="country_codes.csv")
    rows = screen(trade, importer="KOR", year=2024, rules=["ews", "kiet"])
"""

from sangsaeng.analysis.trade.engine import concentration
from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.analysis.trade.reading import read
from sangsaeng.analysis.trade.schema import COLUMNS, Trade

__all__ = ["COLUMNS", "InputError", "Trade", "concentration", "read"]
