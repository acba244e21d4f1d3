"""The report on a year's plan in words: its first sentence, tables for the agenda, rows of the file, the paper."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.pages import charts
from sangsaeng.pages.formats import day, percent, won
from sangsaeng.records.documents import annual_report as paper
from sangsaeng.records.documents.content import Document
from sangsaeng.support.models import Kind
from sangsaeng.support.plan import plan_rows
from sangsaeng.support.queries.annual_report import KindReport, Line, Report


def title(year: int) -> str:
    return _("%(year)d년 시행계획 추진 실적") % {"year": year}


def gist(report: Report) -> str:
    """2026년 지원사업 3개의 집행률: 기술개발 출연금 75.0 %, 융자 알 수 없음."""
    if not report.kinds:
        return _("%(year)d년에 기록된 지원사업이 없습니다.") % {"year": report.year}
    rates = [f"{each.total.name} {rate_text(each.total)}" for each in report.kinds if each.total.has_money]
    counted = _("%(year)d년 지원사업 %(n)d개를 종류별로 보고합니다.") % {
        "year": report.year,
        "n": report.programmes,
    }
    return f"{counted} {_('집행률')}: {', '.join(rates)}." if rates else counted


def rate_text(line: Line) -> str:
    if line.is_fund:
        return _("율을 내지 않음")
    return percent(line.rate) if line.rate is not None else _("알 수 없음")


def before_text(each: KindReport, report: Report) -> str:
    """The rate a year ago, or that it was not recorded."""
    if each.before is None:
        return ""
    told = {"day": day(report.before_as_of), "rate": rate_text(each.before)}
    text = _("지난해 같은 날(%(day)s) 집행률 %(rate)s") % told
    if each.change is None:
        return text
    return f"{text} ({each.change:+.1f} %p)"


def note_of(kind: Kind) -> str:
    return {
        Kind.FUND_FORMED: _(
            "배정은 조성액이고 확정·지급은 투자액입니다. 서로 다른 돈이라 율을 내지 않습니다."
        ),
        Kind.GUARANTEE_EXPOSURE: _("보증 규모이며 지출이 아닙니다."),
        Kind.LOAN: _("융자이며 갚을 돈입니다."),
    }.get(kind, "")


def _cell(amount: int | None, *, money: bool = True) -> str:
    return "–" if not money else won(amount)


def figures(report: Report) -> list[dict[str, Any]]:
    """Tables as an agenda holds them, one a kind: kinds are never added."""
    made = []
    for each in report.kinds:
        if not each.total.has_money:
            continue
        lines = [*each.lines, *([each.total] if len(each.lines) > 1 else [])]
        made.append(
            {
                "title": f"{report.year}년 {each.total.name}",
                "unit": "원",
                "columns": ["지원사업", "계획", "배정", "확정", "지급", "집행률(%)"],
                "rows": [
                    [
                        line.name if line.programme else "합계",
                        *(
                            "알 수 없음" if amount is None else f"{amount:,}"
                            for amount in (
                                line.planned_krw, line.appropriated_krw, line.committed_krw, line.paid_krw,
                            )
                        ),
                        str(line.rate) if line.rate is not None else "–",
                    ]
                    for line in lines
                ],
                "as_of": day(report.as_of),
            }
        )  # fmt: skip
    return made


def header() -> list[str]:
    return [
        _("종류"),
        _("지원사업"),
        _("계획(원)"),
        _("배정(원)"),
        _("확정(원)"),
        _("지급(원)"),
        _("집행률(%)"),
        _("상생모델 수"),
    ]


def rows(report: Report) -> list[list[Any]]:
    """The programmes, one a row; sums stand on the page, where the kinds are apart."""
    return [
        [
            str(line.kind.label),
            line.name,
            line.planned_krw,
            line.appropriated_krw,
            line.committed_krw,
            line.paid_krw,
            line.rate,
            line.models,
        ]
        for each in report.kinds
        for line in each.lines
    ]


def chart(report: Report) -> charts.Chart | None:
    """The rates of the kinds side by side: shares, not amounts, so nothing is added."""
    known = [each.total for each in report.kinds if each.total.rate is not None]
    if not known:
        return None
    return charts.Chart(
        key="rates",
        title=_("종류별 집행률"),
        spec=charts.bars(
            [charts.Bar(line.name, line.rate, accent=True) for line in known], unit="%", top=100
        ),
        alt=", ".join(f"{line.name} {percent(line.rate)}" for line in known),
        header=[_("종류"), _("집행률(%)")],
        rows=[[line.name, line.rate] for line in known],
        as_of=report.as_of,
    )


def document(report: Report) -> Document:
    """The paper, in Korean: it goes to the committee."""
    with override("ko"):
        return paper.annual_report_document(
            paper.AnnualReport(
                year=report.year,
                as_of=report.as_of,
                body="상생협의회 사무국",
                written_at=timezone.now(),
                gist=gist(report),
                kinds=tuple(_paper_kind(each, report) for each in report.kinds),
                published=tuple(_published()),
                demonstration=report.demonstration,
            )
        )


def _published() -> Any:
    for each in plan_rows():
        amount = each.amount_krw if each.amount_krw is not None else each.cap_per_model_krw
        yield paper.PublishedLine(each.name, won(amount) if amount else "공개자료 없음", each.meaning)


def _paper_kind(each: KindReport, report: Report) -> paper.PlanKind:
    return paper.PlanKind(
        name=each.total.name,
        lines=tuple(_paper_line(line) for line in each.lines),
        total=_paper_line(each.total, "합계") if len(each.lines) > 1 and each.total.has_money else None,
        before=before_text(each, report),
        note=note_of(each.kind),
        money=each.total.has_money,
    )


def _paper_line(line: Line, name: str = "") -> paper.PlanLine:
    return paper.PlanLine(
        name or line.name,
        line.planned_krw,
        line.appropriated_krw,
        line.committed_krw,
        line.paid_krw,
        "" if line.rate is None else str(line.rate),
    )
