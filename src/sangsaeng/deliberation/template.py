"""The rule that a body starts with, read from data: the committee's statutory one; pure, no database."""

from functools import cache
from importlib.resources import files
from typing import Any

from sangsaeng import facts


@cache
def template_rule() -> dict[str, Any]:
    """The committee's statutory rule as shipped in `data/committee_rule.yaml`."""
    import yaml

    text = files("sangsaeng.deliberation").joinpath("data/committee_rule.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _law(key: str | None) -> int | None:
    """The number that the law sets under this key; None where it sets none."""
    value = facts.statutory_rule(key).value if key else None
    return None if value is None else int(value)


def most_members(kind: str) -> int | None:
    """How many members the law lets such a body have; None where it does not say.

    >>> most_members("council"), most_members("committee"), most_members("sub_council")
    (25, 30, None)
    """
    return _law(template_rule()["kinds"][kind]["most_members"])


def chair_by(kind: str) -> str:
    """How the law lets such a body come by its chair: elected, ex_officio, or empty where it does not say.

    >>> chair_by("council"), chair_by("committee")
    ('elected', 'ex_officio')
    """
    return str(template_rule()["kinds"][kind]["chair_by"] or "")


def basis(kind: str) -> str:
    """The provision under which the members of such a body are appointed, the Act by its whole name.

    >>> basis("council").endswith("위한 특별조치법 시행령 제14조")
    True
    """
    return _whole(facts.statutory_rule(template_rule()["kinds"][kind]["basis"]).basis_ko or "")


def _whole(provision: str) -> str:
    return provision.replace("특별조치법", template_rule()["act"], 1)


def secrecy_basis(kind: str) -> str:
    """The provision that binds the members of such a body to secrecy; empty where the law does not name them."""
    return _whole(template_rule()["kinds"][kind]["secrecy_basis"] or "")


def first_version(kind: str) -> dict[str, Any]:
    """The fields of the first version of the bylaws of such a body."""
    rule, own = template_rule(), template_rule()["kinds"][kind]
    fractions = {
        f"{name}_{part}": rule[name][part]
        for name in ("quorum", "majority")
        for part in ("numerator", "denominator", "more_than", "base")
    }
    plain = ("version", "effective", "tie_rule", "method", "written_allowed", "written_days")
    texts = ("delegation_hops", "legal_basis", "legal_basis_en", "source_url")
    return (
        fractions
        | {name: rule[name] for name in plain + texts}
        | {name: _law(key) for name, key in rule["law"].items()}
        | {
            "most_members": _law(own["most_members"]),
            "term_years": _law(own["term_years"]),
            "secrecy": own["secrecy"],
            "ours": rule["ours"] + own["ours"],
            "is_template": own["template"],
        }
    )
