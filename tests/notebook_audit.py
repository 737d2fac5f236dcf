"""Finds numbers, names and quotations that are typed into the collection's own prose and that no text bears out.

Prose is every Markdown cell, every literal part of a string and every comment in a code cell, the README and the
book's front page. In it three things are allowed: words quoted “so” (R0) from the report that is named behind them,
what is computed, and what `excused.csv` excuses by name, with the reason.

A *name* is a named speaker, place or publisher of the case's tables, whole or by a part that is no common word,
wherever it stands; and any word with a capital that does not begin a sentence, heading, cell or item; and a word
that does begin one, but is never seen without its capital. A string without a space is mostly an id, a column or a
key: in it only names of the tables and number words count.
"""

import ast
import csv
import io
import re
import tokenize
from functools import cached_property
from pathlib import Path

import nbformat

HERE = Path(__file__).resolve().parent
PAGES = ["README.md", "book/index.md"]
CODES = ["lib", "tests", "tools", "benchmarks"]
HOLE = "\ufffc"
UNITS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
)
TENS = "nineteen twenty thirty forty fifty sixty seventy eighty ninety zero dozen hundred thousand million billion"
PARTS = "half halves quarter third fourth fifth sixth seventh eighth ninth tenth twice thrice"
NUMBER_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(f'{UNITS} {TENS} {PARTS}'.split())})s?(?!\w)", re.IGNORECASE)
DIGITS = re.compile(r"[\w.,:%/-]*\d[\w.,:%/-]*")
QUOTED = re.compile(r"“([^”]*)”(?:\]\([^)]*\))?(?:\s*\(([^)\s]*)\))?")
ADDRESS = re.compile(r"\S*\w[./_]\w\S*")
LINK = re.compile(r"\]\([^)]*\)|<https?:[^>]*>")
FENCE = re.compile(r"^```.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
MARKER = re.compile(r"^[ \t]*(?:\d+[.)]|[-*+>]|#+)[ \t]+", re.MULTILINE)
CHAPTER = re.compile(r"(?<!\w)\d\d_[a-z]+(?!\w)")
ID = re.compile(r"(?<!\w)[A-Z]\d+(?:-[a-z]+\d+)?(?!\w)")
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[’'-](?=[^\W\d_]))*")
STOP = re.compile(r"[.?!…][”’\"'*_)\]]*\s+[*_“\"(\[]*$")
START = "¶"
SHORT = {"Mr", "Mrs", "Ms", "Dr", "Gen", "Lt", "Col", "St", "Prof", "vs"}


def pieces(notebook):
    """The prose of a notebook as (cell, kind, text); kind is prose, or word for a string without a space."""
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            yield place, "prose", cell.source
        elif cell.source.strip():
            for kind, text in literals(cell.source):
                yield place, kind, text


def literals(source):
    """The strings of a cell, with a hole where an f-string computes, and its comments."""
    inner = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            inner |= {id(part) for part in node.values if isinstance(part, ast.Constant)}
            inner |= {id(part.format_spec) for part in node.values if getattr(part, "format_spec", None)}
            text = "".join(part.value if isinstance(part, ast.Constant) else HOLE for part in node.values)
            if id(node) not in inner:
                yield "prose" if " " in text or HOLE in text else "word", text
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield "prose" if " " in node.value else "word", node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield "prose", token.string.lstrip("# ")


def page(text):
    """A page's prose as pieces: of a block of code only the comments, and a hole where the book fills in."""
    comments = [line.partition(" # ")[2] for block in FENCE.findall(text) for line in block.splitlines()]
    text = re.sub(r"\{\{.*?\}\}", HOLE, FENCE.sub("", text))
    return [(0, "prose", piece) for piece in [text, *comments] if piece.strip()]


def collection(root):
    """Every piece of prose of the collection: (file, cell, kind, text)."""
    found = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        found += [(path.name, *piece) for piece in pieces(nbformat.read(path, as_version=4))]
    for name in PAGES:
        found += [(name, *piece) for piece in page((root / name).read_text(encoding="utf-8"))]
    return found


def excuses(path=HERE / "excused.csv"):
    """What may be typed, by name: word or words, and why."""
    with path.open(newline="", encoding="utf-8") as file:
        return {row["word"]: row["why"] for row in csv.DictReader(file)}


def names(case):
    """The names in a case's tables, by persons, places and publishers, without what stands beside a name."""
    speakers = case.speakers.query("named")["name"]
    found = [*speakers, *case.places["name"], *case.place_names["name"], *case.works["publisher"]]
    found = [part for name in [*found, *case.reports["publisher"]] for part in re.split(r" and (?=[A-Z])", name)]
    found = {re.sub(r"^(?:[Tt]he|A) |\s*\(.*|,.*", "", name).strip() for name in found}
    return {name for name in found if name != "not_stated" and any(map(capital, WORD.findall(name))) or "." in name}


def capital(word):
    """Whether any part of a word begins with a capital."""
    return any(part[:1].isupper() for part in re.split(r"[-’']", word))


def stem(word):
    """A word without the ending of a possessive or a plural."""
    return re.sub(r"(?:[’']s?|s)$", "", word)


class Audit:
    """What the collection may say: the texts, the names and ids of the tables, the excuses, the common words."""

    def __init__(self, texts, found=(), ids=(), excused=(), seen=(), more=()):
        self.texts = {report: " ".join(text.split()) for report, text in texts.items()}
        self.names, self.ids, self.excused, self.seen = set(found), {*ids, *texts}, dict.fromkeys(excused), set(seen)
        self.vocabulary = self.seen | set(more)

    @classmethod
    def of(cls, case, root, ids=()):
        """The audit of a case; `seen` are the words that texts, tables or other prose have in small letters."""
        texts = {report: text.content for report, text in case.texts.items()}
        tables = [
            str(cell) for frame in case.frames.values() for cell in frame.to_numpy().flat if str(cell).count(" ") > 2
        ]
        prose = [
            *tables,
            (root / "data" / "coding_rules.md").read_text(encoding="utf-8"),
            *(p[-1] for p in collection(root)),
        ]
        words = {word for text in [*texts.values(), *prose] for word in WORD.findall(ADDRESS.sub("", text))}
        rows = [name for frame in case.frames.values() for name in frame["id"]]
        code = "".join(path.read_text(encoding="utf-8") for part in CODES for path in root.glob(f"{part}/**/*.py"))
        return cls(texts, names(case), [*rows, *ids], excuses(), filter(str.islower, words), WORD.findall(code))

    @cached_property
    def parts(self):
        """The words that are names by themselves: with a capital in a name, and never common."""
        words = {word for name in self.names for word in WORD.findall(name) if capital(word)}
        return {word.casefold() for word in words if len(word) > 2 and word.casefold() not in self.seen}

    @cached_property
    def wholes(self):
        """Names as they stand, longest first, as one pattern."""
        listed = "|".join(map(re.escape, sorted(self.names, key=len, reverse=True)))
        return re.compile(rf"(?<!\w)(?:{listed})(?!\w)") if listed else re.compile("(?!)")

    @cached_property
    def pardons(self):
        """What is excused, longest first, as one pattern."""
        listed = "|".join(map(re.escape, sorted(self.excused, key=len, reverse=True)))
        return re.compile(rf"(?<!\w)(?:{listed})(?:[’']?s)?(?!\w)") if listed else re.compile("(?!)")

    def faults(self, text, kind="prose"):
        """The complaints about one piece of prose."""
        if kind == "word":
            bare = self.bare(text)
            return self.numbers(bare, NUMBER_WORD) + self.typed(bare)
        found = [fault for words, report in QUOTED.findall(text) if (fault := self.quotation(words, report))]
        bare = self.bare(QUOTED.sub(HOLE, text))
        codes = " ¶ ".join(CODE.findall(bare))
        bare = CODE.sub(HOLE, bare)
        found += [f"{mark} is no quotation mark of ours" for mark in set(re.findall('["”“]', bare))]
        found += self.numbers(bare, DIGITS, NUMBER_WORD)
        return found + self.typed(codes) + self.typed(bare) + self.capitals(bare)

    def bare(self, text):
        """A piece with a hole for each id, chapter and excuse, without targets of links and marks of lists."""
        text = self.pardons.sub(HOLE, CHAPTER.sub(HOLE, LINK.sub("]", MARKER.sub(f"{START} ", text))))
        return ID.sub(lambda hit: HOLE if hit[0] in self.ids else hit[0], text)

    def quotation(self, words, report):
        """The complaint about a quotation: not verbatim, or without its report; none where its words are computed."""
        if HOLE in words:
            return None
        if report not in self.texts and HOLE not in report:
            return f"“{words}” is followed by no report"
        words = " ".join(words.split()).rstrip(".,;")
        within = [self.texts[report]] if report in self.texts else self.texts.values()
        if not words or not any(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) for text in within):
            return f"“{words}” does not stand in {report if report in self.texts else 'any report'}"
        return None

    def numbers(self, text, *patterns):
        """The numbers typed in a piece."""
        return [f"the number {hit!r} is typed" for pattern in patterns for hit in pattern.findall(text)]

    def typed(self, text):
        """The names of the tables typed in a piece, whole or by a part."""
        found = [hit[0] for hit in self.wholes.finditer(text)]
        left = self.wholes.sub(HOLE, text)
        found += [word for word in WORD.findall(left) if capital(word) and self.part(word)]
        return [f"the name {name!r} is typed" for name in found]

    def part(self, word):
        """Whether a word, or a part of it, is a name by itself."""
        return any({part.casefold(), stem(part).casefold()} & self.parts for part in [word, *word.split("-")])

    def capitals(self, text):
        """The words with a capital that begin nothing, and those that begin something but are never seen without it."""
        text = re.sub(r"\n\s*\n|\|", f" {START} ", text)
        found, end, before = [], 0, ""
        for hit in WORD.finditer(text):
            word, gap = hit[0], text[end : hit.start()]
            opens = self.opens(gap, before, first=not end)
            if capital(word) and not self.part(word) and not (opens and self.known(word)):
                found.append(
                    f"the capital of {word!r} {'is of a word never seen small' if opens else 'begins nothing'}"
                )
            end, before = hit.end(), word
        return found

    def opens(self, gap, before, first):
        """Whether what stands before a word lets it begin something; what is computed may be a whole sentence."""
        ahead = gap.rpartition(HOLE)[2]
        if START in ahead or "·" in ahead:
            return True
        if first and HOLE not in gap:
            return True
        if HOLE in gap and re.fullmatch(r"[*_]*\s+", ahead):
            return True
        return bool(STOP.search(ahead)) and (HOLE in gap or not (before in SHORT or len(before) == 1 and before != "I"))

    def known(self, word):
        """Whether a word, or what is left of it without an ending, is a common word."""
        small = word[0].lower() + word[1:]
        forms = {small, stem(small), small + "s", re.sub(r"(?:ed|ing|ly|er|est|es|d)$", "", small)}
        forms |= {
            re.sub(r"(?:ing|ed)$", "e", small),
            re.sub(r"ies$|ied$", "y", small),
            small.split("-")[0],
            re.sub("[’'].*", "", small),
        }
        return not self.vocabulary or bool(forms & self.vocabulary)
