"""The words of votes: what each method means, what closing brings, why it cannot be closed yet."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sangsaeng.deliberation.models import AgendaItem, Body, Method
from sangsaeng.deliberation.tally import Tally
from sangsaeng.deliberation.words.meetings import coming_sentence


def method_sentence(method: str) -> str:
    """How the vote is taken, in one sentence."""
    return {
        Method.CONSENT: _("위원장이 이의가 있는지 묻고, 이의가 없으면 의결합니다."),
        Method.OPEN: _("공개로 표결합니다. 누가 어떻게 표결했는지 기록에 남습니다."),
        Method.NAMED: _("이름을 밝혀 표결합니다. 누가 어떻게 표결했는지 회의록에 남습니다."),
        Method.SECRET: _("무기명으로 표결합니다. 누가 무엇을 골랐는지 어디에도 남지 않습니다."),
        Method.WRITTEN: _("모이지 않고 서면으로 표결합니다. 기한까지 표를 내야 합니다."),
    }[Method(method)]


def question_of(item: AgendaItem, question: str = "") -> str:
    """What is put to the vote: as it was asked when the vote opened, else what adoption means at this body."""
    if question:
        return question
    if item.model is None:
        return _("‘%(title)s’ 안건을 제안한 대로 의결할지 정합니다.") % {"title": item.title}
    title = {"title": item.model.title}
    kind = item.meeting.body.kind
    if kind == Body.Kind.COMMITTEE:
        return _("‘%(title)s’ 모델을 승인할지 정합니다.") % title
    if kind == Body.Kind.SUB_COUNCIL:
        return _("‘%(title)s’ 모델을 상생협의회에 올릴지 정합니다.") % title
    return _("‘%(title)s’ 모델의 지원을 위원회에 건의할지 정합니다.") % title


def why_not_closed(counted: Tally, *, written: bool = False) -> str:
    """Why a vote cannot be closed yet and what to do; empty where it can."""
    if written:
        return ""
    if counted.outcome == "no_quorum":
        return _(
            "의사정족수 %(quorum)d명에 미치지 못해 마감할 수 없습니다. 출석을 다시 확인하거나 안건에서 내리세요."
        ) % {"quorum": counted.quorum}
    if counted.for_ + counted.against + counted.abstain == 0:
        return _("아직 아무도 표결하지 않았습니다. 표결을 받은 뒤 마감하세요.")
    return ""


def what_closing_brings(
    kind: str, counted: Tally, support: Sequence[str], item_kind: str = AgendaItem.Kind.MODEL
) -> list[str]:
    """What follows if the vote is closed now, in sentences."""
    lines = _without(counted.silent)
    if counted.outcome == "carried":
        lines.append(coming_sentence(kind, support, item_kind))
    elif counted.outcome == "tie":
        lines.append(_("가부동수입니다. 운영세칙에 따라 위원장이 정합니다."))
    elif counted.outcome == "no_quorum":
        lines.append(_("회신이 의사정족수에 미치지 못해 보류됩니다."))
    elif item_kind == AgendaItem.Kind.MODEL:
        lines.append(_("부결됩니다. 보완을 요청할지 채택하지 않을지 정하고 사유를 적습니다."))
    else:
        lines.append(_("부결됩니다. 사유를 적습니다."))
    return [*lines, _("낸 표와 결과는 고칠 수 없습니다.")]


def what_closing_in_secret_brings(left: int) -> list[str]:
    """The same for a secret vote: what it comes to is not told before it is closed."""
    return [
        *_without(left),
        _("마감해야 결과가 나옵니다. 그래서 가결될 때와 부결될 때를 함께 정해 둡니다."),
        _("낸 표와 결과는 고칠 수 없습니다."),
    ]


def _without(left: int) -> list[str]:
    if not left:
        return []
    return [
        _("지금 마감하면 %(count)d명의 표 없이 결정됩니다. 이 위원도 출석 수에 들어갑니다.") % {"count": left}
    ]


def who_is_told(item: AgendaItem) -> list[str]:
    """Who learns of a decision on an item: the parties see it at once on the model's page."""
    if item.model is None:
        return [_("회의에 참여하는 사람은 회의 화면에서 봅니다.")]
    return [
        _("참여 기업은 모델 화면에서 결정과 사유를 봅니다."),
        _("모두에게 공개되는 것은 과제 이름, 분야, 결과, 표결 계산입니다."),
    ]
