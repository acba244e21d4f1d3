"""Search firms by a text: the index is asked at once; a buyer's texts are counted."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sangsaeng.discovery import indexing, match_rules
from sangsaeng.discovery.models import TextSearch
from sangsaeng.discovery.queries import matching as queries
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.parties.rules import require

#: The longest text that is searched by, and how many firms are shown.
LONGEST, SHOWN = 1000, 20


@dataclass(frozen=True, slots=True)
class Search:
    """What the engine found for a text: `Match.as_json()` of each firm, and how many texts a buyer has left today."""

    found: list[dict[str, Any]]
    left: int | None


def search_firms(*, actor: Any, text: str) -> Search:
    """The real firms whose public text shares content with `text`, best first, at most `SHOWN`.

    A company's text is counted (its digest, not the text) unless it was counted in the last day. Refuses (NotAllowed) who
    is neither a demand company nor the secretariat; (ValidationError) no words, more than `LONGEST` characters, or a
    company that used up its texts of the day.
    """
    require(actor, match_rules.FIND)
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise ValidationError({"q": _("%(most)d자 안에서 적으세요.") % {"most": LONGEST}})
    if not any(char.isalnum() for char in text):
        raise ValidationError({"q": _("찾는 제품이나 기술을 글로 적으세요.")})
    left = None if actor.role == Role.SECRETARIAT else _count(actor, text)
    index = indexing.current().index
    found = indexing.aside(lambda: [match.as_json() for match in index.rank(text, top=SHOWN)])
    return Search(found, left)


def _count(actor: Any, text: str) -> int:
    """Take one text off the company's day; how many are left."""
    if actor.organisation_id is None:
        raise ValidationError(_("계정에 기업이 이어져 있지 않습니다. 사무국에 알려 주세요."))
    digest = hashlib.sha256(text.casefold().encode()).hexdigest()
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=actor.organisation_id)
        used = queries.texts_today(organisation)
        if digest not in used:
            if len(used) >= queries.TEXTS_A_DAY:
                raise ValidationError(
                    _("하루에 글 %(most)d개까지 찾을 수 있습니다. 내일 다시 찾거나 사무국에 물어보세요.")
                    % {"most": queries.TEXTS_A_DAY}
                )
            TextSearch.objects.create(organisation=organisation, digest=digest, by=actor.username)
            used.add(digest)
    return queries.TEXTS_A_DAY - len(used)
