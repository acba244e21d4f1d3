"""Applications from an intake system: a spreadsheet is kept as it came, its good rows become applications."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import next_numbers
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.documents.content import clean
from sangsaeng.support import eligibility
from sangsaeng.support import eligibility_words as words
from sangsaeng.support.actions.applications import LIVE
from sangsaeng.support.actions.rounds import hold_round
from sangsaeng.support.intake_reading import COLUMNS, Row, read
from sangsaeng.support.models import Application, ApplicationState, IntakeFile, Round, RoundState
from sangsaeng.support.round_words import exact


@dataclass(frozen=True)
class Taken:
    """What came of a file: the file kept (None: nothing was new), how many rows were taken, were there, were refused."""

    file: IntakeFile | None
    taken: int
    known: int
    refused: list[dict[str, Any]]


def take_in(*, actor: User, round: Round, name: str, content: bytes) -> Taken:
    """Take applications out of a spreadsheet, each with the intake system's own number and time of receipt.

    A row is refused, with row and column, where something cannot be read, its time lies outside the window, or its firm
    has applied already; the others are taken. A row whose intake number is known adds nothing, and so the same file sent
    again adds nothing; one that differs from what was taken is refused. Appends one «support.take_in» with every code.
    Refuses the whole file (ValidationError) where it is no such table, or the round is not called.
    """
    require(actor, "support.run_round", round)
    name = clean(name)[-200:] or "intake"
    with override("ko"):  # what is kept about a row is read by whoever opens the list later
        kind, rows = read(content, name, eligibility.of_round(round), timezone.localdate())
    with transaction.atomic():
        round = hold_round(round)
        require(actor, "support.run_round", round)
        if round.state != RoundState.CALLED:
            raise ValidationError(_("공고 중일 때만 신청을 받습니다."))
        with override("ko"):
            good, known, refused = _sort(round, rows)
        if not good and round.intake_files.filter(file__sha256=hashlib.sha256(content).hexdigest()).exists():
            return Taken(None, 0, known, refused)
        return _keep(actor, round, name, kind, content, good, known, refused)


def _keep(
    actor: User,
    round: Round,
    name: str,
    kind: str,
    content: bytes,
    good: list[Row],
    known: int,
    refused: list[dict[str, Any]],
) -> Taken:
    file = keep_document(kind="intake", title=name, subject=round, format=kind, content=content, actor=actor)
    intake = IntakeFile.objects.create(
        round=round, file=file, name=name, taken_by=actor.username, taken=len(good), refused=refused
    )
    numbers = next_numbers(f"A-{round.code}", len(good))
    made = Application.objects.bulk_create(
        (_application(round, intake, row, number) for row, number in zip(good, numbers, strict=True)),
        batch_size=200,
    )
    append(
        verb="support.take_in",
        subject=round,
        actor=actor,
        data={
            "intake": intake.pk,
            "sha256": file.sha256,
            "taken": len(made),
            "known": known,
            "refused": len(refused),
            "applications": [each.code for each in made],
        },
    )
    return Taken(intake, len(made), known, refused)


def _application(round: Round, intake: IntakeFile, row: Row, number: int) -> Application:
    made = Application(
        code=f"{round.code}-{number:04d}",
        round=round,
        intake=intake,
        figures=row.figures,
        state=ApplicationState.SUBMITTED,
        demonstration=round.demonstration,
        **row.values,
    )
    rule = eligibility.of_round(round)
    figures = eligibility.read(rule, row.figures, timezone.localdate())
    made.verdict = words.kept(eligibility.judge(rule, figures))
    return made


def _sort(round: Round, rows: list[Row]) -> tuple[list[Row], int, list[dict[str, Any]]]:
    """The rows to take, how many are there already, and those refused; the caller holds the round."""
    standing = round.applications.filter(LIVE | ~Q(intake_number=""))
    by_number = {each.intake_number: each for each in standing if each.intake_number}
    firms = {each.business_number for each in standing if each.state != ApplicationState.WITHDRAWN}
    lines: dict[str, int] = {}
    good: list[Row] = []
    known, refused = 0, []
    for row in rows:
        number, firm = row.values.get("intake_number", ""), row.values.get("business_number", "")
        there = by_number.get(number)
        if not row.problem and there is not None:
            _differs(row, there)
            known += not row.problem
        elif not row.problem:
            _outside(row, round)
            if not row.problem and (firm in firms or firm in lines or f"#{number}" in lines):
                _twice(row, firms, lines)
        if row.problem:
            refused.append({"row": row.line, "column": row.column, "text": row.problem})
        elif there is None:
            good.append(row)
            lines[firm] = lines[f"#{number}"] = row.line
    return good, known, refused


def _outside(row: Row, round: Round) -> None:
    at = row.values["submitted_at"]
    window = round.window(at)
    if window == "open":
        return
    row.column = COLUMNS["submitted_at"]
    row.problem = (
        _("%(at)s은 접수 시작(%(limit)s) 전입니다.") % {"at": exact(at), "limit": exact(round.opens_at)}
        if window == "coming"
        else _("%(at)s은 접수 마감(%(limit)s) 뒤입니다.") % {"at": exact(at), "limit": exact(round.closes_at)}
    )


def _differs(row: Row, there: Application) -> None:
    """Refuse a row whose intake number was taken with other contents."""
    pairs = {key: (row.values[key], getattr(there, key)) for key in ("business_number", "submitted_at")}
    for key, (new, old) in pairs.items():
        if new != old:
            row.column = COLUMNS[key]
            row.problem = _("같은 접수번호로 이미 받은 신청 %(code)s과 다릅니다.") % {"code": there.code}
            return


def _twice(row: Row, firms: set[str], lines: dict[str, int]) -> None:
    number, firm = row.values["intake_number"], row.values["business_number"]
    if firm in firms:
        row.column = COLUMNS["business_number"]
        row.problem = _("이 기업의 신청은 이미 접수되어 있습니다.")
    elif firm in lines:
        row.column = COLUMNS["business_number"]
        row.problem = _("%(line)d행과 같은 기업입니다.") % {"line": lines[firm]}
    else:
        row.column = COLUMNS["intake_number"]
        row.problem = _("%(line)d행과 같은 접수번호입니다.") % {"line": lines[f"#{number}"]}
