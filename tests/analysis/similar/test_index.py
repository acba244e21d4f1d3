"""Copies are found however they were edited, common text counts nothing, and what is marked really is the same."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.analysis.similar import Index, Kind, Pair, compare, document
from sangsaeng.analysis.similar.index import many

SYLLABLES = [chr(code) for code in range(0xAC00, 0xAC00 + 11_172, 7)]


def prose(seed: int, words: int = 120) -> str:
    """Made-up text without a passage in common with another seed's."""
    rng = random.Random(seed)
    made = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 5))) for _ in range(words)]
    return " ".join(word + ("." if n % 9 == 8 else "") for n, word in enumerate(made))


def pair_of(a: str, b: str) -> Pair | None:
    found = Index([("a", {"": a}), ("b", {"": b})]).pairs()
    return found[0] if found else None


def the_same(pair: Pair, a: dict[str, str], b: dict[str, str]) -> None:
    """What is marked on both sides reads the same without blanks, stops and case."""

    def plain(text: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())

    for each in pair.passages:
        ours = [a[each.section_a][start:end] for start, end in each.marks_a]
        theirs = [b[each.section_b][start:end] for start, end in each.marks_b]
        assert [plain(text) for text in ours] == [plain(text) for text in theirs]
        assert each.start_a == each.marks_a[0][0]
        assert each.end_b == each.marks_b[-1][1]


def test_the_same_text_is_nearly_the_same_whole() -> None:
    pair = pair_of(prose(1), prose(1))
    assert pair is not None
    assert (pair.share_a, pair.share_b, pair.kind) == (1.0, 1.0, Kind.NEAR)
    assert len(pair.passages) == 1


def test_two_texts_with_nothing_in_common_are_no_pair() -> None:
    assert Index((str(seed), {"": prose(seed)}) for seed in range(12)).pairs() == []


def test_a_passage_carried_into_another_text_is_found_both_ways() -> None:
    own, theirs = prose(1, 300), prose(2, 300)
    taken = " ".join(theirs.split()[100:150])
    mixed = own[:400] + " " + taken + " " + own[400:]
    pair = pair_of(mixed, theirs)
    assert pair is not None
    assert pair.kind is Kind.PART
    assert 0.1 < pair.share_a < 0.2
    assert 0.1 < pair.share_b < 0.2
    (passage,) = pair.passages
    # a syllable beside it may be the same by chance
    assert taken in mixed[passage.start_a - 1 : passage.end_a + 1]
    the_same(pair, {"": mixed}, {"": theirs})


@pytest.mark.parametrize("seed", range(5))
def test_a_third_of_the_words_replaced_or_a_third_of_the_letters_is_still_found(seed: int) -> None:
    rng = random.Random(seed)
    text = prose(seed, 200)
    words = " ".join("다른말" if rng.random() < 0.3 else word for word in text.split())
    letters = "".join(rng.choice(SYLLABLES) if c != " " and rng.random() < 0.3 else c for c in text)
    rest = [(f"x{n}", {"": prose(100 + n, 200)}) for n in range(20)]
    index = Index([("original", {"": text}), *rest])
    for edited in (words, letters):
        found = index.like("edited", {"": edited})
        assert [pair.b for pair in found] == ["original"]
        the_same(found[0], {"": edited}, {"": text})


def test_sentences_in_another_order_are_found_in_several_passages() -> None:
    sentences = prose(3, 180).split(". ")
    turned = ". ".join(reversed(sentences))
    pair = pair_of(". ".join(sentences), turned)
    assert pair is not None
    assert pair.kind is Kind.NEAR
    assert len(pair.passages) > 3


def test_shares_stand_section_by_section_in_both_directions() -> None:
    a = {"목표": prose(1), "협력": prose(2), "계획": prose(3)}
    b = {"협력": prose(4), "계획": prose(2) + " " + prose(5)}
    (pair,) = Index([("a", a), ("b", b)]).pairs()
    (share,) = pair.sections
    assert (share.section_a, share.section_b) == ("협력", "계획")
    assert share.share_a > 0.95
    assert 0.4 < share.share_b < 0.6
    assert 0.25 < pair.share_a < 0.4
    the_same(pair, a, b)


def test_a_passage_does_not_run_from_one_section_into_the_next() -> None:
    text = prose(1, 40)
    words = text.split()
    a = {"하나": " ".join(words[:20]), "둘": " ".join(words[20:])}
    (pair,) = Index([("a", a), ("b", {"": text})]).pairs()
    assert {passage.section_a for passage in pair.passages} == {"하나", "둘"}


def test_text_of_many_documents_and_of_the_form_counts_nothing() -> None:
    boiler = prose(99, 40)
    index = Index((str(n), {"": prose(n) + " " + boiler}) for n in range(many(10) + 3))
    assert index.pairs() == []
    few = Index((str(n), {"": prose(n) + " " + boiler}) for n in range(3))
    assert len(few.pairs()) == 3
    own = Index(((str(n), {"": prose(n) + " " + boiler}) for n in range(3)), template=(boiler,))
    assert own.pairs() == []


def test_what_is_discounted_is_in_no_share() -> None:
    boiler, copied = prose(99, 60), prose(50, 60)
    rest = [(str(n), {"": prose(n) + " " + boiler}) for n in range(10)]
    index = Index(
        [*rest, ("a", {"": copied + " " + boiler}), ("b", {"": copied + " " + boiler + " " + prose(60, 60)})]
    )
    (pair,) = index.pairs()
    assert pair.share_a == 1.0
    assert 0.4 < pair.share_b < 0.6


def test_copies_of_one_text_are_told_however_many_they_are() -> None:
    index = Index((str(n), {"": prose(1)}) for n in range(10))
    assert len(index.pairs()) == 45


def test_a_new_document_meets_the_index_and_a_changed_one_is_compared_anew() -> None:
    index = Index((str(n), {"": prose(n)}) for n in range(8))
    assert [pair.b for pair in index.like("new", {"": prose(3)})] == ["3"]
    assert "new" not in index
    index.add("3", {"": prose(30)})
    assert index.like("new", {"": prose(3)}) == []
    index.remove("5")
    index.remove("unknown")
    assert index.like("new", {"": prose(5)}) == []
    assert len(index) == 7
    for _ in range(9):  # saved again and again, it is still one document and no common text
        index.add("4", {"": prose(4)})
    assert [pair.b for pair in index.like("new", {"": prose(4)})] == ["4"]
    assert index.like("4") == []


@pytest.mark.parametrize(
    "text", ["", "😀" * 500, "   ", "짧은 글", "12 34 56", "!?…" * 100, "\x00\ud800" * 40], ids=repr
)
def test_texts_that_hold_nothing_to_compare_make_no_pair(text: str) -> None:
    assert pair_of(text, text) is None
    assert pair_of(text, prose(1)) is None


def test_only_english_is_compared_word_by_word() -> None:
    one = (
        "The supplier develops a purification line and the buyer tests samples every quarter until they pass "
        * 3
    )
    two = (
        "Completely different words about magnets and motors with no sentence shared between them at all " * 3
    )
    assert pair_of(one, two) is None
    pair = pair_of(one + two, one)
    assert pair is not None
    assert pair.share_b > 0.9


def test_decomposed_and_half_width_copies_are_found_and_marked_in_their_own_text() -> None:
    text = prose(1, 60) + " ABC 카ﾀｶﾅ 123"
    other = unicodedata.normalize("NFD", text).replace("ABC", "ＡＢＣ")
    pair = pair_of(text, other)
    assert pair is not None
    assert pair.kind is Kind.NEAR
    assert pair.passages[0].end_b > pair.passages[0].end_a
    the_same(pair, {"": text}, {"": other})


def test_a_megabyte_beside_its_copy_and_beside_itself_repeated() -> None:
    long = prose(1, 60_000)[:350_000]
    changed = long[:200_000] + prose(2, 50) + long[200_000:]
    pair = pair_of(long, changed)
    assert pair is not None
    assert pair.share_a > 0.99
    assert pair_of("가나다라마바사 " * 130_000, prose(3)) is None


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="가나다라마 abAB1.😀\u0301", max_size=200),
    st.text(alphabet="가나다라마 abAB1.", max_size=200),
)
def test_whatever_two_texts_are_the_marks_read_the_same(a: str, b: str) -> None:
    pair = compare(document("a", {"": a}), document("b", {"": b}))
    if pair is not None:
        assert 0 < pair.share_a <= 1
        assert 0 < pair.share_b <= 1
        the_same(pair, {"": a}, {"": b})


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(25, 80))
def test_an_exact_copy_of_half_a_sentence_is_never_missed(seed: int, size: int) -> None:
    source = prose(seed, 100)
    start = random.Random(seed).randrange(0, len(source) - 4 * size)
    taken = source[start : start + 2 * size]
    index = Index([("source", {"": source}), *((str(n), {"": prose(n + 10**7)}) for n in range(3))])
    assert [pair.b for pair in index.like("x", {"": prose(seed + 1, 60) + taken + prose(seed + 2, 60)})] == [
        "source"
    ]
