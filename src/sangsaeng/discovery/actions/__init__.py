"""The verbs of discovery: the only code of this stage that writes."""

from sangsaeng.discovery.actions.facts import LOAD, current_load, load_facts
from sangsaeng.discovery.actions.ranking import RANK, TOP, rank_matches

__all__ = ["LOAD", "RANK", "TOP", "current_load", "load_facts", "rank_matches"]
