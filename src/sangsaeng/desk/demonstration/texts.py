"""What the demonstration says: invented plans, sums and remarks on published items."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Plan:
    """One demonstration model: what it is about and how far it goes (`until`)."""

    key: str
    title: str
    sector: str
    until: str
    need: str = ""
    item: str = ""
    item_text: str = ""
    supplier: str = "demo-b"
    origin: str = "company"
    note: str = ""
    recused: str = ""
    against: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    support: dict[str, tuple[int | None, str]] = field(default_factory=dict)
    commitments: dict[str, int | None] = field(default_factory=dict)


def _texts(what: str, target: str, how: str, line: str) -> dict[str, str]:
    return {
        "plan_targets": f"{what}의 국내 조달 비율을 {target} 올립니다.",
        "plan_cooperation": f"수요기업은 규격을 알려 주고 {line} 기회를 주며, 성능이 맞으면 구매합니다. 공급기업은 개발과 생산을 맡습니다.",
        "plan_development": f"1년차에 {how}, 2년차에 시험평가와 실증, 3년차에 양산 설비를 갖춥니다.",
        "plan_support": "기술개발 자금, 설비 투자를 위한 정책금융, 인허가 처리 기간의 개선이 필요합니다.",
        "expected_effects": "국산화, 공급기업의 기술력, 수요기업의 안정된 공급, 가격 경쟁력을 기대합니다.",
    }


def _support(technology: int | None, loan: int, regulation: str) -> dict[str, tuple[int | None, str]]:
    asked: dict[str, tuple[int | None, str]] = {
        "technology": (technology, "공정 개발과 시험평가 비용"),
        "finance": (loan, "양산 설비 투자 자금"),
    }
    if regulation:
        asked["regulation"] = (None, regulation)
    return asked


MODELS = (
    Plan(
        key="story",
        title="디스플레이용 노광기 핵심 모듈",
        sector="display",
        until="supported",
        need="N094",
        origin="need",
        recused="시연 위원 5",
        against=("시연 위원 6",),
        texts=_texts(
            "디스플레이용 노광기 모듈", "5년 안에 20%까지", "광학 모듈 시제품을 만들고", "평가 라인"
        ),
        support=_support(1_500_000_000, 3_000_000_000, "시험 설비 인허가 처리 기간 단축"),
        commitments={"demo-rnd": 1_500_000_000, "demo-loan": 2_000_000_000, "demo-regulation": None},
    ),
    Plan(
        key="magnet",
        title="구동모터용 희토류 영구자석",
        sector="automotive",
        until="approved",
        need="N017",
        supplier="demo-d",
        origin="need",
        texts=_texts("구동모터용 영구자석", "4년 안에 30%까지", "저희토류 조성을 개발하고", "모터 실증 시험"),
        support=_support(1_800_000_000, 5_000_000_000, ""),
    ),
    Plan(
        key="neon",
        title="노광 공정용 네온 회수·재이용",
        sector="semiconductor",
        until="committee",
        need="N106",
        supplier="demo-e",
        origin="need",
        texts=_texts("노광 공정용 네온", "3년 안에 40%까지", "회수·정제 공정을 개발하고", "생산 라인 시험"),
        support=_support(1_400_000_000, 4_000_000_000, "고압가스 설비 변경허가 처리 기간 단축"),
    ),
    Plan(
        key="pouch",
        title="이차전지 파우치 필름",
        sector="electric_electronics",
        until="recommended",
        need="N018",
        supplier="demo-d",
        origin="need",
        texts=_texts("이차전지 파우치 필름", "3년 안에 50%까지", "고성형 필름을 개발하고", "전지 조립 시험"),
        support=_support(1_200_000_000, 2_500_000_000, ""),
    ),
    Plan(
        key="gasket",
        title="수소 충전소용 고압 밸브 씰",
        sector="machinery_metal",
        until="committee_returned",
        item_text="수소 충전소용 고압 밸브 씰",
        supplier="demo-e",
        origin="association",
        note="연도별 구매 물량과 시험 기준을 밝혀 주세요.",
        texts=_texts("고압 밸브 씰", "3년 안에 40%까지", "내수소 소재를 개발하고", "충전소 실증"),
        support=_support(700_000_000, 1_000_000_000, "고압 용기 부품 검사 기간 단축"),
    ),
    Plan(
        key="turbine",
        title="가스터빈 1단 노즐",
        sector="machinery_metal",
        until="not_recommended",
        need="N085",
        supplier="demo-e",
        origin="agency",
        note="수요기업의 구매 조건이 정해지지 않았습니다.",
        against=("시연 위원 2", "시연 위원 3", "시연 위원 4", "시연 위원 5", "시연 위원 6"),
        texts=_texts("가스터빈 노즐", "5년 안에 10%까지", "정밀주조 시제품을 만들고", "발전소 실증"),
        support=_support(1_000_000_000, 2_000_000_000, ""),
    ),
    Plan(
        key="resist",
        title="반도체용 포토레지스트 원료",
        sector="semiconductor",
        until="on_agenda",
        item="pr",
        texts=_texts("포토레지스트 원료", "4년 안에 30%까지", "합성·정제 공정을 개발하고", "노광 평가"),
        support=_support(1_700_000_000, 3_500_000_000, "소량 시약 등록 확인 기간 단축"),
    ),
    Plan(
        key="separator",
        title="이차전지 파우치 복합코팅장비",
        sector="electric_electronics",
        until="on_agenda",
        need="N014",
        supplier="demo-d",
        origin="need",
        texts=_texts("복합코팅장비", "3년 안에 50%까지", "코팅 장비를 설계하고", "생산 라인 시험"),
        support=_support(900_000_000, 1_500_000_000, ""),
    ),
    Plan(
        key="probe",
        title="반도체 검사용 프로브카드",
        sector="semiconductor",
        until="submitted",
        need="N101",
        supplier="demo-e",
        origin="association",
        texts=_texts("프로브카드", "3년 안에 40%까지", "미세 전극을 개발하고", "검사 라인 시험"),
        support=_support(1_100_000_000, 1_000_000_000, ""),
    ),
    Plan(
        key="bearing",
        title="철도차량용 차축베어링",
        sector="machinery_metal",
        until="returned",
        need="N070",
        supplier="demo-e",
        origin="agency",
        note="시험평가 일정과 구매 조건을 더 적어 주세요.",
        texts=_texts("차축베어링", "5년 안에 30%까지", "소재와 열처리를 개발하고", "운행 실증"),
        support=_support(800_000_000, 1_000_000_000, ""),
    ),
    Plan(
        key="draft",
        title="LNG선 증발가스 압축기 부품",
        sector="machinery_metal",
        until="draft",
        need="N108",
        origin="need",
        texts={"plan_targets": "증발가스 압축기 핵심 부품의 국내 조달 비율을 3년 안에 30%까지 올립니다."},
    ),
)

PROGRAMMES: tuple[dict[str, Any], ...] = (
    {
        "code": "demo-rnd",
        "name_ko": "시연 정책지정과제",
        "name_en": "Demonstration designated R&D",
        "kind": "grant",
        "owner": "시연 지원기관",
        "budget_krw": 10_000_000_000,
        "cap_per_model_krw": 2_000_000_000,
        "needs_approval": True,
        "legal_basis": "시연 근거(효력 없음)",
        "conditions_ko": "위원회 승인 뒤에만 확정합니다. 모델마다 20억 원까지입니다.",
        "conditions_en": "Only after the committee's approval; up to KRW 2bn a model.",
    },
    {
        "code": "demo-loan",
        "name_ko": "시연 정책자금",
        "name_en": "Demonstration policy loans",
        "kind": "loan",
        "owner": "시연 지원기관",
        "budget_krw": 20_000_000_000,
        "cap_per_model_krw": 5_000_000_000,
        "needs_approval": True,
    },
    {
        "code": "demo-guarantee",
        "name_ko": "시연 특례보증",
        "name_en": "Demonstration special guarantee",
        "kind": "guarantee_exposure",
        "owner": "시연 지원기관",
        "budget_krw": 30_000_000_000,
        "cap_per_model_krw": 3_000_000_000,
        "needs_approval": True,
    },
    {
        "code": "demo-regulation",
        "name_ko": "시연 규제 개선 요청",
        "name_en": "Demonstration regulatory improvement",
        "kind": "regulation",
        "owner": "시연 부처",
        "needs_approval": True,
    },
    {
        "code": "demo-purchase",
        "name_ko": "시연 구매조건부 기술개발",
        "name_en": "Demonstration purchase-conditional development",
        "kind": "purchase_conditional",
        "owner": "시연 지원기관",
        "budget_krw": 5_000_000_000,
        "cap_per_model_krw": 500_000_000,
        "ratio_pct": 75,
        "needs_approval": True,
        "conditions_ko": "수요기업의 구매동의서가 있어야 합니다.",
        "conditions_en": "Only with the buyer's written consent to purchase.",
    },
    {
        "code": "demo-test",
        "name_ko": "시연 양산성능평가",
        "name_en": "Demonstration mass-production test",
        "kind": "mass_production_test",
        "owner": "시연 지원기관",
        "budget_krw": 3_000_000_000,
        "cap_per_firm_krw": 300_000_000,
        "for_firms": True,
        "needs_approval": True,
    },
    {
        "code": "demo-fund",
        "name_ko": "시연 전용펀드",
        "name_en": "Demonstration fund",
        "kind": "fund_formed",
        "owner": "시연 지원기관",
        "budget_krw": 50_000_000_000,
        "needs_approval": True,
    },
)

REMARKS = {
    "story": (
        "시연 위원 2: 국산 모듈의 성능을 어떻게 재는지 물었습니다.\n"
        "시연 수요기업 A: 평가 라인에서 같은 기판으로 잰다고 답했습니다.\n"
        "시연 위원 6: 구매 물량이 적다는 의견을 냈습니다."
    ),
    "magnet": "시연 위원 3: 원료의 공급선을 함께 적어야 한다고 했습니다.",
    "neon": "시연 위원 1: 회수율을 어떻게 재는지 물었습니다.",
    "pouch": (
        "시연 위원장: 구매 조건이 분명하다고 했습니다.\n"
        "시연 위원 4: 공급기업에서 두 해 전까지 일했으므로 물러나겠다고 했습니다."
    ),
    "turbine": "시연 위원 2: 구매 조건이 정해지지 않았다고 했습니다.\n시연 위원 3: 같은 의견이라고 했습니다.",
    "on_agenda": "시연 위원 2: 양산 시점을 앞당길 수 있는지 물었습니다.",
}
