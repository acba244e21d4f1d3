"""The index of firms that this process holds, kept up to date by changes that any process writes.

What a ranking reads has changed: whoever changed it calls `firm_changed` or `need_changed` in the same transaction, which
writes a row of `IndexChange`. Each process sees new rows when it next asks for its index and takes in only what changed;
one of the serving processes takes the rows and ranks anew the needs that they touch (`actions.refreshing`).
"""

import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, cast

from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from sangsaeng.discovery.models import Firm, IndexChange

#: How many of the newest changes are looked at; an index that is further behind is built anew.
WINDOW = 200
#: More changed firms than this are taken in by building anew.
MANY = 20
#: The stack of the thread for linear algebra, in bytes.
STACK = 16 * 2**20
#: How often a serving process looks for what other processes changed, in seconds.
EVERY = 2.0


@dataclass(frozen=True, slots=True)
class Held:
    """The index of one world and which changes it knows; `ids` are primary keys by the firm's code."""

    index: Any
    ids: Mapping[str, int]
    seen: frozenset[int]


_held: dict[bool, Held] = {}
_lock = threading.Lock()
_wake = threading.Event()
_serving: list[threading.Thread] = []


def firm_changed(firm_id: int) -> None:
    """Say that what is ranked of a firm has changed; within the transaction that changes it."""
    _note(IndexChange.Kind.FIRM, firm_id)


def need_changed(need_id: int) -> None:
    """Say that a need, or what is left out for it, has changed; within the transaction that changes it."""
    _note(IndexChange.Kind.NEED, need_id)


def all_changed(*, asked_by: str = "") -> IndexChange:
    """Ask that everything be ranked anew: after a new version of the facts, or because somebody asked for it."""
    return _note(IndexChange.Kind.ALL, None, asked_by=asked_by)


def _note(kind: IndexChange.Kind, thing: int | None, *, asked_by: str = "") -> IndexChange:
    change = IndexChange.objects.create(kind=kind, thing=thing, asked_by=asked_by)
    transaction.on_commit(_wake.set)
    return change


def newest() -> int:
    """The number of the newest change."""
    return IndexChange.objects.order_by("-id").values_list("id", flat=True).first() or 0


def settle(upto: int) -> None:
    """All changes up to this number have been ranked by a ranking of everything that began after them."""
    IndexChange.objects.filter(pk__lte=upto, done_at__isnull=True).update(done_at=timezone.now())


def forget() -> None:
    """Drop what this process holds; the next reader builds it anew."""
    with _lock:
        _held.clear()


def current(*, demonstration: bool = False) -> Held:
    """The index of one world as the database is now; one query where nothing changed.

    A process that is behind takes in what changed, or builds the index anew where that is too much.
    """
    changes = _changes()
    held = _held.get(demonstration)
    if held is not None and held.seen.issuperset(changes):
        return held
    with _lock:
        held = _held.get(demonstration)
        if held is None or _too_far(held, changes):
            held = _built(demonstration, frozenset(changes))
        elif new := set(changes) - held.seen:
            held = _taken_in(held, demonstration, [changes[pk] for pk in new], frozenset(changes))
        _held[demonstration] = held
    return held


def _changes() -> dict[int, tuple[str, int | None]]:
    """The newest changes by number. A set, no mark: a transaction that began earlier may end later."""
    rows = IndexChange.objects.order_by("-id").values_list("id", "kind", "thing")[:WINDOW]
    return {pk: (kind, thing) for pk, kind, thing in rows}


def _too_far(held: Held, changes: Mapping[int, tuple[str, int | None]]) -> bool:
    new = [changes[pk] for pk in changes if pk not in held.seen]
    reaches_back = len(changes) < WINDOW or any(pk in held.seen for pk in changes)
    return (
        not reaches_back
        or any(kind == IndexChange.Kind.ALL for kind, _thing in new)
        or len({thing for kind, thing in new if kind == IndexChange.Kind.FIRM}) > MANY
    )


def indexed(*, demonstration: bool) -> Any:
    """The firms of one world that are ranked: those shown in the lists."""
    return Firm.objects.filter(organisation__demonstration=demonstration).order_by("code")


def documents(firms: Iterable[Firm]) -> list[Any]:
    """What the engine reads of firms: only what everybody may read of them, so that any explanation may quote it."""
    from sangsaeng.analysis import matching

    rows = list(firms)
    said = _said(rows)
    return [
        matching.Firm(
            firm_id=firm.code,
            product=" / ".join(part for part in (firm.products, said.get(firm.pk, "")) if part),
            localised_item=firm.localised_item,
            region=firm.region or None,
            verification=cast(matching.Verification, firm.product_check),
        )
        for firm in rows
    ]


def _said(firms: Iterable[Firm]) -> dict[int, str]:
    """What firms say of themselves that everybody may read and that may be matched on, by primary key."""
    from sangsaeng.discovery.queries import matchable

    return matchable.public_texts([firm.pk for firm in firms])


@lru_cache(maxsize=1)
def embedder() -> Any:
    """The embedder of the folder that SANGSAENG_EMBEDDER names, or none. Raises InputError for another folder."""
    folder = os.environ.get("SANGSAENG_EMBEDDER", "")
    if not folder:
        return None
    from sangsaeng.analysis.matching.embedder import load

    return load(folder)


@lru_cache(maxsize=1)
def model() -> Any:
    """The model of codes in the folder that SANGSAENG_MODEL names, else the shipped one; none where there is none.

    Raises InputError for a folder that is no model.
    """
    from sangsaeng.analysis.coding.model import DEFAULT, Model

    folder = os.environ.get("SANGSAENG_MODEL", "")
    if folder:
        return Model.load(folder)
    return Model.load(DEFAULT) if DEFAULT.is_dir() else None


@lru_cache(maxsize=1)
def _reckoner() -> ThreadPoolExecutor:
    """One thread with room enough on its stack: linear algebra overran that of a server's own thread."""
    before = threading.stack_size(STACK)
    try:
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reckon")
        pool.submit(int).result()  # the thread begins now, with this stack
    finally:
        threading.stack_size(before)
    return pool


def _forked() -> None:
    """A child process has none of its parent's threads: it begins its own (the server forks after set-up has ranked)."""
    global _lock
    _lock = threading.Lock()
    _reckoner.cache_clear()
    _serving.clear()


os.register_at_fork(after_in_child=_forked)


def aside(reckon: Callable[[], Any]) -> Any:
    """What `reckon` returns, worked out in the thread for linear algebra; it must not read the database."""
    return _reckoner().submit(reckon).result()


def ranks_by_codes() -> bool:
    """Whether the model reads codes of both sides; the shipped one may only rank classes, and is slow to load."""
    if os.environ.get("SANGSAENG_MODEL"):
        return True
    from sangsaeng.analysis.coding.model import DEFAULT

    told = DEFAULT / "model.json"
    return told.is_file() and bool(json.loads(told.read_text(encoding="utf-8")).get("posteriors"))


def build(firms: Iterable[Any]) -> Any:
    """An index of these documents with the model and the embedder of this installation."""
    from sangsaeng.analysis.matching import MatchIndex

    rows = list(firms)
    return aside(
        lambda: MatchIndex.build(rows, model=model() if ranks_by_codes() else None, embedder=embedder())
    )


def _built(demonstration: bool, seen: frozenset[int]) -> Held:
    firms = list(indexed(demonstration=demonstration))
    return Held(build(documents(firms)), {firm.code: firm.pk for firm in firms}, seen)


def _taken_in(
    held: Held, demonstration: bool, changes: Iterable[tuple[str, int | None]], seen: frozenset[int]
) -> Held:
    """The index with the changed firms put in, put right or taken out."""
    wanted = {thing for kind, thing in changes if kind == IndexChange.Kind.FIRM and thing is not None}
    if not wanted:
        return Held(held.index, held.ids, seen)
    index, ids = held.index, dict(held.ids)
    for code in [code for code, pk in ids.items() if pk in wanted]:
        index = index.without(code)
        del ids[code]
    firms = list(indexed(demonstration=demonstration).filter(pk__in=wanted))
    for firm, document in zip(firms, documents(firms), strict=True):
        index = aside(partial(index.with_firm, document))
        ids[firm.code] = firm.pk
    return Held(index, ids, seen)


def serve() -> None:
    """Begin the background work of a serving process: warm the index, then rank anew whatever changes."""
    if _serving:
        return
    thread = threading.Thread(target=_work, name="index", daemon=True)
    _serving.append(thread)
    thread.start()


def _work() -> None:
    from sangsaeng.discovery.actions import refreshing

    _guarded(current)
    _guarded(partial(aside, model))  # the first who looks for a code should not wait for it
    while True:
        _wake.wait(EVERY)
        _wake.clear()
        _guarded(refreshing.refresh_changes)


def _guarded(step: Callable[[], Any]) -> None:
    """One step of the background; what goes wrong is logged and tried again later, and no connection is left open."""
    import logging

    try:
        close_old_connections()
        step()
    except Exception:  # whatever it is, the thread must live on
        logging.getLogger(__name__).exception("the index could not be brought up to date")
    finally:
        connection.close()
