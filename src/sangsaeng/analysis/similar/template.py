"""Text that belongs to the form or to the law and says nothing of who wrote it."""

#: The headings of the competitiveness plan (경쟁력강화 계획서, 소부장특별법 §49②) and the law's own phrases.
TEMPLATE = (
    "품목별 목표",
    "기업 간 협력 내용",
    "기술개발·시험평가·실증·생산·투자 계획",
    "기술개발, 시험평가, 실증, 생산 및 투자 계획",
    "필요한 지원과 규제 개선",
    "경쟁력강화 계획서",
    "소재·부품·장비산업 경쟁력 강화 및 공급망 안정화를 위한 특별조치법",
    "소재·부품·장비산업 경쟁력강화를 위한 특별조치법",
    "대·중소기업 상생협력 촉진에 관한 법률",
    "소재·부품·장비 경쟁력강화위원회",
    "소재·부품·장비 상생협의회",
    "상생협의회 및 경쟁력강화위원회",
    "수요기업과 공급기업 간 협력모델",
)
