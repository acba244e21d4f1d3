"""The slot for an embedder: what turns text into unit vectors, and the one kind of model folder that is read.

Nothing is downloaded: the operator names a folder on this machine. Its format is documented in
docs/reference/matching-in-use.md; whatever else lies there is refused in one line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sangsaeng.analysis.text import fold, normalise
from sangsaeng.analysis.trade.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

FORMAT = "sangsaeng-word-vectors 1"
FILES = ("embedder.json", "vocabulary.txt", "vectors.npy")
_RUN = re.compile(r"[^\W_]+")


class Embedder(Protocol):
    """Whatever gives texts a place: rows of length 1, or all 0 for a text it knows nothing of."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def dims(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(texts, dims) float32; each row has length 1 or is 0."""
        ...


class WordVectors:
    """The mean of the vectors of the words and pieces of words that a text is made of."""

    def __init__(self, name: str, version: str, pieces: Sequence[str], vectors: Vectors) -> None:
        self.name, self.version = name, version
        self.dims = int(vectors.shape[1])
        self._vectors = vectors
        self._rows = {piece: row for row, piece in enumerate(pieces)}
        self._longest = max((len(piece) for piece in pieces), default=0)

    def pieces(self, text: str) -> list[str]:
        """The known pieces of a text: each run of letters and digits, from the left, the longest known piece first.

        A letter that begins no known piece is passed over.
        """
        found = []
        for run in _RUN.findall(fold(normalise(text))):
            at = 0
            while at < len(run):
                for end in range(min(len(run), at + self._longest), at, -1):
                    if run[at:end] in self._rows:
                        found.append(run[at:end])
                        at = end
                        break
                else:
                    at += 1
        return found

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(texts, dims): the mean of the pieces' vectors, of length 1; 0 where no piece is known."""
        import numpy as np

        result = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in enumerate(texts):
            if known := [self._rows[piece] for piece in self.pieces(text)]:
                mean = np.asarray(self._vectors[known], dtype=np.float64).mean(axis=0)
                length = float(np.linalg.norm(mean))
                if length > 0:
                    result[row] = mean / length
        return result


def load(folder: Path | str) -> WordVectors:
    """The embedder of a model folder: `embedder.json`, `vocabulary.txt`, `vectors.npy`.

    Raises InputError, one line, for a folder that is not of this format, whatever is wrong with it.
    """
    place = Path(folder)
    if not place.is_dir():
        raise InputError("임베더 폴더가 없습니다. 폴더의 자리를 확인하세요.", file=str(folder))
    for name in FILES:
        if not (place / name).is_file():
            raise InputError(
                f"임베더 폴더에 {name} 파일이 없습니다. 이 형식만 읽습니다: {FORMAT}.", file=str(folder)
            )
    about = _about(place / FILES[0])
    pieces = _vocabulary(place / FILES[1])
    vectors = _vectors(place / FILES[2], rows=len(pieces), dims=about["dims"])
    return WordVectors(about["name"], about["version"], pieces, vectors)


def _about(path: Path) -> dict[str, Any]:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise InputError("JSON으로 읽을 수 없습니다.", file=str(path)) from error
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise InputError(f"임베더 형식이 다릅니다. format이 {FORMAT}이어야 합니다.", file=str(path))
    for key in ("name", "version"):
        if not isinstance(about.get(key), str) or not about[key].strip() or len(about[key]) > 80:
            raise InputError(f"{key}에 80자 안의 글을 적으세요.", file=str(path))
    dims = about.get("dims")
    if not isinstance(dims, int) or isinstance(dims, bool) or not 1 <= dims <= 4096:
        raise InputError("dims는 1부터 4096까지의 정수여야 합니다.", file=str(path))
    return about


def _vocabulary(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (UnicodeDecodeError, OSError) as error:
        raise InputError("UTF-8 글로 읽을 수 없습니다.", file=str(path)) from error
    pieces: dict[str, int] = {}
    for row, line in enumerate(lines, 1):
        piece = fold(normalise(line.strip()))
        if not _RUN.fullmatch(piece):
            raise InputError("한 줄에 글자와 숫자로 된 조각을 하나씩 적으세요.", file=str(path), row=row)
        if piece in pieces:
            raise InputError(f"{pieces[piece]}행과 같은 조각입니다.", file=str(path), row=row)
        pieces[piece] = row
    if not pieces:
        raise InputError("조각이 하나도 없습니다.", file=str(path))
    return list(pieces)


def _vectors(path: Path, *, rows: int, dims: int) -> Vectors:
    import numpy as np

    try:
        vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        raise InputError("숫자 배열(.npy)로 읽을 수 없습니다.", file=str(path)) from error
    if not isinstance(vectors, np.ndarray) or vectors.dtype not in (np.float16, np.float32, np.float64):
        raise InputError("실수 배열이어야 합니다.", file=str(path))
    if vectors.shape != (rows, dims):
        asked, has = f"{rows} × {dims}", " × ".join(map(str, vectors.shape))
        raise InputError(f"배열의 크기가 {asked}이어야 하는데 {has}입니다.", file=str(path))
    if not bool(np.isfinite(vectors).all()):
        raise InputError("유한하지 않은 값이 있습니다.", file=str(path))
    return np.asarray(vectors, dtype=np.float32)
