"""The known forms of a trade file: how each is recognised, and how its rows become the one schema.

A form is recognised by its header (or its XML elements), never by the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sangsaeng.analysis.trade import areas
from sangsaeng.analysis.trade.batch import Batch
from sangsaeng.analysis.trade.errors import InputError

KOREA = "KOR"
WORLD = "W00"
#: Kept beside the schema's columns while reading: who reported the row, and where it stood.
IMPORTER_SAYS, EXPORTER_SAYS = 0, 1
_REVISIONS = {f"H{n}": f"HS{year}" for n, year in enumerate((1992, 1996, 2002, 2007, 2012, 2017, 2022))}


@dataclass(frozen=True)
class Form:
    """One known form. `columns` maps what we call a column to the names a file may give it."""

    name: str
    title: str
    required: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, tuple[str, ...]]
    convert: Callable[[Batch, Mapping[str, str], areas.Countries], list[dict[str, Any]]]

    def matched(self, header: list[str]) -> int:
        """How many of the required columns the header has."""
        return sum(any(name in header for name in names) for names in self.required.values())

    def resolve(self, header: list[str], file: str) -> dict[str, str]:
        """What we call each column → the name this file gives it.

        Raises:
            InputError: a required column is missing.
        """
        found = {}
        for key, names in {**self.required, **self.optional}.items():
            present = [name for name in names if name in header]
            if present:
                found[key] = present[0]
            elif key in self.required:
                problem = f"{self.title} 파일에 '{names[0]}' 열이 없습니다. 열을 넣어 다시 주세요."
                raise InputError(problem, file=file, row=1, column=names[0])
        return found


def recognise(header: list[str], file: str) -> Form:
    """The form whose columns the header has most of (more than half of what it needs).

    Raises:
        InputError: no known form.
    """
    best = max(FORMS, key=lambda form: form.matched(header) / len(form.required))
    if best.matched(header) * 2 <= len(best.required):
        known = ", ".join(form.title for form in FORMS)
        problem = f"알 수 없는 형식입니다. 읽을 수 있는 형식은 {known}입니다."
        raise InputError(problem, file=file, row=1, column=header[0] if header else None)
    return best


def _year(cell: str) -> int | None:
    return int(cell) if re.fullmatch(r"(19|20)\d\d(\.0)?", cell[:6]) and len(cell) in (4, 6) else None


_BAD_YEAR = "연도가 아닙니다('{}'). YYYY 꼴로 고쳐 주세요."


def _constant(value: str | None, length: int) -> Any:
    import pyarrow as pa

    indices = pa.array([0 if value is not None else None] * length, pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array([value or ""], pa.string()))


def _no_months(length: int) -> Any:
    import pyarrow as pa

    return pa.nulls(length, pa.int32())


def _area(batch: Batch, column: str, find: areas.Finder) -> Any:
    def error(cell: str) -> str:
        return areas.unknown_area(cell, file=batch.file, row=0, column=column).problem

    return batch.mapped(column, find, error)


def _baci(batch: Batch, c: Mapping[str, str], countries: areas.Countries) -> list[dict[str, Any]]:
    """BACI: v in thousand USD, q in tonnes, j the importer, i the exporter."""
    return [
        {
            "year": batch.integers("t", _year, _BAD_YEAR),
            "month": _no_months(len(batch)),
            "importer": _area(batch, "j", countries.find),
            "exporter": _area(batch, "i", countries.find),
            "item": batch.items("k", digits=6),
            "revision": _constant(None, len(batch)),
            "value_usd": batch.dollars("v", times=1000),
            "quantity": batch.quantities("q"),
            "quantity_unit": _constant("t", len(batch)),
            "_by": IMPORTER_SAYS,
            "_row": batch.rows(),
        }
    ]


def _customs_period(cell: str) -> tuple[int, int | None] | None:
    found = re.fullmatch(r"((?:19|20)\d\d)(?:[.\-/]?(0?[1-9]|1[0-2]))?", cell)
    return (int(found[1]), int(found[2]) if found[2] else None) if found else None


def _customs_revision(year: int) -> str:
    """The edition of HS under Korea's tariff of that year (HSK follows each edition from 1 January)."""
    edition = max((e for e in (1988, 1996, 2002, 2007, 2012, 2017, 2022) if e <= year), default=1988)
    return f"HS{edition}"


def _customs(batch: Batch, c: Mapping[str, str], countries: areas.Countries) -> list[dict[str, Any]]:
    """Korea Customs: imports from `impDlr`, exports from `expDlr`, weights in kg; total rows left out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    totals = pa.array(["총계", "합계", "소계", "계", "-"])
    kept = pa.array([True] * len(batch))
    for column in ("year", "statCd", "hsCd"):
        cells = pc.utf8_trim_whitespace(batch.columns[column])
        kept = pc.and_(kept, pc.invert(pc.is_in(cells, value_set=totals)))
    batch = batch.where(kept)
    bad = "기간이 아닙니다('{}'). YYYY.MM 꼴로 고쳐 주세요."
    years = batch.integers("year", lambda cell: (_customs_period(cell) or (None,))[0], bad)
    months = batch.integers("year", lambda cell: (_customs_period(cell) or (0, None))[1], "", optional=True)
    partner = _area(batch, "statCd", areas.from_alpha2)
    korea = _constant(KOREA, len(batch))
    text_years = pc.cast(years, pa.string()).dictionary_encode()
    editions = pa.array(
        [_customs_revision(int(year)) for year in text_years.dictionary.to_pylist()], pa.string()
    )
    shared = {
        "year": years,
        "month": months,
        "item": batch.items("hsCd"),
        "revision": pa.DictionaryArray.from_arrays(text_years.indices, editions),
        "quantity_unit": _constant("kg", len(batch)),
        "_row": batch.rows(),
    }
    imports = {
        "importer": korea,
        "exporter": partner,
        "value_usd": batch.dollars("impDlr"),
        "quantity": batch.quantities("impWgt"),
        "_by": IMPORTER_SAYS,
    }
    exports = {
        "importer": partner,
        "exporter": korea,
        "value_usd": batch.dollars("expDlr"),
        "quantity": batch.quantities("expWgt"),
        "_by": EXPORTER_SAYS,
    }
    return [shared | imports, shared | exports]


_FLOWS = {
    "M": "M",
    "X": "X",
    "IMPORT": "M",
    "EXPORT": "X",
    "IMPORTS": "M",
    "EXPORTS": "X",
    "1": "M",
    "2": "X",
}
_COMTRADE_OWN = re.compile(r"_X|X[0-9]|[A-Z][0-9]{2}|[A-Z]{2}[0-9]")


def _comtrade_area(cell: str) -> str | None:
    """Letters or numbers of UN Comtrade; its own codes (`S19`, `_X`, `W00`) are kept."""
    if cell.isdigit():
        return WORLD if int(cell) == 0 else areas.from_number(cell)
    code = cell.upper()
    if code in {"WLD", "WORLD"}:
        return WORLD
    return areas.from_alpha3(code) or (code if _COMTRADE_OWN.fullmatch(code) else None)


def _comtrade(batch: Batch, c: Mapping[str, str], countries: areas.Countries) -> list[dict[str, Any]]:
    """UN Comtrade: imports (M) and exports (X) of each reporter; subtotals by mode or customs left out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kept = pa.array([True] * len(batch))
    for key, total in (("customs", {"C00", ""}), ("mode", {"0", ""}), ("second", {"0", "W00", ""})):
        if key in c:
            cells = pc.utf8_trim_whitespace(batch.columns[c[key]])
            kept = pc.and_(kept, pc.is_in(cells, value_set=pa.array(sorted(total))))
    flows = pc.utf8_upper(pc.utf8_trim_whitespace(batch.columns[c["flow"]]))
    kept = pc.and_(kept, pc.is_in(flows, value_set=pa.array(list(_FLOWS))))
    codes = pc.utf8_trim_whitespace(batch.columns[c["item"]])
    kept = pc.and_(kept, pc.invert(pc.match_substring_regex(codes, "^(TOTAL|AG[0-9])$")))
    batch = batch.where(kept)
    if "name" in c:
        pairs = zip(
            batch.columns[c["partner"]].to_pylist(), batch.columns[c["name"]].to_pylist(), strict=True
        )
        batch.names.update({(_comtrade_area(code.strip()) or code): name for code, name in set(pairs)})
    return [_comtrade_flow(batch, c, flow) for flow in ("M", "X")]


def _comtrade_flow(batch: Batch, c: Mapping[str, str], flow: str) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    flows = pc.utf8_upper(pc.utf8_trim_whitespace(batch.columns[c["flow"]]))
    wanted = pa.array([name for name, meaning in _FLOWS.items() if meaning == flow])
    batch = batch.where(pc.is_in(flows, value_set=wanted)) if len(batch) else batch
    reporter = _area(batch, c["reporter"], _comtrade_area)
    partner = _area(batch, c["partner"], _comtrade_area)
    months = batch.integers(c["month"], _month, "", optional=True) if "month" in c else _no_months(len(batch))
    weight, unit = _comtrade_quantity(batch, c)
    return {
        "year": batch.integers(c["year"], lambda cell: _year(cell[:4]), _BAD_YEAR),
        "month": months,
        "importer": reporter if flow == "M" else partner,
        "exporter": partner if flow == "M" else reporter,
        "item": batch.items(c["item"]),
        "revision": batch.mapped(
            c["classification"],
            _comtrade_revision,
            lambda cell: f"HS 분류가 아닙니다('{cell}'). HS로 내려받아 주세요.",
        ),
        "value_usd": batch.dollars(c["value"]),
        "quantity": weight,
        "quantity_unit": unit,
        "_by": IMPORTER_SAYS if flow == "M" else EXPORTER_SAYS,
        "_row": batch.rows(),
    }


def _month(cell: str) -> int | None:
    digits = cell[-2:] if re.fullmatch(r"(19|20)\d{4}", cell) else cell
    if not digits.isdigit():
        return None
    return int(digits) if 1 <= int(digits) <= 12 else None  # 52 stands for a whole year


def _comtrade_revision(cell: str) -> str | None:
    return _REVISIONS.get(cell.upper()) or (
        cell.upper() if cell.upper() in {"HS", *_REVISIONS.values()} else None
    )


def _comtrade_quantity(batch: Batch, c: Mapping[str, str]) -> tuple[Any, Any]:
    """Net weight in kg where the file has it, else the quantity in the unit it names."""
    import pyarrow.compute as pc

    if "weight" in c:
        return batch.quantities(c["weight"]), _constant("kg", len(batch))
    if "quantity" in c and "unit" in c:
        units = pc.utf8_trim_whitespace(batch.columns[c["unit"]]).dictionary_encode()
        return batch.quantities(c["quantity"]), units
    return batch.quantities(None), _constant(None, len(batch))


def _tidy(batch: Batch, c: Mapping[str, str], countries: areas.Countries) -> list[dict[str, Any]]:
    """Our own schema written as CSV."""
    import pyarrow.compute as pc

    length = len(batch)
    revision = (
        pc.utf8_trim_whitespace(batch.columns["revision"]).dictionary_encode()
        if "revision" in c
        else _constant(None, length)
    )
    unit = (
        pc.utf8_trim_whitespace(batch.columns["quantity_unit"]).dictionary_encode()
        if "quantity_unit" in c
        else _constant(None, length)
    )
    return [
        {
            "year": batch.integers("year", _year, _BAD_YEAR),
            "month": batch.integers("month", _month, "", optional=True)
            if "month" in c
            else _no_months(length),
            "importer": _area(batch, "importer", areas.from_alpha3),
            "exporter": _area(batch, "exporter", areas.from_alpha3),
            "item": batch.items("item"),
            "revision": revision,
            "value_usd": batch.dollars("value_usd"),
            "quantity": batch.quantities(c.get("quantity")),
            "quantity_unit": unit,
            "_by": IMPORTER_SAYS,
            "_row": batch.rows(),
        }
    ]


def _same(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: (name,) for name in names}


FORMS = (
    Form("baci", "CEPII BACI", _same("t", "i", "j", "k", "v", "q"), {}, _baci),
    Form(
        "kcs",
        "관세청 nitemtrade",
        _same("year", "statCd", "hsCd", "expWgt", "expDlr", "impWgt", "impDlr"),
        {},
        _customs,
    ),
    Form(
        "comtrade",
        "UN Comtrade",
        {
            "year": ("refYear", "Year", "period", "Period"),
            "reporter": ("reporterISO", "reporterCode", "Reporter ISO", "Reporter Code"),
            "partner": ("partnerISO", "partnerCode", "Partner ISO", "Partner Code"),
            "flow": ("flowCode", "Trade Flow Code", "flowDesc", "Trade Flow"),
            "classification": ("classificationCode", "Classification"),
            "item": ("cmdCode", "Commodity Code"),
            "value": ("primaryValue", "Trade Value (US$)"),
        },
        {
            "month": ("refMonth",),
            "weight": ("netWgt", "Netweight (kg)"),
            "quantity": ("qty", "Qty"),
            "unit": ("qtyUnitAbbr", "Qty Unit"),
            "customs": ("customsCode",),
            "mode": ("motCode",),
            "second": ("partner2ISO", "partner2Code"),
            "name": ("partnerDesc", "Partner"),
        },
        _comtrade,
    ),
    Form(
        "tidy",
        "상생 거래표",
        _same("year", "importer", "exporter", "item", "value_usd"),
        _same("month", "revision", "quantity", "quantity_unit"),
        _tidy,
    ),
)
