"""Pages of the bodies: which there are, who sits, under which rules; and the secretariat's forms for them."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.actions.bodies import bylaw_in_force
from sangsaeng.deliberation.forms import bodies as forms
from sangsaeng.deliberation.models import MEETING_CHIP, Body, BylawVersion, MeetingState, Seat
from sangsaeng.deliberation.queries import bodies as body_queries
from sangsaeng.deliberation.words import bodies as body_words
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.pages import charts
from sangsaeng.pages.listing import Column, Filter, Listing, page
from sangsaeng.pages.markup import in_korean
from sangsaeng.parties.rules import may, require


def home(body: Body) -> str:
    return reverse("deliberation:body", args=(body.pk,))


def seat_home(seat: Seat) -> str:
    return reverse("deliberation:seat", args=(seat.pk,))


def _body(pk: int) -> Body:
    return get_object_or_404(Body.objects.select_related("parent", "secretariat"), pk=pk)


def body_list(request: HttpRequest) -> HttpResponse:
    """Every body with its members, its chair and the rule in force."""
    rows = body_queries.bodies(request.user, timezone.localdate())
    shown = [
        {
            "row": row,
            "name": body_words.name_of(row.body),
            "sector": body_words.sector(row.body),
            "rule": words.rule(row.bylaw) if row.bylaw else "",
            "origin": body_words.origin(row.bylaw) if row.bylaw else "",
        }
        for row in rows
    ]
    real = sum(not row.body.demonstration for row in rows)
    context = {
        "rows": shown,
        "real": real,
        "demonstration": len(rows) - real,
        "may_set_up": may(request.user, "deliberation.set_up"),
    }
    return render(request, "deliberation/body_list.html", context)


def _member_link(seat: Seat) -> str:
    name = format_html('<a href="{}">{}</a>', seat_home(seat), in_korean(seat.label))
    role = body_words.roles(seat)
    return format_html('{} <span class="muted">{}</span>', name, role) if role else name


def person_of(seat: Seat) -> str:
    """The person's organisation, or who sits there where the seat bears another name."""
    person = seat.user
    if person is None:
        return ""
    name = "" if str(person) == seat.label else str(person)
    return " · ".join(part for part in (name, str(person.organisation or "")) if part)


def _member(seat: Seat) -> str:
    role = body_words.roles(seat)
    return in_korean(seat.label) if not role else format_html("{} {}", in_korean(seat.label), role)


def _ended(seat: Seat) -> str:
    return str(Seat.EndedBy(seat.ended_by).label) if seat.ended_by else ""


def members_listing(*, whole: bool) -> Listing:
    """The members with capacity and term; `whole` adds the papers and the link to each seat."""
    columns = [
        Column(
            "label",
            gettext_lazy("위원"),
            lambda s: " ".join(part for part in (s.label, body_words.roles(s)) if part),
            html=_member_link if whole else _member,
            sort=("label",),
            width=25,
        ),
        Column(
            "person",
            gettext_lazy("이름과 소속"),
            person_of,
            html=lambda s: in_korean(person_of(s) or "–"),
            width=20,
            main=False,
        ),
        Column(
            "capacity", gettext_lazy("자격"), lambda s: s.get_capacity_display(), sort=("capacity",), width=15
        ),
        Column("term", gettext_lazy("임기"), body_words.term, sort=("term_until",), width=20),
    ]
    if whole:
        columns.append(Column("papers", gettext_lazy("위촉 서류"), body_words.papers, width=20))
    else:
        columns.append(Column("ended", gettext_lazy("끝난 이유"), _ended, width=20, main=False))
    return Listing(
        name="members",
        columns=tuple(columns),
        filters=(
            Filter(
                "seat",
                gettext_lazy("자리"),
                lambda: [("now", gettext_lazy("지금 위원")), ("ended", gettext_lazy("끝난 자리"))],
                lambda value: Q(is_active=value == "now"),
            ),
            Filter("capacity", gettext_lazy("자격"), lambda: Seat.Capacity.choices, lambda v: Q(capacity=v)),
        ),
        search=("label", "user__display_name", "user__organisation__name"),
        search_label=gettext_lazy("위원 찾기"),
        empty=gettext_lazy("위원이 없습니다. 사무국이 위원을 위촉하면 여기에 보입니다."),
    )


def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: composition, rule in force, sub-councils and meetings; members for who reads proceedings."""
    found = _body(pk)
    today = timezone.localdate()
    counted = body_queries.composition(found)
    chart = body_words.composition_chart(found, counted, today)
    if (download := charts.answer(request, [chart] if chart else [])) is not None:
        return download
    runs = may(request.user, "deliberation.set_up", found)
    names = may(request.user, "deliberation.read_proceedings", found)
    listed = None
    if names:
        whole = runs or may(request.user, "deliberation.read_ballots", found)
        seats = body_queries.members(found)
        chosen = seats if request.GET.get("seat") else seats.filter(is_active=True)
        listed = page(members_listing(whole=whole), chosen, request)
        if isinstance(listed, HttpResponse):
            return listed
    bylaw = bylaw_in_force(found, today)
    context = {
        "body": found,
        "name": body_words.name_of(found),
        "plain_name": body_words.plain_name(found),
        "total": sum(count for _label, count in counted),
        "most": bylaw.most_members if bylaw else None,
        "chart": chart,
        "page": listed,
        "names": names,
        "runs": runs,
        "sub_councils": [
            (sub, body_words.name_of(sub), body_words.sector(sub))
            for sub in found.sub_councils.filter(ended_on__isnull=True)
        ],
        "parent": body_words.name_of(found.parent) if found.parent else "",
        "sector": body_words.sector(found),
        "meetings": [
            (m, words.meeting_name(m), MEETING_CHIP[MeetingState(m.state)], MeetingState(m.state).label)
            for m in body_queries.recent_meetings(found)
        ],
    }
    if runs:
        context |= {
            "without_papers": list(body_queries.without_papers(found)),
            "terms": body_queries.terms_ending(found, today),
            "warn_days": body_queries.WARN_DAYS,
            "today": today,
        }
    return render(request, "deliberation/body.html", context | _bylaw_context(bylaw))


def _bylaw_context(bylaw: BylawVersion | None) -> dict[str, Any]:
    if bylaw is None:
        return {"bylaw": None}
    return {
        "bylaw": bylaw,
        "lines": body_words.lines(bylaw),
        "origin": body_words.origin(bylaw),
        "legal_basis": words.legal_basis(bylaw),
    }


def bylaws(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version of the bylaws side by side, with what each changed."""
    found = _body(pk)
    versions = body_queries.bylaws(found)
    in_force = bylaw_in_force(found, timezone.localdate())
    context = {
        "body": found,
        "name": body_words.name_of(found),
        "versions": [
            {
                "bylaw": bylaw,
                "origin": body_words.origin(bylaw),
                "basis": words.legal_basis(bylaw),
                "in_force": bylaw == in_force,
                "item": bylaw.adopted_at_item,
                "shaken": bylaw.adopted_at_item is not None and not bylaw.adopted_at_item.is_adopted,
            }
            for bylaw in versions
        ],
        "rows": body_words.side_by_side(versions),
        "in_force": in_force,
        "runs": may(request.user, "deliberation.set_up", found),
    }
    return render(request, "deliberation/body_bylaws.html", context)


# The secretariat's forms


def frame(body: Body | None, seat: Seat | None = None) -> dict[str, Any]:
    back = seat_home(seat) if seat else home(body) if body else reverse("deliberation:bodies")
    return {
        "cancel": back,
        "body": body,
        "body_name": body_words.name_of(body) if body else "",
        "seat": seat,
        "demonstration": bool(body and body.demonstration),
    }


def _refused(form: django_forms.Form, refused: ValidationError) -> None:
    """Put what the action refused beside its field where the form has it, else on top."""
    if hasattr(refused, "error_dict"):
        for name, errors in refused.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, refused.messages)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, an empty form too; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def fill_in(
    request: HttpRequest,
    form: django_forms.Form,
    do: Callable[[dict[str, Any]], Any],
    done: str,
    back: Callable[[Any], str],
    *,
    template: str = "deliberation/body_form.html",
    **context: Any,
) -> HttpResponse:
    """Show the form; posted and accepted, go on with a word; refused, show it again as it was typed."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = do(form.cleaned_data)
            except ValidationError as refused:
                _refused(form, refused)
            else:
                messages.success(request, done)
                return redirect(back(made))
    return render(request, template, {"form": form} | context, status=status)


def body_new(request: HttpRequest) -> HttpResponse:
    """Set up a body: most often a sub-council of the council."""
    world = bool(getattr(request.user, "demonstration", False))
    form = forms.BodyForm(posted(request), demonstration=world, initial={"parent": request.GET.get("parent")})
    return fill_in(
        request,
        form,
        lambda given: actions.establish_body(actor=request.user, demonstration=world, **given),  # type: ignore[arg-type]
        _("회의체를 만들었습니다. 이제 위원을 위촉하세요."),
        home,
        heading=_("회의체 만들기"),
        answer=_("법이 정한 위원회 규칙이 첫 운영세칙이 됩니다. 협의회와 분과협의회에는 예시로 표시합니다."),
        submit=_("회의체 만들기"),
        **frame(None),
    )


def bylaw_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version of the bylaws: filled in, shown with what it changes, then adopted."""
    found = _body(pk)
    require(request.user, "deliberation.set_up", found)
    latest = found.bylaws.order_by("-version").first()
    if latest is None:
        raise Http404
    form = forms.BylawForm(
        posted(request),
        items=body_queries.adopting_items(found),
        latest=latest,
        initial={"effective": timezone.localdate()},
    )
    framed = frame(found) | {
        "heading": _("운영세칙 제%(version)d판 채택") % {"version": latest.version + 1},
        "cancel": reverse("deliberation:bylaws", args=(found.pk,)),
    }
    if request.method == "POST" and form.is_valid() and not request.POST.get("confirmed"):
        after = BylawVersion(**{name: value for name, value in form.rule().items() if name != "item"})
        changes = body_words.differences(latest, after)
        return render(
            request, "deliberation/body_bylaw_confirm.html", {"form": form, "changes": changes} | framed
        )
    return fill_in(
        request,
        form,
        lambda given: actions.adopt_bylaw(actor=request.user, body=found, **form.rule()),  # type: ignore[arg-type]
        _("운영세칙을 채택했습니다."),
        lambda made: reverse("deliberation:bylaws", args=(found.pk,)),
        template="deliberation/body_bylaw_form.html",
        **framed,
    )


def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint a member: an account there is, or somebody new."""
    found = _body(pk)
    require(request.user, "deliberation.set_up", found)
    form = forms.AppointForm(
        posted(request),
        people=body_queries.may_be_appointed(found),
        demonstration=found.demonstration,
    )
    return fill_in(
        request,
        form,
        lambda given: actions.appoint(actor=request.user, body=found, **given),  # type: ignore[arg-type]
        _("위원을 위촉했습니다. 위촉 서류를 만들고 받은 날을 적으세요."),
        seat_home,
        heading=_("위원 위촉"),
        answer=_("자리는 지우지 않습니다. 잘못 위촉했으면 자리를 끝내고 다시 위촉합니다."),
        submit=_("위원 위촉"),
        **frame(found),
    )
