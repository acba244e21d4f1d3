"""The tables of follow-up: purchase commitments, milestones and outcomes, requests for material."""

from sangsaeng.followup.models.material import (
    MATERIAL_CHIP,
    MaterialAnswer,
    MaterialRequest,
    MaterialState,
)
from sangsaeng.followup.models.outcomes import (
    MILESTONE_CHIP,
    Indicator,
    Milestone,
    MilestoneState,
    Observation,
    Report,
    Story,
)
from sangsaeng.followup.models.purchases import (
    PURCHASE_CHIP,
    Confirmation,
    ConfirmationLink,
    Evidence,
    Exemption,
    PurchaseCommitment,
    PurchaseState,
    PurchaseTerm,
    RateStatement,
    TermMove,
)

__all__ = [
    "MATERIAL_CHIP",
    "MILESTONE_CHIP",
    "PURCHASE_CHIP",
    "Confirmation",
    "ConfirmationLink",
    "Evidence",
    "Exemption",
    "Indicator",
    "MaterialAnswer",
    "MaterialRequest",
    "MaterialState",
    "Milestone",
    "MilestoneState",
    "Observation",
    "PurchaseCommitment",
    "PurchaseState",
    "PurchaseTerm",
    "RateStatement",
    "Report",
    "Story",
    "TermMove",
]
