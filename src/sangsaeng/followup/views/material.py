"""Pages of requests for material: the register with its one search, one request, its answers and what may be done now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation.views.acting import submit
from sangsaeng.followup.actions import material as actions
from sangsaeng.followup.forms import material as given
from sangsaeng.followup.models import MaterialAnswer, MaterialRequest, MaterialState
from sangsaeng.followup.papers import material as papers
from sangsaeng.followup.queries import material as queries
from sangsaeng.followup.words.material import MATERIALS, sentence, short, state_chip
from sangsaeng.pages import listing
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.markup import korean_parts
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import may
from sangsaeng.proposals.history import lines
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.queries import documents, history


def materials(request: HttpRequest) -> HttpResponse:
    """The register: what is open first by deadline; one search through questions, askers, numbers, answers, digests."""
    rows = queries.readable(request.user)
    page = listing.page(MATERIALS, rows, request)
    if isinstance(page, HttpResponse):
        return page
    context = {
        "page": page,
        "open": rows.filter(queries.open_q()).count(),
        "overdue": rows.filter(queries.overdue_q()).count(),
        "may_register": may(request.user, "followup.keep_material"),
    }
    return render(request, "followup/materials.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Register a request; where one like it was answered before, that is shown first, once."""
    user: Any = request.user
    form = given.NewMaterial(request.POST if request.method == "POST" else None, user=user)
    earlier: list[queries.Earlier] = []
    if request.method == "POST" and form.is_valid():
        if not request.POST.get("seen"):
            earlier = queries.similar(user, form.cleaned_data["question"])
        if not earlier:
            try:
                made = actions.register(actor=user, **form.cleaned_data)
            except ValidationError as refused:
                form.add_error(None, refused if _fits(form, refused) else refused.messages)
            else:
                told = _("자료요구를 등록했습니다. 접수번호는 %(code)s입니다.")
                messages.success(request, told % {"code": made.code})
                return redirect("followup:material", made.code)
    # Seen once, what was answered before does not stop the same form a second time.
    seen = SafeString('<input type="hidden" name="seen" value="1">') if earlier else ""
    context = {"form": form, "earlier": _earlier(earlier), "seen": seen}
    return render(request, "followup/material_new.html", context, status=422 if form.errors else 200)


def _fits(form: forms.Form, refused: ValidationError) -> bool:
    return hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)


def _earlier(found: list[queries.Earlier]) -> list[dict[str, Any]]:
    return [
        {
            "request": each.request,
            "question": short(each.request.question, 200),
            "answer": short(each.answer.text, 300) if each.answer else "",
            "sent_on": each.answer.sent_on if each.answer else None,
            "share": round(100 * each.share),
        }
        for each in found
    ]


def find(request: HttpRequest, code: str) -> MaterialRequest:
    """The request, for who may read it; whoever may not learns not even that it exists."""
    return get_object_or_404(queries.readable(request.user), code=code)


def _may_clear(user: Any, found: MaterialRequest) -> bool:
    """Another than the drafter; the drafter only where nobody else is in the secretariat."""
    if not may(user, "followup.clear_material", found):
        return False
    drafter = found.answers.order_by("-version").values_list("drafted_by", flat=True).first() or ""
    return user.username != drafter or actions.is_alone(found, drafter)


def _may_return(user: Any, found: MaterialRequest) -> bool:
    drafter = found.answers.order_by("-version").values_list("drafted_by", flat=True).first()
    return may(user, "followup.clear_material", found) and user.username != drafter


def _may_keep(user: Any, found: MaterialRequest) -> bool:
    return may(user, "followup.keep_material", found)


@dataclass(frozen=True)
class Act:
    """One thing to do to a request: the action, its form, in which states, who may, and the words of its page."""

    do: Callable[..., Any]
    form: type[forms.Form]
    states: tuple[MaterialState, ...]
    who: Callable[[Any, MaterialRequest], bool]
    heading: Any
    done: Any
    consequences: tuple[Any, ...]
    kind: str = "primary"
    warns: bool = False

    def open_to(self, user: Any, found: MaterialRequest) -> bool:
        return found.state in self.states and self.who(user, found)


ACTS = {
    "clear": Act(
        actions.clear,
        given.Clear,
        (MaterialState.DRAFTED,),
        _may_clear,
        gettext_lazy("검토 마치기"),
        gettext_lazy("검토를 마치고 답변 문서를 만들었습니다."),
        (
            gettext_lazy("이 판으로 PDF와 XLSX를 만들어 보관합니다."),
            gettext_lazy("쓴 사람에게 알립니다. 글을 고치면 다시 검토해야 합니다."),
        ),
        warns=True,
    ),
    "return": Act(
        actions.give_back,
        given.GiveBack,
        (MaterialState.DRAFTED,),
        _may_return,
        gettext_lazy("고쳐 달라고 하기"),
        gettext_lazy("쓴 사람에게 알렸습니다."),
        (gettext_lazy("쓴 사람에게 고칠 것을 알립니다. 지금 판은 그대로 남습니다."),),
    ),
    "send": Act(
        actions.send,
        given.Send,
        (MaterialState.CLEARED,),
        _may_keep,
        gettext_lazy("제출한 것으로 적기"),
        gettext_lazy("제출한 것으로 적었습니다. 보낸 파일을 그대로 보관합니다."),
        (
            gettext_lazy("보낸 파일과 그 SHA-256을 보관합니다. 되돌릴 수 없습니다."),
            gettext_lazy("기한이 끝나고 더는 알리지 않습니다."),
        ),
        warns=True,
    ),
    "due": Act(
        actions.change_due,
        given.Due,
        queries.OPEN,
        _may_keep,
        gettext_lazy("기한 바꾸기"),
        gettext_lazy("기한을 바꾸었습니다."),
        (gettext_lazy("앞의 기한도 기록에 남습니다. 담당자에게 알립니다."),),
    ),
    "withdraw": Act(
        actions.withdraw,
        given.Reason,
        queries.OPEN,
        _may_keep,
        gettext_lazy("요구 철회 적기"),
        gettext_lazy("자료요구를 끝냈습니다."),
        (gettext_lazy("요구한 곳이 철회했을 때만 적습니다. 기한을 취소하고, 되돌릴 수 없습니다."),),
        "danger",
    ),
}


def one(request: HttpRequest, code: str) -> HttpResponse:
    """One request: until when, what was asked, what was answered, what was answered before to one like it."""
    user: Any = request.user
    found: Any = find(request, code)
    answers = queries.answers(found)
    newest = answers[0] if answers else None
    names = dict(
        User.objects.filter(
            username__in={n for a in answers for n in (a.drafted_by, a.cleared_by, a.sent_by)}
        ).values_list("username", "display_name")
    )
    context = {
        "found": found,
        "chip": state_chip(found),
        "sentence": sentence(found),
        "owner": found.clock.owner if found.clock else None,
        "answers": [_version(each, names) for each in answers],
        "warnings": _warnings(found, newest) if found.state in queries.OPEN else [],
        "may_draft": found.state in queries.OPEN and may(user, "followup.keep_material", found),
        "acts": [(key, act) for key, act in ACTS.items() if act.open_to(user, found)],
        "earlier": _earlier(queries.similar(user, found.question, but=found)),
        "lines": lines(history(found).exclude(verb="parties.tell")),
    }
    return render(request, "followup/material.html", context)


def _warnings(found: MaterialRequest, newest: MaterialAnswer | None) -> list[SafeString]:
    """What must be looked at before it goes out; Korean names in it are marked on an English page."""
    told = queries.warnings(found, newest.text, newest.snapshot) if newest else []
    return [korean_parts(line) for line in told]


def _version(answer: MaterialAnswer, names: dict[str, str]) -> dict[str, Any]:
    return {
        "answer": answer,
        "drafter": names.get(answer.drafted_by, answer.drafted_by),
        "clearer": names.get(answer.cleared_by, answer.cleared_by),
        "sender": names.get(answer.sent_by, answer.sent_by),
        "figures": papers.figures(answer.snapshot),
        "tables": papers.tables(answer.snapshot),
        "event": answer.snapshot.get("event"),
    }


def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Write the next version, beginning with the newest one or (?from=) with what was answered to another request."""
    found = find(request, code)
    back = reverse("followup:material", args=[code])
    if found.state not in queries.OPEN:
        messages.error(request, _("끝난 자료요구에는 답변을 쓰지 않습니다."))
        return redirect(back)
    posted = request.POST if request.method == "POST" else None
    form = given.Draft(posted, initial=_begun(request, found))

    def do(values: dict[str, Any]) -> MaterialAnswer:
        return actions.draft(actor=request.user, request=found, **values)

    done = _("답변을 저장하고 기준일의 수를 함께 보관했습니다.")
    if (answer := submit(request, form, do, done, back)) is not None:
        return answer
    context = {"found": found, "form": form, "sentence": sentence(found), "cancel": back}
    return render(request, "followup/material_draft.html", context, status=422 if form.errors else 200)


def _begun(request: HttpRequest, found: MaterialRequest) -> dict[str, Any]:
    source = request.GET.get("from")
    rows = MaterialAnswer.objects.filter(request=found)
    if source:
        rows = MaterialAnswer.objects.filter(request__in=queries.readable(request.user).filter(code=source))
        rows = rows.filter(sent_on__isnull=False)  # the one that is shown, not a later draft
    newest = rows.order_by("-version").first()
    if newest is None:
        return {}
    snapshot = newest.snapshot
    chosen = [*snapshot.get("chosen", []), *(table["key"] for table in snapshot.get("tables", []))]
    return {"text": newest.text, "tables": chosen}


def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Do one of ACTS to a request, after saying what will follow; what was typed is kept on refusal."""
    found = find(request, code)
    words = ACTS.get(act)
    if words is None:
        raise Http404
    back = reverse("followup:material", args=[code])
    if not words.open_to(request.user, found):
        messages.error(request, _("지금은 할 수 없는 일입니다. 자료요구의 상태를 확인하세요."))
        return redirect(back)
    newest = found.answers.order_by("-version").first()
    initial = {"version": newest.version if newest else None, "due_at": found.due_at}
    posted = request.method == "POST"
    form = words.form(request.POST if posted else None, request.FILES if posted else None, initial=initial)

    def do(values: dict[str, Any]) -> Any:
        copy = values.pop("copy", None)
        if copy:
            values["copy"] = (copy.name, copy.read())
        return words.do(actor=request.user, request=found, **values)

    if (answer := submit(request, form, do, str(words.done), back)) is not None:
        return answer
    context = {
        "found": found,
        "newest": newest,
        "warnings": _warnings(found, newest) if words.warns else [],
        "shows": words.warns,
        "form": form,
        "heading": words.heading,
        "submit": words.heading,
        "consequences": words.consequences,
        "kind": words.kind,
        "cancel": back,
    }
    return render(request, "followup/material_act.html", context, status=422 if form.errors else 200)


def paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A paper of a request, byte for byte as it was kept."""
    found = find(request, code)
    kept: DocumentFile = get_object_or_404(documents(found).defer(None), pk=pk)
    name = kept.title if kept.title.lower().endswith(f".{kept.format}") else f"{kept.title}.{kept.format}"
    return file_response(bytes(kept.content), filename=name, format=kept.format)
