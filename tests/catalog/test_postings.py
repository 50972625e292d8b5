"""The best documents of a query: leaving out the hopeless changes nothing."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.postings import Postings

TOKENS = ("园", "区", "园区", "厂房", "仓库", "氢能", "ai", "5g", "东", "x")
DOCUMENTS = st.lists(st.lists(st.sampled_from(TOKENS), max_size=12), max_size=60)
QUERIES = st.dictionaries(st.sampled_from((*TOKENS, "没有")), st.sampled_from((0.4, 1.0)))


def score_all(postings: Postings, count: int, wanted: dict[str, float]) -> list[tuple[float, int]]:
    """Return every document that shares more than single characters, best first."""
    found = []
    for number in range(count):
        held = {token: posting for token in wanted if (posting := postings[token]) and posting.gain_of(number)}
        if any(len(token) > 1 for token in held):
            found.append((sum(wanted[token] * posting.gain_of(number) for token, posting in held.items()), number))
    return sorted(found, key=lambda pair: (-pair[0], pair[1]))


@given(documents=DOCUMENTS, wanted=QUERIES, limit=st.integers(1, 8))
def test_best_documents_are_those_of_scoring_every_one(
    documents: list[list[str]], wanted: dict[str, float], limit: int
) -> None:
    postings = Postings(Counter(words) for words in documents)

    found = postings.find_best(wanted, limit)

    expected = score_all(postings, len(documents), wanted)[:limit]
    assert [round(score, 9) for score, _ in found] == [round(score, 9) for score, _ in expected]


def test_rare_tokens_say_more_and_single_characters_less() -> None:
    postings = Postings([Counter(["园区", "园"]), Counter(["园区", "园", "氢能"])])

    assert postings.worth("氢能") > postings.worth("园区") > postings.worth("园")
    assert postings.worth("没有") > postings.worth("氢能")


def test_equally_good_documents_keep_their_order() -> None:
    postings = Postings([Counter(["园区"])] * 5)

    assert [number for _, number in postings.find_best({"园区": 1.0}, 3)] == [0, 1, 2]
