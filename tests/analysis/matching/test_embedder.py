"""The embedder slot: a small model folder made here is read, anything else is refused in one line."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sangsaeng.analysis.matching.embedder import FORMAT, load
from sangsaeng.analysis.trade.errors import InputError

PIECES = ["전해액", "전해", "분리막", "액", "fmm"]
VECTORS = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.6, 0.8, 0], [0, 0.6, 0.8]], dtype=np.float32)


def write(folder: Path, **about: Any) -> Path:
    told = {"format": FORMAT, "name": "시험", "version": "1", "dims": 3} | about
    (folder / "embedder.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "vocabulary.txt").write_text("\n".join(PIECES), encoding="utf-8")
    np.save(folder / "vectors.npy", VECTORS)
    return folder


def test_the_longest_known_piece_is_taken_and_rows_have_length_one(tmp_path: Path) -> None:
    model = load(write(tmp_path))
    assert (model.name, model.version, model.dims) == ("시험", "1", 3)
    assert model.pieces("이차전지 전해액·FMM, 전해질액") == ["전해액", "fmm", "전해", "액"]
    rows = model.embed(["전해액", "전해액 분리막", "아무것도 모르는 말", ""])
    assert rows.shape == (4, 3)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 0, 0])
    assert rows[0] @ rows[1] == pytest.approx(1 / np.sqrt(2))


@pytest.mark.parametrize(
    "text", [unicodedata.normalize("NFD", "전해액"), "전해액 😀", "전해액" * 400_000, "１２３ 전해액"]
)
def test_odd_texts_are_read(tmp_path: Path, text: str) -> None:
    assert load(write(tmp_path)).embed([text])[0] == pytest.approx([1, 0, 0], abs=1e-3)


def test_a_vocabulary_in_nfd_with_a_bom_is_read(tmp_path: Path) -> None:
    write(tmp_path)
    text = "\ufeff" + unicodedata.normalize("NFD", "\n".join(PIECES))
    (tmp_path / "vocabulary.txt").write_text(text, encoding="utf-8")
    assert load(tmp_path).pieces("전해액") == ["전해액"]


def spoil(name: str, content: bytes) -> Callable[[Path], Any]:
    return lambda folder: (folder / name).write_bytes(content)


@pytest.mark.parametrize(
    ("spoilt", "word"),
    [
        (lambda folder: (folder / "vectors.npy").unlink(), "vectors.npy"),
        (lambda folder: (folder / "embedder.json").unlink(), "embedder.json"),
        (spoil("embedder.json", b"\x80pickle"), "JSON"),
        (spoil("embedder.json", b"[]"), "형식"),
        (lambda folder: write(folder, format="safetensors"), "형식"),
        (lambda folder: write(folder, dims=4), "5 × 4"),
        (lambda folder: write(folder, dims="3"), "dims"),
        (lambda folder: write(folder, name=""), "name"),
        (spoil("vocabulary.txt", "전해액\n전해\n분리막\n전해액\nfmm".encode()), "4행"),
        (spoil("vocabulary.txt", "전해액\n\n분리막\n액\nfmm".encode()), "2행"),
        (spoil("vocabulary.txt", "전해액".encode("cp949")), "UTF-8"),
        (spoil("vocabulary.txt", b""), "조각이 하나도"),
        (spoil("vectors.npy", b"not an array"), ".npy"),
        (lambda folder: np.save(folder / "vectors.npy", VECTORS[:4]), "5 × 3"),
        (lambda folder: np.save(folder / "vectors.npy", VECTORS.astype(int)), "실수"),
        (lambda folder: np.save(folder / "vectors.npy", VECTORS * np.nan), "유한"),
        (lambda folder: np.save(folder / "vectors.npy", np.array([{}]), allow_pickle=True), ".npy"),
    ],
)
def test_anything_else_is_refused_in_one_line(tmp_path: Path, spoilt: Any, word: str) -> None:
    spoilt(write(tmp_path))
    with pytest.raises(InputError) as refused:
        load(tmp_path)
    assert word in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="폴더가 없습니다"):
        load(tmp_path / "none")
