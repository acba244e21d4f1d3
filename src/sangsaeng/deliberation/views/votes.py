"""The secretariat's pages of votes: open one, ask for objections, enter ballots, close it, annul it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.counting import count
from sangsaeng.deliberation.forms import meetings as forms
from sangsaeng.deliberation.forms import votes as vote_forms
from sangsaeng.deliberation.models import AgendaItem, BylawVersion, Method, Seat, Vote
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.deliberation.views.acting import (
    at_item,
    attempt,
    check_entries,
    confirm,
    find,
    find_item,
    form_page,
    home,
    posted,
    submit,
)
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.deliberation.words import votes as vote_words
from sangsaeng.pages.markup import in_korean
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import keep_document


def open_vote(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Open the vote on an item: how, with which question, and who will be able to vote."""
    item = find_item(code, number)
    meeting = item.meeting
    standard = Method.WRITTEN if meeting.is_written else meeting.bylaw.method
    form = vote_forms.OpenVoteForm(
        posted(request),
        written=meeting.is_written,
        deadline=meeting.deadline,
        initial={"method": Method.OPEN if standard == Method.CONSENT else standard},
    )
    done = submit(
        request,
        form,
        lambda given: actions.open_vote(actor=request.user, item=item, **given),  # type: ignore[arg-type]
        _("표결을 시작했습니다."),
        at_item(item),
    )
    if done:
        return done
    counted = count(item)
    if meeting.is_written:
        answer = _("재적 %(entitled)d명 가운데 제외된 %(excluded)d명을 뺀 위원이 표결합니다.")
    else:
        answer = _(
            "재적 %(entitled)d명 가운데 제외된 %(excluded)d명을 뺀, 지금 출석한 %(present)d명이 표결합니다."
        )
    figures = {"entitled": counted.entitled, "excluded": counted.excluded, "present": counted.present}
    return confirm(
        request,
        meeting,
        heading=_("제%(number)d호 안건 표결 시작") % {"number": number},
        question=answer % figures,
        consequences=[
            _(
                "표결할 수 있는 위원이 지금 출석으로 고정됩니다. 나중에 온 위원은 이 표결에 들어오지 못합니다."
            ),
            _("이해관계가 인정된 위원은 시작하기 전에 빠집니다."),
            _("무기명이면 누가 무엇을 골랐는지 어디에도 남지 않습니다."),
        ],
        told=[_("표결할 위원의 「나의 회의」와 「지금 할 일」에 나타납니다.")],
        form=form,
        submit=_("표결 시작"),
    )


def consent(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Resolve an item without objection."""
    item = find_item(code, number)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.resolve_by_consent(actor=request.user, item=item),  # type: ignore[arg-type]
            _("이의 없이 의결했습니다."),
            at_item(item),
        )
    return confirm(
        request,
        item.meeting,
        heading=_("제%(number)d호 안건 이의 없음 의결") % {"number": number},
        question=_("위원장이 이의가 있는지 물었고 아무도 이의를 말하지 않았을 때만 누르세요."),
        consequences=[
            _("지금 출석한 위원 모두가 찬성한 것으로 셉니다."),
            words.coming_sentence(item.meeting.body.kind, item.support, item.kind),
            _("이의가 있었으면 이의를 기록하고 표결하세요."),
        ],
        told=vote_words.who_is_told(item),
        submit=_("이의 없음으로 의결"),
        kind="danger",
    )


def objection(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that somebody objected; a vote has to be taken then."""
    item = find_item(code, number)
    form = vote_forms.ObjectionForm(posted(request))
    done = submit(
        request,
        form,
        lambda given: actions.record_objection(actor=request.user, item=item, **given),  # type: ignore[arg-type]
        _("이의를 기록했습니다. 이제 표결을 시작하세요."),
        at_item(item),
    )
    return done or form_page(
        request,
        item.meeting,
        heading=_("제%(number)d호 안건 이의 기록") % {"number": number},
        answer=_("이의가 있으면 표결로 정합니다."),
        form=form,
        submit=_("이의 기록"),
    )


def consent_batch(request: HttpRequest, code: str, batch: int) -> HttpResponse:
    """Resolve all items of a batch without objection."""
    meeting = find(code)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.resolve_batch(actor=request.user, meeting=meeting, batch=batch),  # type: ignore[arg-type]
            _("이의 없이 함께 의결했습니다."),
            home(meeting),
        )
    items = meeting.agenda.filter(batch=batch, outcome="").select_related("model")
    names = [_("제%(number)d호 안건") % {"number": item.number} for item in items]
    return confirm(
        request,
        meeting,
        heading=_("일괄의결"),
        question=_("이의가 없다고 확인한 안건: %(numbers)s") % {"numbers": ", ".join(names)},
        consequences=[
            _("안건마다 제외된 위원을 빼고, 출석한 위원 모두가 찬성한 것으로 셉니다."),
            _("한 안건이라도 의결할 수 없으면 모두 그대로 둡니다."),
        ],
        told=[_("참여 기업은 모델 화면에서 결정과 사유를 봅니다.")],
        submit=_("이의 없음으로 의결"),
        kind="danger",
    )


def open_batch(request: HttpRequest, code: str, batch: int) -> HttpResponse:
    """Open the vote on every item of a batch, in the same way."""
    meeting = find(code)
    form = vote_forms.OpenVoteForm(
        posted(request),
        written=meeting.is_written,
        deadline=meeting.deadline,
        initial={"method": Method.WRITTEN if meeting.is_written else meeting.bylaw.method},
    )

    def open_all(given: dict[str, Any]) -> None:
        items = meeting.agenda.filter(batch=batch, outcome="").select_related(
            "meeting__body", "meeting__bylaw"
        )
        with transaction.atomic():
            for item in items:
                actions.open_vote(actor=request.user, item=item, **given)  # type: ignore[arg-type]

    return submit(request, form, open_all, _("표결을 시작했습니다."), home(meeting)) or confirm(
        request,
        meeting,
        heading=_("일괄 표결 시작"),
        consequences=[
            _("안건마다 표결할 수 있는 위원이 따로 고정됩니다."),
            _("위원은 한 번에 모든 안건에 같은 표를 내거나, 안건마다 따로 낼 수 있습니다."),
        ],
        told=[_("표결할 위원의 「나의 회의」와 「지금 할 일」에 나타납니다.")],
        form=form,
        submit=_("표결 시작"),
    )


def ballots(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Enter what members without an account said in the room; asks once, because no ballot is changed."""
    item = find_item(code, number)
    require(request.user, "deliberation.enter_ballot", item)
    vote = item.vote
    if vote is None or not vote.is_open:
        messages.warning(request, _("표결 중이 아닙니다. 먼저 표결을 시작하세요."))
        return redirect(home(item.meeting))
    if vote.is_secret:
        return redirect("deliberation:ballot_box", code, number)
    waiting = queries.waiting_seats(item)
    seats = [seat for seat in waiting if not seat.can_vote_alone]
    form = forms.SeatsForm(posted(request), seats=seats, choices=vote_forms.CHOICES)
    heading = _("제%(number)d호 안건 표 입력") % {"number": number}
    if request.method == "POST" and form.is_valid() and form.values():
        values = form.values()
        if request.POST.get("confirmed"):
            return attempt(
                request,
                lambda: _enter_all(request, item, values),
                _("표 %(count)d개를 입력했습니다.") % {"count": len(values)},
                at_item(item),
            )
        labels = dict(vote_forms.CHOICES)
        return check_entries(
            request,
            item.meeting,
            heading=heading,
            answer=_("표 %(count)d개를 입력합니다. 입력한 표는 고칠 수 없습니다.") % {"count": len(values)},
            entries=[(in_korean(seat.label), labels[value]) for seat, value in values.items()],
            hidden=[(f"seat-{seat.pk}", value) for seat, value in values.items()],
            submit=_("이대로 표 입력"),
            again=reverse("deliberation:ballots", args=(code, number)),
        )
    if request.method == "POST" and form.is_valid():
        form.add_error(None, _("표를 하나 이상 고르세요."))
    cast = vote.electors.filter(voted=True).count()
    answer = _(
        "출석한 위원 가운데 %(cast)d명이 표를 냈습니다. 계정이 없는 위원 %(left)d명의 표를 입력할 수 있습니다."
    ) % {"cast": cast, "left": len(seats)}
    return form_page(
        request,
        item.meeting,
        heading=heading,
        answer=answer,
        grid=form if seats else None,
        grid_label=_("낼 표"),
        submit=_("입력할 표 확인하기"),
        empty=_("입력할 표가 없습니다. 계정이 있는 위원은 직접 표결합니다."),
        note=_("회의장에서 말한 그대로 입력하세요. 입력한 사람이 기록에 남고, 낸 표는 고칠 수 없습니다."),
        onward=reverse("deliberation:close_vote", args=(code, number)) if cast else "",
        onward_label=_("표결 마감"),
        status=400 if request.method == "POST" else 200,
    )


def _enter_all(request: HttpRequest, item: AgendaItem, values: dict[Seat, str]) -> None:
    """All of them or none."""
    with transaction.atomic():
        for seat, choice in values.items():
            actions.enter_ballot(actor=request.user, item=item, seat=seat, choice=choice)  # type: ignore[arg-type]


def ballot_paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Enter the signed paper of a member, with its scan."""
    item = find_item(code, number)
    require(request.user, "deliberation.enter_ballot", item)
    seats = queries.waiting_seats(item)
    form = vote_forms.BallotPaperForm(posted(request), request.FILES or None, seats=seats)

    def enter(given: dict[str, Any]) -> None:
        content, format = given["scan"]
        with transaction.atomic():
            scan = keep_document(
                kind=queries.BALLOT_PAPER,
                title=_("제%(number)d호 안건 표결서") % {"number": number} + f": {given['seat'].label}",
                subject=item.meeting,
                format=format,
                content=content,
                actor=request.user,  # type: ignore[arg-type]
            )
            actions.enter_ballot(
                actor=request.user,  # type: ignore[arg-type]
                item=item,
                seat=given["seat"],
                choice=given["choice"],
                scan=scan,
            )

    return submit(request, form, enter, _("표결서를 입력했습니다."), at_item(item)) or form_page(
        request,
        item.meeting,
        heading=_("제%(number)d호 안건 표결서 대리입력") % {"number": number},
        answer=_("위원이 서명한 표결서를 대신 입력합니다. 사본을 함께 보관하고 위원에게 바로 알립니다."),
        form=form if seats else None,
        empty=_("표를 기다리는 위원이 없습니다."),
        submit=_("표결서 입력"),
    )


def ballot_box(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Enter the papers of the ballot box of a secret vote, all at once."""
    item = find_item(code, number)
    require(request.user, "deliberation.enter_ballot", item)
    form = vote_forms.BoxForm(posted(request), seats=queries.waiting_seats(item))
    heading = _("제%(number)d호 안건 투표함 입력") % {"number": number}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        counts = {name: given[name] for name in ("for_", "against", "abstain")}
        seats = list(given["seats"])
        if request.POST.get("confirmed"):
            return attempt(
                request,
                lambda: actions.enter_papers(actor=request.user, item=item, seats=seats, **counts),  # type: ignore[arg-type]
                _("표 %(count)d장을 입력했습니다.") % {"count": len(seats)},
                at_item(item),
            )
        labels = (_("찬성"), _("반대"), _("기권"))
        return check_entries(
            request,
            item.meeting,
            heading=heading,
            answer=_("표 %(count)d장을 입력합니다. 입력한 표는 고칠 수 없습니다.") % {"count": len(seats)},
            entries=[(in_korean(seat.label), _("표를 넣음")) for seat in seats]
            + list(zip(labels, counts.values(), strict=True)),
            hidden=[("seats", seat.pk) for seat in seats] + list(counts.items()),
            submit=_("이대로 표 입력"),
            again=reverse("deliberation:ballot_box", args=(code, number)),
        )
    return form_page(
        request,
        item.meeting,
        heading=heading,
        answer=_("투표함을 연 뒤 표를 한꺼번에 입력합니다. 누가 어떤 표를 냈는지는 입력하지 않습니다."),
        form=form,
        submit=_("입력할 표 확인하기"),
    )


def _outlook(item: AgendaItem, vote: Vote) -> dict[str, Any]:
    """What closing now asks for and brings; of a secret vote nothing is told before its close."""
    tie_rule = item.meeting.bylaw.tie_rule == BylawVersion.TieRule.CHAIR
    if vote.is_secret:
        electors = vote.electors.filter(excluded_later=False)
        voted = electors.filter(voted=True).count()
        return {
            "ask": {"carried": True, "not_carried": True, "tied": tie_rule},
            "hindrance": "" if voted else _("아직 아무도 표결하지 않았습니다. 표결을 받은 뒤 마감하세요."),
            "question": _("표결할 수 있는 위원 %(electors)d명 가운데 %(voted)d명이 표를 냈습니다.")
            % {"electors": electors.count(), "voted": voted},
            "consequences": vote_words.what_closing_in_secret_brings(electors.count() - voted),
        }
    counted = queries.running_tally(item, count(item, vote))
    tied = counted.outcome == "tie"
    return {
        "ask": {
            "carried": counted.outcome == "carried" or tied,
            "not_carried": counted.outcome == "not_carried" or tied,
            "tied": tied,
        },
        "hindrance": vote_words.why_not_closed(counted, written=vote.method == Method.WRITTEN),
        "question": words.working(counted),
        "consequences": vote_words.what_closing_brings(
            item.meeting.body.kind, counted, item.support, item.kind
        ),
    }


def close_vote(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Close the vote: the page shows what it comes to before anything is decided, unless it is secret."""
    item = find_item(code, number)
    vote = item.vote
    if vote is None or not vote.is_open:
        messages.warning(request, _("표결 중이 아닙니다. 먼저 표결을 시작하세요."))
        return redirect(home(item.meeting))
    outlook = _outlook(item, vote)
    if outlook["hindrance"]:
        messages.warning(request, outlook["hindrance"])
        return redirect(home(item.meeting))
    form = vote_forms.CloseVoteForm(posted(request), item=item, **outlook["ask"])
    done = submit(
        request,
        form,
        lambda given: actions.close_vote(actor=request.user, item=item, **given),  # type: ignore[arg-type]
        _("표결을 마감했습니다."),
        at_item(item),
    )
    return done or confirm(
        request,
        item.meeting,
        heading=_("제%(number)d호 안건 표결 마감") % {"number": number},
        question=outlook["question"],
        consequences=outlook["consequences"],
        told=vote_words.who_is_told(item),
        form=form,
        submit=_("표결 마감"),
        kind="danger",
    )


def annul(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Annul the standing vote on an item by a recorded decision."""
    item = find_item(code, number)
    vote = item.vote
    if vote is None:
        messages.warning(request, _("무효로 할 표결이 없습니다."))
        return redirect(home(item.meeting))
    later = queries.annulling_items(item)
    form: vote_forms.AnnulForm
    if item.meeting.is_open:
        form = vote_forms.AnnulNowForm(posted(request))
    else:
        form = vote_forms.AnnulLaterForm(posted(request), items=later)
        if not later.exists():
            messages.warning(
                request,
                _("끝난 회의의 의결은 다음 회의의 의결로 무효로 합니다. 무효 안건을 먼저 의결하세요."),
            )
            return redirect(home(item.meeting))
    done = submit(
        request,
        form,
        lambda given: actions.annul_vote(actor=request.user, vote=vote, **given),  # type: ignore[arg-type]
        _("표결을 무효로 했습니다."),
        at_item(item),
    )
    return done or confirm(
        request,
        item.meeting,
        heading=_("제%(number)d호 안건 의결 무효 처리") % {"number": number},
        question=_("%(round)d차 표결을 무효로 합니다. 낸 표와 결과는 지우지 않고 무효로 남깁니다.")
        % {"round": vote.round},
        consequences=_after_annulment(item),
        told=vote_words.who_is_told(item),
        form=form,
        submit=_("의결 무효 처리"),
        kind="danger",
    )


def _after_annulment(item: AgendaItem) -> list[str]:
    lines = []
    if item.is_decided and item.model is not None:
        lines.append(_("모델은 이 결정을 기다리던 상태로 돌아갑니다."))
    if item.meeting.is_open:
        lines.append(_("안건은 다시 결정을 기다리고, 이 회의에서 다시 표결할 수 있습니다."))
    else:
        lines.append(_("안건은 보류로 남고, 모델은 다음 회의에 다시 올릴 수 있습니다."))
    return [*lines, _("무효로 한 이유와 결정이 회의록에 남습니다.")]
