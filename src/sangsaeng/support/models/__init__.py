"""The tables of support: programmes and the ledger, requests to ministries, selection rounds."""

from sangsaeng.support.models.ledger import (
    MOVES,
    Account,
    Commitment,
    Entry,
    Movement,
    PaymentFile,
    PaymentRow,
)
from sangsaeng.support.models.programmes import COMMITTED_AS, MONEY, Kind, Programme
from sangsaeng.support.models.requests import REQUEST_CHIP, REQUEST_OPEN, Request, RequestState
from sangsaeng.support.models.rounds import (
    APPLICATION_CHIP,
    ROUND_CHIP,
    Application,
    ApplicationFile,
    ApplicationState,
    Assessment,
    Certificate,
    CertificateState,
    IntakeFile,
    Round,
    RoundState,
    Stage,
    StageResult,
)

__all__ = [
    "APPLICATION_CHIP",
    "COMMITTED_AS",
    "MONEY",
    "MOVES",
    "REQUEST_CHIP",
    "REQUEST_OPEN",
    "ROUND_CHIP",
    "Account",
    "Application",
    "ApplicationFile",
    "ApplicationState",
    "Assessment",
    "Certificate",
    "CertificateState",
    "Commitment",
    "Entry",
    "IntakeFile",
    "Kind",
    "Movement",
    "PaymentFile",
    "PaymentRow",
    "Programme",
    "Request",
    "RequestState",
    "Round",
    "RoundState",
    "Stage",
    "StageResult",
]
