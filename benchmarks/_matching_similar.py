"""Near-duplicates: how many edited copies are found, by kind and degree of edit, and how many unrelated texts are not.

The copies are made here, from the passages of ../shared/eval/autoragko_corpus.jsonl (left out, with a word, where that file
is missing); the seeds are printed. Each copy is compared with an index of all the originals. Speed is measured on
generated texts. `python -m benchmarks._matching_similar [--json]`.
"""

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sangsaeng.analysis.similar import ENGINE_VERSION, Index, Kind
from sangsaeng.analysis.similar.reading import read, shingles

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "eval" / "autoragko_corpus.jsonl"
SEEDS = (11, 12, 13)
#: Passages shorter than this are headings and tables of contents, no proposals: they are counted apart.
LEAST_UNITS = 150
Edit = Callable[[str, float, random.Random, "Words"], str]


class Words:
    """What is put in the place of what is taken out: letters and words of other passages."""

    def __init__(self, texts: Sequence[str]) -> None:
        together = "".join(texts)
        self.letters = [letter for letter in together if "가" <= letter <= "힣"]
        self.words = [word for text in texts for word in text.split()]
        self.texts = list(texts)


def letters_replaced(text: str, part: float, rng: random.Random, other: Words) -> str:
    return "".join(rng.choice(other.letters) if not c.isspace() and rng.random() < part else c for c in text)


def words_replaced(text: str, part: float, rng: random.Random, other: Words) -> str:
    return " ".join(rng.choice(other.words) if rng.random() < part else word for word in text.split())


def letters_deleted(text: str, part: float, rng: random.Random, other: Words) -> str:
    return "".join(c for c in text if rng.random() >= part)


def words_deleted(text: str, part: float, rng: random.Random, other: Words) -> str:
    return " ".join(word for word in text.split() if rng.random() >= part)


def sentences_moved(text: str, part: float, rng: random.Random, other: Words) -> str:
    sentences = [each for each in re.split(r"(?<=[.!?다])\s+|\n", text) if each.strip()]
    rng.shuffle(sentences)
    return " ".join(sentences)


def carried_over(text: str, part: float, rng: random.Random, other: Words) -> str:
    """So large a part of the passage, from anywhere in it, in the middle of another text of about 1,200 letters."""
    size = max(120, int(part * len(text)))
    start = rng.randrange(0, max(1, len(text) - size))
    around = " ".join(rng.sample(other.texts, 3))[:1200]
    return around[: len(around) // 2] + " " + text[start : start + size] + " " + around[len(around) // 2 :]


EDITS: tuple[tuple[str, Edit, tuple[float, ...]], ...] = (
    ("letters replaced", letters_replaced, (0.1, 0.2, 0.3, 0.4)),
    ("words replaced", words_replaced, (0.1, 0.2, 0.3, 0.4, 0.5)),
    ("letters deleted", letters_deleted, (0.1, 0.2, 0.3)),
    ("words deleted", words_deleted, (0.1, 0.2, 0.3)),
    ("sentences in another order", sentences_moved, (1.0,)),
    ("part carried into another text", carried_over, (0.25, 0.5)),
)


def _interval(hits: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, p = 1.96, hits / total
    centre = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * ((p * (1 - p) + z * z / (4 * total)) / total) ** 0.5 / (1 + z * z / total)
    return centre - half, centre + half


def _passages() -> list[tuple[str, str]]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [(row["doc_id"], row["contents"]) for row in map(json.loads, lines)]


def quality(*, tried: bool = False, whole: bool = False) -> dict[str, Any]:
    """Shares found by kind and degree of edit, with intervals; false pairs among untouched texts; what LSH would find.

    Each seed edits a third of the passages; whole: each edits all of them (minutes). tried: the candidate stages that were
    not chosen as well (minutes).
    """
    if not CORPUS.exists():
        return {"skipped": "../shared/eval/autoragko_corpus.jsonl is missing"}
    passages = _passages()
    other = Words([text for _id, text in passages])
    index = Index((id, {"": text}) for id, text in passages)
    long = [(id, text) for id, text in passages if len(read(text)) >= LEAST_UNITS]
    rows = []
    for name, edit, parts in EDITS:
        for part in parts:
            rows.append(
                {
                    "edit": name,
                    "part": part,
                    **_found(index, long, edit, part, other, 1 if whole else len(SEEDS)),
                }
            )
    found: dict[str, Any] = {
        "engine": ENGINE_VERSION,
        "seeds": list(SEEDS),
        "passages": len(passages),
        "edited": len(long),
        "by_edit": rows,
        "at_30_percent": {
            row["edit"]: row["found"] for row in rows if row["part"] == 0.3 and "replaced" in row["edit"]
        },
        "untouched": _untouched(index, passages),
    }
    if tried:
        found["tried"] = _tried(passages, long, other)
    return found


def _found(
    index: Index, long: Sequence[tuple[str, str]], edit: Edit, part: float, other: Words, every: int
) -> dict[str, Any]:
    hits, total, shares, kinds = 0, 0, 0.0, Counter[str]()
    for at, seed in enumerate(SEEDS):
        rng = random.Random(seed)
        for id, text in long[at % every :: every]:
            pairs = index.like("copy", {"": edit(text, part, rng, other)})
            pair = next((each for each in pairs if each.b == id), None)
            total += 1
            if pair is not None:
                hits += 1
                shares += pair.share_a
                kinds[pair.kind.value] += 1
    low, high = _interval(hits, total)
    return {
        "found": hits / total,
        "low": low,
        "high": high,
        "copies": total,
        "share": shares / max(1, hits),
        "kinds": {kind.value: kinds[kind.value] for kind in Kind},
    }


def _untouched(index: Index, passages: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Pairs found among passages of different papers, none of which was copied by us; some do quote the same text."""

    def paper(id: str) -> str:
        return id.rsplit(" - ", 1)[0]

    papers = Counter(paper(id) for id, _text in passages)
    every = len(passages) * (len(passages) - 1) // 2 - sum(n * (n - 1) // 2 for n in papers.values())
    apart = [pair for pair in index.pairs() if paper(pair.a) != paper(pair.b)]
    low, high = _interval(len(apart), every)
    return {
        "pairs": every,
        "found": len(apart),
        "rate": len(apart) / every,
        "low": low,
        "high": high,
        "kinds": dict(Counter(pair.kind.value for pair in apart)),
    }


def _tried(
    passages: Sequence[tuple[str, str]], long: Sequence[tuple[str, str]], other: Words
) -> list[dict[str, Any]]:
    """Candidate stages by themselves: how many copies at 30 % reach the closer look, and how many others with each."""
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]

    def letters(size: int) -> Callable[[str], set[int]]:
        return lambda text: set(shingles(read(text).codes, size).tolist())

    def words(text: str) -> set[int]:
        return {hash(pair) & 0xFFFFFFFF for pair in zip(text.split(), text.split()[1:], strict=False)}

    def minhash(keys: set[int]) -> MinHash:
        made = MinHash(num_perm=128, hashfunc=int)
        made.update_batch(keys)
        return made

    stages = [
        ("3 letters", letters(3), 0.3),
        ("3 letters", letters(3), 0.2),
        ("3 letters", letters(3), 0.1),
        ("2 letters", letters(2), 0.3),
        ("2 letters", letters(2), 0.2),
        ("2 words", words, 0.3),
        ("2 words", words, 0.1),
    ]
    rows = []
    for name, keys, threshold in stages:
        lsh = MinHashLSH(threshold=threshold, num_perm=128)
        for id, text in passages:
            lsh.insert(id, minhash(keys(text)))
        rows.append(
            {
                "stage": f"MinHash LSH {threshold}, {name}",
                **_reached(_asking(lsh, minhash, keys), long, other),
            }
        )
    index = Index((id, {"": text}) for id, text in passages)

    def exact(text: str) -> list[str]:
        from sangsaeng.analysis.similar import document

        return [each.id for each in index.candidates(document("copy", {"": text}))]

    rows.append({"stage": "exact index with places (chosen)", **_reached(exact, long, other)})
    rows.append({"stage": "8-letter runs only", **_reached(_winnowed(passages), long, other)})
    return rows


def _asking(lsh: Any, minhash: Any, keys: Callable[[str], set[int]]) -> Callable[[str], list[str]]:
    return lambda text: list(lsh.query(minhash(keys(text))))


def _winnowed(passages: Sequence[tuple[str, str]]) -> Callable[[str], list[str]]:
    """Any run of 8 letters in common, as winnowing would find it at best."""
    holders: dict[int, set[str]] = {}
    for id, text in passages:
        for key in shingles(read(text).codes, 8).tolist():
            holders.setdefault(key, set()).add(id)

    def query(text: str) -> list[str]:
        return list({id for key in shingles(read(text).codes, 8).tolist() for id in holders.get(key, ())})

    return query


def _reached(
    query: Callable[[str], Sequence[Any]], long: Sequence[tuple[str, str]], other: Words
) -> dict[str, float]:
    row: dict[str, float] = {}
    others, asked = 0, 0
    long = long[::3]
    for name, edit, part in (
        ("letters replaced 30 %", letters_replaced, 0.3),
        ("words replaced 30 %", words_replaced, 0.3),
        ("letters deleted 10 %", letters_deleted, 0.1),
        ("carried over 25 %", carried_over, 0.25),
    ):
        rng = random.Random(SEEDS[0])
        hits = 0
        for id, text in long:
            met = query(edit(text, part, rng, other))
            hits += id in met
            others += len(met) - (id in met)
            asked += 1
        row[name] = hits / len(long)
    row["others met"] = others / asked
    return row


def speed(documents: int = 5_000, size: int = 3_000) -> dict[str, float]:
    """Seconds for all pairs, and for one document against all, of generated texts with a copied part in every twentieth."""
    rng = random.Random(SEEDS[0])
    letters = [chr(code) for code in range(0xAC00, 0xAC00 + 11_172, 11)]
    words = ["".join(rng.choices(letters, k=rng.randint(2, 5))) for _ in range(60_000)]
    weights = [1 / (rank + 20) for rank in range(len(words))]  # as words of a language fall off
    texts = [" ".join(rng.choices(words, weights, k=size * 2 // 9))[:size] for _ in range(documents)]
    for at in range(0, documents, 20):
        taken = texts[(at + 7) % documents]
        texts[at] = texts[at][: size // 2] + taken[200:600] + texts[at][size // 2 + 400 :]
    began = time.perf_counter()
    index = Index((str(number), {"": text}) for number, text in enumerate(texts))
    index.common(index.add("warm", {"": "처음 한 번은 색인을 차례로 세웁니다"}))
    built = time.perf_counter() - began
    pairs = index.pairs()
    every = time.perf_counter() - began
    times = []
    for number in range(20):
        began = time.perf_counter()
        index.like("new", {"": texts[number][: size // 2] + texts[-number - 1][size // 2 :]})
        times.append(time.perf_counter() - began)
    return {
        "documents": documents,
        "letters": size,
        "index_s": built,
        "all_pairs_s": every,
        "pairs": len(pairs),
        "one_against_all_s": max(times),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--tried", action="store_true", help="the candidate stages that were not chosen as well"
    )
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--whole", action="store_true", help="every seed edits every passage")
    given = parser.parse_args()
    found: dict[str, Any] = quality(tried=given.tried, whole=given.whole)
    if given.speed:
        found["speed"] = speed()
    if given.json or "skipped" in found:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    print(f"{found['edited']} passages of {found['passages']}, seeds {found['seeds']}, {found['engine']}")
    for row in found["by_edit"]:
        print(
            f"{row['edit']:<32}{row['part']:>5.0%}{row['found']:>8.3f} [{row['low']:.3f}, {row['high']:.3f}]"
            f"  share {row['share']:.2f}  {row['kinds']}"
        )
    print("untouched:", found["untouched"])
    for row in found.get("tried", ()):
        print({key: value if isinstance(value, str) else round(value, 3) for key, value in row.items()})
    if "speed" in found:
        print(found["speed"])


if __name__ == "__main__":
    main()
