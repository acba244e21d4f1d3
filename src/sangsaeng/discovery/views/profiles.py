"""Pages of capability profiles: one's own, its entries, and the secretariat's queue of what is to be checked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.discovery import completeness, profile_rules, words
from sangsaeng.discovery.actions import profiles as actions
from sangsaeng.discovery.choices import Province, Sector, label
from sangsaeng.discovery.forms import profiles as given
from sangsaeng.discovery.models import Firm, Profile, ProfileEntry
from sangsaeng.discovery.queries import profiles as queries
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may, require

Level = ProfileEntry.Level
LEVEL_CHIP = {
    Level.STATED: "check",
    Level.EVIDENCED: "submitted",
    Level.CONFIRMED: "approved",
    Level.REGISTER: "completed",
}


def _firm(request: HttpRequest, code: str) -> Firm:
    found = queries.seen(request.user, code)
    if found is None:
        raise Http404(_("찾는 것이 없습니다."))
    return found


def _own(request: HttpRequest, code: str) -> Firm:
    firm = _firm(request, code)
    require(request.user, profile_rules.KEEP, firm)
    return firm


def _entry(firm: Firm, pk: int) -> ProfileEntry:
    return get_object_or_404(ProfileEntry.objects.select_related("firm__organisation"), firm=firm, pk=pk)


def _home(firm: Firm) -> str:
    return reverse("discovery:profile", args=[firm.code])


def saved(request: HttpRequest) -> None:
    messages.success(request, _("%(time)s에 저장됨") % {"time": f"{timezone.localtime():%H:%M}"})


def _kept(request: HttpRequest, entry: ProfileEntry) -> None:
    saved(request)
    if entry.is_expired():
        messages.warning(request, _("이미 끝난 유효기간입니다. 매칭과 완성도에 쓰지 않습니다."))


def level_words() -> list[tuple[str, str, str]]:
    """Each level of verification: its chip, its name, what it means."""
    meaning = {
        Level.STATED: _("기업이 스스로 적었습니다. 아무도 확인하지 않았습니다."),
        Level.EVIDENCED: _("기업이 증빙 파일을 붙였습니다. 사무국은 아직 보지 않았습니다."),
        Level.CONFIRMED: _("사무국이 증빙을 보고 내용이 같음을 확인했습니다."),
        Level.REGISTER: _("사무국이 공공 등록부에서 같은 내용을 찾았습니다."),
    }
    return [(LEVEL_CHIP[each], str(each.label), text) for each, text in meaning.items()]


def shown_entry(entry: ProfileEntry) -> dict[str, Any]:
    """An entry as a row of the page."""
    said = [entry.detail, entry.number, entry.issuer]
    if entry.value:
        said.insert(0, f"{entry.value} {entry.unit}".strip())
    if entry.kolas is not None:
        said.append("KOLAS" if entry.kolas else _("KOLAS 아님"))
    return {
        "entry": entry,
        "said": " · ".join(part for part in said if part),
        "level": LEVEL_CHIP[Level(entry.level)],
        "expired": entry.is_expired(),
        "soon": entry.ends_soon(),
    }


def profiles(request: HttpRequest) -> HttpResponse:
    """An SME is led to its own profile; the secretariat and auditors see what waits and who has one."""
    user: Any = request.user
    if user.role == Role.SME:
        firm = queries.own_firm(user)
        return redirect(_home(firm) if firm else reverse("discovery:profile_register"))
    if not may(user, profile_rules.READ):
        raise Http404
    rows = list(queries.profiles(user))
    today = timezone.localdate()
    context = {
        "registrations": list(queries.registrations(user)),
        "waiting": [shown_entry(each) for each in queries.waiting(user)],
        "hidden": list(queries.hidden(user)),
        "rows": [
            {
                "firm": firm,
                "percent": round(
                    100 * completeness.share(completeness.measure(firm.profile, firm.entries.all(), today))
                ),
                "entries": len(firm.entries.all()),
                "checked": sum(each.is_checked for each in firm.entries.all()),
            }
            for firm in rows
        ],
        "may_check": may(user, profile_rules.CHECK),
    }
    return render(request, "discovery/profiles.html", context)


def profile_register(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if request.method != "POST" and (firm := queries.own_firm(user)):
        return redirect(_home(firm))
    form = given.RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            firm = actions.register_firm(actor=user, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("등록했습니다. 사무국이 번호를 확인하는 동안 프로필을 채우세요."))
            return redirect(_home(firm))
    context = {"form": form, "name": user.organisation.name if user.organisation else ""}
    return render(request, "discovery/profile_register.html", context, status=422 if form.errors else 200)


def profile(request: HttpRequest, code: str) -> HttpResponse:
    """One profile whole, for the firm, the secretariat and auditors: how complete, each entry, what happened."""
    firm = _firm(request, code)
    user: Any = request.user
    base: Profile | None = getattr(firm, "profile", None)
    entries = list(firm.entries.select_related("evidence").defer("evidence__content").order_by("kind", "pk"))
    measured = completeness.measure(base, entries)
    live = [each for each in entries if each.withdrawn_at is None]
    today = timezone.localdate()
    context = {
        "firm": firm,
        "base": base,
        "sector": label(Sector, base.sector) if base and base.sector else "",
        "province": label(Province, base.province) if base and base.province else "",
        "groups": [
            {"kind": kind, "rows": [shown_entry(each) for each in live if each.kind == kind]}
            for kind in ProfileEntry.Kind
        ],
        "withdrawn": [each for each in entries if each.withdrawn_at is not None],
        "measured": measured,
        "percent": round(100 * completeness.share(measured)),
        "missing": [each.part for each in measured if not each.there],
        "bonus": round(100 * completeness.BONUS),
        "earned": round(100 * completeness.bonus(completeness.share(measured)), 1),
        "soon": [each for each in live if each.ends_soon(today)],
        "returned": [each for each in live if each.returned_because],
        "levels": level_words(),
        "keeps": may(user, profile_rules.KEEP, firm),
        "checks": may(user, profile_rules.CHECK, firm),
        "hides": may(user, profile_rules.HIDE, firm),
        "awaits": base is not None and base.checked_at is None and firm.listed_for == "registered",
        "matchable": sum(each.matchable and not each.is_expired(today) for each in live),
        "live": len(live),
        "history": [(event, words.SENTENCES.get(event.verb, event.verb)) for event in queries.events(firm)],
        "kinds": ProfileEntry.Kind,
    }
    return render(request, "discovery/profile.html", context)


def profile_edit(request: HttpRequest, code: str) -> HttpResponse:
    firm = _own(request, code)
    base = getattr(firm, "profile", None)
    names = ("sector", "kind", "province", "size", "summary")
    initial = {name: getattr(base, name, "") for name in names}
    form = given.BaseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_firm(actor=request.user, firm=firm, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            saved(request)
            return redirect(_home(firm))
    return _form_page(request, firm, form, _("기본 사항 고치기"))


def _form_page(request: HttpRequest, firm: Firm, form: Any, heading: str, **more: Any) -> HttpResponse:
    context = {"firm": firm, "form": form, "heading": heading, "cancel": _home(firm), **more}
    return render(request, "discovery/profile_form.html", context, status=422 if form.errors else 200)


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def entry_new(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    firm = _own(request, code)
    if kind not in ProfileEntry.Kind.values:
        raise Http404
    data, files = _posted(request)
    form = given.EntryForm(data, files, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.add_entry(actor=request.user, firm=firm, kind=kind, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            _kept(request, entry)
            return redirect(_home(firm) + f"#{kind}")
    heading = _("%(kind)s 더하기") % {"kind": ProfileEntry.Kind(kind).label}
    return _form_page(request, firm, form, heading, levels=level_words())


def entry_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    firm = _own(request, code)
    entry = _entry(firm, pk)
    data, files = _posted(request)
    form = given.EntryForm(data, files, kind=entry.kind, initial=given.EntryForm.initial_of(entry))
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.change_entry(actor=request.user, entry=entry, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            _kept(request, entry)
            return redirect(_home(firm) + f"#{entry.kind}")
    heading = _("%(kind)s 고치기") % {"kind": entry.get_kind_display()}
    return _form_page(request, firm, form, heading, entry=entry, levels=level_words())


def _confirmed(request: HttpRequest, form: Any, act: Any, back: str, **page: Any) -> HttpResponse:
    """A page that asks once; on POST it acts and goes back, or says why it was refused."""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            act(**(form.cleaned_data if form else {}))
        except ValidationError as refused:
            if form is None:
                for text in refused.messages:
                    messages.error(request, text)
                return redirect(back)
            explain(form, refused)
        else:
            messages.success(request, page["done"])
            return redirect(back)
    context = {"form": form, "cancel": back, **page}
    return render(request, "pages/confirm.html", context, status=422 if form and form.errors else 200)


def entry_withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    firm = _firm(request, code)
    entry = _entry(firm, pk)
    user: Any = request.user
    if not (may(user, profile_rules.KEEP, firm) or may(user, profile_rules.CHECK, firm)):
        require(user, profile_rules.KEEP, firm)
    return _confirmed(
        request,
        given.ReasonForm(request.POST or None),
        lambda reason: actions.withdraw_entry(actor=user, entry=entry, reason=reason),
        _home(firm),
        heading=_("항목 철회"),
        question=in_korean(entry.name),
        consequences=[
            _("다른 사람에게 보이지 않고 매칭과 완성도에서 빠집니다."),
            _("기록에는 남으며, 나중에 되살릴 수 있습니다."),
        ],
        submit=_("항목 철회"),
        done=_("항목을 철회했습니다."),
    )


def entry_restore(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    firm = _firm(request, code)
    entry = _entry(firm, pk)
    user: Any = request.user
    return _confirmed(
        request,
        None,
        lambda: actions.restore_entry(actor=user, entry=entry),
        _home(firm),
        heading=_("항목 되살리기"),
        question=in_korean(entry.name),
        consequences=[_("철회 전과 같이 보이고 쓰입니다.")],
        submit=_("항목 되살리기"),
        kind="primary",
        done=_("항목을 되살렸습니다."),
    )


def entry_check(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The secretariat reads the paper and says how far the entry was checked."""
    firm = _firm(request, code)
    require(request.user, profile_rules.CHECK, firm)
    entry = _entry(firm, pk)
    user: Any = request.user
    form = given.CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome, how = form.cleaned_data["outcome"], form.cleaned_data["how"]
        try:
            if outcome == "return":
                actions.return_entry(actor=user, entry=entry, reason=how)
            else:
                actions.check_entry(actor=user, entry=entry, level=outcome, how=how)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("결과를 적고 기업에 알렸습니다."))
            return redirect("discovery:profiles")
    heading = _("항목 확인하기")
    return _form_page(
        request, firm, form, heading, entry=entry, row=shown_entry(entry), levels=level_words(), checking=True
    )


def entry_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The paper of an entry, for the firm, the secretariat and auditors."""
    firm = _firm(request, code)
    entry = _entry(firm, pk)
    if entry.evidence is None:
        raise Http404
    paper = entry.evidence
    return file_response(bytes(paper.content), filename=paper.title, format=paper.format)


def firm_accept(request: HttpRequest, code: str) -> HttpResponse:
    firm = _firm(request, code)
    user: Any = request.user
    require(user, profile_rules.CHECK, firm)
    return _confirmed(
        request,
        given.HowForm(request.POST or None),
        lambda how: actions.accept_firm(actor=user, firm=firm, how=how),
        _home(firm),
        heading=_("등록 확인하기"),
        question=in_korean(firm.organisation.name),
        consequences=[_("기업이 목록과 API에 나오고 매칭에 들어갑니다."), _("기업에 알림이 갑니다.")],
        submit=_("등록 확인하기"),
        kind="primary",
        done=_("등록을 확인했습니다."),
    )


def firm_hide(request: HttpRequest, code: str) -> HttpResponse:
    firm = _firm(request, code)
    user: Any = request.user
    require(user, profile_rules.HIDE, firm)
    return _confirmed(
        request,
        given.ReasonForm(request.POST or None),
        lambda reason: actions.hide_firm(actor=user, firm=firm, reason=reason),
        _home(firm),
        heading=_("기록 내리기"),
        question=in_korean(firm.organisation.name),
        consequences=[
            _("목록, 검색, 매칭, API에서 내립니다"),
            _("기업의 화면이 열리지 않고 매칭 결과에서 빠집니다."),
            _("기록 자체는 남으며, 언제든 다시 보이게 할 수 있습니다."),
            _("기업에 이유와 함께 알림이 갑니다."),
        ],
        submit=_("기록 내리기"),
        done=_("기록을 내렸습니다."),
    )


def firm_show(request: HttpRequest, code: str) -> HttpResponse:
    firm = _firm(request, code)
    user: Any = request.user
    require(user, profile_rules.HIDE, firm)
    return _confirmed(
        request,
        None,
        lambda: actions.show_firm(actor=user, firm=firm),
        _home(firm),
        heading=_("다시 보이기"),
        question=in_korean(firm.organisation.name),
        consequences=[_("목록과 API에 다시 나오고, 다음 순위부터 매칭에 들어갑니다.")],
        submit=_("다시 보이기"),
        kind="primary",
        done=_("기록을 다시 보이게 했습니다."),
    )


def public_part(user: Any, firm: Firm) -> dict[str, Any]:
    """What the page that everybody opens shows of a profile: the entries this reader may see, and how complete it is."""
    complete = completeness.of_firms([firm])[firm.pk]
    entries = queries.visible_entries(user, firm)
    return {
        "entries": [shown_entry(each) for each in entries],
        "products": any(each.kind == ProfileEntry.Kind.PRODUCT for each in entries),
        "percent": round(100 * complete),
        "bonus": round(100 * completeness.BONUS),
        "own": may(user, profile_rules.READ, firm) and (complete > 0 or may(user, profile_rules.KEEP, firm)),
    }
