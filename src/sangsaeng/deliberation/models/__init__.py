"""The tables of deliberation. Recorded meetings only: published ones are facts.

`bodies`: who decides, under which rules, who sits. `meetings`: what is held and dealt with. `votes`: how it was
decided. `reviews`: what was said beforehand. `papers`: books, minutes and what is signed. `letters`: what goes out.
"""

from sangsaeng.deliberation.models.bodies import Body, BylawVersion, Method, Seat
from sangsaeng.deliberation.models.letters import Letter
from sangsaeng.deliberation.models.meetings import (
    MEETING_CHIP,
    AgendaItem,
    Attendance,
    Exclusion,
    ExclusionRequest,
    Guest,
    Meeting,
    MeetingState,
    SiteVisit,
)
from sangsaeng.deliberation.models.papers import (
    Attachment,
    Book,
    BookCopy,
    Minutes,
    MinutesSignature,
    PaperTemplate,
    Quote,
)
from sangsaeng.deliberation.models.reviews import Opinion, Review, ReviewRound, Rubric
from sangsaeng.deliberation.models.votes import Ballot, Elector, SecretBallot, Vote, VoteState

__all__ = [
    "MEETING_CHIP",
    "AgendaItem",
    "Attachment",
    "Attendance",
    "Ballot",
    "Body",
    "Book",
    "BookCopy",
    "BylawVersion",
    "Elector",
    "Exclusion",
    "ExclusionRequest",
    "Guest",
    "Letter",
    "Meeting",
    "MeetingState",
    "Method",
    "Minutes",
    "MinutesSignature",
    "Opinion",
    "PaperTemplate",
    "Quote",
    "Review",
    "ReviewRound",
    "Rubric",
    "Seat",
    "SecretBallot",
    "SiteVisit",
    "Vote",
    "VoteState",
]
