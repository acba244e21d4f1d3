"""The papers of a selection, from what is recorded; written in Korean."""

from datetime import datetime

from django.utils.translation import override

from sangsaeng.records.documents.content import Document
from sangsaeng.records.documents.selection_result import (
    SelectionResult,
    StageLine,
    selection_result_document,
)
from sangsaeng.support.queries.selection_pages import ResultView, StageView
from sangsaeng.support.selection_reasons import points

ISSUED_AS = "중소벤처기업부"
OBJECTION = (
    "점수는 평가위원이 매기고 결과는 담당자가 확정했습니다. 순위는 매긴 점수를 정해진 식으로 계산한 것입니다.",
    "행정청의 자동적 처분이 아니며, 개인정보 보호법 제37조의2는 자동적 처분에도 적용되지 않습니다.",
    "점수나 이유에 대한 설명은 ‘결과’ 화면의 ‘설명 요청하기’에서 요청할 수 있습니다.",
)


def notice_document(view: ResultView, *, written_at: datetime) -> Document:
    """평가 결과 통지서 of one application that was told."""
    application = view.application
    if application.told_at is None:
        raise ValueError("a result is told before its notice is made")
    with override("ko"):
        return selection_result_document(
            SelectionResult(
                round_title=view.round.title,
                code=application.code,
                firm=application.firm_name,
                result=application.get_state_display(),
                reason=application.reason,
                told_at=application.told_at,
                written_at=written_at,
                issued_as=ISSUED_AS,
                stages=tuple(_line(each) for each in view.stages),
                objection=OBJECTION,
                final_score=points(application.final_score) if application.final_rank else "",
                final_rank=f"{application.final_rank}위 / {view.finalists}건"
                if application.final_rank
                else "",
                demonstration=application.demonstration,
            )
        )


def _line(view: StageView) -> StageLine:
    return StageLine(
        name=str(view.stage.get_kind_display()),
        ranked_by=str(view.stage.get_ranked_by_display()),
        raw=points(view.raw),
        adjusted=points(view.adjusted),
        rank=f"{view.rank}위 / {view.of}건",
        cut=points(view.cut),
        criteria=tuple((c.label, str(c.weight), points(mean)) for c, mean in view.criteria),
        comments=tuple(view.comments),
    )
