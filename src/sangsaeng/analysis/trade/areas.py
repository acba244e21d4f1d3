"""Countries and areas: the codes of three statistical services → ISO 3166 alpha-3 where there is one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sangsaeng.analysis.trade.decode import open_members
from sangsaeng.analysis.trade.errors import InputError

COUNTRY_FILE_COLUMNS = ("country_code", "country_name", "country_iso3")
_HOW = "CEPII BACI의 country_codes 파일을 --countries로 주거나 값을 고쳐 주세요."


@lru_cache(maxsize=1)
def own_areas() -> Mapping[str, Any]:
    """`areas.yaml`: numbers, two-letter codes, names and blocs that ISO 3166 does not hold."""
    import yaml

    text = (Path(__file__).parent / "areas.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


@lru_cache(maxsize=1)
def _iso() -> tuple[dict[str, str], dict[str, str], dict[int, str]]:
    """ISO 3166-1 with the withdrawn codes of 3166-3: alpha-3 → name, alpha-2 → alpha-3, number → alpha-3."""
    import pycountry

    names: dict[str, str] = {}
    letters: dict[str, str] = {}
    numbers: dict[int, str] = {}
    for country in [*pycountry.historic_countries, *pycountry.countries]:  # what is in force comes last
        names[country.alpha_3] = country.name
        if getattr(country, "alpha_2", None):
            letters[country.alpha_2] = country.alpha_3
        if getattr(country, "numeric", None):
            numbers[int(country.numeric)] = country.alpha_3
    return names, letters, numbers


def from_alpha3(code: str) -> str | None:
    """`KOR` → `KOR`; an area of `areas.yaml` is kept; anything else is None."""
    key = code.strip().upper()
    return key if key in _iso()[0] or key in own_areas()["names"] else None


def from_alpha2(code: str) -> str | None:
    """`KR` → `KOR`; None where neither ISO 3166 nor `areas.yaml` knows the letters."""
    key = code.strip().upper()
    found = own_areas()["two_letters"].get(key) or _iso()[1].get(key)
    return str(found) if found else None


def from_number(code: str) -> str | None:
    """`410` or `0410` → `KOR`, `842` → `USA`, `490` → `S19`; None where the number is unknown."""
    if not re.fullmatch(r"\d{1,4}", code.strip()):
        return None
    number = int(code)
    found = own_areas()["numbers"].get(number) or _iso()[2].get(number)
    return str(found) if found else None


def name_of(code: str, *, language: str = "ko", names: Mapping[str, str] | None = None) -> str:
    """The name of an area in Korean (`ko`) or English (`en`); the code itself where nobody named it.

    `names` are those of a country file, used for codes that ISO 3166 does not hold.

    Example:
        >>> name_of("CHN"), name_of("S19", language="en")
        ('중국', 'Other Asia, not elsewhere specified')
    """
    own = own_areas()["names"].get(code)
    if own:
        return str(own[language])
    iso_names, _, _ = _iso()
    if code in iso_names:
        if language == "ko":
            import pycountry
            from babel import Locale

            country = pycountry.countries.get(alpha_3=code)
            korean = Locale("ko").territories.get(country.alpha_2) if country else None
            if korean:
                return str(korean)
        return iso_names[code]
    return (names or {}).get(code, code)


@dataclass(frozen=True)
class Countries:
    """What the numbers of BACI stand for: `codes` number → area code, `names` area code → name as printed.

    Without a country file (`codes` empty) the numbers are read as UN M49 and UN Comtrade numbers.
    """

    codes: Mapping[int, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def find(self, code: str) -> str | None:
        """The area of one number as text, or None where it is unknown."""
        if not self.codes:
            return from_number(code)
        text = code.strip()
        return self.codes.get(int(text)) if text.isascii() and text.isdigit() else None


def is_country_file(head: bytes) -> bool:
    """Whether the first line is that of BACI's `country_codes` file."""
    columns = [c.strip().strip('"') for c in head.split(b"\n", 1)[0].decode(errors="replace").split(",")]
    return all(name in columns for name in COUNTRY_FILE_COLUMNS)


def read_countries(path: str | Path) -> Countries:
    """Read CEPII BACI's country file (`country_code, country_name, country_iso2, country_iso3`).

    Raises:
        InputError: a missing column, a code that is not a number, a code given twice.
    """
    for name, stream in open_members(Path(path)):
        if is_country_file(stream.head):
            return parse_countries(stream.read().decode(), name)
    problem = f"나라 코드 파일이 아닙니다. {', '.join(COUNTRY_FILE_COLUMNS)} 열이 있어야 합니다."
    raise InputError(problem, file=str(path), row=1)


def parse_countries(text: str, name: str) -> Countries:
    """The same from text already read; `name` is the file's, for errors."""
    codes: dict[int, str] = {}
    names: dict[str, str] = {}
    for row, record in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        number, code = (record["country_code"] or "").strip(), (record["country_iso3"] or "").strip()
        if not number.isdigit():
            raise InputError(
                f"나라 코드가 숫자가 아닙니다('{number}').", file=name, row=row, column="country_code"
            )
        if not re.fullmatch(r"[A-Z][A-Z0-9]{2}", code):
            problem = f"나라 기호가 세 글자가 아닙니다('{code}')."
            raise InputError(problem, file=name, row=row, column="country_iso3")
        if int(number) in codes:
            raise InputError(
                f"나라 코드 {number}이(가) 두 번 있습니다.", file=name, row=row, column="country_code"
            )
        codes[int(number)] = code
        names.setdefault(code, (record["country_name"] or code).strip())
    return Countries(codes, names)


def unknown_area(value: str, *, file: str, row: int, column: str) -> InputError:
    """The error for an area that no list holds."""
    return InputError(f"알 수 없는 나라 코드입니다('{value}'). {_HOW}", file=file, row=row, column=column)


Finder = Callable[[str], str | None]
