"""Texts as they are: characters, paragraphs, sentences, hashes; and lists of words. Knows no table of a case.

Offsets are Python string indices (code points) into the decoded file, half open; nothing is normalised, so
`text[span.start:span.end]` is always what stands there.
"""

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LEXICON", "Span", "Text", "listed", "paragraphs", "sentences", "sha256", "words"]

LEXICON = Path(__file__).parent / "lexicon"
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Sgt|Capt|Adm|St|Prof|Sen|Rep|Gov|No|vs|etc|e\.g|i\.e|[A-Z]|(?:[A-Z]\.)+[A-Z])\.$"
)
_BREAK = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9—])")
_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text: code points from `start` up to, not including, `end`."""

    start: int
    end: int

    def holds(self, other):
        """Whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other):
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Text:
    """One text with its name, its characters and the SHA-256 of its bytes."""

    name: str
    content: str
    sha256: str

    @classmethod
    def read(cls, path, name=None):
        """The text in a file, byte for byte. Raises ValueError where the bytes are not UTF-8."""
        path = Path(path)
        raw = path.read_bytes()
        try:
            content = raw.decode("utf-8")
        except UnicodeDecodeError as fault:
            raise ValueError(f"{path.name} is not UTF-8 text: byte {fault.start} cannot be read") from None
        return cls(name or path.stem, content, sha256(raw))

    def words_at(self, span):
        """The characters of a span, verbatim."""
        return self.content[span.start : span.end]


def sha256(raw):
    """The SHA-256 of some bytes, in hexadecimal.

    >>> sha256(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(raw).hexdigest()


def listed(name, folder=LEXICON):
    """The rows of a folder's `name.csv`, each a dict of texts; without a folder, of the library's own lexicon.

    >>> listed("outcome_words")[2]["cue"]
    'missing'
    """
    with open(Path(folder) / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def paragraphs(content):
    """Spans of the paragraphs: stretches between line breaks that hold more than white space, in order.

    >>> [(span.start, span.end) for span in paragraphs("One.\\n\\nTwo.")]
    [(0, 4), (6, 10)]
    """
    return [_trim(content, *match.span()) for match in re.finditer(r"[^\r\n]+", content) if match.group().strip()]


def sentences(content):
    """Spans of the sentences, in order; a paragraph's end always ends one.

    A break is a full stop, question or exclamation mark (with what closes it) before white space and a capital, a
    digit or an opening quotation mark, unless a known abbreviation or an initial stands before it.

    >>> [Text("x", t, "").words_at(s) for t in ["Mr. Ha spoke. It was late."] for s in sentences(t)]
    ['Mr. Ha spoke.', 'It was late.']
    """
    found = []
    for paragraph in paragraphs(content):
        start = paragraph.start
        for match in _BREAK.finditer(content, paragraph.start, paragraph.end):
            if match.group() == "." and _ABBREVIATION.search(content, start, match.end()):
                continue
            found.append(_trim(content, start, match.end()))
            start = match.end()
        if content[start : paragraph.end].strip():
            found.append(_trim(content, start, paragraph.end))
    return found


def words(content):
    """Spans of the words: letters and digits, with apostrophes, hyphens, points and commas inside them.

    >>> [content[s.start:s.end] for content in ["Ode’s B-17, 1.2 million"] for s in words(content)]
    ['Ode’s', 'B-17', '1.2', 'million']
    """
    return [Span(*match.span()) for match in _WORD.finditer(content)]


def _trim(content, start, end):
    """The same stretch without white space at its ends."""
    inside = content[start:end]
    return Span(start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip()))
