"""Matching in use, in words: judgements as a list, learnings, weights, what was measured, a firm found by a text."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext

from sangsaeng.discovery import explaining, tables
from sangsaeng.discovery.choices import pick
from sangsaeng.discovery.completeness import BONUS
from sangsaeng.discovery.models import Firm, Match, MatchFeedback, MatchLearning
from sangsaeng.discovery.models.feedback import AGAINST
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, demo_mark

__all__ = ["AGAINST"]
VERDICT_CHIP = {
    "fits": "approved",
    "can": "approved",
    "unfit": "not-adopted",
    "cannot": "not-adopted",
    "uninterested": "flag-unknown",
}


def consequences() -> list[str]:
    """What follows from a judgement, said before it is given."""
    return [
        _("같은 쪽과 사무국만 봅니다. 상대편, 경쟁 기업, 공개 화면에는 나오지 않습니다."),
        _(
            "맞지 않음, 할 수 없음, 관심 없음이면 이 수요의 후보에서 이 기업을 뺍니다. 철회하면 다시 나올 수 있습니다."
        ),
        _("맞고 맞지 않은 의견이 모이면 다음 학습에서 점수의 무게를 고치는 데 씁니다."),
    ]


def verdict_chip(row: MatchFeedback) -> SafeString:
    return tables.in_cell(chip(VERDICT_CHIP[row.verdict], row.get_verdict_display()))


def _acts(row: MatchFeedback) -> SafeString:
    if row.withdrawn_at is not None:
        return format_html('<span class="note">{}</span>', _("철회"))
    edit = reverse("discovery:judge", args=[row.need.code, row.firm.code])
    links = [
        (f"{edit}?side={row.side}", _("고치기")),
        (reverse("discovery:withdraw_feedback", args=[row.pk]), pgettext("act", "철회")),
    ]
    return format_html_join(" · ", '<a href="{}">{}</a>', links)


def _need_cell(row: MatchFeedback) -> SafeString:
    name = in_korean(row.need.title)
    if row.need.state == "published" and not row.need.anonymous:
        name = format_html('<a href="{}">{}</a>', reverse("discovery:need", args=[row.need.code]), name)
    return format_html("{} {}", name, demo_mark()) if row.demonstration else format_html("{}", name)


def _firm_cell(row: MatchFeedback) -> SafeString:
    name = in_korean(row.firm.organisation.name)
    if not row.firm.is_shown:
        return format_html("{}", name)
    return format_html('<a href="{}">{}</a>', reverse("discovery:firm", args=[row.firm.code]), name)


def feedback_listing() -> Listing:
    """Judgements, newest first; standing ones can be changed and withdrawn."""
    return Listing(
        name="feedback",
        columns=(
            Column("need", pgettext("page", "수요"), lambda r: r.need.title, html=_need_cell, width=22),
            Column("firm", _l("기업"), lambda r: r.firm.organisation.name, html=_firm_cell, width=14),
            Column("side", _l("쪽"), lambda r: r.get_side_display(), sort=("side",), width=9, main=False),
            Column(
                "verdict",
                _l("판단"),
                lambda r: r.get_verdict_display(),
                html=verdict_chip,
                sort=("verdict",),
                width=12,
            ),
            Column("reason", _l("이유"), lambda r: r.get_reason_display(), sort=("reason",), width=17),
            Column("note", _l("덧붙일 말"), lambda r: r.note, width=14, main=False, lang="ko"),
            Column(
                "at",
                _l("적은 때"),
                lambda r: r.changed_at or r.at,
                sort=("at",),
                width=10,
                main=False,
            ),
            Column("acts", _l("할 일"), lambda r: "", html=_acts, width=10),
        ),
        filters=(
            Filter("side", _l("쪽"), lambda: MatchFeedback.Side.choices, lambda v: Q(side=v)),
            Filter("verdict", _l("판단"), lambda: MatchFeedback.Verdict.choices, lambda v: Q(verdict=v)),
            Filter(
                "standing",
                _l("상태"),
                lambda: [("yes", pgettext("feedback", "남아 있음")), ("no", pgettext("feedback", "철회"))],
                lambda v: Q(withdrawn_at__isnull=v == "yes"),
            ),
        ),
        search=("need__title", "firm__organisation__name", "note"),
        search_label=_l("수요, 기업, 덧붙일 말"),
        order="-at",
        empty=_l("아직 적은 의견이 없습니다. 수요의 후보를 열고 ‘의견 남기기’를 누르면 여기에 모입니다."),
    )


def learning_line(row: MatchLearning) -> dict[str, Any]:
    """One learning as the page tells it: multipliers and held-out figures in the unit shown."""
    return {
        "row": row,
        "multipliers": [
            (explaining.part_text(name), f"{value:.2f}") for name, value in sorted(row.multipliers.items())
        ],
        "before": _held(row.before),
        "after": _held(row.after),
        "may_use": row.enough and row.better and not row.in_force,
    }


def _held(told: dict[str, float] | None) -> dict[str, str] | None:
    return {"loss": f"{told['loss']:.3f}", "ordered": f"{100 * told['ordered']:.1f}"} if told else None


def weights(learning: MatchLearning | None) -> list[tuple[str, str]]:
    """Every number of ours that moves a ranking, with what it does."""
    from sangsaeng.analysis.matching import exposure

    lines = [
        (_("수요의 내용에만 나온 말"), _("제목의 말보다 적게 셉니다(0.3배).")),
        (_("용도를 나타내는 말"), _("절반으로 셉니다(0.5배).")),
        (_("두 글자 조각과 흔한 말"), _("절반으로 셉니다(0.5배).")),
        (
            _("채운 역량 프로필"),
            _("기업 자신의 점수에 많아야 %(p)s %%를 더합니다.") % {"p": f"{100 * BONUS:g}"},
        ),
        (
            _("노출을 고르게 하기"),
            _("점수 차 %(p)s %% 안에서만 자리를 바꿉니다.")
            % {"p": f"{100 * exposure.parameters().tolerance:g}"},
        ),
    ]
    if learning is None:
        lines.append((_("의견에서 배운 무게"), _("아직 쓰지 않습니다.")))
    else:
        told = ", ".join(
            f"{explaining.part_text(k)} ×{v:.2f}" for k, v in sorted(learning.multipliers.items())
        )
        lines.append((_("의견에서 배운 무게"), told))
    return lines


@lru_cache(maxsize=1)
def _measured() -> dict[str, Any]:
    import yaml

    path = Path(__file__).parent / "data" / "matching_measured.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def measured() -> dict[str, Any]:
    """What the bench found, with its date, in the language of the page."""
    told = _measured()
    rows = [
        {
            "task": pick(row["task_ko"], row["task_en"]),
            "note": pick(row["note_ko"], row["note_en"]),
            "metric": row["metric"],
            "value": row["value"],
            "plain": row.get("plain", ""),
        }
        for row in told["rows"]
    ]
    return {"date": told["date"], "rows": rows}


def found_line(told: dict[str, Any], firm: Firm) -> dict[str, Any]:
    """A firm found by a text: its band, the words that answer the text, the codes; made as a match would be told."""
    match = Match(firm=firm, rank=told["rank"], score=told["score"], band=told["band"], explanation=told)
    return {
        "firm": firm,
        "rank": told["rank"],
        "band": match.band_kind,
        "band_text": match.get_band_display(),
        "words": explaining.matched_words(match, number=6),
        "codes": explaining.code_lines(match)[:2],
        "reasons": explaining.band_reasons(match),
        "products": explaining.marked(firm.products, explaining.firm_words(match)),
        "check": tables.check_chip(firm),
        "url": reverse("discovery:firm", args=[firm.code]),
    }
