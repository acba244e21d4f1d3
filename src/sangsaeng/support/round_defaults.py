"""What a new round begins with, until the secretariat writes something else. Ours, and said to be ours."""

from typing import Any

from sangsaeng.support.models import Round, Stage

# Of the places of the final: how many times as many go on after each stage. The published rounds went 223, 75, 46 and
# 170, 60, 20; no rule behind these numbers is public.
TIMES = {Round.Programme.GANGSO: (5, 2), Round.Programme.STARTUP: (8, 3)}
SHARES = (20, 40, 40)


def stages(programme: str, places: int) -> list[dict[str, Any]]:
    """Paper, in depth, public final, as `make_round` takes them."""
    paper, depth = TIMES[Round.Programme(programme)]
    ways = ((Stage.Kind.PAPER, paper * places), (Stage.Kind.DEPTH, depth * places), (Stage.Kind.FINAL, None))
    return [
        {"kind": kind.value, "advance": advance, "least": None, "share": share}
        for (kind, advance), share in zip(ways, SHARES, strict=True)
    ]
