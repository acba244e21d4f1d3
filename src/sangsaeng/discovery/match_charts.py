"""The pictures of matching: what a score is the sum of, and what spreading exposure costs and gives."""

from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.discovery import explaining
from sangsaeng.discovery.charts import mark
from sangsaeng.discovery.choices import in_english
from sangsaeng.discovery.models import Match, Ranking
from sangsaeng.pages import charts

#: How many bars show what a score is the sum of; the rest is one bar more.
BARS = 7


def parts(match: Match) -> charts.Chart | None:
    """What the score is the sum of, as bars in per cent of it; the table has every line and the sum."""
    lines = explaining.sum_lines(match)
    if not lines or match.score <= 0:
        return None
    shown, rest = lines[:BARS], lines[BARS:]
    # The words are Korean: an English drawing, which cannot mark them so, numbers them as its table does.
    names = [mark(n) if in_english() else _name(line) for n, line in enumerate(lines, 1)]
    bars = [
        charts.Bar(name, round(line["share"], 1), note=line["kind"])
        for name, line in zip(names, shown, strict=False)
    ]
    if rest:
        share = round(sum(line["share"] for line in rest), 1)
        bars.append(charts.Bar(_("그 밖의 %(n)d개") % {"n": len(rest)}, share))
    rows: list[list[Any]] = [
        [
            f"{mark(number)} {line['kind']}",
            line["need"] or line["label"],
            line["firm"],
            "" if line["exact"] else _("글자 일부만 같음"),
            round(line["value"], 4),
            round(line["share"], 1),
        ]
        for number, line in enumerate(lines, 1)
    ]
    rows.append([_("합계"), "", "", "", round(match.score, 4), 100.0])
    return charts.Chart(
        key="parts",
        spec=charts.bars(bars, unit="%"),
        alt=_("점수에서 가장 큰 부분은 %(share)s %%인 ‘%(label)s’입니다.")
        % {"share": f"{lines[0]['share']:.0f}", "label": names[0]},
        header=[_("부분"), _("수요의 말"), _("기업의 말"), _("겹친 방식"), _("점수"), _("비중 (%)")],
        rows=rows,
        title=_("점수를 이루는 것"),
    )


def legend(match: Match) -> list[tuple[str, str]]:
    """What the numbers of the English drawing stand for; nothing on a Korean page, whose bars bear the words."""
    if not in_english() or match.score <= 0:
        return []
    shown = enumerate(explaining.sum_lines(match)[:BARS], 1)
    return [(mark(n), _name(line)) for n, line in shown if line["need"] or line["firm"]]


def _name(line: dict[str, Any]) -> str:
    """What a bar is called: the need's word, and the first word of the firm where that is another."""
    firm = line["firm"].split(", ")[0]
    if line["label"] != line["need"] or not firm or firm == line["need"]:
        return str(line["label"])
    return f"{line['need']} → {firm}"


def exposure(ranking: Ranking, *, tolerance: float) -> charts.Chart | None:
    """At several settings: what the ten most seen firms take of all exposure, and how much of the score is kept."""
    settings = ranking.counts.get("exposure") or []
    if not settings:
        return None
    bars = [
        charts.Bar(
            setting_text(each["tolerance"], now=each["tolerance"] == tolerance),
            round(100 * each["top_share"], 1),
            note=_("점수 %(kept)s %% 유지") % {"kept": f"{100 * each['kept']:.2f}"},
            accent=each["tolerance"] == tolerance,
        )
        for each in settings
    ]
    now = next((each for each in settings if each["tolerance"] == tolerance), settings[0])
    plain = settings[0]
    values = {
        "before": f"{100 * plain['top_share']:.1f}",
        "after": f"{100 * now['top_share']:.1f}",
        "kept": f"{100 * now['kept']:.2f}",
    }
    return charts.Chart(
        key="exposure",
        title=_("가장 많이 보인 10곳이 차지한 몫"),
        spec=charts.bars(bars, unit="%"),
        alt=_(
            "펼치지 않으면 가장 많이 보인 10곳이 %(before)s %%를 차지하고, 지금 설정에서는 %(after)s %%를 차지하며 점수의 %(kept)s %%를 지킵니다."
        )
        % values,
        header=[
            _("허용하는 점수 차 (%)"),
            _("지킨 점수, 평균 (%)"),
            _("지킨 점수, 가장 낮은 수요 (%)"),
            _("상위 10곳의 몫 (%)"),
            _("지니 계수"),
            _("바뀐 자리"),
            _("한 번이라도 보인 기업"),
        ],
        rows=[
            [
                round(100 * each["tolerance"], 1),
                round(100 * each["kept"], 3),
                round(100 * each["worst"], 2),
                round(100 * each["top_share"], 1),
                round(each["gini"], 4),
                each["moved"],
                each["seen"],
            ]
            for each in settings
        ],
        as_of=ranking.at.date(),
        note=_("보인 정도는 앞자리일수록 크게 셉니다. 설정은 우리가 정했고 공식 기준이 아닙니다."),
    )


def setting_text(tolerance: float, *, now: bool) -> str:
    if tolerance == 0:
        return _("펼치지 않음")
    text = _("점수 차 %(t)s %%까지") % {"t": f"{100 * tolerance:g}"}
    return f"{text} ({_('지금')})" if now else text
