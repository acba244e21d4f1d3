"""Pages of plans that share passages: those of one model, and two of them side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sangsaeng.parties.rules import may, require
from sangsaeng.proposals import queries as models
from sangsaeng.proposals.lifecycle import CHIP, State
from sangsaeng.proposals.models import Likeness, WinWinModel
from sangsaeng.proposals.similarity import actions, forms, queries, texts, words
from sangsaeng.records.queries import history

#: Letters shown before and after a passage, so that it reads as part of its text.
AROUND = 60


def _find(request: HttpRequest, code: str) -> WinWinModel:
    """The model, for someone who may see what its plan shares with others; to anyone else it is not there or forbidden."""
    try:
        found = models.find(request.user, code)
    except WinWinModel.DoesNotExist:
        found = None
    if not isinstance(found, WinWinModel):
        raise Http404(_("그런 상생모델이 없습니다."))
    require(request.user, "proposals.see_similar", found)
    return found


def _rows(request: HttpRequest, model: WinWinModel) -> list[queries.Row]:
    """The pairs as the texts stand now: computed anew where either text has changed since."""
    rows = queries.rows(request.user, model) if queries.is_current(model) else None
    if rows is None or not all(row.is_current for row in rows):
        actions.refresh(model)
        model.refresh_from_db(fields=["comparison"])
        rows = queries.rows(request.user, model)
    return rows


def _percent(share: float) -> float:
    return 100 * share


def _line(row: queries.Row) -> dict[str, Any]:
    likeness = row.likeness
    return {
        "other": row.other,
        "state_chip": CHIP[State(row.other.state)],
        "firms": words.FIRMS[row.firms],
        "resubmitted": row.firms == "same",
        "kind": words.KINDS[likeness.kind],
        "kind_chip": {"near": "band-strong", "part": "band-fair"}.get(likeness.kind, "band-weak"),
        "share": _percent(row.share),
        "other_share": _percent(row.other_share),
        "judged": likeness.get_judgement_display() if likeness.is_judged else "",
        "outdated": bool(likeness.judgement) and not likeness.is_judged,
    }


def similar(request: HttpRequest, code: str) -> HttpResponse:
    """Every plan that shares passages with this one, as far as the viewer may read it."""
    model = _find(request, code)
    rows = _rows(request, model)
    context = {
        "model": model,
        "lines": [_line(row) for row in rows],
        "kinds": words.kinds_sentence(queries.counts_of(rows)),
        "own": sum(row.firms == "same" for row in rows),
        "hidden": queries.hidden(request.user, model),
        "comparison": model.comparison,
        "limits": LIMITS,
    }
    return render(request, "proposals/similar.html", context)


@dataclass(frozen=True)
class Part:
    """A stretch of a text: the same in both (`same`), or only around it (`around`)."""

    text: str
    same: bool = False
    around: bool = False


def parts(text: str, marks: Iterable[Iterable[int]]) -> list[Part]:
    """A passage with a little of what stands around it; the marked places apart from what differs between them."""
    places = [(int(start), int(end)) for start, end in marks]
    first, last = places[0][0], places[-1][1]
    begin, finish = max(0, first - AROUND), min(len(text), last + AROUND)
    made = [Part(("… " if begin else "") + text[begin:first], around=True)]
    at = first
    for start, end in places:
        start = max(start, at)
        made += [Part(text[at:start]), Part(text[start:end], same=True)]
        at = max(at, end)
    made.append(Part(text[last:finish] + (" …" if finish < len(text) else ""), around=True))
    return [part for part in made if part.text]


def _passages(row: queries.Row) -> list[dict[str, Any]]:
    names = texts.field_names()
    found = []
    for first, second in row.likeness.passages:
        ours, theirs = (first, second) if row.forward else (second, first)
        found.append(
            {
                "section": names[ours["section"]],
                "other_section": names[theirs["section"]],
                "parts": parts(getattr(row.model, ours["section"]), ours["marks"]),
                "other_parts": parts(getattr(row.other, theirs["section"]), theirs["marks"]),
            }
        )
    return found


def _sections(row: queries.Row) -> list[dict[str, Any]]:
    names = texts.field_names()
    lines = []
    for first, second, share, other in row.likeness.sections:
        ours, theirs, mine, its = (
            (first, second, share, other) if row.forward else (second, first, other, share)
        )
        lines.append(
            {
                "section": names[ours],
                "other_section": names[theirs],
                "share": _percent(mine),
                "other_share": _percent(its),
            }
        )
    return lines


def pair(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Two plans side by side, the shared passages marked; the secretariat writes what it judges of them."""
    model = _find(request, code)
    row = next((each for each in _rows(request, model) if each.other.code == other), None)
    if row is None:
        raise Http404(_("두 계획서에 같은 대목이 없습니다. 목록을 다시 여세요."))
    likeness = row.likeness
    form = None
    if may(request.user, "proposals.judge_similar", model):
        given = {"judgement": likeness.judgement, "note": likeness.note} if likeness.is_judged else {}
        form = forms.Judgement(
            request.POST if request.method == "POST" else None, initial={**given, "texts": likeness.texts}
        )
    if request.method == "POST":
        require(request.user, "proposals.judge_similar", model)
        if form is not None and form.is_valid():
            try:
                actions.judge(actor=request.user, model=model, other=row.other, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("판단을 적었습니다."))
                return redirect("proposals:similar", code)
    context = {
        "model": model,
        "row": row,
        "line": _line(row),
        "form": form,
        "sections": _sections(row),
        "passages": _passages(row),
        "judgements": _judgements(likeness),
    }
    return render(
        request,
        "proposals/similar_pair.html",
        context,
        status=422 if form is not None and form.errors else 200,
    )


def _judgements(likeness: Likeness) -> list[dict[str, Any]]:
    """What was judged of the pair, the latest first, as the record has it."""
    labels = dict(Likeness.Judgement.choices)
    return [
        {
            "at": event.at,
            "word": labels.get(event.data.get("judgement", ""), "–"),
            "note": event.data.get("note", ""),
        }
        for event in history(likeness).order_by("-id")
    ]


def _limits() -> dict[str, int]:
    from sangsaeng.analysis.similar import comparing

    return {
        "least": comparing.LEAST,
        "near": round(100 * comparing.NEARLY_ALL),
        "part": round(100 * comparing.A_PART),
        "long": comparing.LONG,
    }


LIMITS = _limits()
