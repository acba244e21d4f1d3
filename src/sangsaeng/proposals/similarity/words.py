"""How comparisons read: kinds, whose the other plan is, and the events of judging."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.analysis.similar import Kind
from sangsaeng.proposals import history
from sangsaeng.proposals.models import Likeness

KINDS: dict[str, Promise] = {
    Kind.NEAR: gettext_lazy("거의 같음"),
    Kind.PART: gettext_lazy("일부 옮겨 씀"),
    Kind.SOME: gettext_lazy("비슷한 부분 있음"),
}
FIRMS: dict[str, Promise] = {
    "same": gettext_lazy("같은 두 기업의 다른 계획서"),
    "one": gettext_lazy("한 기업이 같음"),
    "others": gettext_lazy("다른 기업"),
}


def kinds_sentence(kinds: dict[Kind, int]) -> str:
    """Nearly the same 1, partly copied 2: those there are."""
    return ", ".join(
        _("%(kind)s %(count)d건") % {"kind": KINDS[kind], "count": count}
        for kind, count in kinds.items()
        if count
    )


def judged(data: dict[str, Any]) -> str:
    labels = dict(Likeness.Judgement.choices)
    told = {
        "models": ", ".join(data.get("models", [])),
        "judgement": labels.get(data.get("judgement", ""), "–"),
    }
    return _("같은 대목이 있는 두 계획서(%(models)s)를 살폈습니다: %(judgement)s.") % told


def register_sentences() -> None:
    history.register("proposals.judge_similar", judged)
