"""Uploaded files: what kind a file is by how it begins, and how big it may be."""

import io
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
# How each kind of file begins; what a name says of itself is not believed.
MAGIC = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "hwp": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"HWP Document File"),
    "hwpx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "docx": (b"PK\x03\x04",),
}
# What a zipped package must hold to be of its kind.
PART = {"hwpx": "Contents/content.hpf", "xlsx": "xl/workbook.xml", "docx": "word/document.xml"}


def too_big(size: int | None) -> None:
    """Refuse a file by its size, before it is read."""
    if (size or 0) > MOST_BYTES:
        raise ValidationError(_("20 MB보다 큰 파일은 올릴 수 없습니다."))


def kind_of(content: bytes, name: str) -> str:
    """The kind of an uploaded file by its name and how it begins; refuses (ValidationError) any other, or too big a one."""
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    suffix = "jpg" if suffix == "jpeg" else suffix
    too_big(len(content))
    if suffix in MAGIC and not (content.startswith(MAGIC[suffix]) and _holds_its_part(suffix, content)):
        raise ValidationError(
            _(
                "‘%(name)s’: 파일의 내용이 이름과 달리 %(kind)s 형식이 아닙니다. 그 형식으로 다시 저장해 올리세요."
            )
            % {"name": name, "kind": suffix.upper()}
        )
    if suffix not in MAGIC:
        raise ValidationError(
            _("‘%(name)s’: PDF, HWPX, HWP, XLSX, DOCX, PNG, JPEG 파일만 올릴 수 있습니다.") % {"name": name}
        )
    return suffix


def _holds_its_part(suffix: str, content: bytes) -> bool:
    """Whether a package has the part that makes it what its name says; only its list of names is read."""
    if suffix not in PART:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return PART[suffix] in package.namelist()
    except (zipfile.BadZipFile, ValueError):
        return False
