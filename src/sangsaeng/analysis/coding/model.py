"""A learned model as a small documented folder: class ranking, code posteriors, weights; checked when it is read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from sangsaeng.analysis.coding.classes import Class, ClassRanker
from sangsaeng.analysis.coding.posteriors import Posteriors
from sangsaeng.analysis.coding.space import Space
from sangsaeng.analysis.text import lexicon
from sangsaeng.analysis.text.vectors import word_vectors
from sangsaeng.analysis.trade.errors import InputError

FORMAT = 1
#: The folder of the model that ships; `python -m sangsaeng.cli.default_model` makes it.
DEFAULT = Path(__file__).parent / "default"
#: Changes with what a learned array means: a model learned under another engine cannot be read.
ENGINE = f"coding 1 / lexicon {lexicon().digest} / kiwi {version('kiwipiepy')}+{version('kiwipiepy_model')}"
_README = """\
상생(Sangsaeng)이 배운 모델 폴더입니다. `sangsaeng learn`이 만들었고 `sangsaeng classify --model`, `match --model`이 읽습니다.

  model.json       판, 무엇에서 배웠는지(개수와 SHA-256), 교차 검증 수치와 95% 구간, 무게, 파일마다의 SHA-256
  classes.csv      분류: id, name, code
  keywords.csv     검색어: text, class
  ranker.npz       분류 순위의 배운 무게(없으면 읽을 때 classes.csv와 keywords.csv에서 다시 만듭니다)
  ranker.json      글자쌍과 낱말의 목록
  posteriors.*     산업 코드 확률(코드가 있을 때만)

손으로 고치지 마세요. 고친 폴더는 읽지 않습니다. classes.csv와 keywords.csv를 고쳐 다시 배우면 됩니다.

A model learned by Sangsaeng, made by `sangsaeng learn` and read by `sangsaeng classify --model` and `match --model`.
model.json tells the format, what it was learned from, cross-validated figures with 95 % intervals, weights and a SHA-256
of each file. ranker.npz holds learned weights as plain NumPy arrays (no pickle); without it they are made anew from
classes.csv and keywords.csv. Do not edit: an edited folder is refused. Change the lists and learn again.
"""


@dataclass
class Model:
    """What was learned. ranker: classes for a text. posteriors: KSIC codes for a text, None where no code was given.

    weights: name → weight that a match gives to a part of its score. about: what `model.json` tells of it, without
    the files.
    """

    ranker: ClassRanker
    posteriors: Posteriors | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def learn(
        cls,
        classes: Sequence[Class],
        keywords: Sequence[tuple[str, str]],
        firms: Sequence[tuple[str, str, str, str]] = (),
        *,
        about: Mapping[str, Any] | None = None,
        weights: Mapping[str, float] | None = None,
        fitted: bool | None = None,
        progress: Callable[[str], None] = lambda text: None,
    ) -> Model:
        """Learn from classes, keywords (text, class id) and firms (id, name, products, code)."""
        ranker = ClassRanker.fit(classes, keywords, fitted=fitted, progress=progress)
        coded = [(each.id, each.name, each.code) for each in classes if 2 <= len(each.code) <= 5]
        posteriors = None
        if coded or any(len(code) >= 2 for *_, code in firms):
            progress("산업 코드 확률을 배웁니다.")
            known = {number for number, _, _ in coded}
            posteriors = Posteriors.fit(coded, [each for each in keywords if each[1] in known], firms)
        counts = {"classes": len(classes), "keywords": len(keywords), "firms": len(firms)}
        return cls(ranker, posteriors, dict(weights or {}), {"learned_from": counts, **(about or {})})

    def explain(self, text: str, *, top: int = 3) -> dict[str, Any]:
        """`ClassRanker.explain`, with the engine and what the model was learned from."""
        found = self.ranker.explain(text, top=top)
        return {"engine": ENGINE, **found, "learned_from": dict(self.about.get("learned_from", {}))}

    def save(self, folder: Path) -> None:
        """Write the folder beside its place and move it there whole.

        InputError where something stands there that is no model of ours, or where it cannot be written.
        """
        check_place(folder)
        try:
            beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        except OSError as error:
            raise _unwritable(folder, error) from error
        try:
            beside.chmod(0o755)
            self._write(beside)
            if folder.exists():
                old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
                folder.replace(old)
                beside.replace(folder)
                shutil.rmtree(old)
            else:
                beside.replace(folder)
        except OSError as error:
            raise _unwritable(folder, error) from error
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _write(self, folder: Path) -> None:
        ranker = self.ranker
        names = ranker.classes
        _write_csv(
            folder / "classes.csv",
            ("id", "name", "code"),
            [(each.id, each.name, each.code) for each in names],
        )
        keywords = [
            (text, names[label].id)
            for text, label in zip(ranker.texts[len(names) :], ranker.labels[len(names) :], strict=True)
        ]
        _write_csv(folder / "keywords.csv", ("text", "class"), keywords)
        if ranker.fitted:
            _save_ranker(ranker, folder)
        if self.posteriors is not None:
            self.posteriors.save(folder)
        (folder / "README.txt").write_text(_README, encoding="utf-8")
        files = {path.name: _digest(path) for path in sorted(folder.iterdir())}
        arrays = ranker.fitted or self.posteriors is not None
        content = {
            "sangsaeng": "model",
            "format": FORMAT,
            # Arrays depend on the analyser and on the anchors of the word vectors; without arrays nothing does.
            "engine": ENGINE if arrays else "",
            "anchors": _anchors() if arrays else "",
            "fitted": ranker.fitted,
            "posteriors": self.posteriors is not None,
            "weights": dict(self.weights),
            **self.about,
            "files": files,
        }
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (folder / "model.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: str | Path) -> Model:
        """Read a folder. InputError, in one line, for another format or engine, or a file that is not as it was made."""
        place = Path(folder)
        content = _content(place)
        if content.get("format") != FORMAT:
            raise InputError("다른 판의 모델입니다. sangsaeng learn으로 다시 배워 주세요.", file=str(folder))
        for name, digest in content.get("files", {}).items():
            if not (place / name).is_file() or _digest(place / name) != digest:
                problem = f"모델의 {name} 파일이 없거나 바뀌었습니다. sangsaeng learn으로 다시 배워 주세요."
                raise InputError(problem, file=str(folder))
        if content["anchors"] and (content["engine"] != ENGINE or content["anchors"] != _anchors()):
            problem = "다른 판의 형태소 분석기로 배운 모델입니다. sangsaeng learn으로 다시 배워 주세요."
            raise InputError(problem, file=str(folder))
        try:
            classes = [Class(*row) for row in _read_csv(place / "classes.csv")]
            keywords = [(text, key) for text, key in _read_csv(place / "keywords.csv")]
            ranker = (
                _load_ranker(place, classes, keywords)
                if content["fitted"]
                else ClassRanker.fit(classes, keywords, fitted=False)
            )
            posteriors = Posteriors.load(place) if content["posteriors"] else None
        except (OSError, ValueError, KeyError, TypeError) as error:
            problem = "모델을 읽을 수 없습니다. sangsaeng learn으로 다시 배워 주세요."
            raise InputError(problem, file=str(folder)) from error
        about = {key: value for key, value in content.items() if key not in _OWN}
        return cls(ranker, posteriors, content.get("weights", {}), about)


_OWN = frozenset(
    {"sangsaeng", "format", "engine", "anchors", "fitted", "posteriors", "weights", "files"},
)


@cache
def default_model() -> Model:
    """The model that ships, read once: the field (분야) of a product, and the HS codes that our facts give with a source.

    It holds no posteriors, and no weights: see docs/reference/coding.md for what fields add to a match.
    """
    return Model.load(DEFAULT)


def check_place(folder: Path) -> None:
    """InputError where a model cannot be written to, or would overwrite what is no model of ours."""
    if not folder.parent.is_dir():
        raise InputError("폴더를 쓸 수 없습니다. 위 폴더가 있는지 확인해 주세요.", file=str(folder))
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not _is_ours(folder)):
        problem = "이미 있는 것이 상생의 모델이 아니어서 덮어쓰지 않습니다. 다른 이름을 주세요."
        raise InputError(problem, file=str(folder))


def _is_ours(folder: Path) -> bool:
    try:
        _content(folder)
    except InputError:
        return False
    return True


def _content(place: Path) -> dict[str, Any]:
    try:
        content = json.loads((place / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problem = "상생의 모델 폴더가 아닙니다(model.json을 읽을 수 없습니다)."
        raise InputError(problem, file=str(place)) from error
    if not isinstance(content, dict) or content.get("sangsaeng") != "model":
        raise InputError("상생의 모델 폴더가 아닙니다.", file=str(place))
    return content


def _unwritable(folder: Path, error: OSError) -> InputError:
    return InputError(f"폴더를 쓸 수 없습니다({error.strerror}).", file=str(folder))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _anchors() -> str:
    return hashlib.sha256(np.asarray(word_vectors().anchors, np.int64).tobytes()).hexdigest()[:16]


def _write_csv(path: Path, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def _read_csv(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))[1:]


def _save_ranker(ranker: ClassRanker, folder: Path) -> None:
    space = ranker.space
    content = {"keys": list(space.keys), "forms": space.forms, "size": space.size}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (folder / "ranker.json").write_text(text, encoding="utf-8")
    half = {name: getattr(ranker, name).astype(np.float16) for name in ("nearest", "axes", "weights")}
    lexical = {f"lexical_{part}": getattr(ranker.lexical, part) for part in ("data", "indices", "indptr")}
    np.savez(
        folder / "ranker.npz",
        rarity=space.rarity,
        meaning=ranker.meaning,
        allow_pickle=False,
        **half,
        **lexical,
    )


def _load_ranker(folder: Path, classes: Sequence[Class], keywords: Sequence[tuple[str, str]]) -> ClassRanker:
    from scipy import sparse

    content = json.loads((folder / "ranker.json").read_text(encoding="utf-8"))
    with np.load(folder / "ranker.npz", allow_pickle=False) as file:
        kept = {name: file[name] for name in file.files}
    space = Space(
        {key: at for at, key in enumerate(content["keys"])}, kept["rarity"], content["forms"], content["size"]
    )
    place = {each.id: number for number, each in enumerate(classes)}
    texts = (*(each.name for each in classes), *(text for text, _ in keywords))
    parts = tuple(kept[f"lexical_{part}"] for part in ("data", "indices", "indptr"))
    return ClassRanker(
        classes=tuple(classes),
        texts=texts,
        labels=np.array([*range(len(classes)), *(place[key] for _, key in keywords)], np.int64),
        fitted=True,
        space=space,
        lexical=sparse.csr_matrix(parts, shape=(len(texts), len(space.keys))),
        meaning=kept["meaning"],
        nearest=kept["nearest"].astype(np.float32),
        axes=kept["axes"].astype(np.float32),
        weights=kept["weights"].astype(np.float32),
    )
