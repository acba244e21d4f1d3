"""The tables of discovery: what is published (items, figures, needs, firms, matches) and what its users add."""

from sangsaeng.discovery.models.feedback import IndexChange, MatchFeedback, MatchLearning, TextSearch
from sangsaeng.discovery.models.profiles import Interest, Probe, Profile, ProfileEntry
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
from sangsaeng.discovery.models.surveys import (
    NeedSignal,
    Survey,
    SurveyAsked,
    SurveyFile,
    Volume,
    WantedBy,
)

__all__ = [
    "FactsLoad",
    "Figure",
    "Firm",
    "IndexChange",
    "Interest",
    "Item",
    "Match",
    "MatchFeedback",
    "MatchLearning",
    "Need",
    "NeedSignal",
    "Probe",
    "Profile",
    "ProfileEntry",
    "Ranking",
    "RegistrationNumber",
    "Selection",
    "Site",
    "SizeStatus",
    "Source",
    "SupplyEvent",
    "SupplyPair",
    "Survey",
    "SurveyAsked",
    "SurveyFile",
    "TextSearch",
    "Volume",
    "WantedBy",
]
