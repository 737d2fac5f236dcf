"""Seeded changes to the collection's prose, one fault each, and how many of them the audit of prose notices."""

import re
from typing import NamedTuple

from notebook_audit import HOLE, QUOTED, WORD

SPACE = re.compile(r"(?<=\S) (?=\S)")
STRANGERS = ["Halvorsen", "Quelm", "Tregaron", "Vostrikov", "Marlinov", "Ibarra", "Osterholt", "Selwyn"]
WORDS = ["two", "three", "seven", "eleven", "twenty", "dozens", "half", "thousand"]


class Kind(NamedTuple):
    """One kind of change: what makes it of (audit, chance, text), and the share of it that must be noticed."""

    make: object
    floor: float
    of: str = "prose"


def _insert(text, chance, word):
    """A word put at a random place between words; None where the text has none."""
    places = [hit.start() for hit in SPACE.finditer(text)]
    if not places:
        return None
    at = chance.choice(places)
    return f"{text[:at]} {word}{text[at:]}"


def digit(_, chance, text):
    """A number in digits between words."""
    return _insert(text, chance, str(chance.randrange(2, 999)))


def number_word(_, chance, text):
    """A number in words between words."""
    return _insert(text, chance, chance.choice(WORDS))


def table_name(audit, chance, text):
    """A name of the tables between words."""
    return _insert(text, chance, chance.choice(sorted(audit.names)))


def stranger(_, chance, text):
    """A word inside a sentence becomes a name that no table has."""
    return _swap(chance, text, [hit for hit in WORD.finditer(text) if hit[0].islower()])


def opener(_, chance, text):
    """The first word of a sentence becomes a name that no table has."""
    return _swap(
        chance, text, [hit for hit in WORD.finditer(text) if re.search(r"(?:^|[.?!]\s+)$", text[: hit.start()])]
    )


def _swap(chance, text, hits):
    """One of some words exchanged for a stranger's name."""
    if not hits:
        return None
    hit = chance.choice(hits)
    return text[: hit.start()] + chance.choice(STRANGERS) + text[hit.end() :]


def altered(_, chance, text):
    """A word of a quotation left out, said twice or exchanged for one of our own."""
    typed = [hit for hit in QUOTED.finditer(text) if HOLE not in hit[0] and " " in hit[1]]
    if not typed:
        return None
    hit = chance.choice(typed)
    words = hit[1].split()
    at = chance.randrange(len(words) - 1)
    words[at : at + 1] = chance.choice([[], [words[at]] * 2, ["perhaps"]])
    return text[: hit.start(1)] + " ".join(words) + text[hit.end(1) :]


def attributed(audit, chance, text):
    """A quotation given to another report."""
    typed = [hit for hit in QUOTED.finditer(text) if hit[2] in audit.texts]
    if not typed:
        return None
    hit = chance.choice(typed)
    other = chance.choice([report for report in audit.texts if report != hit[2]])
    return text[: hit.start(2)] + other + text[hit.end(2) :]


def unmarked(_, chance, text):
    """A quotation that has lost its report."""
    typed = [hit for hit in QUOTED.finditer(text) if hit[2] and HOLE not in hit[0]]
    if not typed:
        return None
    hit = chance.choice(typed)
    return text[: hit.end(1) + 1] + text[hit.end() :]


def table_word(audit, chance, _):
    """A name of the tables in the place of a string of one word."""
    return chance.choice(sorted(name for name in audit.names if " " not in name))


def stranger_word(_, chance, __):
    """An unknown name in the place of a string of one word: not looked for, since most such strings are keys."""
    return chance.choice(STRANGERS)


KINDS = {
    "a number in digits": Kind(digit, 0.95),
    "a number in words": Kind(number_word, 0.95),
    "a name of the tables": Kind(table_name, 0.95),
    "an unknown name inside a sentence": Kind(stranger, 0.95),
    "an unknown name that opens a sentence": Kind(opener, 0.95),
    "a word of a quotation changed": Kind(altered, 0.75),
    "a quotation given to another report": Kind(attributed, 0.75),
    "a quotation without its report": Kind(unmarked, 0.95),
    "a name of the tables as a one-word string": Kind(table_word, 0.95, "word"),
    "an unknown name as a one-word string": Kind(stranger_word, 0.0, "word"),
}


def trial(audit, pieces, chance, each=100):
    """For each kind of change, how many were noticed of how many made; noticed is a complaint more about the piece."""
    return {
        name: _tried(audit, [piece for piece in pieces if piece[-2] == kind.of], chance, kind, each)
        for name, kind in KINDS.items()
    }


def _tried(audit, pieces, chance, kind, each):
    """How many of so many changes of a kind were noticed."""
    caught = made = 0
    while made < each:
        text = chance.choice(pieces)[-1]
        changed = kind.make(audit, chance, text)
        if changed is not None and changed != text:
            made += 1
            caught += len(audit.faults(changed, kind.of)) > len(audit.faults(text, kind.of))
    return caught, made
