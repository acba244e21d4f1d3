"""Tasks A and C of ../shared/eval through the engine itself, and how fast it is.

A: given one firm's product text, the other labelled firms are ranked; relevant: the same 3-digit industry. The model is
learned from the classes, all their development keywords, and labelled firms of other folds (five folds, seed printed).
strict: the model that scores a pair has seen neither the fold of the firm that asks nor that of the other firm, so it
learns from three fifths of the labels. simple: only the asking firm's fold is left out. C: passages are the firms, questions
the needs. Differences are bootstrapped over the same queries (paired, 95 %).
"""

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sangsaeng import facts
from sangsaeng.analysis.matching import Firm, MatchIndex, Need
from sangsaeng.analysis.matching.bm25 import Bm25, build
from sangsaeng.analysis.matching.checking import DRAWS, FOLDS, SEED, gain, interval, same_industry
from sangsaeng.analysis.matching.index import K1, B, weigh
from sangsaeng.analysis.text import Analysis, Term, analyse_many

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"
Floats = NDArray[np.float64]
Reader = Callable[[Sequence[str]], list[Analysis]]


def rows(name: str) -> list[dict[str, str]]:
    with (EVAL / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def on_blanks(texts: Sequence[str]) -> list[Analysis]:
    """The baseline's reading of a text: its words as the blanks part them."""
    return [
        Analysis(
            tuple(Term(f"w:{w}", w, "word", n, False, (w,)) for w, n in Counter(text.split()).items()), ()
        )
        for text in texts
    ]


def _index(documents: Sequence[Analysis]) -> Bm25:
    return build([{t.key: float(t.count) for t in each.terms} for each in documents], k1=K1, b=B)


def _rounded(figure: tuple[float, float, float]) -> list[float]:
    return [round(value, 4) for value in figure]


def _by_words(
    texts: Sequence[str], known: Sequence[str], asking: Sequence[bool], reader: Reader
) -> list[Floats]:
    """nDCG@10 and recall@50 of each query by words alone."""
    read, many, codes = reader(texts), Counter(known), np.array(known)
    index = _index(read)
    gains, recalls = [], []
    for at, code in enumerate(known):
        if not asking[at] or many[code] < 2:
            continue
        scores = index.scores(weigh(read[at].terms))
        scores[at] = -1
        order = np.argsort(-scores, kind="stable")[:50]
        hits = (codes[order] == code) & (scores[order] > 0)
        gains.append(gain(hits, many[code] - 1))
        recalls.append(float(hits.sum()) / min(50, many[code] - 1))
    return [np.array(gains), np.array(recalls)]


def task_a(*, kinds: Sequence[str] = ("strict", "simple")) -> dict[str, Any]:
    """Same industry: the engine with codes, strict and simple, against words alone and words split on blanks."""
    labels = {row["Code"]: row for row in rows("kind_labels_dev.csv")}
    firms = [
        (row["Code"], row["Name"], row["Products"], labels[row["Code"]]["k3"])
        for row in rows("kind_corpus.csv")
        if row["Code"] in labels
    ]
    asking = [(labels[f[0]]["q_ok"], labels[f[0]]["mfg"]) == ("True", "True") for f in firms]
    classes = [(row["cid"], row["class_name"], row["ksic10_5"]) for row in rows("ksic_classes.csv")]
    keywords = [(row["x"], row["cid"]) for row in rows("ksic_kw_dev.csv")]
    texts, known = [firm[2] for firm in firms], [firm[3] for firm in firms]
    words, blanks = (_by_words(texts, known, asking, reader) for reader in (analyse_many, on_blanks))
    memo: dict[str, Any] = {}
    models: dict[frozenset[int], Any] = {}
    result: dict[str, Any] = {"queries": len(words[0]), "folds": FOLDS, "seed": SEED, "bootstrap": DRAWS}
    for name in kinds:
        found = same_industry(
            classes, keywords, firms, asking=asking, strict=name == "strict", memo=memo, models=models
        )
        result[name] = {key: _rounded(value) for key, value in found.figures().items()}
        for other, base in (("words_alone", words), ("whitespace", blanks)):
            result[name][f"over_{other}"] = {
                "ndcg_10": _rounded(interval(found.ndcg - base[0])),
                "recall_50": _rounded(interval(found.recall - base[1])),
            }
    for name, base in (("words_alone", words), ("whitespace", blanks)):
        result[name] = {"ndcg_10": _rounded(interval(base[0])), "recall_50": _rounded(interval(base[1]))}
    return result


def task_c() -> dict[str, Any]:
    """Passages: nDCG@10 through the engine, against words split on blanks."""
    passages = [json.loads(line) for line in (EVAL / "autoragko_corpus.jsonl").open(encoding="utf-8")]
    questions = [json.loads(line) for line in (EVAL / "autoragko_dev.jsonl").open(encoding="utf-8")]
    engine = MatchIndex.build(Firm(each["doc_id"], each["contents"]) for each in passages)
    plain = _index(on_blanks([each["contents"] for each in passages]))
    ours, base = [], []
    needs = [Need(each["query"]) for each in questions]
    for question, need, query in zip(questions, needs, engine.read_many(needs), strict=True):
        gold = set(question["gold"])
        ranked = [firm for firm, *_ in engine.brief(need, query, top=10, everything=True)]
        ours.append(gain([firm in gold for firm in ranked], len(gold)))
        order = np.argsort(-plain.scores(weigh(on_blanks([need.text])[0].terms)), kind="stable")[:10]
        base.append(gain([passages[at]["doc_id"] in gold for at in order], len(gold)))
    return {
        "queries": len(ours),
        "ndcg_10": _rounded(interval(np.array(ours))),
        "whitespace": _rounded(interval(np.array(base))),
        "over_whitespace": _rounded(interval(np.array(ours) - np.array(base))),
    }


def _made(words: Sequence[str], count: int, length: int) -> list[str]:
    return [" ".join(random.sample(words, length)) for _ in range(count)]


def _shipped_codes() -> Any:
    """A model of codes for measuring time where ../shared/eval is missing: shipped product texts, made-up codes."""
    from types import SimpleNamespace

    from sangsaeng.analysis.coding.posteriors import Posteriors

    if EVAL.is_dir():
        classes = [(row["cid"], row["class_name"], row["ksic10_5"]) for row in rows("ksic_classes.csv")]
        keywords = [(row["x"], row["cid"]) for row in rows("ksic_kw_dev.csv")]
    else:
        texts = [firm.product_ko for firm in facts.firms() if firm.product_ko]
        classes = [(str(n), text, f"{10000 + 97 * n:05}") for n, text in enumerate(texts)]
        keywords = []
    return SimpleNamespace(posteriors=Posteriors.fit(classes, keywords))


def speed(firms: int = 10_000, queries: int = 200) -> dict[str, float]:
    """Milliseconds a query on generated firms, with a model of codes, the need already read; one firm changed."""
    random.seed(20261122)
    words = [word for firm in facts.firms() for word in (firm.product_ko or "").replace("·", " ").split()]
    made = [Firm(f"G{n:05}", text) for n, text in enumerate(_made(words, firms, 6))]
    model = _shipped_codes()
    start = time.perf_counter()
    index = MatchIndex.build(made, model=model)
    built = time.perf_counter() - start
    needs = [Need(text) for text in _made(words, queries, 5)]
    times: dict[str, list[float]] = {name: [] for name in ("rank", "explain_20", "read", "change_one")}

    def timed(name: str, what: Callable[[], object]) -> None:
        begun = time.perf_counter()
        what()
        times[name].append(1000 * (time.perf_counter() - begun))

    for number, (need, query) in enumerate(zip(needs, index.read_many(needs), strict=True)):
        timed("rank", lambda query=query: index.candidates(query, index.scored(query), top=20))
        timed("explain_20", lambda need=need, query=query: index.rank_read(need, query, top=20))
        timed("read", lambda need=need: index.read_many([need]))
        if number < 5:
            timed("change_one", lambda number=number: index.with_firm(Firm(f"G{number:05}", "영구자석")))
    figures = {"firms": float(firms), "build_s": built}
    for name, values in times.items():
        figures |= {f"{name}_p{p}_ms": round(float(np.percentile(values, p)), 3) for p in (50, 95)}
    return figures


def batch(needs: int = 5_000, firms: int = 10_000) -> dict[str, float]:
    """Seconds and memory of the command for many needs, with a model learned by `sangsaeng learn --no-check`."""
    random.seed(20261123)
    words = [word for firm in facts.firms() for word in (firm.product_ko or "").replace("·", " ").split()]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)

        def write(name: str, head: str, lines: Sequence[str]) -> str:
            (place / name).write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
            return str(place / name)

        _save_model(place / "model")
        asked = [f"N{n},{text.replace(',', ' ')}" for n, text in enumerate(_made(words, needs, 5))]
        offered = [f"F{n},G,{text.replace(',', ' ')}" for n, text in enumerate(_made(words, firms, 6))]
        command = [sys.executable, "-m", "sangsaeng", "match", "--model", str(place / "model"), "--top", "50"]
        command += ["--needs", write("n.csv", "id,text", asked)]
        command += ["--firms", write("f.csv", "id,name,products", offered), "-o", str(place / "out.csv")]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        peak = _peak_kb(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "needs": float(needs),
        "firms": float(firms),
        "seconds": round(wall, 1),
        "cpu_seconds": round(used, 1),
        "peak_mb": round(peak / 1024, 1),
    }


def _peak_kb(process: "subprocess.Popen[bytes]") -> int:
    """Wait for a process; the most memory it held. What getrusage tells of children counts this process's own too."""
    peak = 0
    while process.poll() is None:
        try:
            lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
            peak = max(peak, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
        except OSError:
            pass
        time.sleep(0.1)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return peak


def _save_model(folder: Path) -> None:
    from sangsaeng.analysis.coding.classes import Class
    from sangsaeng.analysis.coding.model import Model

    if EVAL.is_dir():
        classes = [Class(row["cid"], row["class_name"], row["ksic10_5"]) for row in rows("ksic_classes.csv")]
        keywords = [(row["x"], row["cid"]) for row in rows("ksic_kw_dev.csv")]
    else:
        texts = [firm.product_ko for firm in facts.firms() if firm.product_ko]
        classes = [Class(str(n), text, f"{10000 + 97 * n:05}") for n, text in enumerate(texts)]
        keywords = []
    Model.learn(classes, keywords).save(folder)
