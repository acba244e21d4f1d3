"""The tables of discovery: what is published (items, figures, needs, firms, matches) and what its users add."""

from sangsaeng.discovery.models.published import (
    FactsLoad,
    Figure,
    Firm,
    Item,
    Match,
    Need,
    Ranking,
    RegistrationNumber,
    Selection,
    Site,
    SizeStatus,
    Source,
    SupplyEvent,
    SupplyPair,
)

__all__ = [
    "FactsLoad",
    "Figure",
    "Firm",
    "Item",
    "Match",
    "Need",
    "Ranking",
    "RegistrationNumber",
    "Selection",
    "Site",
    "SizeStatus",
    "Source",
    "SupplyEvent",
    "SupplyPair",
]
