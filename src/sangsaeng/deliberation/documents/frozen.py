"""What a paper says as plain JSON, and back: a paper drawn again later says what it said when it was made."""

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints


def plain(value: Any) -> Any:
    """Dataclasses, tuples and times as JSON can hold them; `restored` gives them back."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def restored(kind: Any, value: Any) -> Any:
    """The value of that type which `plain` wrote down; a field that is not in the JSON keeps its default."""
    if get_origin(kind) in (Union, types.UnionType):
        return _one_of(get_args(kind), value)
    if get_origin(kind) is tuple:
        return tuple(restored(get_args(kind)[0], each) for each in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        held = {f.name: restored(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value}
        return kind(**held)  # type: ignore[operator]
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    return value


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    """None, a text, or the one other type that a union may hold."""
    if value is None or (str in kinds and isinstance(value, str)):
        return value
    return restored(next(kind for kind in kinds if kind not in (str, type(None))), value)
