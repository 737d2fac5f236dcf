"""Shared wording: whole across small edits, at its exact place in both texts, and little where nothing is shared."""

import random
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcecrit import reuse

SEEDS = [path.read_text("utf-8") for path in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))]
SPANS = [  # the reused spans that two readers found by eye, as the first and as the second text has them
    (0, 2, "Ukrainian strike in Russia’s Kursk region, Western officials", ""),
    (0, 2, "to provide immediate military assistance if either", "if either country is attacked"),
    (1, 2, "how the senior North Korean officer was wounded", ""),
    (1, 2, "North Korean troops fighting in Ukraine", ""),
    (1, 2, "fair game and fair targets", ""),
    (1, 2, "in the escalating Russia-Ukraine conflict", ""),
]
PASSAGE = "the ferry left the northern harbour before the storm warning reached its crew"
FILLER_A = "Nobody at the ministry would discuss yesterday's events, but two witnesses agreed: "
FILLER_B = "Early reports were thin. According to one resident, "


def only(text_a, text_b, **options):
    """The one run of two texts."""
    [run] = reuse.shared(text_a, text_b, **options)
    return run


def places(runs):
    """The places of runs in both texts."""
    return [(run.start_a, run.end_a, run.start_b, run.end_b) for run in runs]


@pytest.mark.parametrize("a, b, words, words_b", SPANS)
@pytest.mark.parametrize("turned", [False, True])
def test_reused_spans_of_the_five_texts_are_whole(a, b, words, words_b, turned):
    text_a, text_b = (SEEDS[b], SEEDS[a]) if turned else (SEEDS[a], SEEDS[b])
    sought = [words_b or words, words] if turned else [words, words_b or words]
    pairs = [(run.text, text_b[run.start_b : run.end_b]) for run in reuse.shared(text_a, text_b)]
    assert any(sought[0] in in_a and sought[1] in in_b for in_a, in_b in pairs), pairs


def test_unquoted_copy_of_quoted_words_is_told_apart():
    [run] = [run for run in reuse.shared(SEEDS[1], SEEDS[2]) if "senior North Korean officer" in run.text]
    assert (run.text, run.edits) == ("how the senior North Korean officer was wounded", 0)
    assert (run.quoted_a, run.quoted_b) == ("full", "none")


@pytest.mark.parametrize(
    "copy, edits",
    [
        (PASSAGE, 0),
        (PASSAGE.upper(), 0),
        ("the ferry left the northern harbour hours before the storm warning reached its crew", 1),
        ("the ferry left the northern harbour before the warning reached its crew", 1),
        ("the ferry left the northern port before the storm warning reached its crew", 1),
        ("the ferry departed the northern harbour before a storm warning reached its crew", 2),
        ("the ferry left the harbour shortly before the storm warning had reached its crew", 3),
        ("the ferry left the northern harbour — before the storm — “warning” reached its crew", 0),
        ("the ferry left the northern harbour before the\n\nstorm-warning reached its crew", 0),
        ("the ferry left the old and rather busy northern harbour before the storm warning reached its crew", 4),
    ],
)
def test_small_edits_do_not_break_a_run(copy, edits):
    text_a, text_b = FILLER_A + PASSAGE + ".", FILLER_B + copy + ", she said."
    run = only(text_a, text_b)
    assert (run.text, run.edits) == (PASSAGE, edits)
    assert text_b[run.start_b : run.end_b] == copy


@pytest.mark.parametrize(
    "one, other",
    [
        ("the country’s third largest city", "the country's third largest city"),
        ("the country’s third largest city", "the country third largest city"),
        ("“no comment” was all he said", "'no comment' was all he said"),
        ("the U.S. sent its best envoy", "the US sent its best envoy"),
        ("about 10,000 people live near there", "about 10000 people live near there"),
        ("a second-largest party in the city", "a second largest party in the city"),
        ("the north–south line is now closed", "the north-south line is now closed"),
        ("Straße 17 is closed to traffic", "STRASSE 17 is closed to traffic"),
    ],
)
def test_spelling_of_marks_does_not_matter(one, other):
    run = only(one, other)
    assert run.edits == 0 and (run.end_a, run.end_b) == (len(one), len(other)) and run.words >= 5


@pytest.mark.parametrize(
    "one, other",
    [
        ("a loss of 1.2 million a year", "a loss of 12 million a year"),
        ("it stood at 3.5 then", "it stood at 35 then"),
        ("the ten-year-old north-south line", "the ten-year-old north-south line"),
        ("one two three four", "one two three four"),
        ("seen by one two of three four and five", "one by two as three or four if five"),
    ],
)
def test_too_little_is_no_run(one, other):
    assert not [run for run in reuse.shared(one, other) if not run.edits]
    assert not reuse.shared(one, other, min_words=7)


def test_shorter_runs_on_request():
    assert [run.text for run in reuse.shared("seen near the river", "by the river", min_words=2)] == ["the river"]
    assert [run.text for run in reuse.shared("Rome fell", "In Rome, nothing", min_words=1)] == ["Rome"]
    with pytest.raises(ValueError, match="at least one word; min_words is 0"):
        reuse.shared("a", "a", min_words=0)


def test_far_apart_passages_stay_two_runs_longest_first():
    gap_a, gap_b = "nobody asked why for days. Then, on Monday,", "it was quiet; she slept, he read. And so later"
    short, long = "a second boat sank off the coast", PASSAGE
    runs = reuse.shared(f"{short}; {gap_a} {long}", f"{long} {gap_b} {short}")
    assert [run.text for run in runs] == [long, short]


def test_what_stands_twice_is_given_twice():
    text_b = f"{PASSAGE}. Later they wrote once more that {PASSAGE}."
    runs = reuse.shared(FILLER_A + PASSAGE, text_b)
    assert [run.text for run in runs] == [PASSAGE] * 2
    assert [run.start_b for run in runs] == [0, text_b.rindex(PASSAGE)]


def test_twice_in_both_is_given_once_each():
    text_a, text_b = f"{PASSAGE}. And again: {PASSAGE}.", f"{PASSAGE}. Later they wrote once more that {PASSAGE}."
    assert len(reuse.shared(text_a, text_b)) == 2


def test_reordered_halves_do_not_overlap():
    first, second = "the ferry left the northern harbour", "before the storm warning reached its crew"
    runs = reuse.shared(f"{first} {second}", f"{second} {first}")
    assert {run.text for run in runs} == {first, second}


def test_texts_on_other_matters_share_little():
    text_a = (
        "Councillors voted late on Tuesday to widen the ring road, although residents of two villages had asked for a "
        "public inquiry first. Work is due to start in the spring and will cost some nine million, the leader said."
    )
    text_b = (
        "A painting bought for the price of a meal turned out to be by a pupil of the master, a museum said on Friday. "
        "It will hang in the east wing from the summer, next to a letter in which the artist asks a brother for money."
    )
    assert not reuse.shared(text_a, text_b)


def test_exact_runs_of_common_words_are_found_in_long_texts():
    common = "it was in the end of the day for the most of them"
    noise = [f"{word} of the in the it was to the" for word in ("alpha", "beta", "gamma")]
    text_a, text_b = " ".join(noise * 40) + " " + common, common + " " + " ".join(reversed(noise * 40))
    assert any(common in run.text for run in reuse.shared(text_a, text_b))


@pytest.mark.parametrize(
    "text, inside",
    [
        ("He said: “We leave at dawn.”", ["We leave at dawn."]),
        ('He said: "We leave," and "now".', ["We leave,", "now"]),
        ("‘We leave’, he said", ["We leave"]),
        ("It is 'highly likely', he said", ["highly likely"]),
        ("“She told me ‘never’ twice,” he said", ["She told me ‘never’ twice,"]),
        ("‘She told me “never” twice,’ he said", ["She told me “never” twice,"]),
        ("“It’s the soldiers’ own,” he said", ["It’s the soldiers’ own,"]),
        ("The soldiers' families' homes weren't hit", []),
        ("In the ’90s, rock ’n’ roll; 'tis gone and it's the boys' loss", []),
        ("a 6\" pipe and a 4' plank", []),
        ("„Wir gehen“, sagte er. «Non», dit-elle.", ["Wir gehen", "Non"]),
        ("“First part.\n\n“Second part.”\nThe end.", ["First part.", "Second part."]),
        ('"First part.\n"Second part."\nThe end.', ["First part.", "Second part."]),
        ("“Never closed\nThe end, all the same.", ["Never closed"]),
        ('A stray " mark and another " here', []),
        ('An unclosed "mark alone\nThe end.', []),
        ("(“Go”) — ‘stay’…", ["Go", "stay"]),
        ("", []),
    ],
)
def test_quotation_marks(text, inside):
    assert [text[span.start : span.end] for span in reuse.quoted(text)] == inside


def test_a_run_half_in_quotation_marks():
    run = only("He called it “the worst storm in ten” years.", "She said the worst storm in ten years had passed.")
    assert (run.text, run.quoted_a, run.quoted_b) == ("the worst storm in ten” years", "part", "none")


def test_candidates_count_rare_shingles_only():
    texts = {"x": f"{PASSAGE} one", "y": f"two {PASSAGE}", "z": "three four five six seven", "w": PASSAGE}
    assert {(pair.first, pair.second): pair.shared for pair in reuse.candidates(texts)} == {
        ("x", "y"): 9,
        ("x", "w"): 9,
        ("y", "w"): 9,
    }
    assert reuse.candidates(texts, most=2) == []
    assert reuse.candidates([]) == reuse.candidates(["", "one"]) == []
    with pytest.raises(ValueError, match="found 5, 3, 1"):
        reuse.candidates(texts, most=1)


WORDS = st.lists(st.sampled_from([*"abcdef\n", "the-x", "Y's", "’n,", "“z”", "1.5"]), max_size=40).map(" ".join)
ANY = st.text(st.one_of(st.characters(), st.sampled_from("ab '\"’“”‘-.,\n")), max_size=60)


@settings(deadline=None)
@given(st.one_of(WORDS, ANY), st.one_of(WORDS, ANY), st.integers(1, 6))
def test_runs_lie_where_they_say_and_mirror(text_a, text_b, least):
    runs = reuse.shared(text_a, text_b, least)
    assert all(run.text == text_a[run.start_a : run.end_a] and run.words >= least for run in runs)
    assert all(0 <= run.start_b < run.end_b <= len(text_b) for run in runs)
    assert [run.end_a - run.start_a for run in runs] == sorted((len(run.text) for run in runs), reverse=True)
    mirrored = [(b, c, d, e) for d, e, b, c in places(reuse.shared(text_b, text_a, least))]
    assert sorted(mirrored) == sorted(places(runs))


@settings(deadline=None)
@given(WORDS, WORDS, st.integers(2, 6))
def test_runs_overlap_only_where_words_stand_twice(text_a, text_b, least):
    runs = reuse.shared(text_a, text_b, least)
    for (a, b, c, d), (e, f, g, h) in combinations(places(runs), 2):
        assert not (a < f and e < b and c < h and g < d)


@settings(deadline=None)
@given(st.one_of(WORDS, ANY))
def test_identical_texts_give_one_run_from_first_to_last_word(text):
    words = reuse._words(text)
    runs = reuse.shared(text, text, 1)
    assert places(runs) == ([(words.starts[0], words.ends[-1]) * 2] if words.keys else [])


@given(st.lists(st.integers(0, 10**6), max_size=60), st.lists(st.integers(0, 10**6), max_size=60))
def test_texts_without_a_common_word_share_nothing(one, other):
    text_a, text_b = (" ".join(f"{mark}{number}" for number in side) for mark, side in (("a", one), ("b", other)))
    assert reuse.shared(text_a, text_b, 1) == []


@pytest.mark.parametrize("seed", range(5))
def test_random_words_share_nothing(seed):
    draw = random.Random(seed)
    text_a, text_b = (" ".join(f"w{draw.randrange(2000)}" for _ in range(1000)) for _ in "ab")
    assert reuse.shared(text_a, text_b) == []


@pytest.mark.parametrize("text", ["the " * 50_000, "a b " * 25_000, "“a 'b " * 20_000, "a." * 50_000, "x-" * 50_000])
def test_hostile_repetition_is_answered(text):
    assert [run.start_b - run.start_a for run in reuse.shared("odd " + text, text)] in ([-4], [])


@settings(deadline=None)
@given(st.lists(WORDS, max_size=6), st.integers(1, 4), st.integers(1, 3), st.integers(2, 4))
def test_candidates_agree_with_counting_by_hand(texts, size, least, most):
    rows = [reuse._words(text).keys for text in texts]
    shingles = [{tuple(row[i : i + size]) for i in range(len(row) - size + 1)} for row in rows]
    rare = {gram for row in shingles for gram in row if 2 <= sum(gram in other for other in shingles) <= most}
    counted = {(i, j): len(shingles[i] & shingles[j] & rare) for i, j in combinations(range(len(texts)), 2)}
    found = {(pair.first, pair.second): pair.shared for pair in reuse.candidates(texts, size, least, most)}
    assert found == {pair: count for pair, count in counted.items() if count >= least}
