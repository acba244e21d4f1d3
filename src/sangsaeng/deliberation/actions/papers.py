"""The papers before a meeting: editions of the agenda book, its numbered copies, files laid beside an item."""

import hashlib
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.locks import lock_item, lock_meeting, not_over
from sangsaeng.deliberation.documents import book as contents
from sangsaeng.deliberation.models import AgendaItem, Attachment, Book, BookCopy, Meeting
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.documents.content import clean
from sangsaeng.records.uploads import kind_of as kind_of  # later stages take both from here
from sangsaeng.records.uploads import too_big as too_big

# Why an edition is recalled when the next is made; kept as a person would write it.
REPLACED = "새 판을 냄"


def make_book(*, actor: User, meeting: Meeting, after: int | None = None) -> Book:
    """Make the next edition of the agenda book and issue a numbered copy to each member; tells those with an account.

    Keeps the papers as they stand now. Copies of earlier editions are recalled. Refuses (ValidationError) a
    meeting without agenda or over, an item to resolve on whose resolution (의결주문) is not written, and, where
    `after` says which edition (0: none) was the last seen, an edition made since: a form sent twice makes one.
    """
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        not_over(meeting)
        last = meeting.books.aggregate(last=Max("edition"))["last"] or 0
        if after is not None and after != last:
            raise ValidationError(_("그사이에 새 판이 만들어졌습니다. 다시 확인하세요."))
        items = list(meeting.agenda.all())
        if not items:
            raise ValidationError(_("안건을 하나 이상 올린 뒤에 의안집을 만드세요."))
        unwritten = [item.number for item in items if not item.is_report and not item.resolution]
        if unwritten:
            raise ValidationError(
                _("의결주문을 아직 쓰지 않은 안건이 있습니다: %(numbers)s")
                % {"numbers": ", ".join(_("제%(number)d호 안건") % {"number": n} for n in unwritten)}
            )
        for old in meeting.books.filter(recalled_at__isnull=True):
            _recall(actor, old, REPLACED)
        edition = last + 1
        book = Book.objects.create(
            meeting=meeting, edition=edition, made_by=actor, items=contents.papers_of(meeting)
        )
        out = contents.left_out(book)
        seats = list(meeting.body.seats.filter(is_active=True).select_related("user"))
        BookCopy.objects.bulk_create(
            BookCopy(
                book=book,
                number=number,
                seat=seat,
                recipient=seat.user,
                name=seat.label,
                omitted=sorted(out.get(seat.pk, ())),
            )
            for number, seat in enumerate(seats, start=1)
        )
        append(
            verb="deliberation.make_book",
            subject=meeting,
            actor=actor,
            data={"edition": edition, "items": len(items), "copies": len(seats)},
        )
        tell(
            actor=actor,
            recipients=[seat.user for seat in seats if seat.user],
            kind="book",
            title=_("%(body)s 제%(number)d차 회의 의안집")
            % {"body": meeting.body.name, "number": meeting.number},
            body=_("의안집 제%(edition)d판을 볼 수 있습니다.") % {"edition": edition},
            url=reverse("deliberation:mine"),
            about=meeting,
        )
    return book


def issue_copy(*, actor: User, book: Book, name: str, omit: Collection[int] = ()) -> BookCopy:
    """Issue one more numbered copy, to somebody without a seat (배석자), without the papers of the `omit` numbers.

    Refuses (ValidationError) a recalled edition, an empty name, a member's name (members get theirs with a new edition,
    so that nobody who stepped out is given the whole), a copy under that name that is still out, and to
    leave out every paper.
    """
    require(actor, "deliberation.run", book.meeting)
    name = name.strip()
    with transaction.atomic():
        meeting = lock_meeting(book.meeting)
        book = Book.objects.get(pk=book.pk)
        if book.recalled_at:
            raise ValidationError(_("회수한 의안집입니다."))
        if not name:
            raise ValidationError({"name": _("받을 사람을 적어 주세요.")})
        if meeting.body.seats.filter(Q(label=name) | Q(user__display_name=name)).exists():
            raise ValidationError({"name": _("위원의 사본은 새 판을 만들 때 나눕니다.")})
        if book.copies.filter(name=name, recalled_at__isnull=True).exists():
            raise ValidationError({"name": _("같은 이름으로 나눈 사본이 있습니다.")})
        numbers = {data["number"] for data in book.items}
        if numbers <= set(omit):
            raise ValidationError({"omit": _("사본에는 안건이 하나는 있어야 합니다.")})
        number = (book.copies.aggregate(last=Max("number"))["last"] or 0) + 1
        copy = BookCopy.objects.create(
            book=book, number=number, name=name, omitted=sorted(numbers & set(omit))
        )
        append(
            verb="deliberation.issue_copy",
            subject=meeting,
            actor=actor,
            data={"edition": book.edition, "copy": number, "name": copy.name, "omitted": copy.omitted},
        )
    return copy


def recall_book(*, actor: User, book: Book, reason: str) -> Book:
    """Recall an edition (회수): no copy of it can be opened any more. Refuses (ValidationError) a missing reason."""
    require(actor, "deliberation.run", book.meeting)
    if not reason.strip():
        raise ValidationError({"reason": _("사유를 적어 주세요.")})
    with transaction.atomic():
        lock_meeting(book.meeting)
        book = Book.objects.select_for_update().get(pk=book.pk)
        if book.recalled_at:
            raise ValidationError(_("이미 회수한 의안집입니다."))
        return _recall(actor, book, reason.strip())


def _recall(actor: User, book: Book, reason: str) -> Book:
    book.recalled_at, book.recalled_because = timezone.now(), reason
    book.save(update_fields=["recalled_at", "recalled_because"])
    book.copies.filter(recalled_at__isnull=True).update(recalled_at=book.recalled_at)
    append(
        verb="deliberation.recall_book",
        subject=book.meeting,
        actor=actor,
        data={"edition": book.edition, "reason": reason},
    )
    return book


def recall_copy(*, actor: User, copy: BookCopy) -> BookCopy:
    """Recall one copy; it can no longer be opened."""
    return _copy_done(actor, copy, "recalled_at", "deliberation.recall_copy")


def return_copy(*, actor: User, copy: BookCopy) -> BookCopy:
    """Note that a printed copy came back (회수 확인)."""
    return _copy_done(actor, copy, "returned_at", "deliberation.return_copy")


def _copy_done(actor: User, copy: BookCopy, field: str, verb: str) -> BookCopy:
    meeting = copy.book.meeting
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        lock_meeting(meeting)
        copy = BookCopy.objects.select_related("book__meeting").get(pk=copy.pk)
        if getattr(copy, field) is None:
            setattr(copy, field, timezone.now())
            copy.save(update_fields=[field])
            append(
                verb=verb,
                subject=meeting,
                actor=actor,
                data={"edition": copy.book.edition, "copy": copy.number, "name": copy.name},
            )
    return copy


def open_copy(*, actor: User, copy: BookCopy) -> frozenset[int]:
    """Open a copy: notes the first time its recipient does, and says which papers it must leave out now.

    What was left out when the copy was issued stays out; what the holder must not see since is left out too. Refuses
    (NotAllowed) anybody but its recipient, while he holds the seat, and the secretariat, and
    (ValidationError) a recalled copy.
    """
    meeting = copy.book.meeting
    if copy.recipient_id != actor.pk:
        require(actor, "deliberation.run", meeting)
    elif (
        copy.seat is None
        or copy.seat.user_id != actor.pk
        or not copy.seat.is_active
        or actor.demonstration != meeting.demonstration
    ):
        raise NotAllowed(_("이 일을 할 권한이 없습니다."))
    if copy.recalled_at is not None:
        raise ValidationError(_("회수한 의안집은 볼 수 없습니다."))
    with transaction.atomic():
        now = contents.left_out(copy.book).get(copy.seat_id or 0, frozenset())
        first = copy.recipient_id == actor.pk and BookCopy.objects.filter(pk=copy.pk, opened_at=None)
        if first and first.update(opened_at=timezone.now()):
            append(
                verb="deliberation.open_copy",
                subject=meeting,
                actor=actor,
                data={"edition": copy.book.edition, "copy": copy.number},
            )
    return now | frozenset(copy.omitted)


def _title(name: str) -> str:
    """The file's own name, cut before its ending where it is too long."""
    stem, dot, ending = clean(name).rpartition(".")
    return f"{stem[: 199 - len(ending)]}{dot}{ending}"


def attach(*, actor: User, item: AgendaItem, name: str, content: bytes) -> Attachment:
    """Lay a file beside an item; kept byte for byte, a binary .hwp too, and nothing is asked of it.

    Refuses (ValidationError) a kind of file that is not known, more than 20 MB, a meeting that is over, and the
    same file beside the same item a second time.
    """
    require(actor, "deliberation.run", item.meeting)
    kind = kind_of(content, name)
    with transaction.atomic():
        item = lock_item(item)
        not_over(item.meeting)
        digest = hashlib.sha256(content).hexdigest()
        if item.attachments.filter(file__sha256=digest, removed_at__isnull=True).exists():
            raise ValidationError(_("이 안건에 이미 붙인 파일입니다."))
        file = keep_document(
            kind="attachment",
            title=_title(name),
            subject=item.meeting,
            format=kind,
            content=content,
            actor=actor,
        )
        append(
            verb="deliberation.attach",
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "document": file.pk, "sha256": file.sha256},
        )
        return Attachment.objects.create(meeting=item.meeting, agenda_item=item, file=file)


def remove_attachment(*, actor: User, attachment: Attachment) -> None:
    """Take a file from an item's side; the file and its event stay on record. Done twice, it changes nothing more."""
    require(actor, "deliberation.run", attachment.meeting)
    with transaction.atomic():
        meeting = lock_meeting(attachment.meeting)
        not_over(meeting)
        standing = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
        if standing.update(removed_at=timezone.now()):
            append(
                verb="deliberation.remove_attachment",
                subject=meeting,
                actor=actor,
                data={"document": attachment.file_id, "title": attachment.file.title},
            )
