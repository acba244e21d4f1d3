"""What a test reads of a paper: the text of a PDF and of an HWPX, and small files to lay beside an item."""

import io
import re
import zipfile

from pypdf import PdfReader


def flat(text: str) -> str:
    """Line breaks of the page say nothing."""
    return "".join(text.split())


def in_pdf(content: bytes | memoryview) -> str:
    """Every word on the pages, and what the file says of itself."""
    reader = PdfReader(io.BytesIO(content))
    told = " ".join(str(value) for value in (reader.metadata or {}).values())
    return flat("".join(page.extract_text() for page in reader.pages) + told)


def in_hwpx(content: bytes | memoryview) -> str:
    """Every part of the package: contents, preview, properties."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [name for name in package.namelist() if name.endswith((".xml", ".hpf", ".txt", ".rdf"))]
        return flat(re.sub(r"<[^>]+>", "", "".join(package.read(name).decode() for name in parts)))


def package(part: str) -> bytes:
    """A zipped file with one part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(part, "시연")
    return stream.getvalue()


HWP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PDF = b"%PDF-1.7\n1 0 obj\n"
