"""Pages of one seat: who sits on it, until when, with which papers; and the secretariat's steps for it."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.documents.appointment import KINDS, can_be_made
from sangsaeng.deliberation.forms import bodies as forms
from sangsaeng.deliberation.models import Seat
from sangsaeng.deliberation.queries import bodies as body_queries
from sangsaeng.deliberation.template import chair_by
from sangsaeng.deliberation.views.bodies import fill_in, frame, posted, seat_home
from sangsaeng.deliberation.words import bodies as body_words
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.markup import in_korean, korean_parts
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.history import lines
from sangsaeng.records.queries import history


def _seat(pk: int) -> Seat:
    return get_object_or_404(Seat.objects.select_related("body", "user__organisation"), pk=pk)


def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One seat with its term, papers and history: for the secretariat, the auditor and who sits on it."""
    found = _seat(pk)
    if not body_queries.reads_seat(request.user, found):
        raise Http404
    runs = may(request.user, "deliberation.set_up", found)
    context = frame(found.body, found) | {
        "name": in_korean(found.label),
        "role": body_words.roles(found),
        "person": in_korean(
            " · ".join(str(p) for p in (found.user, found.user and found.user.organisation) if p)
        ),
        "signs_in": found.user is not None and found.user.has_usable_password(),
        "papers": [(label, getattr(found, name)) for name, label in body_words.PAPERS],
        "missing": body_words.missing_papers(found) if found.is_active else [],
        "ends_soon": found.is_active and found.term_ends_within(body_queries.WARN_DAYS, timezone.localdate()),
        "documents": list(body_queries.appointment_papers(found)),
        "history": lines(history(found)) if runs else [],
        "kinds": [(kind, KINDS[kind]) for kind in can_be_made(found)] if runs else [],
        "runs": runs and found.is_active,
        "chair_by": chair_by(found.body.kind),
    }
    return render(request, "deliberation/body_seat.html", context)


def _seat_form(
    request: HttpRequest,
    found: Seat,
    form: django_forms.Form,
    do: Callable[[dict[str, Any]], Any],
    done: str,
    **context: Any,
) -> HttpResponse:
    return fill_in(
        request, form, do, done, lambda made: seat_home(found), **(frame(found.body, found) | context)
    )


def _mine(request: HttpRequest, pk: int) -> Seat:
    """The seat that the secretariat works on."""
    found = _seat(pk)
    require(request.user, "deliberation.set_up", found)
    return found


def seat_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the days of the appointment papers."""
    found = _mine(request, pk)
    initial = {name: getattr(found, name) for name, _label in body_words.PAPERS}
    return _seat_form(
        request,
        found,
        forms.PapersForm(posted(request), initial=initial),
        lambda given: actions.record_paper(actor=request.user, seat=found, **given),  # type: ignore[arg-type]
        _("위촉 서류를 적었습니다."),
        heading=_("위촉 서류 적기"),
        answer=_("서명한 동의서와 서약서를 받은 날, 위촉장을 준 날을 적습니다."),
        submit=_("저장"),
    )


def seat_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint a member anew for the next term."""
    found = _mine(request, pk)
    return _seat_form(
        request,
        found,
        forms.TermForm(posted(request)),
        lambda given: actions.renew_term(actor=request.user, seat=found, **given),  # type: ignore[arg-type]
        _("연임을 적었습니다. 위촉장을 새로 만드세요."),
        heading=_("연임"),
        answer=_("지금 임기: %(term)s") % {"term": body_words.term(found) or _("정하지 않음")},
        submit=_("연임"),
    )


def seat_chair(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a member the chair, as the body comes by one."""
    found = _mine(request, pk)
    by_office = chair_by(found.body.kind) == Seat.ChairBy.EX_OFFICIO
    take = actions.designate_chair if by_office else actions.elect_chair
    old = found.body.seats.filter(is_active=True, is_chair=True).first()
    consequences: list[str] = [
        korean_parts(_("이 위원이 위원장이 됩니다: %(label)s") % {"label": found.label})
    ]
    if old is not None:
        consequences.append(
            korean_parts(_("지금 위원장은 위원으로 돌아갑니다: %(label)s") % {"label": old.label})
        )
    consequences.append(_("위원장 계정의 권한도 함께 옮겨집니다."))
    return _seat_form(
        request,
        found,
        forms.ChairForm(posted(request)),
        lambda given: take(actor=request.user, body=found.body, seat=found, **given),  # type: ignore[arg-type]
        _("위원장을 정했습니다."),
        template="deliberation/body_confirm.html",
        heading=_("위원장으로 정하기(당연직)") if by_office else _("위원장으로 정하기(호선)"),
        consequences=consequences,
        told=[in_korean(each.label) for each in (old, found) if each is not None and each.user_id],
        submit=_("위원장으로 정하기"),
        kind="primary",
    )


def seat_vice_chair(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a member vice chair, or no longer."""
    found = _mine(request, pk)
    becomes = not found.is_vice_chair
    heading = _("부위원장으로 정하기") if becomes else _("부위원장에서 내리기")
    return _seat_form(
        request,
        found,
        django_forms.Form(posted(request)),
        lambda given: actions.name_vice_chair(actor=request.user, seat=found, is_vice_chair=becomes),  # type: ignore[arg-type]
        _("부위원장을 고쳤습니다."),
        template="deliberation/body_confirm.html",
        heading=heading,
        consequences=[_("위원 명부에 바로 보입니다. 언제든 다시 고칠 수 있습니다.")],
        submit=heading,
        kind="primary",
    )


def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat, after saying what follows."""
    found = _mine(request, pk)
    consequences: list[str] = [
        korean_parts(_("이 위원은 다음 회의부터 재적에 들지 않습니다: %(label)s") % {"label": found.label}),
        _("이미 연 회의의 명부와 낸 표는 그대로 남습니다."),
        _("되돌릴 수 없습니다. 다시 위원이 되면 새로 위촉합니다."),
    ]
    if found.is_chair:
        consequences.append(_("위원장 자리가 빕니다. 위원장을 새로 정해야 합니다."))
    return _seat_form(
        request,
        found,
        forms.EndForm(posted(request)),
        lambda given: actions.end_seat(actor=request.user, seat=found, **given),  # type: ignore[arg-type]
        _("위원 자리를 끝냈습니다."),
        template="deliberation/body_confirm.html",
        heading=_("위원 자리 끝내기"),
        consequences=consequences,
        told=[in_korean(found.label)] if found.user_id else [],
        submit=_("위원 자리 끝내기"),
        kind="danger",
    )


def seat_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Make one of the appointment papers, as PDF and HWPX. Who appoints is kept for the next paper."""
    found = _mine(request, pk)
    if kind not in KINDS:
        raise Http404
    heading = _("%(paper)s 만들기") % {"paper": KINDS[kind]}
    last = f"appointed-by-{found.body_id}"
    form = forms.IssuerForm(posted(request), initial={"appointed_by": request.session.get(last, "")})

    def make(given: dict[str, Any]) -> None:
        actions.make_appointment_paper(actor=request.user, seat=found, kind=kind, **given)  # type: ignore[arg-type]
        request.session[last] = given["appointed_by"]

    return _seat_form(
        request,
        found,
        form,
        make,
        _("문서를 만들었습니다."),
        template="deliberation/body_confirm.html",
        heading=heading,
        consequences=[
            _("기록에서 PDF와 HWPX로 만들어 이 자리에 보관합니다."),
            _("다시 만들면 앞서 만든 것도 그대로 남습니다."),
        ],
        submit=heading,
        kind="primary",
    )


def seat_document(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """The file itself. Whoever may not read the seat learns not even that it exists."""
    found = _seat(pk)
    if not body_queries.reads_seat(request.user, found):
        raise Http404
    kept = get_object_or_404(body_queries.appointment_papers(found).defer(None), pk=document)
    return file_response(bytes(kept.content), filename=kept.filename, format=kept.format)
