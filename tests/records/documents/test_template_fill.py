"""Filling an uploaded template: its named fields, and nothing else of the package."""

import io
import zipfile
from typing import Any

import pytest

from sangsaeng.records.documents import template_fill
from sangsaeng.records.documents.template_fill import TemplateError, fields, fill


def template(*names: str) -> bytes:
    """A template with a field in a paragraph for each name, and one in a table."""
    from hwpx import HwpxDocument

    document = HwpxDocument.new()
    document.add_paragraph("시연 서식")
    for name in names:
        document.fields.add(name, prompt=f"{name} 쓰는 곳")
    table = document.add_table(1, 2)
    document.fields.add("표 안", prompt="표", paragraph=table.rows[0].cells[1].paragraphs[0])
    stream = io.BytesIO()
    document.save_to_stream(stream)
    return stream.getvalue()


def values(content: bytes) -> list[tuple[str, str, bool]]:
    from hwpx import HwpxDocument

    found = HwpxDocument.open(io.BytesIO(content)).fields.all
    return [(field.name, field.value, field.is_placeholder) for field in found]


def rewritten(content: bytes, change: Any) -> bytes:
    """The package with `change(name, part)` in place of each part; None leaves it out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return stream.getvalue()


def test_the_fields_are_named_once_in_their_order() -> None:
    assert fields(template("회의명", "일시", "회의명")) == ["회의명", "일시", "표 안"]
    assert fields(template()) == ["표 안"]


def test_a_field_that_stands_twice_is_filled_twice_and_others_keep_their_prompt() -> None:
    filled = fill(
        template("회의명", "일시", "회의명"), {"회의명": "제3차 <회의> & 협의\n둘째 줄", "표 안": "칸"}
    )
    assert values(filled) == [
        ("회의명", "제3차 <회의> & 협의\n둘째 줄", False),
        ("일시", "일시 쓰는 곳", True),
        ("회의명", "제3차 <회의> & 협의\n둘째 줄", False),
        ("표 안", "칸", False),
    ]


def test_everything_else_stays_byte_for_byte_and_the_package_stays_hwpx() -> None:
    from hwpx.tools.package_validator import validate_package

    odd = rewritten(template("회의명"), lambda _, part: part)
    filled = fill(odd, {"회의명": "값"})
    assert filled == fill(odd, {"회의명": "값"})
    with zipfile.ZipFile(io.BytesIO(odd)) as old, zipfile.ZipFile(io.BytesIO(filled)) as new:
        assert new.namelist()[0] == "mimetype"
        assert new.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert set(new.namelist()) == set(old.namelist())
        assert [n for n in old.namelist() if old.read(n) != new.read(n)] == ["Contents/section0.xml"]
        assert {i.filename: i.date_time for i in new.infolist()} == {
            i.filename: i.date_time for i in old.infolist()
        }
    assert validate_package(io.BytesIO(filled)).errors == ()
    untouched = fill(odd, {})
    with zipfile.ZipFile(io.BytesIO(odd)) as old, zipfile.ZipFile(io.BytesIO(untouched)) as new:
        assert all(old.read(name) == new.read(name) for name in old.namelist())


def test_a_filled_template_can_be_filled_again() -> None:
    once = fill(template("회의명"), {"회의명": "처음"})
    assert values(fill(once, {"회의명": "다시"}))[0] == ("회의명", "다시", False)


def refused(content: bytes, given: dict[str, str] | None = None) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        fill(content, given or {})
    return caught.value


def test_an_unknown_field_is_named() -> None:
    error = refused(template("회의명"), {"회의명": "값", "없는 칸": "값", "": "값"})
    assert (error.code, error.names) == ("unknown_field", ("없는 칸", ""))


def test_a_binary_hwp_and_other_files_are_told_apart() -> None:
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)).code == "hwp_binary"
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04 broken", template()[:400]):
        assert refused(content).code == "not_hwpx"
    other = rewritten(template(), lambda name, part: b"application/zip" if name == "mimetype" else part)
    assert refused(other).code == "not_hwpx"
    assert (
        refused(rewritten(template(), lambda n, p: None if n.startswith("Contents/section") else p)).code
        == "not_hwpx"
    )
    with pytest.raises(TemplateError, match=r"\.hwp file is kept but not filled"):
        fields(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def test_broken_xml_and_entities_are_refused() -> None:
    assert (
        refused(rewritten(template(), lambda n, p: p[:200] if n == "Contents/section0.xml" else p)).code
        == "damaged"
    )
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert refused(rewritten(template(), lambda n, p: bomb if n == "settings.xml" else p)).code == "damaged"


def test_what_is_too_large_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = template()
    assert refused(content + bytes(template_fill.LARGEST_FILE)).code == "too_large"
    bomb = rewritten(
        content, lambda n, p: bytes(template_fill.LARGEST_UNPACKED) if n == "Preview/PrvText.txt" else p
    )
    assert len(bomb) < 1_000_000
    assert refused(bomb).code == "too_large"
    monkeypatch.setattr(template_fill, "MOST_PARTS", 3)
    assert refused(content).code == "too_large"
