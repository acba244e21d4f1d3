"""Official letters (공문): drafted, edited, kept, recorded as sent and received, or dropped.

A letter is drafted here and sent by the office's own document system; number and dates are entered afterwards. What
is drafted by itself is drafted in the transaction of the act it belongs to, and asks no permission of its own: the
act has asked. Lock order: meeting → agenda item → model → letter → clock.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.clocks import actions as clocks
from sangsaeng.deliberation import receipts
from sangsaeng.deliberation.models import AgendaItem, Body, Letter, Meeting
from sangsaeng.deliberation.queries import letters as queries
from sangsaeng.deliberation.words import letters as texts
from sangsaeng.parties.models import Organisation, User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.models import DocumentFile

EDITABLE = ("addressee", "via", "title", "body", "enclosures", "sender", "organisation", "owner")


# Drafting


def draft_letter(
    *,
    actor: User,
    kind: str,
    addressee: str,
    title: str,
    body: str,
    enclosures: Sequence[str] = (),
    sender: str = "",
    via: str = "",
    organisation: Organisation | None = None,
    meeting: Meeting | None = None,
    agenda_item: AgendaItem | None = None,
    model: WinWinModel | None = None,
    support_kind: str = "",
) -> Letter:
    """Write the draft of a letter by hand; append «deliberation.draft_letter». Nothing is sent.

    Its kind tells which clock the receipt will start. An empty addressee may be chosen later. Refuses (NotAllowed)
    everyone but the secretariat, (ValidationError) empty or too long words and a sender that nobody named.
    """
    about = model or (agenda_item.meeting if agenda_item else meeting)
    require(actor, "deliberation.write_letters", about)
    if kind not in Letter.Kind.values:
        raise ValidationError({"kind": _("공문의 종류를 고르세요.")})
    draft = texts.Draft(title.strip(), body.strip(), tuple(e.strip() for e in enclosures if e.strip()))
    with transaction.atomic():
        return _draft(
            actor,
            kind,
            draft,
            addressee=addressee.strip(),
            sender=sender.strip(),
            via=via.strip(),
            organisation=organisation,
            meeting=meeting,
            item=agenda_item,
            model=model,
            support_kind=support_kind,
        )


def _draft(
    actor: User,
    kind: str,
    draft: texts.Draft,
    *,
    addressee: str,
    sender: str,
    via: str = "",
    organisation: Organisation | None = None,
    meeting: Meeting | None = None,
    item: AgendaItem | None = None,
    model: WinWinModel | None = None,
    support_kind: str = "",
    owner: User | None = None,
) -> Letter:
    """Write the row and its event, inside the caller's transaction."""
    about: Any = model or (item.meeting if item else meeting)
    mark = bool(actor.demonstration if about is None else about.demonstration)
    letter = Letter(
        code=yearly("L", demonstration=mark),
        kind=kind,
        addressee=addressee or "",
        organisation=organisation,
        via=via,
        title=draft.title,
        body=draft.body,
        enclosures=list(draft.enclosures),
        sender=sender,
        meeting=meeting,
        agenda_item=item,
        model=model,
        support_kind=support_kind,
        clock_rule=texts.clock_of(kind),
        drafted_by=actor,
        owner=owner or actor,
        demonstration=mark,
    )
    _check(letter)
    letter.save(force_insert=True)
    data = {
        "kind": kind,
        "title": letter.title,
        "addressee": letter.addressee,
        "about": model.code if model else (meeting.code if meeting else ""),
    }
    append(verb="deliberation.draft_letter", subject=letter, actor=actor, data=data)
    return letter


def _check(letter: Letter) -> None:
    """Refuse empty words; the addressee alone may still be open."""
    problems = {}
    for name, most, word in (
        ("title", 200, _("제목을 200자 안에서 적으세요.")),
        ("body", 20_000, _("본문을 적으세요.")),
        ("sender", 200, _("발신명의를 적으세요. 예: 상생협의회 위원장")),
    ):
        if not getattr(letter, name) or len(getattr(letter, name)) > most:
            problems[name] = word
    if len(letter.addressee) > 200:
        problems["addressee"] = _("수신을 200자 안에서 적으세요.")
    if problems:
        raise ValidationError(problems)


def draft_notice(actor: User, meeting: Meeting) -> Letter:
    """The letter that calls a meeting, to everyone on its body (수신자 참조); the one there is, if there is one."""
    kept = meeting.letters.filter(kind=Letter.Kind.NOTICE, dropped_at__isnull=True).first()
    if kept is not None:
        return kept
    with transaction.atomic():
        return _draft(
            actor,
            Letter.Kind.NOTICE,
            texts.notice(meeting),
            addressee=texts.MANY,
            sender=texts.chair_of(meeting.body),
            meeting=meeting,
            owner=meeting.secretary,
        )


def renew_notice(actor: User, meeting: Meeting) -> Letter:
    """Draft the notice of a meeting; an earlier draft that was not sent yet is dropped."""
    old = Letter.objects.filter(meeting=meeting, kind=Letter.Kind.NOTICE)
    _drop_all(actor, old, _("소집 통지를 새로 보냄"))
    return draft_notice(actor, meeting)


def draft_recommendations(actor: User, item: AgendaItem) -> list[Letter]:
    """After the council adopted an item: one letter for each kind of support, to whom it is recommended.

    Where the addressee is not known from the sources it stays empty until the secretariat chooses it. Kinds that
    have their letter already get no second one. Refuses (ValidationError) an item that the council did not adopt.
    """
    if item.meeting.body.kind != Body.Kind.COUNCIL or not item.is_adopted or item.model is None:
        raise ValidationError(_("협의회가 건의하기로 의결한 안건에서만 건의 공문을 만듭니다."))
    return _by_support(
        actor, item, lambda kind: (Letter.Kind.RECOMMENDATION, texts.recommendation(item, kind))
    )


def draft_requests(actor: User, item: AgendaItem) -> list[Letter]:
    """After the committee approved: one request for each kind of support; its receipt starts the period of the law."""
    if item.meeting.body.kind != Body.Kind.COMMITTEE or not item.is_adopted or item.model is None:
        raise ValidationError(_("위원회가 승인한 안건에서만 지원 요청 공문을 만듭니다."))

    def of(kind: str) -> tuple[str, texts.Draft]:
        letter_kind = texts.rules()["support"][kind]["asked_by"]
        return letter_kind, texts.request(item, kind, letter_kind)

    return _by_support(actor, item, of)


def _by_support(actor: User, item: AgendaItem, of: Any) -> list[Letter]:
    made = []
    with transaction.atomic():
        there = set(_since_decided(item).exclude(support_kind="").values_list("support_kind", flat=True))
        for kind in item.support:
            if kind in there:
                continue
            letter_kind, draft = of(kind)
            made.append(
                _draft(
                    actor,
                    letter_kind,
                    draft,
                    addressee=texts.rules()["support"][kind]["addressee"],
                    sender=texts.chair_of(item.meeting.body),
                    item=item,
                    model=item.model,
                    support_kind=kind,
                    owner=item.meeting.secretary,
                )
            )
    return made


def _since_decided(item: AgendaItem) -> QuerySet[Letter]:
    """The letters of the decision that stands: those of one that was annulled were drafted before it."""
    return item.letters.filter(dropped_at__isnull=True, drafted_at__gte=item.decided_at)


def draft_reply(actor: User, item: AgendaItem) -> Letter:
    """After the committee's decision: the letter that tells the council and the firms; the one there is, if any."""
    if item.meeting.body.kind != Body.Kind.COMMITTEE or item.outcome not in queries.ANSWERS:
        raise ValidationError(_("위원회가 결정한 안건에서만 결과 통지를 만듭니다."))
    kept = _since_decided(item).filter(kind=Letter.Kind.REPLY).first()
    if kept is not None:
        return kept
    with transaction.atomic():
        return _draft(
            actor,
            Letter.Kind.REPLY,
            texts.reply(item),
            addressee=texts.MANY,
            sender=texts.chair_of(item.meeting.body),
            item=item,
            model=item.model,
            owner=item.meeting.secretary,
        )


def draft_referral(actor: User, item: AgendaItem) -> Letter:
    """The letter by which the council's recommendation goes to the committee, with its papers listed."""
    committee = Body.objects.filter(
        kind=Body.Kind.COMMITTEE, demonstration=item.meeting.demonstration, ended_on__isnull=True
    ).first()
    with transaction.atomic():
        return _draft(
            actor,
            Letter.Kind.REFERRAL,
            texts.referral(item),
            addressee=texts.chair_of(committee) if committee else "경쟁력강화위원회 위원장",
            sender=texts.chair_of(item.meeting.body),
            item=item,
            model=item.model,
            owner=item.meeting.secretary,
        )


# From draft to receipt


def _locked(letter: Letter) -> Letter:
    return Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)


def _unsent(letter: Letter) -> None:
    if letter.dropped_at is not None:
        raise ValidationError(_("쓰지 않기로 한 공문입니다."))
    if letter.is_sent:
        raise ValidationError(_("이미 보낸 공문은 고칠 수 없습니다. 새 공문을 만드세요."))


def edit_letter(*, actor: User, letter: Letter, **fields: Any) -> Letter:
    """Change an unsent letter (EDITABLE); append «deliberation.edit_letter» with the fields; nothing changed, nothing told.

    Files drawn of the earlier words stay kept but are no longer its draft. Refuses (ValidationError) a letter that
    is sent or dropped, and empty words.
    """
    require(actor, "deliberation.write_letters", letter)
    if unknown := set(fields) - set(EDITABLE):
        raise TypeError(f"no such field of a letter: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        letter = _locked(letter)
        _unsent(letter)
        changed = []
        for name, value in fields.items():
            if name == "enclosures":
                value = [text.strip() for text in value if text.strip()]
            value = value.strip() if isinstance(value, str) else value
            if getattr(letter, name) != value:
                setattr(letter, name, value)
                changed.append(name)
        if changed:
            _check(letter)
            if changed != ["owner"]:
                letter.draft = None
            letter.save()
            append(
                verb="deliberation.edit_letter",
                subject=letter,
                actor=actor,
                data={"fields": sorted(changed), "title": letter.title, "addressee": letter.addressee},
            )
    return letter


def draw(letter: Letter, format: str) -> bytes:
    """The letter as it stands now, as PDF or HWPX; nothing is kept."""
    from sangsaeng.records.documents import hwpx, pdf

    document = texts.document(letter)
    return pdf.render_pdf(document) if format == "pdf" else hwpx.render_hwpx(document)


def keep_letter(*, actor: User, letter: Letter) -> Letter:
    """Keep the letter as HWPX and PDF; the HWPX becomes its `draft`. Drawn before anything is locked.

    Refuses (ValidationError) a dropped letter, and one that somebody changed while it was drawn.
    """
    require(actor, "deliberation.write_letters", letter)
    letter = Letter.objects.get(pk=letter.pk)
    if letter.dropped_at is not None:
        raise ValidationError(_("쓰지 않기로 한 공문입니다."))
    drawn = {format: draw(letter, format) for format in ("pdf", "hwpx")}
    with transaction.atomic():
        now = _locked(letter)
        if _words(now) != _words(letter):
            raise ValidationError(_("그사이 공문이 바뀌었습니다. 다시 해 보세요."))
        _keep(actor, now, drawn)
    return now


def _words(letter: Letter) -> tuple[Any, ...]:
    return (letter.title, letter.body, letter.addressee, letter.via, letter.sender, letter.enclosures)


def _keep(actor: User, letter: Letter, drawn: dict[str, bytes]) -> None:
    kept: dict[str, DocumentFile] = {}
    for format, content in drawn.items():
        kept[format] = keep_document(
            kind="letter", title=letter.title, subject=letter, format=format, content=content, actor=actor
        )
    letter.draft = kept["hwpx"]
    letter.save(update_fields=["draft"])


def record_sent(*, actor: User, letter: Letter, official_number: str, sent_on: date) -> Letter:
    """Record the number and the day that the office's document system gave the letter, and keep it as it went out.

    Its words do not change any more. Appends «deliberation.send_letter». Refuses (ValidationError) a letter sent or
    dropped, one without addressee, an empty number, and a day in the future.
    """
    require(actor, "deliberation.write_letters", letter)
    number = official_number.strip()
    read = Letter.objects.get(pk=letter.pk)
    _unsent(read)
    if not texts.recipients(read):
        raise ValidationError(_("수신 기관을 고르세요. 수신이 비어 있는 공문은 보낼 수 없습니다."))
    if not number or len(number) > 100:
        raise ValidationError({"official_number": _("문서번호를 100자 안에서 적으세요.")})
    _not_future("sent_on", sent_on)
    read.official_number, read.sent_on = number, sent_on
    drawn = {format: draw(read, format) for format in ("pdf", "hwpx")}
    with transaction.atomic():
        letter = _locked(letter)
        _unsent(letter)
        if _words(letter) != _words(read):
            raise ValidationError(_("그사이 공문이 바뀌었습니다. 다시 해 보세요."))
        letter.official_number, letter.sent_on = number, sent_on
        letter.save(update_fields=["official_number", "sent_on"])
        _keep(actor, letter, drawn)
        data = {"number": number, "sent_on": sent_on.isoformat(), "to": list(texts.recipients(letter))}
        append(verb="deliberation.send_letter", subject=letter, actor=actor, data=data)
    return letter


def _not_future(field: str, day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: _("오늘보다 뒤의 날은 적을 수 없습니다.")})


def _not_before(field: str, day: date, letter: Letter) -> None:
    if letter.sent_on is not None and day < letter.sent_on:
        raise ValidationError(
            {field: _("보낸 날(%(day)s)보다 앞일 수 없습니다.") % {"day": letter.sent_on.isoformat()}}
        )


def record_received(*, actor: User, letter: Letter, received_on: date) -> Letter:
    """Record the day on which the addressee received the letter; where its kind has a period, the clock starts that day.

    The clock is about the model, so that whoever has a conflict in the case is not reminded of it. Appends
    «deliberation.receive_letter». Refuses (ValidationError) a letter that is not sent, a second receipt, a day
    before it was sent or in the future.
    """
    require(actor, "deliberation.write_letters", letter)
    with transaction.atomic():
        if letter.model_id:
            WinWinModel.objects.select_for_update().get(pk=letter.model_id)
        letter = _locked(letter)
        if not letter.is_sent:
            raise ValidationError(_("보내지 않은 공문입니다. 먼저 문서번호와 보낸 날을 적으세요."))
        if letter.received_on is not None:
            raise ValidationError(_("받은 날이 이미 적혀 있습니다. 틀렸으면 바로잡으세요."))
        _not_future("received_on", received_on)
        _not_before("received_on", received_on, letter)
        letter.received_on = received_on
        if letter.clock_rule:
            letter.clock = clocks.start(
                actor=actor,
                rule_key=letter.clock_rule,
                subject=letter.model or letter,
                title=letter.title,
                addressee=", ".join(texts.recipients(letter))[:200],
                received_on=received_on,
                owner=letter.owner,
            )
        letter.save(update_fields=["received_on", "clock"])
        data = {
            "received_on": received_on.isoformat(),
            "clock": letter.clock.code if letter.clock else "",
            "due_on": letter.clock.due_on.isoformat() if letter.clock else "",
        }
        append(verb="deliberation.receive_letter", subject=letter, actor=actor, data=data)
        receipts.tell(actor, letter)
    return letter


def correct_received_on(*, actor: User, letter: Letter, received_on: date, reason: str) -> Letter:
    """Put right a wrong day of receipt, and the clock with it; append «deliberation.correct_letter» with both days.

    Refuses (ValidationError) a letter not received, the same day, an empty reason, a day before it was sent or in
    the future, and what the clock refuses (a day after something that already happened to it).
    """
    require(actor, "deliberation.write_letters", letter)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("사유를 적어 주세요.")})
    with transaction.atomic():
        letter = _locked(letter)
        if letter.received_on is None:
            raise ValidationError(_("받은 날이 아직 없습니다."))
        if received_on == letter.received_on:
            raise ValidationError({"received_on": _("지금 적혀 있는 날과 같습니다. 다른 날을 적으세요.")})
        _not_future("received_on", received_on)
        _not_before("received_on", received_on, letter)
        before, letter.received_on = letter.received_on, received_on
        if letter.clock is not None and letter.clock.received_on != received_on:
            clocks.correct_received_on(
                actor=actor, clock=letter.clock, received_on=received_on, reason=reason
            )
        letter.save(update_fields=["received_on"])
        data = {
            "received_from": before.isoformat(),
            "received_to": received_on.isoformat(),
            "reason": reason,
        }
        append(verb="deliberation.correct_letter", subject=letter, actor=actor, data=data)
        receipts.tell(actor, letter)
    return letter


def drop_letter(*, actor: User, letter: Letter, reason: str) -> Letter:
    """Say that an unsent letter will not be used, with a reason; append «deliberation.drop_letter». It stays on record."""
    require(actor, "deliberation.write_letters", letter)
    with transaction.atomic():
        letter = _locked(letter)
        _unsent(letter)
        _drop(actor, letter, reason)
    return letter


def _drop(actor: User, letter: Letter, reason: str) -> None:
    reason = reason.strip()
    if not reason or len(reason) > 300:
        raise ValidationError({"reason": _("사유를 300자 안에서 적으세요.")})
    letter.dropped_at, letter.dropped_because = timezone.now(), reason
    letter.save(update_fields=["dropped_at", "dropped_because"])
    append(verb="deliberation.drop_letter", subject=letter, actor=actor, data={"reason": reason})


def drop_unsent(actor: User, model: WinWinModel, kind: str, reason: str) -> None:
    """Drop the unsent letters of a kind about a model, within the act that made them needless."""
    _drop_all(actor, Letter.objects.filter(model=model, kind=kind), reason)


def withdraw_letters(actor: User, item: AgendaItem, reason: str) -> None:
    """Drop the unsent letters of a decision that was annulled. Sent ones stay: the office has to write again."""
    _drop_all(actor, Letter.objects.filter(agenda_item=item), reason)


def _drop_all(actor: User, letters: QuerySet[Letter], reason: str) -> None:
    for letter in letters.filter(queries.STATE_Q["draft"]).select_for_update(of=("self",)):
        _drop(actor, letter, reason[:300])
