"""The verbs on need surveys: ask, remind, close; answer by a form or a file, which is judged row by row."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.discovery import codes, survey_form, survey_rules
from sangsaeng.discovery.actions.needs import Given, apply, checked, rows_of
from sangsaeng.discovery.choices import NeedOrigin, NeedState
from sangsaeng.discovery.indexing import need_changed
from sangsaeng.discovery.models import Need, NeedSignal, Survey, SurveyAsked, SurveyFile
from sangsaeng.discovery.queries.surveys import companies
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.records.actions import append, append_all, keep_document
from sangsaeng.records.documents.content import clean

#: A company is reminded at most once in so many days (our number).
REMIND_AFTER = 3
#: More new needs than this are ranked with everything else.
RANKED_AT_ONCE = 40


@dataclass(frozen=True)
class Taken:
    """What came of an answer: the file kept (None: nothing new or no file), rows taken, changed, known already, refused."""

    file: SurveyFile | None
    taken: int
    changed: int
    known: int
    refused: list[dict[str, Any]]


@transaction.atomic
def make_survey(
    *,
    actor: User,
    title: str,
    opens_on: date,
    closes_on: date,
    text: str = "",
    contact: str = "",
    asked: Iterable[Organisation] = (),
) -> Survey:
    """Make a survey and tell the companies that are asked; append «discovery.make_survey».

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) no title, an end before the beginning or before
    today, nobody asked, and a company of the other world.
    """
    require(actor, survey_rules.RUN)
    title = clean(title).strip()
    if not title or len(title) > 200:
        raise ValidationError({"title": _("수요조사의 이름을 200자 안에서 적으세요.")})
    if closes_on < opens_on or closes_on < timezone.localdate():
        raise ValidationError({"closes_on": _("끝나는 날은 시작하는 날과 오늘보다 앞설 수 없습니다.")})
    companies = list(asked)
    if not companies:
        raise ValidationError({"asked": _("조사할 기업을 하나 이상 고르세요.")})
    mark = bool(actor.demonstration)
    if any(each.demonstration != mark for each in companies):
        raise ValidationError({"asked": _("시연 조사는 시연 기업에만, 실제 조사는 실제 기업에만 보냅니다.")})
    survey = Survey.objects.create(
        code=codes.draw(Survey.objects.all(), "S", demonstration=mark)[0],
        title=title,
        text=clean(text).strip()[:4000],
        contact=clean(contact).strip()[:200],
        opens_on=opens_on,
        closes_on=closes_on,
        made_by=actor.username,
        demonstration=mark,
    )
    SurveyAsked.objects.bulk_create(SurveyAsked(survey=survey, organisation=each) for each in companies)
    append(verb="discovery.make_survey", subject=survey, actor=actor, data={"asked": len(companies)})
    _tell(actor, survey, companies, f"수요조사에 답해 주세요: {title}")
    return survey


def _tell(actor: User, survey: Survey, companies: Iterable[Organisation], title: str) -> None:
    tell(
        actor=actor,
        recipients=User.objects.filter(
            organisation__in=[each.pk for each in companies], role=Role.DEMAND_COMPANY, is_active=True
        ),
        kind="survey",
        title=title[:200],
        body=f"{survey.closes_on:%Y-%m-%d}까지 화면에서 적거나 서식을 올려 주세요.",
        url=reverse("discovery:survey", args=[survey.code]),
        about=survey,
    )


def held(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)


@transaction.atomic
def remind_asked(*, actor: User, survey: Survey) -> int:
    """Remind the companies that have not answered and were not reminded these three days; how many.

    Appends «discovery.remind_asked». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a survey not open.
    """
    require(actor, survey_rules.RUN, survey)
    survey = held(survey)
    if survey.window() != "open":
        raise ValidationError(_("접수 중인 수요조사가 아닙니다."))
    now = timezone.now()
    late = [
        each
        for each in survey.asked.filter(answered_at__isnull=True).select_related("organisation")
        if each.reminded_at is None or (now - each.reminded_at).days >= REMIND_AFTER
    ]
    SurveyAsked.objects.filter(pk__in=[each.pk for each in late]).update(reminded_at=now)
    append(verb="discovery.remind_asked", subject=survey, actor=actor, data={"reminded": len(late)})
    _tell(actor, survey, [each.organisation for each in late], f"수요조사가 곧 끝납니다: {survey.title}")
    return len(late)


@transaction.atomic
def close_survey(*, actor: User, survey: Survey, reason: str) -> Survey:
    """End a survey before its last day; append «discovery.close_survey». Refuses (ValidationError) no reason, or not open."""
    require(actor, survey_rules.RUN, survey)
    survey = held(survey)
    reason = clean(reason).strip()[:300]
    if not reason:
        raise ValidationError({"reason": _("이유를 적으세요.")})
    if survey.window() == "closed":
        raise ValidationError(_("이미 끝난 수요조사입니다."))
    survey.closed_early_at = timezone.now()
    survey.save(update_fields=["closed_early_at"])
    append(verb="discovery.close_survey", subject=survey, actor=actor, data={"reason": reason})
    return survey


def _whose(actor: User, survey: Survey, organisation: Organisation | None) -> Organisation | None:
    """Whose answer it is: one's own company's, or the one the secretariat names (None: the rows name theirs)."""
    require(actor, survey_rules.ANSWER, survey)
    if actor.role != Role.SECRETARIAT:
        organisation = actor.organisation
        if survey.window() != "open":
            raise ValidationError(_("접수 중인 수요조사가 아닙니다. 사무국에 문의하세요."))
    elif organisation is not None and organisation.demonstration != survey.demonstration:
        raise NotAllowed(_("이 일을 할 권한이 없습니다."))
    return organisation


@transaction.atomic
def answer(
    *, actor: User, survey: Survey, given: Given, organisation: Organisation | None = None
) -> tuple[Need, bool]:
    """Answer with one need by the web form: the need and whether it is new (an equal one is recognised).

    Appends «discovery.answer_survey». Refuses (NotAllowed) a company that was not asked; (ValidationError) by field, a survey
    that takes none, and another text for a need that is published already.
    """
    organisation = _whose(actor, survey, organisation)
    survey = held(survey)
    given = checked(replace(given, company=organisation.name if organisation else given.company))
    row = survey_form.Row(line=0, given=given)
    fresh, changed, _known, refused, _owners = _sort(survey, [row], lambda _row: organisation)
    if refused:
        raise ValidationError({"title": refused[0]["text"]})
    if not fresh:
        signal = NeedSignal.objects.select_related("need").get(survey=survey, **_own(organisation, given))
        need = Need.everything.get(pk=signal.need_id)
        append(
            verb="discovery.answer_survey",
            subject=survey,
            actor=actor,
            data={"rows": 0, "changed": changed},
        )
        return need, False
    made = rows_of(
        [given],
        actor=actor,
        origin=NeedOrigin.SURVEY,
        posted_by=[organisation],
        demonstration=survey.demonstration,
        survey=survey,
    )
    _answered(actor, survey, {organisation}, made, None)
    return made[0], True


def _own(organisation: Organisation | None, given: Given) -> dict[str, Any]:
    return {"key": given.key(), "need__posted_by": organisation, "need__state__in": _LIVE}


_LIVE = (NeedState.RECEIVED, NeedState.PUBLISHED)


@transaction.atomic
def answer_nothing(*, actor: User, survey: Survey) -> SurveyAsked:
    """Say that one's company needs nothing now; append «discovery.answer_survey». Refuses as `answer`."""
    organisation = _whose(actor, survey, None)
    survey = held(survey)
    asked = survey.asked.filter(organisation=organisation).first()
    if asked is None:
        raise NotAllowed(_("이 일을 할 권한이 없습니다."))
    if survey.signals.filter(need__posted_by=organisation, need__state__in=_LIVE).exists():
        raise ValidationError(_("이미 적은 수요가 있습니다. 그 수요를 철회하면 됩니다."))
    asked.nothing_needed, asked.answered_at = True, timezone.now()
    asked.save(update_fields=["nothing_needed", "answered_at"])
    append(verb="discovery.answer_survey", subject=survey, actor=actor, data={"rows": 0, "nothing": True})
    return asked


def take_in(
    *, actor: User, survey: Survey, name: str, content: bytes, organisation: Organisation | None = None
) -> Taken:
    """Take the rows of a form: each good row is a need that nobody sees yet; each other is named with row and column.

    A row that came before adds nothing; one of the same company and item with other words changes it while it is not
    published. So a mended file may be sent whole. Where no company is given, a row belongs to the one demand company whose
    account has exactly the name in the row, else to nobody. Appends one «discovery.take_in_survey» and «discovery.add_need» for each
    need. Refuses the whole file (ValidationError) where it is no such table or the survey takes none.
    """
    organisation = _whose(actor, survey, organisation)
    name = clean(name)[-200:] or "survey"
    with override("ko"):  # what is kept about a row is read by whoever opens the list later
        kind, rows = survey_form.read(content, name, organisation.name if organisation else "")
    with transaction.atomic():
        survey = held(survey)
        whose = _owner_of(survey, organisation)
        with override("ko"):
            fresh, changed, known, refused, owners = _sort(survey, rows, whose)
        same = survey.files.filter(file__sha256=hashlib.sha256(content).hexdigest()).exists()
        if same and not fresh and not changed:
            return Taken(None, 0, 0, known, refused)
        paper = keep_document(
            kind="survey_answer", title=name, subject=survey, format=kind, content=content, actor=actor
        )
        file = SurveyFile.objects.create(
            survey=survey, organisation=organisation, file=paper, name=name, by=actor.username,
            taken=len(fresh), changed=changed, known=known, refused=refused,
        )  # fmt: skip
        made = rows_of(
            [row.given for row in fresh if row.given],
            actor=actor,
            origin=NeedOrigin.SURVEY,
            posted_by=[whose(row) for row in fresh],
            demonstration=survey.demonstration,
            survey=survey,
            file=file,
            lines=[row.line for row in fresh],
        )
        if made or changed or known:
            _answered(actor, survey, owners, made, file)
        else:
            append(
                verb="discovery.take_in_survey",
                subject=survey,
                actor=actor,
                data={"file": file.pk, "rows": 0},
            )
    return Taken(file, len(fresh), changed, known, refused)


def _answered(
    actor: User,
    survey: Survey,
    owners: set[Organisation | None],
    made: list[Need],
    file: SurveyFile | None,
) -> None:
    SurveyAsked.objects.filter(
        survey=survey, organisation__in=[each.pk for each in owners if each is not None]
    ).update(answered_at=timezone.now(), nothing_needed=False)
    append(
        verb="discovery.take_in_survey" if file else "discovery.answer_survey",
        subject=survey,
        actor=actor,
        data={"rows": len(made), "file": file.pk if file else None},
    )
    append_all(actor=actor, events=(("discovery.add_need", need, {"origin": need.origin}) for need in made))


Whose = Callable[[survey_form.Row], Organisation | None]


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def _owner_of(survey: Survey, organisation: Organisation | None) -> Whose:
    """Whose a row is: the company that was given, or the one account of the survey's world with exactly the row's name."""
    if organisation is not None:
        return lambda _row: organisation
    accounts = list(companies(survey))
    times = Counter(_plain(each.name) for each in accounts)
    alone = {name: each for each in accounts if times[name := _plain(each.name)] == 1}
    return lambda row: alone.get(_plain(row.given.company)) if row.given else None


def _standing(survey: Survey) -> dict[tuple[int | None, str], NeedSignal]:
    """What the survey has from whom: by company (None: one without an account) and key."""
    rows = survey.signals.filter(need__state__in=_LIVE).select_related("need").order_by("pk")
    return {(each.need.posted_by_id, each.key): each for each in rows}


def _adopt(signal: NeedSignal, owner: Organisation | None) -> None:
    """Give a need that came before its company had an account to that company."""
    if owner is not None and signal.need.posted_by_id is None:
        signal.need.posted_by = owner
        signal.need.save(update_fields=["posted_by"])


def _sort(
    survey: Survey, rows: list[survey_form.Row], whose: Whose
) -> tuple[list[survey_form.Row], int, int, list[dict[str, Any]], set[Organisation | None]]:
    """Rows that are new, how many changed, how many known, those refused, whose the rest is; changes what has changed."""
    standing = _standing(survey)
    owners: set[Organisation | None] = set()
    fresh: dict[tuple[int | None, str], survey_form.Row] = {}
    changed, known, refused = 0, 0, []
    for row in rows:
        if row.given is None:
            refused += [_refused(row.line, column, text) for column, text in row.problems]
            continue
        owner = whose(row)
        owners.add(owner)
        key = owner.pk if owner else None, row.given.key()
        signal = standing.get(key) or standing.get((None, key[1]))
        if signal is not None:
            _adopt(signal, owner)
            if signal.digest == row.given.digest():
                known += 1
            elif signal.need.state != NeedState.RECEIVED:
                refused.append(
                    _refused(
                        row.line,
                        survey_form.COLUMNS["title"],
                        _("이미 게시한 수요라 고칠 수 없습니다. 사무국에 정정을 요청하세요."),
                    )
                )
            else:
                need = Need.everything.select_for_update(of=("self",)).get(pk=signal.need_id)
                apply(need, signal, row.given)
                need_changed(need.pk)
                changed += 1
        elif (first := fresh.get(key)) is not None:
            if first.given is not None and first.given.digest() == row.given.digest():
                known += 1
            else:
                refused.append(
                    _refused(
                        row.line,
                        survey_form.COLUMNS["title"],
                        _("%(line)d행과 같은 기업의 같은 품목입니다. 하나로 합치세요.")
                        % {"line": first.line},
                    )
                )
        else:
            fresh[key] = row
    return list(fresh.values()), changed, known, refused, owners


def _refused(line: int, column: str, text: str) -> dict[str, Any]:
    return {"row": line, "column": column, "text": text}
