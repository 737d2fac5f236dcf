"""Wording that two texts share, across small edits, and which of many texts share any. Knows no table and no case.

Words are compared without case, punctuation and the possessive ending; a hyphen parts what is compared, yet a
hyphenated word counts as one. Runs are local alignments (T. Smith, M. Waterman, Journal of Molecular Biology 147,
1981) chained from shared pairs of words, as aligners of genomes chain seeds. A debt paid in paraphrase is not found.
"""

import heapq
import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise, product, zip_longest
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein

from sourcecrit.corpus import Span, paragraphs

__all__ = ["Pair", "Run", "candidates", "quoted", "shared"]

GAP = 5  # words in a row that may differ inside a run, on either side
EDIT = 0.75  # shared words that one differing word takes away from a run
LEAST = 0.8  # the share of `min_words` that must then be left
COMMON = 64  # places in a times places in b up to which a pair of words may start a run

_PART = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\b|\w+(?:[’'ʼ]\w+|(?<=\d)[.,]\d\w*)*")
_HYPHENS = {"-", "‐", "‑", "–"}
_PLAIN = str.maketrans("’ʼ", "''", ",")
_DOUBLE = re.compile(r"[“„«]|(?<!\w)\"(?=\S)"), re.compile(r"[“”»]|\"(?!\w)")
_SINGLE = re.compile(r"(?<!\w)[‘‚'](?=\S)(?!(?:\d\ds?|em|til|tis|twas|cause|n)\b)"), re.compile(r"(?<=\S)[‘’'](?!\w)")
_LOW = {"„", "‚"}


@dataclass(frozen=True)
class Run:
    """Shared wording: where it stands in both texts, and whether it is in quotation marks there (full, part, none).

    `words` counts the words both have, `edits` those changed, put in or left out between them.
    """

    text: str
    start_a: int
    end_a: int
    start_b: int
    end_b: int
    words: int
    edits: int
    quoted_a: str
    quoted_b: str


class Pair(NamedTuple):
    """Two texts, by their keys, and how many rare shingles stand in both."""

    first: object
    second: object
    shared: int


class _Words(NamedTuple):
    """The words of a text, hyphenated ones in parts: what is compared, from where to where, in which whole word."""

    keys: list
    starts: list
    ends: list
    numbers: list


def shared(text_a, text_b, min_words=5):
    """The runs of at least so many words that both texts have, across small edits; longest in a (characters) first.

    Each word that differs takes ¾ of a shared one away; four fifths of `min_words` must be left. Runs overlap only
    where what one text has once stands in the other more than once. Swapped arguments give the same places mirrored.
    Raises ValueError for `min_words` below 1.

    >>> [run] = shared("He fled “across the old river bridge”.", "They went across the old stone river bridge too")
    >>> run.text, run.start_b, run.end_b, run.words, run.edits, run.quoted_a, run.quoted_b
    ('across the old river bridge', 10, 43, 5, 1, 'full', 'none')
    """
    if min_words < 1:
        raise ValueError(f"a run has at least one word; min_words is {min_words}")
    if text_b < text_a:
        runs = [_mirrored(run, text_a) for run in _runs(text_b, text_a, min_words)]
    else:
        runs = _runs(text_a, text_b, min_words)
    return sorted(runs, key=lambda run: (run.start_a - run.end_a, run.start_a, run.start_b))


def _mirrored(run, text):
    """The same run seen from the other text."""
    sides = [(f"{name}_{one}", f"{name}_{other}") for name in ("start", "end", "quoted") for one, other in ("ab", "ba")]
    return replace(run, text=text[run.start_b : run.end_b], **{one: getattr(run, other) for one, other in sides})


def _runs(text_a, text_b, min_words):
    """The runs of two texts, best first."""
    a, b = _words(text_a), _words(text_b)
    chains = _chains(a.keys, b.keys, _blocks(a.keys, b.keys, min_words), LEAST * min_words)
    found = _chosen([(chain, *_weigh(chain, a, b)) for chain in chains], a, b, min_words)
    marks = (quoted(text_a), quoted(text_b)) if found else ()
    return [_run(text_a, a, b, marks, *run) for run in found]


@lru_cache(maxsize=256)
def _words(text):
    """The words of a text as they are compared."""
    found = list(_PART.finditer(text))
    starts, ends = [match.start() for match in found], [match.end() for match in found]
    begins = (start != end + 1 or text[end] not in _HYPHENS for end, start in zip(ends, starts[1:], strict=False))
    return _Words([_key(match.group()) for match in found], starts, ends, [*accumulate(begins, initial=0)])


@lru_cache(maxsize=1 << 16)
def _key(word):
    """A word without case, inner commas and points (a decimal point stays) and possessive ending."""
    key = word.casefold().translate(_PLAIN)
    if "." in key and not key[0].isdigit():
        key = key.replace(".", "")
    return key.removesuffix("'s")


def _blocks(a, b, min_words):
    """Stretches that are the same in both, as far as they go: (start in a, start in b, length), sorted.

    Every stretch of `min_words` is there, and every pair of words that is not too common; of stretches too common
    for that, the first is set against the first, the second against the second.
    """
    seeds = set(_seeds(a, b, min_words, paired=True))
    seeds.update(_seeds(a, b, min(2, min_words), paired=False))
    reached, blocks = {}, []
    for i, j in sorted(seeds):
        if i < reached.get(i - j, 0):
            continue
        back, ahead = _equal(a, b, i - 1, j - 1, -1), _equal(a, b, i, j, 1)
        blocks.append((i - back, j - back, back + ahead))
        reached[i - j] = i + ahead
    return sorted(blocks)


def _seeds(a, b, size, paired):
    """Places (in a, in b) of the same words, so many in a row."""
    grams_a, grams_b = _grams(a, size), _grams(b, size)
    both = set(grams_a).intersection(grams_b)
    places_a, places_b = _places(grams_a, both), _places(grams_b, both)
    for gram in both:
        in_a, in_b = places_a[gram], places_b[gram]
        if len(in_a) * len(in_b) <= COMMON:
            yield from product(in_a, in_b)
        elif paired:
            yield from zip(in_a, in_b, strict=False)


def _grams(keys, size):
    """Every row of so many words."""
    return list(zip(*(keys[offset:] for offset in range(size)), strict=False))


def _places(grams, wanted):
    """Where each row of words that is wanted stands."""
    places = defaultdict(list)
    for place, gram in enumerate(grams):
        if gram in wanted:
            places[gram].append(place)
    return places


def _equal(a, b, i, j, step):
    """How many words in a row are the same from here on, forwards or backwards."""
    start = i
    while 0 <= i < len(a) and 0 <= j < len(b) and a[i] == b[j]:
        i, j = i + step, j + step
    return abs(i - start)


def _chains(a, b, blocks, least):
    """Blocks joined across small gaps wherever that gains, each chain as its pairs of same words (in a, in b)."""
    scores, befores, ends = [], [], defaultdict(list)
    for number, (i, _, length) in enumerate(blocks):
        best = max(_joins(a, b, blocks, scores, ends, number), default=(0, -1))
        score, before = max(best, (length, -1))
        scores.append(score)
        befores.append(before)
        ends[i + length].append(number)
    return [_cells(a, b, [blocks[number] for number in path]) for path in _paths(scores, befores, least)]


def _joins(a, b, blocks, scores, ends, number):
    """What the run would score with this block after each block that ends near its start: (score, that block)."""
    i, j, length = blocks[number]
    for end in range(i - GAP, i + 2):
        for before in ends.get(end, ()):
            start_a, start_b, size = blocks[before]
            if start_a < i and start_b < j and -1 <= j - start_b - size <= GAP:
                over = max(0, end - i, start_b + size - j)
                gap_a, gap_b = a[end : i + over], b[start_b + size : j + over]
                edits = Levenshtein.distance(gap_a, gap_b)
                same = length - over + max(len(gap_a), len(gap_b)) - edits
                yield scores[before] + same - EDIT * edits, before


def _paths(scores, befores, least):
    """The chains of blocks that score enough, best end first; what a better chain holds is not used again."""
    used = set()
    for number in sorted(range(len(scores)), key=lambda number: -scores[number]):
        path, score = [], scores[number]
        while number >= 0 and number not in used:
            used.add(number)
            path.append(number)
            number = befores[number]
        if path and score - (scores[number] if number >= 0 else 0) >= least:
            yield path[::-1]


def _cells(a, b, path):
    """The pairs of same words of a chain, with those that stand alone in its gaps."""
    cells, end_a, end_b = [], *path[0][:2]
    for i, j, length in path:
        over = max(0, end_a - i, end_b - j)
        inner = Levenshtein.editops(a[end_a : i + over], b[end_b : j + over]).as_matching_blocks()
        cells += [(end_a + same.a + n, end_b + same.b + n) for same in inner for n in range(same.size)]
        cells += [(i + n, j + n) for n in range(over, length)]
        end_a, end_b = i + length, j + length
    return cells


def _weigh(cells, a, b):
    """How many words a chain has in common, as a reader counts them, and how many differ in between."""
    words = min(len({a.numbers[i] for i, _ in cells}), len({b.numbers[j] for _, j in cells}))
    return words, sum(max(next_i - i, next_j - j) - 1 for (i, j), (next_i, next_j) in pairwise(cells))


def _chosen(chains, a, b, min_words):
    """The chains that count as runs, cut where a better one has their words in both texts; repetitions last."""
    taken_a, taken_b, found = bytearray(len(a.keys)), bytearray(len(b.keys)), []
    queue = [_entry(*chain) for chain in chains if _enough(*chain[1:], min_words)]
    heapq.heapify(queue)
    while queue:
        late, _, cells, words, edits = heapq.heappop(queue)
        pieces = _pieces(cells, taken_a, taken_b)
        if pieces == [cells]:
            (first_a, first_b), (last_a, last_b) = cells[0], cells[-1]
            if not late and (taken_a[first_a] or taken_b[first_b]):
                heapq.heappush(queue, _entry(cells, words, edits, late=True))
                continue
            found.append((cells, words, edits))
            taken_a[first_a : last_a + 1] = b"\1" * (last_a + 1 - first_a)
            taken_b[first_b : last_b + 1] = b"\1" * (last_b + 1 - first_b)
        else:
            for piece in [(piece, *_weigh(piece, a, b)) for piece in pieces]:
                if _enough(*piece[1:], min_words):
                    heapq.heappush(queue, _entry(*piece))
    return found


def _entry(cells, words, edits, late=False):
    """A chain as it queues: most words less edits first."""
    return late, EDIT * edits - words, cells, words, edits


def _enough(words, edits, min_words):
    """Whether so many shared words with so many edits among them are a run."""
    return words >= min_words and words - EDIT * edits >= LEAST * min_words


def _pieces(cells, taken_a, taken_b):
    """The stretches of a chain that are free in both texts, or free in one and wholly taken in the other."""
    pieces, last_a, last_b, state = [], *cells[0], None
    for i, j in cells:
        since = {*taken_a[last_a : i + 1]}, {*taken_b[last_b : j + 1]}
        if state != since:
            state = {taken_a[i]}, {taken_b[j]}
            pieces.append([])
        pieces[-1].append((i, j))
        last_a, last_b = i, j
    return [piece for piece in pieces if not (taken_a[piece[0][0]] and taken_b[piece[0][1]])]


def _run(text, a, b, marks, cells, words, edits):
    """A chain as it is handed out."""
    (first_a, first_b), (last_a, last_b) = cells[0], cells[-1]
    start_a, end_a, start_b, end_b = a.starts[first_a], a.ends[last_a], b.starts[first_b], b.ends[last_b]
    quoted_a = _share(marks[0], a.starts[first_a : last_a + 1])
    quoted_b = _share(marks[1], b.starts[first_b : last_b + 1])
    return Run(text[start_a:end_a], start_a, end_a, start_b, end_b, words, edits, quoted_a, quoted_b)


def _share(spans, starts):
    """How many of the words that start there stand in one of the spans (sorted): full, part or none."""
    before = [bisect(spans, start, key=lambda span: span.start) for start in starts]
    inside = [place > 0 and start < spans[place - 1].end for place, start in zip(before, starts, strict=True)]
    return "full" if all(inside) else "part" if any(inside) else "none"


def quoted(text):
    """The spans between quotation marks, without the marks, in order; the outer ones where they nest.

    Marks may be curly or straight, double or single; apostrophes are left out as far as they can be told. A quotation
    that goes on in the next paragraph, which then opens with a mark again, gives a span in each.

    >>> text = "He said: “It is ‘over’.” The boys' club said 'no'."
    >>> [text[span.start : span.end] for span in quoted(text)]
    ['It is ‘over’.', 'no']
    """
    double = _between(text, *_DOUBLE)
    masked, last = [], 0
    for span in double:
        masked += [text[last : span.start], "_" * (span.end - span.start)]
        last = span.end
    spans = sorted(double + _between("".join(masked) + text[last:], *_SINGLE), key=lambda span: (span.start, -span.end))
    outer = []
    for span in spans:
        if not (outer and outer[-1].holds(span)):
            outer.append(span)
    return outer


def _between(text, opening, closing):
    """The stretches between an opening mark and the next closing one, paragraph by paragraph."""
    opens, found = {match.start() for match in opening.finditer(text)}, []
    closes = {match.start() for match in closing.finditer(text)}
    parts, marks = paragraphs(text), sorted(opens | closes)
    at = 0
    for part, following in zip_longest(parts, parts[1:]):
        start = None
        while at < len(marks) and marks[at] < part.end:
            mark, at = marks[at], at + 1
            if start is not None and mark in closes and _closes(text, start, mark):
                found.append(Span(start + 1, mark))
                start = None
            elif mark in opens and (start is None or text[start] in "‘‚'"):
                start = mark
        if start is not None and (text[start] in "“„«" or (following and following.start in opens)):
            found.append(Span(start + 1, part.end))
    return found


def _closes(text, start, mark):
    """Whether the mark can close what the other opened: “ and ‘ close only what a low mark opened."""
    return text[mark] not in "“‘" or text[start] in _LOW


def candidates(texts, size=5, least=3, most=50):
    """The pairs of texts that have at least so many shingles (`size` words in a row) in common, most first.

    `texts` is a mapping from keys or a sequence (keys are then its places). A shingle that stands in more than `most`
    texts tells nobody apart and is left out, which keeps time and memory near-linear while each text has few copies.
    Five words in a row outlast few edits: a `size` of 3 finds shorter and more edited passages, among more pairs.
    Shingles: A. Broder, "On the resemblance and containment of documents", 1997. Raises ValueError for a bad number.

    >>> candidates(["the bridge fell at dawn on Friday", "officials said the bridge fell at dawn", "no"], 3, 2)
    [Pair(first=0, second=1, shared=3)]
    """
    if min(size, least) < 1 or most < 2:
        raise ValueError(f"size and least begin at 1, most at 2; found {size}, {least}, {most}")
    keys = list(texts) if isinstance(texts, Mapping) else range(len(texts))
    shingles, holders = _shingled([texts[key] for key in keys], size)
    counts = _together(shingles, holders, most, len(keys))
    pairs = [Pair(keys[code // len(keys)], keys[code % len(keys)], count) for code, count in counts if count >= least]
    return sorted(pairs, key=lambda pair: -pair.shared)


def _shingled(texts, size):
    """Every different shingle of every text as a number of 64 bits, and beside it the place of the text."""
    numbers, rows = {}, []
    for text in texts:
        rows.append([numbers.setdefault(key, len(numbers)) for key in _words(text).keys])
    mixed = np.random.default_rng(0).integers(2**64, size=len(numbers), dtype=np.uint64)  # the same in every run
    found = [np.unique(_rolled(mixed[row], size)) for row in rows]
    holders = np.repeat(np.arange(len(texts)), [len(shingles) for shingles in found])
    return np.concatenate([np.empty(0, np.uint64), *found]), holders


def _rolled(row, size):
    """One number for every `size` neighbours, order counted."""
    rolled = np.zeros(max(0, len(row) - size + 1), dtype=np.uint64)
    for offset in range(size):
        rolled = rolled * np.uint64(0x100000001B3) + row[offset : offset + len(rolled)]
    return rolled


def _together(shingles, holders, most, count):
    """Which two texts hold how many of the shingles that stand in two to `most` texts: (code of the pair, shared)."""
    order = np.argsort(shingles, kind="stable")
    _, group, sizes = np.unique(shingles, return_inverse=True, return_counts=True)
    kept = order[((sizes > 1) & (sizes <= most))[group[order]]]
    group, holders, codes = group[kept], holders[kept], [np.empty(0, np.int64)]
    for step in range(1, min(most, len(kept))):
        same = group[:-step] == group[step:]
        codes.append(holders[:-step][same] * count + holders[step:][same])
    return zip(*(found.tolist() for found in np.unique(np.concatenate(codes), return_counts=True)), strict=True)
