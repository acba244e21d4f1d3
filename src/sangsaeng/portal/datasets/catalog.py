"""The catalogue of the open data in DCAT 2 (and DCAT-AP's terms), as JSON-LD."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from sangsaeng.portal.datasets.declared import COMPILED, Dataset, all_datasets
from sangsaeng.portal.datasets.files import FORMATS, content

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
KOREA = "http://publications.europa.eu/resource/authority/country/KOR"
LANGUAGES = [f"http://publications.europa.eu/resource/authority/language/{code}" for code in ("KOR", "ENG")]
PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
OFFERED = COMPILED  # the day this catalogue was first offered


def address(base: str, name: str, *args: Any) -> str:
    """The whole address of a page of ours, in Korean, which is the address of the thing itself."""
    with override("ko"):
        return base + reverse(name, args=args)


def _both(korean: str, other: str) -> list[dict[str, str]]:
    return [{"@language": "ko", "@value": korean}, {"@language": "en", "@value": other}]


def _date(text: str) -> dict[str, str]:
    return {"@type": "xsd:gYearMonth" if len(text) == len("2026-11") else "xsd:date", "@value": text}


def _publisher(base: str) -> dict[str, Any]:
    return {
        "@id": f"{base}/#publisher",
        "@type": "foaf:Agent",
        "foaf:name": _both(*settings.DATA_PUBLISHER),
    }


def _distribution(base: str, dataset: Dataset, format: str) -> dict[str, Any]:
    file = address(base, "portal:dataset_file", dataset.key, format)
    return {
        "@id": file,
        "@type": "dcat:Distribution",
        "dct:title": _both(
            f"{dataset.title_ko} ({format.upper()})", f"{dataset.title_en} ({format.upper()})"
        ),
        "dcat:accessURL": {"@id": address(base, "portal:dataset", dataset.key)},
        "dcat:downloadURL": {"@id": file},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{FORMATS[format].split(';')[0]}"
        },
        "dct:license": {"@id": settings.DATA_LICENCE},
        "dct:conformsTo": {"@id": address(base, "portal:dataset_schema", dataset.key)},
    }


def _dataset(base: str, dataset: Dataset) -> dict[str, Any]:
    changed = content(dataset, demonstration=False, base=base).changed
    page = address(base, "portal:dataset", dataset.key)
    described: dict[str, Any] = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.key,
        "dct:title": _both(dataset.title_ko, dataset.title_en),
        "dct:description": _both(dataset.about_ko, dataset.about_en),
        "dcat:keyword": [
            {"@language": language, "@value": word}
            for language, words in (("ko", dataset.keywords_ko), ("en", dataset.keywords_en))
            for word in words
        ],
        "dct:publisher": {"@id": f"{base}/#publisher"},
        "dct:license": {"@id": settings.DATA_LICENCE},
        "dct:accessRights": {"@id": PUBLIC},
        "dct:language": [{"@id": each} for each in LANGUAGES],
        "dct:spatial": {"@id": KOREA},
        "dct:issued": _date(OFFERED.isoformat()),
        "dcat:landingPage": {"@id": page},
        "dct:conformsTo": {"@id": address(base, "portal:dataset_schema", dataset.key)},
        "dcat:distribution": [_distribution(base, dataset, each) for each in FORMATS],
    }
    if changed:
        described["dct:modified"] = _date(changed)
    return described


def catalog(base: str) -> dict[str, Any]:
    """Every data set with its distributions. Invented rows are in none of them: the files leave them out unless asked."""
    about = (
        "상생협의회와 상생모델에 관해 누구나 볼 수 있는 자료입니다. 정부기관이 운영하는 공식 서비스가 아닙니다.",
        "What everyone may read about the council and its win-win models. No official service of the government.",
    )
    return {
        "@context": CONTEXT,
        "@id": address(base, "portal:data"),
        "@type": "dcat:Catalog",
        "dct:title": _both("상생 데이터", "Sangsaeng open data"),
        "dct:description": _both(*about),
        "dct:publisher": _publisher(base),
        "dct:license": {"@id": settings.DATA_LICENCE},
        "dct:language": [{"@id": each} for each in LANGUAGES],
        "dct:spatial": {"@id": KOREA},
        "dct:issued": _date(OFFERED.isoformat()),
        "foaf:homepage": {"@id": address(base, "portal:home")},
        "dcat:dataset": [_dataset(base, each) for each in all_datasets()],
    }
