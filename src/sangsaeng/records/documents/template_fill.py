"""Filling the named fields (누름틀) of a template that an office uploads as HWPX.

python-hwpx finds and fills the fields. Only the parts that filling changes are taken from what it writes; every
other part of the package stays as it was uploaded, byte for byte.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from sangsaeng.records.documents.content import clean
from sangsaeng.records.documents.hwpx_package import MIMETYPE

if TYPE_CHECKING:
    from hwpx import HwpxDocument

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2_000
_HWPX = b"application/hwp+zip"
_HWP_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Code = Literal["hwp_binary", "not_hwpx", "too_large", "damaged", "unknown_field"]


class TemplateError(ValueError):
    """A template that cannot be filled. `code` says why; `names` are the fields it does not have."""

    def __init__(self, code: Code, message: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.names = names


def _parts(content: bytes) -> dict[zipfile.ZipInfo, bytes]:
    """The parts of the package in their order, read no further than the limits allow."""
    if len(content) > LARGEST_FILE:
        raise TemplateError("too_large", f"a template has at most {LARGEST_FILE} bytes, not {len(content)}")
    if content.startswith(_HWP_BINARY):
        raise TemplateError("hwp_binary", "a .hwp file is kept but not filled: save it as .hwpx first")
    parts: dict[zipfile.ZipInfo, bytes] = {}
    room = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MOST_PARTS:
                raise TemplateError("too_large", f"a template has at most {MOST_PARTS} parts")
            for entry in entries:
                # what the archive says of a part's size is not to be trusted: the reading is limited too
                with package.open(entry) as part:
                    parts[entry] = part.read(room + 1)
                room -= len(parts[entry])
                if room < 0:
                    raise TemplateError(
                        "too_large", f"a template unpacks to at most {LARGEST_UNPACKED} bytes"
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise TemplateError("not_hwpx", "the file is no HWPX: it is not a readable zip package") from error
    _check(parts)
    return parts


def _check(parts: Mapping[zipfile.ZipInfo, bytes]) -> None:
    """Refuse what is no HWPX, and XML with a document type: HWPX has none, and entities can be made to explode."""
    names = [entry.filename for entry in parts]
    mimetype = next((part for entry, part in parts.items() if entry.filename == MIMETYPE), b"")
    if mimetype.strip() != _HWPX or not any(name.startswith("Contents/section") for name in names):
        raise TemplateError("not_hwpx", "the file is no HWPX: it has no mimetype or no section of HWPX")
    if len(set(names)) != len(names):
        raise TemplateError("damaged", "a part stands twice in the package")
    for entry, part in parts.items():
        if entry.filename.endswith((".xml", ".hpf", ".rdf")) and b"<!DOCTYPE" in part:
            raise TemplateError("damaged", f"{entry.filename} has a document type, which HWPX does not allow")


def _opened(content: bytes) -> "HwpxDocument":
    from hwpx import HwpxDocument

    try:
        return HwpxDocument.open(io.BytesIO(content))
    except Exception as error:  # the library raises many kinds for what it cannot read
        raise TemplateError("damaged", f"the HWPX cannot be read: {error}") from error


def _saved(document: "HwpxDocument") -> dict[str, bytes]:
    stream = io.BytesIO()
    document.save_to_stream(stream)
    with zipfile.ZipFile(stream) as package:
        return {name: package.read(name) for name in package.namelist()}


def fields(content: bytes) -> list[str]:
    """The names of the template's fields, each once, in their order.

    Raises TemplateError for what is no HWPX (a binary .hwp says so), is damaged or is too large.
    """
    _parts(content)
    return list(dict.fromkeys(field.name for field in _opened(content).fields.all if field.name))


def fill(content: bytes, values: Mapping[str, str]) -> bytes:
    """The template with every field that is named in `values` filled; a name that stands twice is filled twice.

    Fields without a value keep their prompt. The same template and values give the same bytes.
    Raises TemplateError as `fields` does, and for a name that the template has not.
    """
    parts = _parts(content)
    document = _opened(content)
    names = [field.name for field in document.fields.all]
    if unknown := tuple(name for name in values if name not in names or not name):
        raise TemplateError("unknown_field", f"the template has no field {', '.join(unknown)}", unknown)
    untouched = _saved(_opened(content))
    for at, name in enumerate(names):
        if name in values:
            try:
                document.fields.fill(clean(values[name]), field_index=at)
            except ValueError as error:
                raise TemplateError("damaged", f"the field {name} cannot be filled: {error}") from error
    filled = _saved(document)
    changed = {name: part for name, part in filled.items() if part != untouched.get(name)}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for entry in sorted(parts, key=lambda entry: entry.filename != MIMETYPE):
            written = zipfile.ZipInfo(entry.filename, entry.date_time)
            written.external_attr = entry.external_attr
            stored = entry.filename == MIMETYPE or entry.compress_type == zipfile.ZIP_STORED
            written.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            package.writestr(written, changed.get(entry.filename, parts[entry]))
    return stream.getvalue()
