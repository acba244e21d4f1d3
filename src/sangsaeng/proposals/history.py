"""What happened to a model, in words a person reads.

A later stage says how its own verbs read, in the `ready()` of its AppConfig:

    from sangsaeng.proposals import history
    history.register("support.commit", lambda data: _("지원을 확정했습니다."))

The sentence is made anew for each reader, so it stands in the reader's language.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.parties.models import Role, User
from sangsaeng.proposals.models import RequestedSupport
from sangsaeng.records.models import Event

Sentence = Callable[[dict[str, Any]], str]
_sentences: dict[str, Sentence] = {}


def register(verb: str, sentence: Sentence) -> None:
    """Say how an event of this verb reads, given its data."""
    _sentences[verb] = sentence


def sentence(verb: str, data: dict[str, Any]) -> str:
    """The sentence of an event; a verb nobody registered is shown as it stands."""
    make = _sentences.get(verb)
    return make(data) if make else verb


@dataclass(frozen=True)
class Line:
    """One line of the history: when, who in which role, what, and why where a reason was given."""

    at: datetime
    who: str
    role: str
    text: str
    reason: str


def lines(events: Iterable[Event]) -> list[Line]:
    """The history of events in the order given; one query for the names of the people."""
    rows = list(events)
    people = {
        user.username: user
        for user in User.objects.filter(username__in={event.actor for event in rows}).only(
            "username", "display_name"
        )
    }
    roles = {"system": _("시스템"), **{value: str(label) for value, label in Role.choices}}
    return [
        Line(
            at=event.at,
            who=str(people.get(event.actor, event.actor)) if event.actor != "system" else "",
            role=roles.get(event.actor_role, event.actor_role),
            text=sentence(event.verb, event.data),
            reason=str(event.data.get("reason", "")),
        )
        for event in rows
    ]


def _requested(data: dict[str, Any]) -> str:
    kind = RequestedSupport.Kind(data["kind"]).label
    return _("필요한 지원을 적었습니다: %(kind)s.") % {"kind": kind}


def _request_dropped(data: dict[str, Any]) -> str:
    kind = RequestedSupport.Kind(data["kind"]).label
    return _("지원 요청을 지웠습니다: %(kind)s.") % {"kind": kind}


def _document(data: dict[str, Any]) -> str:
    return _("문서를 만들었습니다(%(format)s).") % {"format": str(data.get("format", "")).upper()}


for _verb, _make in {
    "proposals.draft": lambda data: _("초안을 작성하기 시작했습니다."),
    "proposals.save_draft": lambda data: _("내용을 고쳤습니다."),
    "proposals.request_support": _requested,
    "proposals.drop_request": _request_dropped,
    "proposals.submit": lambda data: _("상생모델을 제출했습니다."),
    "proposals.screen": lambda data: _("사무국이 심사를 마쳤습니다."),
    "proposals.return_for_supplement": lambda data: _("보완을 요청했습니다."),
    "proposals.put_on_agenda": lambda data: _("상생협의회 안건으로 상정했습니다."),
    "proposals.take_off_agenda": lambda data: _("상정을 취소했습니다."),
    "proposals.recommend": lambda data: _("상생협의회가 건의하기로 의결했습니다."),
    "proposals.not_recommend": lambda data: _("상생협의회가 건의하지 않기로 의결했습니다."),
    "proposals.send_to_committee": lambda data: _("경쟁력강화위원회에 제출했습니다."),
    "proposals.take_back_from_committee": lambda data: _("경쟁력강화위원회 제출을 취소했습니다."),
    "proposals.reopen": lambda data: _("상생협의회의 의결이 무효가 되어 다시 의결을 기다립니다."),
    "proposals.reopen_at_committee": lambda data: _(
        "경쟁력강화위원회의 의결이 무효가 되어 다시 의결을 기다립니다."
    ),
    "proposals.approve": lambda data: _("경쟁력강화위원회가 승인했습니다."),
    "proposals.return_from_committee": lambda data: _("경쟁력강화위원회가 보완을 요청했습니다."),
    "proposals.decline": lambda data: _("경쟁력강화위원회가 승인하지 않았습니다."),
    "proposals.support": lambda data: _("지원이 확정된 상생모델이 되었습니다."),
    "proposals.start": lambda data: _("이행을 시작했습니다."),
    "proposals.complete": lambda data: _("이행을 마쳤습니다."),
    "proposals.stop": lambda data: _("지원을 중단했습니다."),
    "proposals.withdraw": lambda data: _("상생모델을 철회했습니다."),
    "records.make_document": _document,
}.items():
    register(_verb, _make)
