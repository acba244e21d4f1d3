"""Pages of success stories: written, shown as they would be public, agreed to, published, withdrawn."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.followup.actions import stories as actions
from sangsaeng.followup.forms import outcomes as forms
from sangsaeng.followup.models import Story
from sangsaeng.followup.queries import stories as queries
from sangsaeng.followup.views.outcome_parts import confirm_page, find_model, form_page, sent, submit
from sangsaeng.followup.words import outcomes as words
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.models import WinWinModel


def _find(request: HttpRequest, code: str) -> Story:
    return get_object_or_404(queries.seen(request.user), code=code)


def _address(story: Story) -> str:
    return reverse("followup:story", args=[story.code])


def _form(request: HttpRequest, model: WinWinModel, **kwargs: Any) -> forms.StoryForm:
    return forms.StoryForm(
        sent(request)[0],
        observations=queries.checked_observations(model),
        terms=queries.confirmed_terms(model),
        **kwargs,
    )


def story_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write a story; the evidence offered is what stands now."""
    model = find_model(request, code)
    require(request.user, "followup.write_story", model)
    form = _form(request, model)

    def do(given: dict[str, Any]) -> Story:
        return actions.write(actor=request.user, model=model, **given)

    done = _("성공 사례를 썼습니다. 두 기업에 동의를 구했습니다.")
    if answer := submit(request, form, do, done, _address):
        return answer
    return form_page(
        request,
        model,
        form,
        heading=_("성공 사례 쓰기"),
        answer=_(
            "확인한 성과 값이나 양쪽이 확인한 구매가 하나는 있어야 공개할 수 있습니다. 두 기업이 이 글에 동의해야 합니다."
        ),
        no_evidence="observations" not in form.fields and "terms" not in form.fields,
        submit=_("이야기 저장하고 동의 구하기"),
    )


def story(request: HttpRequest, code: str) -> HttpResponse:
    """A story as it would be public, with its evidence, its consents and what still speaks against publishing it."""
    found = _find(request, code)
    model, user = found.model, request.user
    is_open = found.withdrawn_at is None
    draft = is_open and found.published_at is None
    manages = may(user, "followup.write_story", model)
    agrees = draft and may(user, "followup.agree_to_story", model)
    context = {
        "story": found,
        "model": model,
        "chip": words.story_chip(found),
        "standing": queries.standing(found),
        "observations": [
            (each, words.amount(each.value, each.indicator.unit))
            for each in found.observations.select_related("indicator").order_by("indicator__code", "year")
        ],
        "terms": list(found.terms.select_related("purchase").order_by("purchase__code", "number")),
        "refusals": actions.refusals(found) if draft else [],
        "may_edit": draft and manages,
        "may_publish": draft and manages and not actions.refusals(found),
        "may_agree": [side for side in actions.SIDES if agrees and _may_agree(user, found, side)],
        "may_withdraw": is_open and may(user, "followup.agree_to_story", model),
    }
    return render(request, "followup/story.html", context)


def _may_agree(user: Any, story: Story, side: str) -> bool:
    if getattr(story, actions.SIDES[side]) is not None:
        return False
    firm = story.model.demand_company_id if side == "buyer" else story.model.supplier_id
    return bool(user.role == Role.SECRETARIAT or user.organisation_id == firm)


def story_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Rewrite a story that is not published."""
    found = _find(request, code)
    model = found.model
    require(request.user, "followup.write_story", model)
    if found.published_at or found.withdrawn_at:
        return redirect(_address(found))
    initial = {name: getattr(found, name) for name in ("title", "text", "title_en", "text_en")}
    initial |= {"observations": found.observations.all(), "terms": found.terms.all()}
    form = _form(request, model, initial=initial)

    def do(given: dict[str, Any]) -> Story:
        return actions.rewrite(actor=request.user, story=found, **given)

    if answer := submit(request, form, do, _("성공 사례를 고쳤습니다."), _address):
        return answer
    return form_page(
        request,
        model,
        form,
        heading=_("성공 사례 고치기"),
        answer=_("글이 바뀌면 앞서 받은 동의는 끝나고 다시 동의를 구합니다."),
        submit=_("성공 사례 고치기"),
        cancel=_address(found),
    )


def story_agree(request: HttpRequest, code: str, side: str) -> HttpResponse:
    """Record the consent of one firm."""
    found = _find(request, code)
    require(request.user, "followup.agree_to_story", found.model)
    if side not in actions.SIDES:
        raise Http404
    form = forms.AgreeForm(sent(request)[0])

    def do(given: dict[str, Any]) -> Story:
        return actions.agree(actor=request.user, story=found, side=side, **given)

    if answer := submit(request, form, do, _("동의를 적었습니다."), _address(found)):
        return answer
    names = {"buyer": _("수요기업의 동의 적기"), "supplier": _("공급기업의 동의 적기")}
    return confirm_page(
        request,
        found.model,
        form,
        heading=names[side],
        story=found,
        consequences=[
            _("두 기업이 모두 동의하면 사무국이 이 글을 그대로 공개할 수 있습니다."),
            _("공개되면 누구나 이 글과 과제 이름, 업종을 함께 봅니다. 글에 적은 기업과 품목도 알려집니다."),
            _("동의는 언제든 철회할 수 있습니다. 그러면 이야기가 더는 보이지 않습니다."),
        ],
        submit=_("이 글의 공개에 동의하기"),
        kind="primary",
        cancel=_address(found),
    )


def story_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish a story, after saying what everyone will see."""
    found = _find(request, code)
    require(request.user, "followup.write_story", found.model)
    form = Form(sent(request)[0])

    def do(given: dict[str, Any]) -> Story:
        return actions.publish(actor=request.user, story=found)

    if answer := submit(request, form, do, _("성공 사례를 공개했습니다."), _address(found)):
        return answer
    return confirm_page(
        request,
        found.model,
        form,
        heading=_("성공 사례 공개"),
        story=found,
        consequences=[
            _("누구나 이 글과 과제 이름, 업종을 봅니다."),
            _("공개한 뒤에는 고칠 수 없고, 철회할 수만 있습니다."),
        ],
        told=[_("두 기업의 사람")],
        submit=_("성공 사례 공개하기"),
        kind="primary",
        cancel=_address(found),
    )


def story_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a story, with the reason."""
    found = _find(request, code)
    require(request.user, "followup.agree_to_story", found.model)
    form = forms.Reason(sent(request)[0])

    def do(given: dict[str, Any]) -> Story:
        return actions.withdraw(actor=request.user, story=found, **given)

    if answer := submit(request, form, do, _("성공 사례를 철회했습니다."), _address(found)):
        return answer
    return confirm_page(
        request,
        found.model,
        form,
        heading=_("성공 사례 철회"),
        story=found,
        consequences=[
            _("이야기가 더는 보이지 않습니다. 되돌릴 수 없고, 다시 공개하려면 새로 써야 합니다."),
            _("철회한 이유가 기록에 남습니다."),
        ],
        told=[_("두 기업의 사람")],
        submit=_("성공 사례 철회"),
        kind="danger",
        cancel=_address(found),
    )
