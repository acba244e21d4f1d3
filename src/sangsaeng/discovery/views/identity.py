"""Pages of identity: pairs that may be one firm, the decision on each, a firm's names and numbers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sangsaeng.discovery import words_identity as words
from sangsaeng.discovery.actions import identity as actions
from sangsaeng.discovery.actions import merging
from sangsaeng.discovery.forms import identity as forms
from sangsaeng.discovery.identity_rules import KEEP
from sangsaeng.discovery.models import Firm, IdentityPair, IdentityState, Merge
from sangsaeng.discovery.queries import identity as queries
from sangsaeng.pages import listing
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.rules import may, require
from sangsaeng.records.queries import history
from sangsaeng.records.uploads import too_big


def identities(request: HttpRequest) -> HttpResponse:
    """The queue: what waits first, what was decided behind a filter of the address."""
    page = listing.page(words.PAIRS, queries.pairs(request.user), request)
    if isinstance(page, HttpResponse):
        return page
    context = {
        "page": page,
        "waiting": queries.waiting(request.user).count(),
        "merged": queries.merges(request.user).filter(undone_at__isnull=True).count(),
        "may_keep": may(request.user, KEEP),
    }
    return render(request, "discovery/identities.html", context)


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    found = actions.find_identities(actor=_person(request))
    if found.new or found.again:
        text = _("새로 확인할 것 %(new)d건, 새 근거가 나온 것 %(again)d건을 찾았습니다.")
        messages.success(request, text % {"new": len(found.new), "again": len(found.again)})
    else:
        messages.info(request, _("새로 확인할 것이 없습니다."))
    return redirect("discovery:identities")


def names(request: HttpRequest) -> HttpResponse:
    """Compare a list of names; what is wrong in it is told row by row on the same page."""
    form = forms.NamesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    found: actions.Found | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        found = _try(
            form, lambda: actions.take_names(actor=_person(request), name=file.name, content=_content(file))
        )
        if found is not None and not found.problems:
            messages.success(request, words.told(found))
            return redirect("discovery:identities")
    context = {"form": form, "found": found, "told": words.told(found) if found else ""}
    return render(request, "discovery/identity_names.html", context, status=422 if form.errors else 200)


def _content(file: Any) -> bytes:
    too_big(file.size)
    return bytes(file.read())


def _person(request: HttpRequest) -> Any:
    return request.user


def _try(form: Form, do: Callable[[], Any]) -> Any:
    """What the action returns, or None with its refusal beside the field."""
    try:
        return do()
    except ValidationError as refused:
        explain(form, refused)
        return None


def _pair(request: HttpRequest, code: str) -> IdentityPair:
    return get_object_or_404(queries.pairs(request.user), code=code)


def identity(request: HttpRequest, code: str) -> HttpResponse:
    """Two records side by side, what speaks for and against their being one, and what may be done."""
    pair = _pair(request, code)
    merges = list(queries.merges(request.user).filter(pair=pair))
    context = {
        "pair": pair,
        "sides": queries.sides(pair),
        "chip": words.state_chip(pair),
        "why": [each["text"] for each in pair.evidence if each["kind"] != "against"],
        "against": [each["text"] for each in pair.evidence if each["kind"] == "against"],
        "merges": merges,
        "standing": next((each for each in merges if each.undone_at is None), None),
        "may_keep": may(request.user, KEEP, pair),
        "events": words.lines(history(pair)),
    }
    return render(request, "discovery/identity.html", context)


def _act(
    request: HttpRequest,
    pair: IdentityPair,
    form: Form,
    do: Callable[[dict[str, Any]], Any],
    done: str,
    **context: Any,
) -> HttpResponse:
    """A decision: a page that says what follows, then the action."""
    require(request.user, KEEP, pair)
    if request.method == "POST" and form.is_valid() and _try(form, lambda: do(form.cleaned_data) or True):
        messages.success(request, done)
        return redirect("discovery:identity", pair.code)
    context |= {"form": form, "pair": pair, "cancel": reverse("discovery:identity", args=[pair.code])}
    return render(request, "discovery/identity_act.html", context, status=422 if form.errors else 200)


def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once before two records are merged: what moves, what stays, that it can be undone."""
    pair = _pair(request, code)
    if pair.other is None:
        raise Http404
    form = forms.MergeForm(request.POST if request.method == "POST" else None, pair=pair)
    return _act(
        request,
        pair,
        form,
        lambda given: merging.merge(actor=_person(request), pair=pair, **given),
        _("한 기업으로 합쳤습니다. 잘못이면 ‘다시 나누기’로 되돌릴 수 있습니다."),
        heading=_("한 기업으로 합치기"),
        question=_("‘%(one)s’, ‘%(other)s’을 한 기업으로 합칠까요?") % {"one": pair.one, "other": pair.other},
        consequences=words.what_follows(queries.sides(pair)),
        submit=_("합치기"),
        kind="primary",
    )


def apart(request: HttpRequest, code: str) -> HttpResponse:
    pair = _pair(request, code)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    return _act(
        request,
        pair,
        form,
        lambda given: actions.keep_apart(actor=_person(request), pair=pair, **given),
        _("다른 기업으로 두었습니다. 새 근거가 나오기 전에는 다시 묻지 않습니다."),
        heading=_("다른 기업으로 두기"),
        consequences=[
            _("두 기록은 그대로 따로 있습니다."),
            _("같은 근거로는 다시 묻지 않습니다. 등록번호처럼 새 근거가 나오면 다시 알립니다."),
        ],
        submit=_("다른 기업으로 두기"),
        kind="primary",
    )


def know_name(request: HttpRequest, code: str) -> HttpResponse:
    pair = _pair(request, code)
    if pair.other is not None:
        raise Http404
    form = forms.ReasonForm(
        request.POST if request.method == "POST" else None, optional=pair.has_equal_number
    )
    consequences = [
        _("‘%(name)s’을 ‘%(firm)s’의 다른 표기로 적습니다.") % {"name": pair.listed_name, "firm": pair.one}
    ]
    if pair.listed_number:
        consequences.append(
            _("등록번호가 없으면 목록의 번호 %(number)s도 적습니다.") % {"number": pair.listed_number}
        )
    return _act(
        request,
        pair,
        form,
        lambda given: actions.know_name(actor=_person(request), pair=pair, **given),
        _("다른 표기로 적었습니다. 다음부터는 이 이름을 알아봅니다."),
        heading=_("다른 표기로 적기"),
        consequences=consequences,
        submit=_("다른 표기로 적기"),
        kind="primary",
    )


def reopen(request: HttpRequest, code: str) -> HttpResponse:
    pair = _pair(request, code)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    return _act(
        request,
        pair,
        form,
        lambda given: actions.reopen(actor=_person(request), pair=pair, **given),
        _("다시 확인할 것에 넣었습니다."),
        heading=_("다시 살피기"),
        consequences=[_("이 건이 확인할 목록으로 돌아갑니다. 앞의 판단은 기록에 남습니다.")],
        submit=_("다시 살피기"),
        kind="primary",
    )


def split(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once before a merge is undone: what goes back, what was added since and stays."""
    pair = _pair(request, code)
    standing: Merge = get_object_or_404(queries.merges(request.user), pair=pair, undone_at__isnull=True)
    form = forms.SplitForm(request.POST if request.method == "POST" else None)
    return _act(
        request,
        pair,
        form,
        lambda given: merging.split(actor=_person(request), merge=standing, **given),
        _("다시 나누었습니다. 옮겼던 기록은 제자리로 돌아갔습니다."),
        heading=_("다시 나누기"),
        question=_("‘%(merged)s’을 ‘%(kept)s’에서 다시 나눌까요?")
        % {"merged": standing.merged, "kept": standing.kept},
        consequences=words.what_goes_back(standing, merging.added_since(standing)),
        submit=_("다시 나누기"),
    )


def _firm(request: HttpRequest, code: str) -> Firm:
    found = get_object_or_404(Firm.everything.select_related("organisation"), code=code)
    require(request.user, queries.READ, found.organisation)
    return found


def firm(request: HttpRequest, code: str) -> HttpResponse:
    """A firm's names and numbers with their sources, and what was decided about it."""
    found = _firm(request, code)
    organisation = found.organisation
    both = queries.pairs(request.user)
    context = {
        "firm": found,
        "kept": queries.kept_firm(code),
        "numbers": list(found.registrations.all()),
        "names": queries.names_of(organisation),
        "pairs": [
            (each, words.state_chip(each))
            for each in both.filter(one=organisation) | both.filter(other=organisation)
        ],
        "may_keep": may(request.user, KEEP, organisation) and organisation.merged_into_id is None,
        "events": words.lines(history(organisation)),
        "waiting": IdentityState.WAITING,
    }
    return render(request, "discovery/firm_identity.html", context)


def _of_firm(
    request: HttpRequest,
    code: str,
    kind: type[Form],
    do: Callable[[Firm, dict[str, Any]], Any],
    done: str,
    **context: Any,
) -> HttpResponse:
    found = _firm(request, code)
    require(request.user, KEEP, found.organisation)
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _try(form, lambda: do(found, form.cleaned_data)):
        messages.success(request, done)
        return redirect("discovery:firm_identity", found.code)
    context |= {"form": form, "firm": found, "cancel": reverse("discovery:firm_identity", args=[found.code])}
    return render(request, "discovery/firm_identity_form.html", context, status=422 if form.errors else 200)


def rename(request: HttpRequest, code: str) -> HttpResponse:
    return _of_firm(
        request,
        code,
        forms.RenameForm,
        lambda firm, given: actions.rename(actor=_person(request), organisation=firm.organisation, **given),
        _("이름을 바꾸었습니다. 옛 이름으로도 계속 찾을 수 있습니다."),
        heading=_("이름 바꾸기"),
        submit=_("이름 바꾸기"),
    )


def former_name(request: HttpRequest, code: str) -> HttpResponse:
    return _of_firm(
        request,
        code,
        forms.FormerNameForm,
        lambda firm, given: actions.add_former_name(
            actor=_person(request), organisation=firm.organisation, **given
        ),
        _("이름을 적었습니다."),
        heading=_("옛 이름 적기"),
        submit=_("적기"),
    )


def number(request: HttpRequest, code: str) -> HttpResponse:
    return _of_firm(
        request,
        code,
        forms.NumberForm,
        lambda firm, given: actions.add_number(actor=_person(request), firm=firm, **given),
        _("등록번호를 적었습니다."),
        heading=_("등록번호 적기"),
        submit=_("적기"),
    )
