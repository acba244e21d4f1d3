"""Pages of what comes out of a meeting: minutes and their signatures, reports, press release, fees, filled templates."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation.actions import after as kept
from sangsaeng.deliberation.actions import minutes as actions
from sangsaeng.deliberation.actions.papers import too_big
from sangsaeng.deliberation.documents import after
from sangsaeng.deliberation.models import Meeting, Minutes, MinutesSignature, PaperTemplate, Quote
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.deliberation.queries import reviews as review_queries
from sangsaeng.deliberation.views.papers import ReasonForm, drawn, find, frame
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.markup import in_korean
from sangsaeng.parties.rules import may, require


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=gettext_lazy("덧붙일 말"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("회의록 본문은 고치지 않습니다. 덧붙인 말이 이름과 함께 새 판에 실립니다."),
    )


class QuoteForm(forms.Form):
    speaker = forms.CharField(label=gettext_lazy("말한 사람"), max_length=100)
    position = forms.CharField(label=gettext_lazy("직위"), max_length=200, required=False)
    text = forms.CharField(
        label=gettext_lazy("인용할 말"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )


class ClearForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("확인받은 날"), widget=forms.DateInput(attrs={"type": "date"}))
    how = forms.CharField(
        label=gettext_lazy("확인받은 방법"),
        max_length=200,
        help_text=gettext_lazy("예: 본인과 통화, 전자우편 회신"),
    )


class FeeForm(forms.Form):
    attendance_won = forms.IntegerField(
        label=gettext_lazy("참석 한 번에 (원)"), min_value=0, max_value=10_000_000
    )
    review_won = forms.IntegerField(
        label=gettext_lazy("심사 한 건에 (원)"), min_value=0, max_value=10_000_000, initial=0
    )
    since = forms.DateField(
        label=gettext_lazy("심사 기간의 첫날"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("심사 기간의 마지막 날"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    basis = forms.CharField(
        label=gettext_lazy("지급 기준"),
        max_length=200,
        help_text=gettext_lazy("예: 사무국 수당 지급 기준 제3조. 단가의 근거를 적으세요."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if given.get("review_won") and not (since and until):
            self.add_error("since", _("심사 수당을 넣으려면 기간의 첫날과 마지막 날을 고르세요."))
        elif since and until and until < since:
            self.add_error("until", _("마지막 날이 첫날보다 앞섭니다."))
        return given


class TemplateForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("서식 이름"), max_length=100)
    file = forms.FileField(
        label=gettext_lazy("HWPX 파일"),
        help_text=gettext_lazy("채울 자리에 이름 붙인 누름틀이 있는 파일입니다."),
    )


def results(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that came out of a meeting, as far as the viewer may read it."""
    meeting = find(code)
    require(request.user, "deliberation.read_proceedings", meeting)
    user: Any = request.user
    runs = may(user, "deliberation.run", meeting)
    readable = set(queries.readable_documents(user).filter(subject_id=code).values_list("pk", flat=True))
    kept = _versions(meeting)
    versions = [version for version in kept if version.pdf_id in readable]
    newest = versions[0] if versions else None
    signed = {s.role for s in newest.signatures.all()} if newest else set()
    return render(
        request,
        "deliberation/results.html",
        frame(meeting)
        | {
            "runs": runs,
            "versions": versions,
            "newest": newest,
            "withheld": bool(kept) and not versions,
            "public": next((version for version in kept if version.public_pdf_id), None),
            "waiting": [
                (role, label)
                for role, label in MinutesSignature.Role.choices
                if newest and role not in signed and actions.may_sign(user, meeting, role)
            ],
            "all_signed": len(signed) == len(MinutesSignature.Role),
            "signed_copies": queries.readable_documents(user)
            .filter(subject_id=code, kind="minutes_signed")
            .order_by("pk"),
            "quotes": meeting.quotes.all() if runs else [],
            "templates": _templates(meeting) if runs else [],
        },
    )


def _versions(meeting: Meeting) -> list[Minutes]:
    """Every version, newest first, without what it says and without the bytes of its files."""
    return list(
        meeting.minutes.select_related("made_by").defer("content").prefetch_related("signatures__signed_by")
    )


def _templates(meeting: Meeting) -> Any:
    """The templates of the meeting's own world: a real form is never filled with what is made up."""
    return PaperTemplate.objects.filter(is_active=True, demonstration=meeting.demonstration)


def _form(request: HttpRequest, meeting: Meeting | None, form: forms.Form, **context: Any) -> HttpResponse:
    around = frame(meeting) if meeting else {"back": reverse("deliberation:meetings"), "name": ""}
    if meeting:
        around |= {"back": reverse("deliberation:results", args=(meeting.code,)), "above": _("회의록과 결과")}
    status = 400 if form.errors else 200
    return render(request, "deliberation/paper_form.html", around | {"form": form} | context, status=status)


def _done(request: HttpRequest, code: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("deliberation:results", code)


def remark(request: HttpRequest, code: str) -> HttpResponse:
    """Add a remark: a new version of the minutes."""
    meeting = find(code)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_minutes(
                actor=request.user,  # type: ignore[arg-type]
                meeting=meeting,
                remark=form.cleaned_data["remark"],
            )
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return _done(
                request, code, _("회의록 제%(version)d판을 만들었습니다.") % {"version": made.version}
            )
    return _form(request, meeting, form, heading=_("회의록에 덧붙이기"), submit=_("새 판 만들기"))


class SignForm(forms.Form):
    """Which version was shown when the signature was asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def sign(request: HttpRequest, code: str, role: str) -> HttpResponse:
    """Sign the version that was shown, after saying what is signed."""
    meeting = find(code)
    user: Any = request.user
    newest = meeting.minutes.order_by("-version").first()
    if newest is None or not actions.may_sign(user, meeting, role):
        raise Http404
    get_object_or_404(queries.readable_documents(user), pk=newest.pdf_id)
    form = SignForm(request.POST or None, initial={"version": newest.version})
    if request.method == "POST" and form.is_valid():
        shown = get_object_or_404(meeting.minutes, version=form.cleaned_data["version"])
        try:
            actions.sign_minutes(actor=user, minutes=shown, role=role)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return redirect("deliberation:results", code)
        return _done(request, code, _("서명했습니다."))
    label = MinutesSignature.Role(role).label
    on_paper = role == MinutesSignature.Role.CHAIR and actions.chair_of(meeting) is None
    digest = queries.readable_documents(user).values_list("sha256", flat=True).get(pk=newest.pdf_id)
    context = {
        "heading": _("회의록 제%(version)d판에 서명: %(role)s") % {"version": newest.version, "role": label},
        "submit": _("종이 서명을 확인했음") if on_paper else _("서명하기"),
        "consequences": [
            *(
                [_("위원장이 계정으로 서명할 수 없습니다. 종이 회의록의 서명을 확인하고 적으세요.")]
                if on_paper
                else []
            ),
            _("PDF 파일의 지문(SHA-256)에 서명합니다: %(digest)s") % {"digest": digest[:16] + "…"},
            _("서명한 판은 고칠 수 없습니다. 덧붙일 것이 있으면 새 판을 만들고 다시 서명합니다."),
            _("위원장과 간사가 모두 서명하면 서명본이 만들어집니다."),
        ],
        "read": newest.pdf_id,
    }
    return _form(request, meeting, form, **context)


def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the public edition of the newest version once it is signed; or take back the one that is public."""
    meeting = find(code)
    versions = list(meeting.minutes.order_by("-version").prefetch_related("signatures"))
    if not versions:
        raise Http404
    newest, public = versions[0], next((each for each in versions if each.public_pdf_id), None)
    signed = len(newest.signatures.all()) == len(MinutesSignature.Role)
    if public is not None and (public == newest or not signed):
        return _take_back(request, meeting, public)
    form = forms.Form(request.POST or None)
    if request.method == "POST":
        try:
            actions.publish_minutes(actor=request.user, minutes=newest)  # type: ignore[arg-type]
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return redirect("deliberation:results", code)
        return _done(request, code, _("회의록 공개본을 공개했습니다."))
    consequences = [
        _("누구나 공개본을 내려받을 수 있습니다."),
        _("기업, 품목, 위원의 이름과 발언, 회피 사유, 조건의 내용은 들어가지 않습니다."),
        _("빠진 것마다 정보공개법의 어느 조항 때문인지 적습니다."),
        *([_("앞서 공개한 판은 철회됩니다.")] if public else []),
    ]
    heading = _("회의록 공개하기")
    return _form(
        request, meeting, form, heading=heading, submit=heading, consequences=consequences, kind="danger"
    )


def _take_back(request: HttpRequest, meeting: Meeting, public: Minutes) -> HttpResponse:
    """Take the public edition back, with a reason."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_publication(
                actor=request.user,  # type: ignore[arg-type]
                minutes=public,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return _done(request, meeting.code, _("공개를 철회했습니다."))
    heading = _("회의록 공개 철회")
    lines = [_("누구도 공개본을 더 볼 수 없습니다. 파일은 기록에 남습니다.")]
    return _form(request, meeting, form, heading=heading, submit=heading, consequences=lines, kind="danger")


PAPERS = {"report": (after.report_of, "결과보고"), "release": (after.release_of, "보도자료-초안")}


def _not_closed(request: HttpRequest, meeting: Meeting) -> HttpResponse | None:
    """Back with a word where there is no result yet."""
    if meeting.is_closed:
        return None
    messages.error(request, _("폐회한 뒤에 만들 수 있습니다."))
    return redirect("deliberation:results", meeting.code)


def result_paper(request: HttpRequest, code: str, what: str, format: str) -> HttpResponse:
    """The report of results or the press-release draft, made from the records now."""
    meeting = find(code)
    require(request.user, "deliberation.run", meeting)
    if early := _not_closed(request, meeting):
        return early
    make, name = PAPERS[what]
    return drawn(make(meeting), name=f"{meeting.code}-{name}", format=format)


def fees(request: HttpRequest, code: str) -> HttpResponse:
    """The fee sheet as XLSX or PDF, with prices typed in; nothing of it is stored."""
    meeting = find(code)
    if early := _not_closed(request, meeting):
        return early
    form = FeeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        from sangsaeng.records.documents.fee_sheet import fee_sheet_document, fee_sheet_xlsx

        given = form.cleaned_data
        found = (
            review_queries.fees(given["since"], given["until"], demonstration=meeting.demonstration)
            if given["review_won"]
            else []
        )
        reviewed = [
            (
                person.organisation.name if person.organisation else "",
                person.display_name or person.username,
                count,
            )
            for person, count in found
        ]
        try:
            sheet = after.fees_of(
                meeting,
                attendance_won=given["attendance_won"],
                reviews=reviewed,
                review_won=given["review_won"],
                basis=given["basis"],
            )
        except ValueError:
            form.add_error("basis", _("주민등록번호나 계좌번호로 보이는 숫자는 넣을 수 없습니다."))
        else:
            name = f"{meeting.code}-지급조서"
            if request.POST.get("format") == "pdf":
                return drawn(fee_sheet_document(sheet), name=name, format="pdf")
            return file_response(fee_sheet_xlsx(sheet), filename=f"{name}.xlsx", format="xlsx")
    return _form(
        request,
        meeting,
        form,
        heading=_("지급조서 만들기"),
        submit=_("XLSX 내려받기"),
        consequences=[
            _("출석한 위원과 심사를 낸 사람으로 조서를 만듭니다."),
            _("심사는 기간으로 셉니다. 같은 기간을 두 조서에 넣지 마세요."),
            _("당연직은 비고에 적습니다. 지급 대상인지는 지급 기준으로 확인하세요."),
            _("주민등록번호와 계좌번호는 넣지 않습니다. 지급하는 시스템에서 다룹니다."),
        ],
        also=("pdf", _("PDF 내려받기")),
    )


def quote_add(request: HttpRequest, code: str) -> HttpResponse:
    """Note a quote; it waits for its clearance."""
    meeting = find(code)
    form = QuoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept.add_quote(actor=request.user, meeting=meeting, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            told = _("인용할 말을 적었습니다. 본인에게 확인받아야 보도자료에 들어갑니다.")
            return _done(request, code, told)
    return _form(request, meeting, form, heading=_("인용할 말 적기"), submit=_("적어 두기"))


def quote_clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the person quoted agreed."""
    quote = get_object_or_404(Quote.objects.select_related("meeting__body", "meeting__bylaw"), pk=pk)
    form = ClearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            kept.clear_quote(actor=request.user, quote=quote, how=given["how"], on=given["on"])  # type: ignore[arg-type]
        except ValidationError as refused:
            form.add_error(None, refused if hasattr(refused, "error_dict") else refused.messages)
        else:
            return _done(request, quote.meeting.code, _("확인받은 것을 적었습니다."))
    heading = format_html(_("인용 확인: {speaker}"), speaker=in_korean(quote.speaker))
    lines = [format_html("「{}」", in_korean(quote.text))]
    return _form(request, quote.meeting, form, heading=heading, submit=_("확인받았음"), quoted=lines)


def quote_remove(request: HttpRequest, pk: int) -> HttpResponse:
    quote = get_object_or_404(Quote.objects.select_related("meeting"), pk=pk)
    code = quote.meeting.code
    if request.method == "POST":
        kept.remove_quote(actor=request.user, quote=quote)  # type: ignore[arg-type]
        messages.success(request, _("인용할 말을 지웠습니다."))
    return redirect("deliberation:results", code)


def _back_from_template(request: HttpRequest) -> str:
    """The results of the meeting from whose page one came, else the list of meetings."""
    code = request.GET.get("meeting", "")
    known = Meeting.objects.filter(code=code).exists()
    return reverse("deliberation:results", args=(code,)) if known else reverse("deliberation:meetings")


def template_add(request: HttpRequest) -> HttpResponse:
    """Upload a ministry's own form."""
    form = TemplateForm(request.POST or None, request.FILES or None)
    user: Any = request.user
    back = _back_from_template(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            too_big(given["file"].size)
            added = kept.add_template(
                actor=user,
                name=given["name"],
                content=given["file"].read(),
                filename=given["file"].name,
                demonstration=user.demonstration,
            )
        except ValidationError as refused:
            form.add_error(None if hasattr(refused, "error_dict") else "file", refused)
        else:
            told = format_html(
                _("서식을 올렸습니다. 누름틀: {fields}"), fields=in_korean(", ".join(added.fields))
            )
            messages.success(request, told)
            return redirect(back)
    heading = _("부처 서식 올리기")
    names = in_korean("회의명, 회의체, 차수, 일시, 장소, 참석, 운영세칙, 안건, 결과, 작성자")
    lines = [
        format_html(_("회의의 값을 같은 이름의 누름틀에 채웁니다: {names}"), names=names),
        _("다른 이름의 누름틀은 빈 채로 둡니다."),
    ]
    context = {"heading": heading, "submit": heading, "upload": True, "consequences": lines}
    return _form(request, None, form, back=back, **context)


def template_retire(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(PaperTemplate, pk=pk)
    if request.method == "POST":
        kept.retire_template(actor=request.user, template=template)  # type: ignore[arg-type]
        messages.success(request, _("서식을 더 쓰지 않습니다."))
    return redirect(_back_from_template(request))


def template_filled(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A template with what the records know filled in."""
    from sangsaeng.records.documents import template_fill

    meeting = find(code)
    require(request.user, "deliberation.run", meeting)
    template = get_object_or_404(_templates(meeting).select_related("file"), pk=pk)
    known = after.field_values(meeting)
    values = {name: known[name] for name in template.fields if name in known}
    content = template_fill.fill(bytes(template.file.content), values)
    return file_response(content, filename=f"{meeting.code}-{template.name}.hwpx", format="hwpx")
