"""The texts that are compared, and the index of one world's texts, kept in this process and brought up to date when asked."""

import hashlib
import json
from datetime import datetime
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.analysis.similar import Index
from sangsaeng.proposals.models import WinWinModel

FIELDS = ("plan_targets", "plan_cooperation", "plan_development", "plan_support", "expected_effects")


def field_names() -> dict[str, str]:
    """The headings of the plan, as its page has them."""
    return {
        "plan_targets": _("품목별 목표"),
        "plan_cooperation": _("기업 간 협력 내용"),
        "plan_development": _("기술개발·시험평가·실증·생산·투자 계획"),
        "plan_support": _("필요한 지원과 규제 개선"),
        "expected_effects": _("기대 효과"),
    }


def sections(model: WinWinModel) -> dict[str, str]:
    return {name: getattr(model, name) for name in FIELDS}


def digest(texts: dict[str, str]) -> str:
    """Names a plan's text: the same words, the same name."""
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


class _World:
    """The index of one world, and when each of its models was last read."""

    def __init__(self, demonstration: bool) -> None:
        self.demonstration = demonstration
        self.index = Index()
        self.read: dict[str, datetime] = {}
        self.digests: dict[str, str] = {}

    def bring_up_to_date(self) -> None:
        """Read what changed since the last time: one query for the times, one for the changed texts."""
        rows: Any = WinWinModel.objects.filter(demonstration=self.demonstration)
        now = {str(key): at for key, at in rows.values_list("pk", "changed_at")}
        for gone in self.read.keys() - now.keys():
            self.index.remove(gone)
            del self.read[gone], self.digests[gone]
        changed = [key for key, at in now.items() if self.read.get(key) != at]
        if not changed:
            return
        wanted = (
            rows if len(changed) > 500 else rows.filter(pk__in=changed)
        )  # SQLite takes so many values at most
        for key, *texts in wanted.values_list("pk", *FIELDS):
            given = dict(zip(FIELDS, texts, strict=True))
            name = digest(given)
            if self.digests.get(str(key)) != name:
                self.index.add(str(key), given)
                self.digests[str(key)] = name
            if str(key) in now:
                self.read[str(key)] = now[str(key)]


_lock = Lock()
_worlds: dict[bool, _World] = {}


class Found:
    """What one model's plan shares with others, with the names of the texts that were compared."""

    def __init__(self, world: _World, key: str) -> None:
        self.pairs = world.index.like(key) if key in world.index else []
        self.digests = dict(world.digests)
        self.against = max(0, len(world.index) - 1)


def compare(model: WinWinModel) -> Found:
    """The model's plan beside every other plan of its world, whatever its state; the worlds never meet."""
    with _lock:
        world = _worlds.setdefault(bool(model.demonstration), _World(bool(model.demonstration)))
        world.bring_up_to_date()
        return Found(world, str(model.pk))
