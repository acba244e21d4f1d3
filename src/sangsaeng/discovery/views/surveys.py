"""Pages of need surveys: the list, one survey's state, its form out and in, one need as its owner sees it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sangsaeng.discovery import survey_form, survey_rules
from sangsaeng.discovery.actions import interests, needs
from sangsaeng.discovery.actions import surveys as actions
from sangsaeng.discovery.anonymity import K
from sangsaeng.discovery.choices import NeedState
from sangsaeng.discovery.forms import surveys as given
from sangsaeng.discovery.forms.profiles import ReasonForm
from sangsaeng.discovery.models import Need, Survey
from sangsaeng.discovery.queries import postings
from sangsaeng.discovery.queries import surveys as queries
from sangsaeng.discovery.views.profiles import _confirmed, _posted, saved
from sangsaeng.pages.downloads import file_response, rows_response
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may, require

STATE_CHIP = {
    NeedState.RECEIVED: "submitted",
    NeedState.PUBLISHED: "approved",
    NeedState.WITHDRAWN: "stopped",
}
WINDOW_CHIP = {"coming": "draft", "open": "approved", "closed": "completed"}


def _window(survey: Survey) -> dict[str, str]:
    window = survey.window()
    text = {"coming": _("시작 전"), "open": _("접수 중"), "closed": _("마침")}[window]
    return {"key": window, "chip": WINDOW_CHIP[window], "text": text}


def _find(request: HttpRequest, code: str) -> Survey:
    found = queries.seen(request.user, code)
    if found is None:
        raise Http404(_("찾는 것이 없습니다."))
    return found


def _home(survey: Survey) -> str:
    return reverse("discovery:survey", args=[survey.code])


def need_row(need: Need) -> dict[str, Any]:
    return {"need": need, "chip": STATE_CHIP[NeedState(need.state)], "company": need.signal.company}


def surveys(request: HttpRequest) -> HttpResponse:
    """The surveys this person may know of; others are led to the blind postings."""
    user: Any = request.user
    office = may(user, survey_rules.READ)
    if not office and user.role != Role.DEMAND_COMPANY:
        return redirect("discovery:profiles" if user.role == Role.SME else "discovery:postings")
    rows: list[dict[str, Any]] = [{"survey": each, "window": _window(each)} for each in queries.surveys(user)]
    context = {
        "rows": rows,
        "open": sum(row["window"]["key"] == "open" for row in rows),
        "office": office,
        "runs": may(user, survey_rules.RUN),
        "waiting": [need_row(each) for each in queries.waiting(user)[:50]] if office else [],
        "waiting_count": queries.waiting(user).count() if office else 0,
    }
    return render(request, "discovery/surveys.html", context)


def survey_new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    today = timezone.localdate()
    first = {"opens_on": today, "closes_on": today + timedelta(days=30)}
    form = given.SurveyForm(request.POST or None, companies=queries.companies(user), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_survey(actor=user, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("수요조사를 만들고 기업에 알렸습니다."))
            return redirect(_home(made))
    return _page(request, form, _("수요조사 만들기"), reverse("discovery:surveys"), submit=_("만들고 알리기"))


def _page(request: HttpRequest, form: Any, heading: str, cancel: str, **more: Any) -> HttpResponse:
    context = {"form": form, "heading": heading, "cancel": cancel, **more}
    return render(request, "discovery/survey_page.html", context, status=422 if form.errors else 200)


def survey(request: HttpRequest, code: str) -> HttpResponse:
    """How far a survey has come, for the secretariat; what one's own company answered, for a company."""
    found = _find(request, code)
    user: Any = request.user
    office = may(user, survey_rules.READ, found)
    rows = [need_row(each) for each in queries.needs_of(user, found)[:200]]
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        return _download(user, found, wanted)
    context = {
        "survey": found,
        "window": _window(found),
        "office": office,
        "runs": may(user, survey_rules.RUN, found),
        "answers": may(user, survey_rules.ANSWER, found) and found.window() == "open",
        "state": queries.state(found) if office else None,
        "rows": rows,
        "files": list(queries.files_of(user, found)),
        "asked": list(found.asked.select_related("organisation")) if office else [],
        "own": found.asked.filter(organisation=user.organisation_id).first() if not office else None,
    }
    return render(request, "discovery/survey.html", context)


def _download(user: Any, found: Survey, wanted: str) -> HttpResponse:
    header = [_("코드"), _("품목명"), _("수요기업"), _("분야"), _("HS 번호"), _("익명"), _("상태")]
    rows = [
        [
            each.code, each.title, each.signal.company, each.get_field_display(), each.hs_code,
            _("예") if each.anonymous else _("아니요"), each.get_state_display(),
        ]
        for each in queries.needs_of(user, found)
    ]  # fmt: skip
    return rows_response(f"{found.code}-{_('수요')}", header, rows, wanted)


def survey_file_form(request: HttpRequest, code: str) -> HttpResponse:
    """The empty form as XLSX."""
    found = _find(request, code)
    content = survey_form.form(found.title, found.code)
    return file_response(content, filename=f"{found.code}-수요조사-서식.xlsx", format="xlsx")


def survey_answer(request: HttpRequest, code: str) -> HttpResponse:
    """One need by the web form."""
    found = _find(request, code)
    user: Any = request.user
    require(user, survey_rules.ANSWER, found)
    if user.role == Role.SECRETARIAT:
        return redirect("discovery:survey_upload", code)
    form = given.NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _need, new = actions.answer(actor=user, survey=found, given=form.given())
        except ValidationError as refused:
            explain(form, refused)
        else:
            text = (
                _("수요를 접수했습니다. 더 있으면 이어서 적으세요.")
                if new
                else _("이미 적은 수요를 고쳤습니다.")
            )
            messages.success(request, text)
            return redirect(_home(found))
    return _page(request, form, _("수요 적기"), _home(found), survey=found, submit=_("수요 접수하기"))


def survey_upload(request: HttpRequest, code: str) -> HttpResponse:
    """The form that came back, judged row by row."""
    found = _find(request, code)
    user: Any = request.user
    require(user, survey_rules.ANSWER, found)
    data, files = _posted(request)
    form: Any = (
        given.OfficeUploadForm(data, files, companies=queries.companies(user))
        if user.role == Role.SECRETARIAT
        else given.UploadForm(data, files)
    )
    if request.method == "POST" and form.is_valid():
        name, content = form.cleaned_data["file"]
        whose = form.cleaned_data.get("organisation")
        try:
            took = actions.take_in(actor=user, survey=found, name=name, content=content, organisation=whose)
        except ValidationError as refused:
            explain(form, refused)
        else:
            text = _(
                "새 수요 %(taken)d건, 고친 수요 %(changed)d건, 이미 받은 행 %(known)d개, 고칠 곳 %(refused)d군데입니다."
            )
            counted = {
                "taken": took.taken, "changed": took.changed, "known": took.known, "refused": len(took.refused),
            }  # fmt: skip
            say = messages.warning if took.refused else messages.success
            if took.file is not None and (took.refused or queries.unlinked(took.file)):
                say(request, _("서식을 읽었습니다. 아래를 확인하세요."))  # the page itself gives the figures
                return redirect("discovery:survey_file", code, took.file.pk)
            say(request, text % counted)
            return redirect(_home(found))
    return _page(request, form, _("서식 올리기"), _home(found), survey=found, submit=_("서식 올리기"))


def survey_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What became of one file; `?refused=csv|xlsx` the places that were not read, `?file` the file itself."""
    found = _find(request, code)
    file = get_object_or_404(queries.files_of(request.user, found), pk=pk)
    wanted = request.GET.get("refused")
    if wanted in ("csv", "xlsx"):
        rows = [(each["row"], each["column"], each["text"]) for each in file.refused]
        return rows_response(f"{found.code}-{_('고칠 곳')}", [_("행"), _("열"), _("이유")], rows, wanted)
    if "file" in request.GET:
        return file_response(bytes(file.file.content), filename=file.name, format=file.file.format)
    return render(
        request,
        "discovery/survey_file.html",
        {"survey": found, "file": file, "unlinked": queries.unlinked(file)},
    )


@require_POST
def survey_nothing(request: HttpRequest, code: str) -> HttpResponse:
    found = _find(request, code)
    try:
        actions.answer_nothing(actor=request.user, survey=found)  # type: ignore[arg-type]
    except ValidationError as refused:
        for text in refused.messages:
            messages.error(request, text)
    else:
        messages.success(request, _("지금은 수요가 없다고 답했습니다. 생기면 기간 안에 적을 수 있습니다."))
    return redirect(_home(found))


def survey_remind(request: HttpRequest, code: str) -> HttpResponse:
    found = _find(request, code)
    user: Any = request.user
    require(user, survey_rules.RUN, found)
    left = [
        in_korean(each.organisation.name)
        for each in found.asked.filter(answered_at__isnull=True).select_related("organisation")
    ]
    return _confirmed(
        request,
        None,
        lambda: actions.remind_asked(actor=user, survey=found),
        _home(found),
        heading=_("수요조사 다시 알리기"),
        consequences=[
            _("아직 답하지 않은 기업에 알림이 갑니다."),
            _("최근 %(days)d일 안에 다시 알린 기업은 건너뜁니다.") % {"days": actions.REMIND_AFTER},
        ],
        told=left or [_("답하지 않은 기업이 없습니다.")],
        submit=_("다시 알리기"),
        kind="primary",
        done=_("답하지 않은 기업에 알렸습니다."),
    )


def survey_close(request: HttpRequest, code: str) -> HttpResponse:
    found = _find(request, code)
    user: Any = request.user
    require(user, survey_rules.RUN, found)
    return _confirmed(
        request,
        ReasonForm(request.POST or None),
        lambda reason: actions.close_survey(actor=user, survey=found, reason=reason),
        _home(found),
        heading=_("수요조사 일찍 마치기"),
        question=_("끝나는 날 전에 접수를 마칠까요?"),
        consequences=[
            _("기업이 더는 답할 수 없습니다. 다시 열 수 없습니다."),
            _("받은 수요는 그대로 남습니다."),
        ],
        submit=_("접수 마치기"),
        done=_("접수를 마쳤습니다."),
    )


def _signal(request: HttpRequest, code: str) -> Need:
    found = postings.seen(request.user, code)
    if found is None:
        raise Http404(_("찾는 것이 없습니다."))
    return found


def _need_home(need: Need) -> str:
    return reverse("discovery:signal", args=[need.code])


def signal(request: HttpRequest, code: str) -> HttpResponse:
    """One need as its owner and the secretariat see it: what was said, what others see of it, who is interested."""
    need = _signal(request, code)
    user: Any = request.user
    card = postings.card(need.code)
    context = {
        "need": need,
        "signal": need.signal,
        "chip": STATE_CHIP[NeedState(need.state)],
        "words": list(postings.words_of(need.signal)),
        "card": card,
        "card_words": card_words(card) if card else [],
        "k": K,
        "interests": postings.interests_of(need) if need.anonymous else [],
        "keeps": may(user, survey_rules.OWN, need),
        "publishes": may(user, survey_rules.PUBLISH, need),
        "unlinked": need.posted_by_id is None,
        "left": interests.left(need.posted_by) if need.posted_by else None,
        "budget": interests.BUDGET,
        "days": interests.WITHIN.days,
    }
    return render(request, "discovery/signal.html", context)


def card_words(card: postings.Card) -> list[tuple[str, str]]:
    return [
        (_("분야"), card.word("field")),
        (_("구분"), card.word("kind")),
        (_("품목군"), card.word("product")),
        (_("연간 구매액"), card.word("volume")),
        (_("지역"), card.word("province")),
    ]


def signal_edit(request: HttpRequest, code: str) -> HttpResponse:
    need = _signal(request, code)
    user: Any = request.user
    require(user, survey_rules.OWN, need)
    form = given.NeedForm(
        request.POST or None, choose_anonymous=False, initial=given.NeedForm.initial_of(need.signal)
    )
    if request.method == "POST" and form.is_valid():
        try:
            needs.change_need(actor=user, need=need, given=form.given())
        except ValidationError as refused:
            explain(form, refused)
        else:
            saved(request)
            return redirect(_need_home(need))
    return _page(request, form, _("수요 고치기"), _need_home(need), submit=_("저장"))


def signal_publish(request: HttpRequest, code: str) -> HttpResponse:
    need = _signal(request, code)
    user: Any = request.user
    require(user, survey_rules.PUBLISH, need)
    named = [
        _("제목, 설명, 수요기업 이름이 수요 목록과 API에 누구에게나 보입니다."),
        _("후보 기업의 순위가 함께 보입니다."),
    ]
    if need.demonstration:
        named[0] = _(
            "시연 기록이라 수요 목록과 API에 나오지 않습니다. 제목, 설명, 수요기업 이름은 이 수요의 주소를 여는 사람에게 보입니다."
        )
    blind = [
        _("기업 이름과 제목, 설명은 보이지 않습니다."),
        _("%(k)d곳 이상이 같은 것만 카드로 보이고, 그만큼 모이기 전에는 카드도 보이지 않습니다.") % {"k": K},
    ]
    return _confirmed(
        request,
        None,
        lambda: needs.publish_need(actor=user, need=need),
        _need_home(need),
        heading=_("수요 게시하기"),
        question=in_korean(need.title),
        consequences=blind if need.anonymous else named,
        told=[_("이 수요를 낸 기업")]
        if need.posted_by_id
        else [_("알림을 받을 기업이 없습니다. 계정과 이어지지 않은 기업입니다.")],
        submit=_("수요 게시하기"),
        kind="primary",
        done=_("수요를 게시했습니다."),
    )


def signal_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    need = _signal(request, code)
    user: Any = request.user
    require(user, survey_rules.OWN, need)
    return _confirmed(
        request,
        ReasonForm(request.POST or None),
        lambda reason: needs.withdraw_need(actor=user, need=need, reason=reason),
        _need_home(need),
        heading=_("수요 철회"),
        question=in_korean(need.title),
        consequences=[
            _("목록과 카드, 매칭에서 곧바로 사라집니다."),
            _("관심을 표시한 기업에 철회했다고 알립니다. 기업 이름은 알리지 않습니다."),
        ],
        submit=_("수요 철회"),
        done=_("수요를 철회했습니다."),
    )


def signal_restore(request: HttpRequest, code: str) -> HttpResponse:
    need = _signal(request, code)
    user: Any = request.user
    require(user, survey_rules.PUBLISH, need)
    return _confirmed(
        request,
        None,
        lambda: needs.restore_need(actor=user, need=need),
        _need_home(need),
        heading=_("철회한 수요 되살리기"),
        question=in_korean(need.title),
        consequences=[_("접수한 상태로 돌아갑니다. 다시 게시해야 보입니다.")],
        submit=_("되살리기"),
        kind="primary",
        done=_("수요를 되살렸습니다."),
    )
