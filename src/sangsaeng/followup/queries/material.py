"""Reads of requests for material: the register, the versions of an answer, what was asked before, what must not go out."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.followup.models import (
    MaterialAnswer,
    MaterialRequest,
    MaterialState,
    PurchaseCommitment,
)
from sangsaeng.parties.models import Organisation
from sangsaeng.parties.rules import may
from sangsaeng.proposals.models import WinWinModel

OPEN = (MaterialState.RECEIVED, MaterialState.DRAFTED, MaterialState.CLEARED)
COMPARED = 2000  # requests that a new question is compared with, newest first
# Words under which something is secret by law or by mark; the list is ours and only warns.
SECRET_WORDS = (
    "대외비",
    "영업비밀",
    "기업비밀",
    "공급망안정품목",
    "경제안보품목",
    "보안과제",
    "비공개",
    "기밀",
)
# How nearly every request ends and begins; two requests are not alike because of it.
EVERYWHERE = ("제출", "주시", "바랍", "현황", "자료", "요구", "요청", "관련", "및", "대한", "최근", "알려")
_RESIDENT = re.compile(r"(?<!\d)\d{6}\s*-\s*\d{7}(?!\d)")
_BUSINESS = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{5}(?!\d)")
_NUMBER = re.compile(r"\d[\d,]*")


def readable(user: Any) -> QuerySet[MaterialRequest]:
    """The requests that `user` may read, with `versions`, the day the answer was `sent_on`, and whether it is `over`."""
    if not may(user, "followup.read_material"):
        return MaterialRequest.objects.none()
    sent = MaterialAnswer.objects.filter(request=OuterRef("pk"), sent_on__isnull=False).order_by("-version")
    rows = MaterialRequest.objects.select_related("clock", "clock__owner").annotate(
        versions=Count("answers"),
        sent_on=Subquery(sent.values("sent_on")[:1]),
        over=Case(When(state__in=OPEN, then=Value(0)), default=Value(1)),
    )
    return rows.filter(demonstration=True) if user.demonstration else rows


def open_q() -> Q:
    return Q(state__in=OPEN)


def overdue_q(now: datetime | None = None) -> Q:
    return open_q() & Q(due_at__lt=now or timezone.now())


def due_soon(user: Any, days: int) -> QuerySet[MaterialRequest]:
    """The open requests whose deadline has passed or comes within so many days, the earliest first."""
    until = timezone.now() + timedelta(days=days)
    return readable(user).filter(open_q(), due_at__lte=until).order_by("due_at", "pk")


def with_drafter(rows: QuerySet[MaterialRequest]) -> QuerySet[MaterialRequest]:
    """The requests with `drafter`, who wrote the newest version; None where there is none."""
    newest = MaterialAnswer.objects.filter(request=OuterRef("pk")).order_by("-version")
    return rows.annotate(drafter=Subquery(newest.values("drafted_by")[:1]))


def answers(request: MaterialRequest) -> list[MaterialAnswer]:
    """Every version, newest first, with its papers but not their bytes."""
    rows = request.answers.select_related("paper", "spreadsheet").order_by("-version")
    return list(rows.defer("paper__content", "spreadsheet__content"))


def _grams(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters of each word: Korean endings then matter little. Words that every request has are left out."""
    found: set[str] = set()
    for word in re.findall(r"[\w]+", unicodedata.normalize("NFC", text).casefold()):
        if not word.startswith(EVERYWHERE):
            found.update(word[at : at + 2] for at in range(len(word) - 1))
    return frozenset(found)


@dataclass(frozen=True)
class Earlier:
    """An earlier request like this one, how alike (0–1), and what was answered."""

    request: MaterialRequest
    share: float
    answer: MaterialAnswer | None


def similar(
    user: Any, question: str, *, but: MaterialRequest | None = None, most: int = 3, least: float = 0.4
) -> list[Earlier]:
    """Earlier requests whose questions share most of their letter pairs with `question`; two queries.

    The share is that of the smaller of the two questions, so that a short one finds the long one it is part of.
    """
    asked = _grams(question)
    if len(asked) < 4:
        return []
    rows = readable(user).order_by("-received_on", "-pk")
    if but is not None:
        rows = rows.filter(pk__lt=but.pk)  # what was asked after it is no earlier answer
    found = []
    for row in rows[:COMPARED]:
        other = _grams(row.question)
        share = len(asked & other) / min(len(asked), len(other)) if len(other) >= 4 else 0.0
        if share >= least:
            found.append((share, row))
    best = sorted(found, key=lambda pair: -pair[0])[:most]
    told = {
        answer.request_id: answer
        for answer in MaterialAnswer.objects.filter(
            request__in=[row for _share, row in best], sent_on__isnull=False
        )
    }
    return [Earlier(row, share, told.get(row.pk)) for share, row in best]


def warnings(request: MaterialRequest, text: str, snapshot: dict[str, Any] | None = None) -> list[str]:
    """What in `text` may have to stay in the house: names and titles of models, prices, numbers of people, words of secrecy.

    With the `snapshot` of the answer also an attachment the text speaks of where no table goes with it.

    It warns and does not stop anyone: what was opened by a decision may stand. Three queries.
    """
    found: list[str] = []
    text = unicodedata.normalize("NFC", text)
    models = WinWinModel.objects.filter(
        submitted_at__isnull=False, demonstration=request.demonstration
    ).values_list("title", "item_text", "demand_company_id", "supplier_id")
    rows = list(models)
    parties = {pk for row in rows for pk in row[2:]}
    names = Organisation.objects.filter(pk__in=parties).values_list("name", flat=True)
    for name in sorted(set(names)):
        if name and name in text:
            told = _("‘%(name)s’: 상생모델 참여 기업의 이름입니다. 공개하기로 한 것인지 확인하세요.")
            found.append(told % {"name": name})
    for title in sorted({word for row in rows for word in row[:2] if len(word) >= 4 and word in text}):
        told = _("‘%(name)s’: 상생모델의 제목이나 품목입니다. 공개하기로 한 것인지 확인하세요.")
        found.append(told % {"name": title})
    found += _prices(request, text)
    if snapshot is not None and "붙임" in text and not (snapshot.get("chosen") or snapshot.get("tables")):
        found.append(_("‘붙임’이라고 썼지만 붙인 표가 없습니다. 새 판을 쓰면서 표를 고르거나 글을 고치세요."))
    for word in SECRET_WORDS:
        if word in text:
            found.append(_("‘%(word)s’: 비밀을 가리키는 말입니다. 내용을 확인하세요.") % {"word": word})
    if _RESIDENT.search(text):
        found.append(_("주민등록번호처럼 보이는 숫자가 있습니다. 지우세요."))
    if _BUSINESS.search(text):
        found.append(_("사업자등록번호처럼 보이는 숫자가 있습니다. 확인하세요."))
    return found


def _prices(request: MaterialRequest, text: str) -> list[str]:
    """Numbers in the text that are the unit price of a purchase commitment."""
    numbers = {number.replace(",", "") for number in _NUMBER.findall(text)}
    wanted = [int(number) for number in numbers if 3 <= len(number) <= 15]
    rows = PurchaseCommitment.objects.filter(
        demonstration=request.demonstration, unit_price_krw__in=wanted
    ).values_list("unit_price_krw", flat=True)
    told = _("%(price)s: 구매 약속의 단가와 같은 수입니다. 가격은 영업상 비밀입니다.")
    return [told % {"price": f"{price:,}"} for price in sorted({price for price in rows if price})]
