"""Opening a file as it is: plain, gz or zip; UTF-8 with or without BOM, UTF-16 or CP949 → a UTF-8 stream.

What a file is, is read from its first bytes, never from its name.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

from sangsaeng.analysis.trade.errors import InputError

CHUNK = 1 << 20
_CUT_OFF = "압축 파일이 중간에 잘렸거나 깨졌습니다. 원본을 다시 받아 주세요."


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class Utf8Stream(io.RawIOBase):
    """A readable stream of UTF-8 bytes without BOM, made of bytes in any of the four encodings.

    UTF-8 is tried first. Korean exports often hold only ASCII for many rows, so the choice of CP949 is
    made at the first byte that is not valid UTF-8, provided that everything before it was ASCII.

    Raises:
        InputError: from `read`, when the compressed data ends early or the text is in no known encoding;
            `row` is where it broke off.
    """

    def __init__(self, raw: _Readable, name: str) -> None:
        super().__init__()
        self._raw = raw
        self._name = name
        self._lines = 0
        self._only_ascii = True
        self._broken: Exception | None = None
        self._pending = b""
        self._ended = False
        first = self._fetch(CHUNK)
        self.empty = not first.strip()
        self._encoding = _encoding_of(first)
        if self._encoding == "utf-8-sig":
            self._encoding, first = "utf-8", first[3:]
        self._decoder = codecs.getincrementaldecoder(self._encoding)()
        self._pending = self._decode(first, final=not first)
        #: The start of the text, as far as the first chunk goes.
        self.head = self._pending

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes: at most `size`, or all that is left when it is negative."""
        parts = []
        wanted = size
        while wanted < 0 or wanted > 0:
            if not self._pending:
                if self._ended:
                    break
                chunk = self._fetch(CHUNK)
                self._ended = not chunk
                self._pending = self._decode(chunk, final=not chunk)
                continue
            piece = self._pending if wanted < 0 else self._pending[:wanted]
            self._pending = self._pending[len(piece) :]
            parts.append(piece)
            if wanted > 0:
                wanted -= len(piece)
        return b"".join(parts)

    def _fetch(self, size: int) -> bytes:
        """At most `size` raw bytes; what can still be read of broken data comes before the error."""
        pieces: list[bytes] = []
        left = size
        while left and self._broken is None:
            try:
                piece = self._raw.read1(left)
            except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
                self._broken = error
            except (RuntimeError, NotImplementedError) as error:  # an encrypted or exotic zip member
                raise InputError("암호가 걸렸거나 지원하지 않는 압축입니다.", file=self._name) from error
            else:
                if not piece:
                    break
                pieces.append(piece)
                left -= len(piece)
        if self._broken is not None and not pieces:
            raise InputError(_CUT_OFF, file=self._name, row=self._lines + 1) from self._broken
        return b"".join(pieces)

    def _decode(self, chunk: bytes, *, final: bool) -> bytes:
        try:
            text = self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            text = self._decode_as_korean(chunk, final, error)
        data = text.encode()
        if self._only_ascii and len(data) != len(text):
            self._only_ascii = False
        self._lines += data.count(b"\n")
        return data

    def _decode_as_korean(self, chunk: bytes, final: bool, error: UnicodeDecodeError) -> str:
        if self._encoding == "utf-8" and self._only_ascii and error.object[: error.start].isascii():
            self._encoding = "cp949"
            held = self._decoder.getstate()[0]
            self._decoder = codecs.getincrementaldecoder("cp949")()
            try:
                return self._decoder.decode((held if isinstance(held, bytes) else b"") + chunk, final)
            except UnicodeDecodeError as second:
                error = second
        row = self._lines + chunk[: error.start].count(b"\n") + 1
        problem = "글자를 읽을 수 없습니다. UTF-8, UTF-16 또는 CP949로 저장해 주세요."
        raise InputError(problem, file=self._name, row=row) from error


def _encoding_of(start: bytes) -> str:
    """The encoding that the first bytes show; `utf-8` where they show nothing."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = start[:200]
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    return "utf-8"


@contextmanager
def _opened(path: Path, name: str) -> Iterator[io.BufferedReader]:
    try:
        handle = path.open("rb")
    except OSError as error:
        problem = f"파일을 열 수 없습니다({error.strerror}). 경로를 확인해 주세요."
        raise InputError(problem, file=name) from error
    with handle:
        yield handle


def open_members(path: Path) -> Iterator[tuple[str, Utf8Stream]]:
    """The texts in a file, each with its name: one for a plain or gz file, one per member for a zip.

    Each stream must be read before the next is asked for.

    Raises:
        InputError: the file cannot be opened, is empty, or its compression is broken.
    """
    name = str(path)
    with _opened(path, name) as handle:
        magic = handle.read(4)
        handle.seek(0)
        if not magic:
            raise InputError("빈 파일입니다(0바이트). 다시 내려받아 주세요.", file=name)
        if magic.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=handle) as unpacked:
                yield name, _text(unpacked, name)
        elif magic.startswith(b"PK"):
            yield from _zip_members(handle, name)
        else:
            yield name, _text(handle, name)


def _zip_members(handle: io.BufferedReader, name: str) -> Iterator[tuple[str, Utf8Stream]]:
    try:
        archive = zipfile.ZipFile(handle)
    except zipfile.BadZipFile as error:
        raise InputError(_CUT_OFF, file=name) from error
    with archive:
        infos = [i for i in archive.infolist() if not i.is_dir() and "__MACOSX" not in i.filename]
        if not infos:
            raise InputError("압축 파일 안에 파일이 없습니다.", file=name)
        for info in infos:
            inner = f"{name}/{info.filename}"
            try:
                member = archive.open(info)
            except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
                raise InputError("암호가 걸렸거나 깨진 압축 파일입니다.", file=inner) from error
            with member:
                yield inner, _text(cast(_Readable, member), inner)


def _text(raw: _Readable, name: str) -> Utf8Stream:
    stream = Utf8Stream(raw, name)
    if stream.empty:
        raise InputError("내용이 없는 파일입니다. 다시 내려받아 주세요.", file=name)
    return stream
