"""The secretariat's pages of an agenda: put items on it, write their papers, put them together, take them off."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.forms import meetings as forms
from sangsaeng.deliberation.models import AgendaItem, Meeting
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.deliberation.views.acting import (
    at_item,
    attempt,
    confirm,
    find,
    find_item,
    form_page,
    home,
    posted,
    submit,
)


def _tabs(meeting: Meeting, here: str) -> list[tuple[str, str, bool]]:
    """The three kinds of items that can be put on an agenda."""
    kinds = [
        ("agenda_add", _("상생모델")),
        ("agenda_motion", _("그 밖의 의결")),
        ("agenda_report", _("보고")),
    ]
    return [
        (reverse(f"deliberation:{name}", args=(meeting.code,)), label, name == here) for name, label in kinds
    ]


def agenda_add(request: HttpRequest, code: str) -> HttpResponse:
    """Put one model on the agenda."""
    meeting = find(code)
    models = queries.candidates(meeting, request.user)
    named = models.filter(code=request.GET.get("model", "")).first()
    form = forms.AgendaForm(posted(request), models=models, initial={"model": named})
    done = submit(
        request,
        form,
        lambda given: actions.put_on_agenda(actor=request.user, meeting=meeting, **given),  # type: ignore[arg-type]
        _("안건으로 올렸습니다."),
        home(meeting),
    )
    if done:
        return done
    waiting = models.count()
    answer = _("상정을 기다리는 상생모델은 %(count)d건입니다.") % {"count": waiting}
    return form_page(
        request,
        meeting,
        heading=_("안건 올리기"),
        tabs=_tabs(meeting, "agenda_add"),
        answer=answer,
        form=form if waiting else None,
        empty=_(
            "상정할 수 있는 상생모델이 없습니다. 협의회에는 심사를 마친 모델을, 위원회에는 위원회에 보낸 모델을 올립니다."
        ),
        submit=_("안건으로 올리기"),
    )


def agenda_motion(request: HttpRequest, code: str) -> HttpResponse:
    """Put another motion on the agenda."""
    meeting = find(code)
    form = forms.MotionForm(posted(request))
    done = submit(
        request,
        form,
        lambda given: actions.put_motion(actor=request.user, meeting=meeting, **given),  # type: ignore[arg-type]
        _("안건으로 올렸습니다."),
        home(meeting),
    )
    return done or form_page(
        request,
        meeting,
        heading=_("안건 올리기"),
        tabs=_tabs(meeting, "agenda_motion"),
        answer=_("운영세칙 개정, 위원장 호선, 의결 무효처럼 상생모델이 아닌 의결 안건을 올립니다."),
        form=form,
        submit=_("안건으로 올리기"),
    )


def agenda_report(request: HttpRequest, code: str) -> HttpResponse:
    """Put a report on the agenda, with a table of figures."""
    meeting = find(code)
    form = forms.ReportForm(posted(request))

    def put(given: dict[str, Any]) -> AgendaItem:
        return actions.put_report(
            actor=request.user,  # type: ignore[arg-type]
            meeting=meeting,
            title=given["title"],
            content=given["content"],
            figures=form.figures(),
        )

    return submit(request, form, put, _("안건으로 올렸습니다."), home(meeting)) or form_page(
        request,
        meeting,
        heading=_("안건 올리기"),
        tabs=_tabs(meeting, "agenda_report"),
        answer=_("보고 안건은 표결하지 않고 접수합니다."),
        form=form,
        submit=_("안건으로 올리기"),
    )


def agenda_off(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take an item off the agenda, with a reason."""
    item = find_item(code, number)
    form = forms.ReasonForm(posted(request))
    done = submit(
        request,
        form,
        lambda given: actions.take_off(actor=request.user, item=item, **given),  # type: ignore[arg-type]
        _("안건에서 내렸습니다."),
        home(item.meeting),
    )
    if done:
        return done
    consequences = []
    if item.model is not None:
        consequences.append(_("모델은 상정하기 전 상태로 돌아가고 다음 회의에 다시 올릴 수 있습니다."))
    if item.meeting.is_called:
        consequences.append(_("이 회의의 안건 목록에서 없어집니다. 내린 기록은 남습니다."))
    else:
        consequences.append(_("이 회의의 회의록에는 사유와 함께 보류로 남습니다."))
    return confirm(
        request,
        item.meeting,
        heading=_("제%(number)d호 안건 내리기") % {"number": number},
        consequences=consequences,
        form=form,
        submit=_("안건에서 내리기"),
        kind="danger",
    )


def paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Write the paper of an item: what is to be resolved, why, and the gist."""
    item = find_item(code, number)
    fields = ("paper_number", "resolution", "grounds", "content")
    form = forms.PaperForm(posted(request), initial={name: getattr(item, name) for name in fields})
    done = submit(
        request,
        form,
        lambda given: actions.write_paper(actor=request.user, item=item, **given),  # type: ignore[arg-type]
        _("의안을 저장했습니다."),
        at_item(item),
    )
    return done or form_page(
        request,
        item.meeting,
        heading=_("제%(number)d호 안건 의안 쓰기") % {"number": number},
        answer=_("의안집과 시나리오, 회의록에 그대로 들어갑니다."),
        form=form,
        submit=_("의안 저장"),
    )


def remarks(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The gist of what was said on an item."""
    item = find_item(code, number)
    form = forms.RemarksForm(posted(request), initial={"remarks": item.remarks})
    done = submit(
        request,
        form,
        lambda given: actions.write_remarks(actor=request.user, item=item, **given),  # type: ignore[arg-type]
        _("발언 요지를 저장했습니다."),
        at_item(item),
    )
    heading = _("제%(number)d호 안건 발언 요지") % {"number": number}
    return done or form_page(request, item.meeting, heading=heading, form=form, submit=_("발언 요지 저장"))


def together(request: HttpRequest, code: str) -> HttpResponse:
    """Put several undecided items together."""
    meeting = find(code)
    items = meeting.agenda.filter(outcome="").exclude(kind=AgendaItem.Kind.REPORT).select_related("model")
    form = forms.TogetherForm(posted(request), items=items)

    def put(given: dict[str, Any]) -> int:
        numbers = [item.number for item in given["items"]]
        return actions.put_together(actor=request.user, meeting=meeting, numbers=numbers)  # type: ignore[arg-type]

    return submit(request, form, put, _("안건을 함께 올렸습니다."), home(meeting)) or form_page(
        request,
        meeting,
        heading=_("일괄상정"),
        answer=_("여러 안건을 함께 올리고 한 번에 의결을 묻습니다."),
        form=form if len(items) > 1 else None,
        empty=_("함께 올리려면 아직 결정하지 않은 의결 안건이 둘 이상 있어야 합니다."),
        submit=_("함께 올리기"),
    )


def apart(request: HttpRequest, code: str, batch: int) -> HttpResponse:
    """Deal with the items of a batch one by one again."""
    meeting = find(code)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.take_apart(actor=request.user, meeting=meeting, batch=batch),  # type: ignore[arg-type]
            _("안건을 하나씩 다룹니다."),
            home(meeting),
        )
    return confirm(
        request,
        meeting,
        heading=_("일괄상정 풀기"),
        consequences=[_("아직 결정하지 않은 안건을 하나씩 의결합니다.")],
        submit=_("일괄상정 풀기"),
    )


def note_report(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Note that a report was received."""
    item = find_item(code, number)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.note_report(actor=request.user, item=item),  # type: ignore[arg-type]
            _("보고를 접수했습니다."),
            at_item(item),
        )
    return confirm(
        request,
        item.meeting,
        heading=_("제%(number)d호 보고 접수") % {"number": number},
        consequences=[_("보고를 접수한 것으로 회의록에 남습니다."), _("되돌릴 수 없습니다.")],
        submit=_("보고 접수"),
    )
