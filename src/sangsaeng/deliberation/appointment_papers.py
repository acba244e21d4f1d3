"""The appointment papers of a seat, from what is recorded."""

from django.utils.functional import Promise

from sangsaeng.deliberation.models import Seat
from sangsaeng.records.documents.content import Document

KINDS: dict[str, Promise] = {}


def can_be_made(seat: Seat) -> list[str]:
    """The papers that can be made for this seat now."""
    return []


def document_of(seat: Seat, kind: str) -> Document:
    raise NotImplementedError(kind)
