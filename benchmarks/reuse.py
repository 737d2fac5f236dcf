"""How well and how fast `sourcecrit.reuse` finds copied passages, beside difflib and datasketch on the same texts.

Needs the packages of requirements-reuse.txt in an environment of its own; gensim is there only for the 300 ABC news
texts in its wheel, which are read from it and never kept here.
Run: python benchmarks/reuse.py [planted] [candidates] [scale]
"""

import difflib
import hashlib
import importlib.util
import json
import random
import resource
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path

from sourcecrit import corpus, reuse

LENGTHS, SHARES, PAIRS = (8, 15, 30), (0.0, 0.1, 0.2, 0.3), 40
SIZES = (100, 1_000, 10_000)
COPIES, PASSAGE, EDITED, REDRAWN = 4, 30, 0.1, 0.6
SAMPLE = 200


def news():
    """The 300 ABC news texts, each on one line of a file in gensim's wheel."""
    folder = Path(importlib.util.find_spec("gensim").origin).parent
    return (folder / "test/test_data/lee_background.cor").read_text("utf-8").splitlines()


def edited(draw, words, share, stock):
    """The words with a share of them changed for another, dropped, or followed by a new one, each as likely."""
    chosen, made = set(draw.sample(range(len(words)), round(len(words) * share))), []
    for place, word in enumerate(words):
        kind = draw.choice(("change", "drop", "add")) if place in chosen else ""
        made += {"": [word], "change": [draw.choice(stock)], "drop": [], "add": [word, draw.choice(stock)]}[kind]
    return made


def planted(texts, length, share, count, joined=3):
    """Pairs of real texts (a few articles each) with a passage of the first in the second, edited: (a, b, spans)."""
    draw, stock = random.Random(f"{length} {share}"), " ".join(texts).split()
    for _ in range(count):
        picked = draw.sample(texts, 2 * joined)
        a, b = " ".join(picked[:joined]).split(), " ".join(picked[joined:]).split()
        start, place = draw.randrange(len(a) - length), draw.randrange(len(b))
        copy = edited(draw, a[start : start + length], share, stock)
        span_a = spanned(a[:start], a[start : start + length])
        yield " ".join(a), " ".join([*b[:place], *copy, *b[place:]]), span_a, spanned(b[:place], copy)


def spanned(before, words):
    """The span of some words after others, one space between any two."""
    start = len(" ".join(before)) + bool(before)
    return corpus.Span(start, start + len(" ".join(words)))


def by_reuse(a, b):
    """Runs as (span in a, span in b)."""
    return [(corpus.Span(run.start_a, run.end_a), corpus.Span(run.start_b, run.end_b)) for run in reuse.shared(a, b)]


def by_difflib(a, b):
    """Matching blocks of five words or more, on the same words, as (span in a, span in b)."""
    first, second = reuse._words(a), reuse._words(b)
    blocks = difflib.SequenceMatcher(None, first.keys, second.keys, autojunk=False).get_matching_blocks()
    return [(cut(first, block.a, block.size), cut(second, block.b, block.size)) for block in blocks if block.size >= 5]


def cut(words, place, size):
    """The span of so many words."""
    return corpus.Span(words.starts[place], words.ends[place + size - 1])


def by_datasketch(a, b):
    """Whether MinHash LSH at 0.5 reports the pair; the whole texts then count as its spans."""
    return [(corpus.Span(0, len(a)), corpus.Span(0, len(b)))] if lsh([a, b], 0.5) else []


def lsh(texts, threshold):
    """The pairs that datasketch reports: 5-word shingles, 128 permutations."""
    from datasketch import MinHash, MinHashLSH

    index, found = MinHashLSH(threshold=threshold, num_perm=128), []
    for place, text in enumerate(texts):
        sketch, keys = MinHash(num_perm=128), reuse._words(text).keys
        sketch.update_batch({" ".join(keys[start : start + 5]).encode() for start in range(len(keys) - 4)} or {b""})
        found += [(other, place) for other in index.query(sketch)]
        index.insert(place, sketch)
    return found


def recall(peer, cases):
    """Shares of passages found by half or more, of their characters found, other spans a pair, and pairs a second."""
    half = covered = others = spent = 0
    for a, b, in_a, in_b in cases:
        begun = time.perf_counter()
        spans = peer(a, b)
        spent += time.perf_counter() - begun
        hits = [one for one, other in spans if one.touches(in_a) and other.touches(in_b)]
        got = {at for one in hits for at in range(max(one.start, in_a.start), min(one.end, in_a.end))}
        others += len(spans) - len(hits)
        covered += len(got) / (in_a.end - in_a.start)
        half += 2 * len(got) >= in_a.end - in_a.start
    return half / len(cases), covered / len(cases), others / len(cases), len(cases) / spent


def show_planted():
    """Recall of planted passages by length and share of edits; on the pairs without a plant, the stray spans."""
    texts = news()
    print(f"planted passages: {PAIRS * 12} pairs of three ABC articles each; found = half of the passage or more")
    for name, peer in (("reuse", by_reuse), ("difflib", by_difflib), ("datasketch", by_datasketch)):
        rows = {(n, share): recall(peer, list(planted(texts, n, share, PAIRS))) for n in LENGTHS for share in SHARES}
        for n in LENGTHS:
            cells = "  ".join(f"{share:.0%} {rows[n, share][0]:.2f} ({rows[n, share][1]:.2f})" for share in SHARES)
            print(f"  {name:10} {n:2} words, edited: {cells}")
        others, speed = (sum(row[at] for row in rows.values()) / len(rows) for at in (2, 3))
        print(f"  {name:10} other spans a pair {others:.3f}, {speed:.0f} pairs/s")
    show_strays(texts)


def show_strays(texts, count=1_000):
    """Runs between pairs of single articles, nearly all on other matters."""
    draw = random.Random(1)
    pairs = [draw.sample(texts, 2) for _ in range(count)]
    runs = [run for a, b in pairs for run in reuse.shared(a, b)]
    longer = sum(run.words > 6 for run in runs)
    exact = sum(not run.edits for run in runs)
    print(f"  {count} pairs of single articles: reuse {len(runs)} runs ({exact} exact, {longer} of more than 6 words),")
    print(f"    difflib {sum(len(by_difflib(a, b)) for a, b in pairs)} blocks of 5 words or more")


def corpus_of(count, length=PASSAGE):
    """So many short texts: real articles with most words redrawn, every four with one passage in common, edited.

    The redrawing keeps the frequencies of words but leaves any two texts little in common beside the passage, so that
    a text has the same few copies however many texts there are.
    """
    draw, texts = random.Random(count), news()
    stock, made = " ".join(texts).split(), []
    while len(made) < count:
        passage = redrawn(draw, draw.choice(texts), stock)[:length]
        for _ in range(COPIES):
            words = redrawn(draw, draw.choice(texts), stock)
            place = draw.randrange(len(words))
            made.append([*words[:place], *edited(draw, passage, EDITED, stock), *words[place:]])
    return [" ".join(words) for words in made[:count]]


def redrawn(draw, text, stock):
    """The words of a text, most of them changed for others."""
    return [draw.choice(stock) if draw.random() < REDRAWN else word for word in text.split()]


def pairs_of(method, texts):
    """The pairs that a method reports among many texts."""
    if method.startswith("datasketch"):
        return lsh(texts, float(method.split()[1]))
    pairs = [(pair.first, pair.second) for pair in reuse.candidates(texts, **OPTIONS[method])]
    if method.endswith("runs"):
        pairs = [(i, j) for i, j in pairs if reuse.shared(texts[i], texts[j], min_words=8)]
    return pairs


OPTIONS = {
    "candidates": {},
    "candidates, then runs": {},
    "candidates, 3 words, 3": {"size": 3},
}


def measure(method, count):
    """Seconds, memory above that of the texts (MB), recall of planted pairs and other pairs, as a line of JSON."""
    texts = corpus_of(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    if method == "difflib":
        for i, j in random.Random(1).sample(list(combinations(range(100), 2)), SAMPLE):
            by_difflib(texts[i], texts[j])
        spent, found = (time.perf_counter() - begun) * count * (count - 1) / 2 / SAMPLE, []
    else:
        found = pairs_of(method, texts)
        spent = time.perf_counter() - begun
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    truth = planted_pairs(count)
    print(json.dumps([spent, memory, len(truth & set(found)) / len(truth), len(set(found) - truth)]))


def planted_pairs(count):
    """The pairs of texts that hold the same passage."""
    return {pair for first in range(0, count, COPIES) for pair in combinations(range(first, first + COPIES), 2)}


def show_candidates(count=2_000):
    """What the shingle index finds and adds, by its size and the length of the passage; and on the real texts."""
    print(f"candidates among {count} texts, {EDITED:.0%} of the passage edited in each (so about twice that in a pair)")
    truth, real = planted_pairs(count), news()
    for size, least in ((5, 3), (5, 1), (4, 2), (3, 3)):
        line = f"  size {size}, least {least}:"
        for length in (15, 30):
            pairs = reuse.candidates(corpus_of(count, length), size, least)
            hits = sum(pair[:2] in truth for pair in pairs)
            line += f"  {length} words {hits / len(truth):.3f}, other pairs {len(pairs) - hits}"
        print(f"{line}; {len(reuse.candidates(real, size, least))} pairs of the {len(real)} real texts")


def show_scale():
    """Time and memory over many texts, each method and size in a process of its own."""
    print(f"many texts, every {COPIES} with a passage of {PASSAGE} words in common, {EDITED:.0%} of it edited in each")
    for method in (*OPTIONS, "datasketch 0.5", "datasketch 0.1", "difflib"):
        for count in SIZES:
            command = [sys.executable, __file__, "measure", method, str(count)]
            line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            spent, memory, share, others = json.loads(line)
            rest = f"extrapolated from {SAMPLE} pairs" if method == "difflib" else f"{memory:7.0f} MB"
            rest += "" if method == "difflib" else f"  planted pairs {share:.3f}  other pairs {others}"
            print(f"  {method:22} {count:6} texts {spent:10.1f} s  {rest}", flush=True)


def digest():
    """The SHA-256 of the code that was measured."""
    return hashlib.sha256(b"".join(Path(module.__file__).read_bytes() for module in (corpus, reuse))).hexdigest()[:12]


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(sys.argv[2], int(sys.argv[3]))
    else:
        print(f"sourcecrit.reuse {digest()}")
        parts = {"planted": show_planted, "candidates": show_candidates, "scale": show_scale}
        for part in sys.argv[1:] or parts:
            parts[part]()
