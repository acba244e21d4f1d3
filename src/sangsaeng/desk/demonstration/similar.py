"""The demonstration's two plans with the same passage: what the secretariat sees when it screens the one handed in later."""

from sangsaeng.parties.models import User
from sangsaeng.proposals import actions as proposals
from sangsaeng.proposals.models import WinWinModel

# The later plan carries the passage over with a few words changed and one sentence of its own in between.
EARLIER = (
    "수요기업의 시험 라인에 시제품을 넣어 치수와 수명을 분기마다 재고, 기준에 못 미치면 공급기업이 한 달 안에 원인과 고친 내용을 "
    "알립니다. 같은 라인에서 다섯 로트를 이어 시험해 편차를 확인한 뒤 양산 승인을 받으며, 승인 뒤 첫 해 물량은 두 기업이 미리 정합니다."
)
LATER = (
    "수요기업의 검사 라인에 시제품을 넣어 치수와 수명을 분기마다 재고, 기준에 못 미치면 공급기업이 두 달 안에 원인과 고친 내용을 "
    "알립니다. 전극의 접촉 저항은 따로 잽니다. 같은 라인에서 다섯 로트를 이어 시험해 편차를 확인한 뒤 양산 승인을 받으며, "
    "첫 해 물량은 두 기업이 미리 정합니다."
)
# What each says of its own, so that the passage is a part of the plan and not most of it.
OWN = {
    "separator": (
        "코팅 폭 600 mm에 분당 30 m를 목표로 하고 도막 두께의 편차를 2 % 아래로 줄입니다. 건조로는 구간마다 온도를 따로 조절하며, "
        "휘발한 용제는 모아서 다시 씁니다. 설비의 진동과 필름의 장력을 함께 재어 이음매를 미리 찾습니다."
    ),
    "probe": (
        "접촉 간격 40 µm에 침 4만 개를 한 번에 세우는 배열 공정을 만들고, 백만 번 눌러도 저항이 10 % 넘게 늘지 않는지 봅니다. "
        "세라믹 기판이 휜 정도를 레이저로 재어 바로잡고, 교체 주기를 예측하는 프로그램을 붙입니다."
    ),
}
PASSAGES = {"separator": EARLIER, "probe": LATER}


def carry_over(*, people: dict[str, User], models: dict[str, WinWinModel]) -> None:
    """Write the passage into both plans while they are drafts; call it before any model is handed in.

    The comparison itself is made by the submission, once the demonstration is kept.
    """
    for key, passage in PASSAGES.items():
        model = models[key]
        models[key] = proposals.save_draft(
            actor=people["demand"],
            model=model,
            plan_development=f"{model.plan_development} {OWN[key]} {passage}",
        )
