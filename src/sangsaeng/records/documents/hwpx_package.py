"""The HWPX package as a file: properties, serial numbers and dates set, so that equal content is equal bytes."""

import io
import re
import zipfile
from datetime import datetime
from typing import Any

PROPERTIES = "Contents/content.hpf"
PREVIEW_TEXT = "Preview/PrvText.txt"
MIMETYPE = "mimetype"
_SECTION = re.compile(r"Contents/section\d+\.xml")
_OPF = "{http://www.idpf.org/2007/opf/}"
_PARAGRAPH = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
_SERIALS = ("id", "instid", "idRef")


def _written(root: Any) -> bytes:
    from lxml import etree

    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _renumbered(section: bytes, serials: dict[str, str]) -> bytes:
    """The section with its random serial numbers replaced by 1, 2, 3 … in order of appearance.

    A reference keeps pointing at what it pointed at, since equal numbers become equal numbers.
    """
    from lxml import etree

    root = etree.fromstring(section)
    for element in root.iter(f"{_PARAGRAPH}*"):
        for name in _SERIALS:
            value = element.get(name)
            if value and value.isdigit():
                element.set(name, serials.setdefault(value, str(len(serials) + 1)))
    return _written(root)


def _with_properties(properties: bytes, values: dict[str, str], title: str, language: str) -> bytes:
    """content.hpf with the document's own properties in place of the template's."""
    from lxml import etree

    root = etree.fromstring(properties)
    metadata = root.find(f"{_OPF}metadata")
    metadata.find(f"{_OPF}title").text = title
    metadata.find(f"{_OPF}language").text = language
    for meta in metadata.findall(f"{_OPF}meta"):
        meta.text = values.get(meta.get("name"), "")
    return _written(root)


def settle(
    package: bytes,
    *,
    title: str,
    author: str,
    summary: str,
    keywords: tuple[str, ...],
    language: str,
    dated: datetime,
) -> bytes:
    """The package written anew: `mimetype` first and stored, the rest deflated in the library's order.

    `dated` (UTC) becomes every date in it, in the properties and in the archive.
    """
    stamp = dated.strftime("%Y-%m-%dT%H:%M:%SZ")
    values = {
        "creator": author, "lastsaveby": author, "subject": summary, "description": summary,
        "keyword": ", ".join(keywords), "CreatedDate": stamp, "ModifiedDate": stamp, "date": stamp,
    }  # fmt: skip
    serials: dict[str, str] = {}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w") as new:
        names = [MIMETYPE, *(name for name in old.namelist() if name != MIMETYPE)]
        for name in names:
            content = old.read(name)
            if _SECTION.fullmatch(name):
                content = _renumbered(content, serials)
            elif name == PROPERTIES:
                content = _with_properties(content, values, title, language)
            elif name == PREVIEW_TEXT:
                content = f"{title}\r\n{summary}\r\n".encode()
            # The format of zip knows no year before 1980.
            entry = zipfile.ZipInfo(name, (max(dated.year, 1980), *dated.timetuple()[1:6]))
            entry.compress_type = zipfile.ZIP_STORED if name == MIMETYPE else zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return stream.getvalue()
