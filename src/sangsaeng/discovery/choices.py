"""The words of discovery: what a code in the facts is called on a page, in Korean and (by catalogue) English."""

from decimal import Decimal
from functools import cache

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    MATERIAL = "material", _("소재")
    PART = "part", _("부품")
    EQUIPMENT = "equipment", _("장비")
    OTHER = "other", pgettext_lazy("kind", "기타")


class Scope(models.TextChoices):
    ITEM = "item", _("개별 품목")
    GROUP = "group", _("품목 묶음")
    STATISTIC = "statistic", _("집계 통계")


class Sector(models.TextChoices):
    """Industry fields as the programmes name them; those after `bio` appear on needs only."""

    SEMICONDUCTOR = "semiconductor", _("반도체")
    DISPLAY = "display", _("디스플레이")
    ELECTRIC_ELECTRONICS = "electric_electronics", _("전기전자")
    MACHINERY_METAL = "machinery_metal", _("기계금속")
    AUTOMOTIVE = "automotive", _("자동차")
    BASIC_CHEMICALS = "basic_chemicals", _("기초화학")
    ENVIRONMENT_ENERGY = "environment_energy", _("환경·에너지")
    BIO = "bio", _("바이오")
    COMPOSITES = "composites", _("복합소재")
    INDUSTRIAL_IOT = "industrial_iot", _("산업용 사물인터넷")
    DEFENCE = "defence", _("국방")
    CONVERGENCE_BIO = "convergence_bio", _("융복합 바이오")
    GREEN = "green", _("그린")
    GREEN_MATERIALS = "green_materials", _("친환경 소재")
    FUTURE_MOBILITY = "future_mobility", _("미래 모빌리티")
    SMART_ENGINEERING = "smart_engineering", _("스마트 엔지니어링")
    INDUSTRIAL_SAFETY = "industrial_safety", _("산업 안전")
    ICT_SOFTWARE = "ict_software", _("정보통신·소프트웨어")
    AI_CONTENT = "ai_content", _("인공지능·콘텐츠")
    IMMERSIVE_MEDIA = "immersive_media", _("실감 미디어")
    FOODTECH = "foodtech", _("푸드테크")
    SEVERAL = "several", _("여러 분야")


class Metric(models.TextChoices):
    IMPORT_SHARE = "import_share", _("수입 점유율")
    IMPORT_VALUE = "import_value", _("나라별 수입액")
    IMPORT_VALUE_TOTAL = "import_value_total", _("전체 수입액")
    IMPORT_QUANTITY = "import_quantity", _("수입량")
    PARTNER_EXPORT_VALUE = "partner_export_value", _("상대국의 한국행 수출액")
    PARTNER_EXPORT_QUANTITY = "partner_export_quantity", _("상대국의 한국행 수출량")
    PARTNER_EXPORT_SHARE = "partner_export_share_to_KR", _("상대국 수출에서 한국의 비중")
    TOP10_ORIGIN_SHARE = "top10_origin_share", _("상위 10개 수입국에서의 비중")
    SELF_SUFFICIENCY = "self_sufficiency", _("국산화율(자급률)")
    DOMESTIC_MARKET_SHARE = "domestic_market_share", _("국내 시장 점유율")
    OVERSEAS_DEPENDENCE = "overseas_dependence", _("해외 의존도")
    AGGREGATE_COUNT = "aggregate_count", _("품목 수")
    SINGLE_COUNTRY_SHARE_AVG = "single_country_share_avg", _("한 나라 의존도의 평균")


class Basis(models.TextChoices):
    VALUE = "value", _("금액 기준")
    WEIGHT = "weight", _("중량 기준")
    UNSPECIFIED = "unspecified", _("기준 미표시")


class FigureFlag(models.TextChoices):
    AS_PUBLISHED = "as_published", _("공표값")
    LOWER_BOUND = "lower_bound", _("하한")
    UPPER_BOUND = "upper_bound", _("상한")
    APPROX = "approx", _("근삿값")
    DERIVED = "derived", _("파생")


class SourceClass(models.TextChoices):
    INSTITUTION = "institution_page", _("기관 자료")
    PRESS = "press", _("언론 보도")
    REPOST = "repost_or_secondary", _("재게시·2차 자료")
    STATUTE = "statute", _("법령")


class Granularity(models.TextChoices):
    SPECIFIC = "specific", _("구체적 과제")
    FIELD = "field", _("분야만 공개")
    PROGRAMME = "program", _("사업 단위")


class DemandBasis(models.TextChoices):
    EXPLICIT = "explicit", _("출처에 이름이 있음")
    INFERRED = "inferred", _("출처 문맥에서 추정")
    CONSORTIUM = "consortium", _("여러 기업의 공동 수요")
    UNDISCLOSED = "undisclosed", _("이름 비공개")
    SURVEY = "survey", _("수요조사에 답함")
    FAIR = "fair", _("상담회에서 밝힘")


class NeedOrigin(models.TextChoices):
    """How a need came in."""

    FACTS = "facts", _("공개 자료")
    SURVEY = "survey", _("수요조사")
    POSTING = "posting", _("익명 게시")
    FAIR = "fair", pgettext_lazy("need", "상담회")


class NeedState(models.TextChoices):
    """Only a published need is seen by others than its owner and the secretariat."""

    RECEIVED = "received", pgettext_lazy("need", "접수")
    PUBLISHED = "published", pgettext_lazy("need", "게시")
    WITHDRAWN = "withdrawn", pgettext_lazy("need", "철회")


class ListedFor(models.TextChoices):
    SELECTION = "selection", _("선정 기업")
    PRESS_CASE = "press_case", _("국산화 보도")
    REGISTERED = "registered", _("스스로 등록")


class ProgrammeCode(models.TextChoices):
    GANGSO100 = "gangso100", _("소부장 강소기업 100")
    GANGSO100_PLUS = "gangso100plus", _("소부장 강소기업 100+")
    EUTTEUM = "eutteum", _("소부장 으뜸기업")
    STARTUP100 = "startup100", _("소부장 스타트업 100")
    SKHYNIX = "skhynix_partner", _("SK하이닉스 기술혁신기업")
    KHNP = "khnp_rnd", _("한국수력원자력 협력연구개발")
    SKEC = "skec_contech", _("SK건설 테크 오픈 콜라보레이션")
    SKECOPLANT = "skecoplant_contech", _("SK에코플랜트 테크 오픈 콜라보레이션")


class Outcome(models.TextChoices):
    SELECTED = "selected", _("선정")
    FINALIST = "finalist", _("최종 평가 대상")


class Relation(models.TextChoices):
    """How far a published pair went, strongest first."""

    CONTRACT = "contract", _("계약")
    DELIVERY = "delivery", _("납품")
    SUPPLY = "supply", _("공급")
    SUPPLY_PLANNED = "supply_planned", _("공급 예정")
    EVALUATION = "evaluation", _("평가")
    JOINT_DEVELOPMENT = "joint_development", _("공동개발")
    AGREEMENT = "agreement", _("협약")
    INVESTMENT = "investment", _("투자")


class Evidence(models.TextChoices):
    HIGH = "high", pgettext_lazy("evidence", "강함")
    MEDIUM = "medium", pgettext_lazy("evidence", "중간")
    LOW = "low", pgettext_lazy("evidence", "약함")


class Province(models.TextChoices):
    """The first word of a region in the facts."""

    SEOUL = "서울", _("서울특별시")
    BUSAN = "부산", _("부산광역시")
    DAEGU = "대구", _("대구광역시")
    INCHEON = "인천", _("인천광역시")
    GWANGJU = "광주", _("광주광역시")
    DAEJEON = "대전", _("대전광역시")
    ULSAN = "울산", _("울산광역시")
    SEJONG = "세종", _("세종특별자치시")
    GYEONGGI = "경기", _("경기도")
    GANGWON = "강원", _("강원특별자치도")
    CHUNGBUK = "충북", _("충청북도")
    CHUNGNAM = "충남", _("충청남도")
    JEONBUK = "전북", _("전북특별자치도")
    JEONNAM = "전남", _("전라남도")
    GYEONGBUK = "경북", _("경상북도")
    GYEONGNAM = "경남", _("경상남도")
    JEJU = "제주", _("제주특별자치도")


def label(choices: type[models.TextChoices], code: str) -> str:
    """The word for a code in the language of the page; a code that is not listed is shown as it is."""
    return str(choices(code).label) if code in choices.values else code


@cache
def _country(code: str, language: str) -> str:
    from sangsaeng.analysis.published import country_name

    if (name := country_name(code, language)) != code:
        return name.removeprefix("the ")  # names stand alone here: in cells, labels and lists
    import pycountry
    from babel import Locale

    found = pycountry.countries.get(alpha_3=code)
    if found is None:
        return code
    return str(Locale.parse(language).territories.get(found.alpha_2, code))


def country(code: str) -> str:
    """The name of an ISO 3166 alpha-3 code in the page's language; another code is shown as it is."""
    if not code:
        return ""
    return _country(code, "en" if (get_language() or "ko").startswith("en") else "ko")


def in_english() -> bool:
    """Whether the page is in English (else Korean)."""
    return (get_language() or "ko").startswith("en")


def pick(korean: str, english: str) -> str:
    """The text in the page's language, or the other where there is only that."""
    return (english or korean) if in_english() else (korean or english)


def plain(value: Decimal | None) -> str:
    """A figure as printed, with commas and without trailing zeros: 83.4, 64,790,000; a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def span(low: Decimal | None, high: Decimal | None) -> str:
    """One figure, or the range between two."""
    return plain(high) if low is None or low == high else f"{plain(low)}–{plain(high)}"


def hs(code: str) -> str:
    """An HS number as it is written: 281111 → 2811.11, 2811111000 → 2811.11-1000."""
    if len(code) <= 4:
        return code
    return f"{code[:4]}.{code[4:6]}" + (f"-{code[6:]}" if len(code) > 6 else "")
