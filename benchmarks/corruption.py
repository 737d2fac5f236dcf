"""How many single changes to the tables and texts go unnoticed: seeded corruption, counted by kind.

Run by `make bench`; a smaller sample runs in the tests. A change counts as noticed when the case no longer opens, or
when one of its redundancies breaks (a reading against its words, one table against another, the first reading against
the second). Checksums of tables, stored outputs and second copies play no part; the texts' own hashes do, since they
are data.
"""

import csv
import io
import json
import random
import re
import sys
import tempfile
from collections import Counter, namedtuple
from pathlib import Path

from sourcecrit import crosschecks, redundancy
from sourcecrit.case import Case, CaseError
from sourcecrit.tables import ID

Change = namedtuple("Change", "kind table row column old new")
DIGIT = re.compile(r"[0-9]")


class Tables:
    """The raw rows of every table of a case, and what can be done to them."""

    def __init__(self, case):
        self.case, self.package = case, case.package
        self.texts = {row.file: case.texts[row.report].content.encode() for row in case.reports.itertuples()}
        self.rows = {name: self._rows(name) for name in self.package.tables}

    def _rows(self, name):
        table = self.package.tables[name]
        frame = self.case.frames[name][table.columns]
        return [
            ["yes" if cell is True else "no" if cell is False else str(cell) for cell in row] for row in frame.values
        ]

    def cells(self, wanted):
        """Every (table, row, place, field) whose field satisfies `wanted(table, field, cell)`."""
        return [
            (name, number, place, field)
            for name, table in self.package.tables.items()
            for number, row in enumerate(self.rows[name])
            for place, field in enumerate(table.fields)
            if wanted(name, field, row[place])
        ]

    def write(self, folder, change):
        """Write the case to a folder with one change in it."""
        name, number, place, new = change
        for file, raw in self.texts.items():
            (folder / "seeds" / file).write_bytes(new if name == file else raw)
        for table, rows in self.rows.items():
            out = io.StringIO()
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(self.package.tables[table].columns)
            for line, row in enumerate(rows):
                if table != name or line != number:
                    writer.writerow(row)
                elif place is not None:
                    writer.writerow([*row[:place], new, *row[place + 1 :]])
            (folder / "data" / self.package.tables[table].path).write_text(out.getvalue(), encoding="utf-8")


def quoted(name, field, cell):
    """A cell that holds words of a report."""
    return field.name in {"quote", "until", "source_quote", "cue", "publisher_words"} and cell not in {"", "none"}


def labelled(name, field, cell):
    """A cell that holds one of a closed list of words."""
    return "enum" in field.rules or field.spec["type"] == "boolean"


def pointing(name, field, cell):
    """A cell that holds ids of other rows."""
    return bool(field.ids(cell))


def numeric(name, field, cell):
    """A reading in figures: a bound, a day, a coordinate, a date."""
    return (
        not quoted(name, field, cell)
        and "pattern" in field.rules
        and field.name != "id"
        and bool(DIGIT.search(cell))
        and not ID.fullmatch(cell)
        and field.name != "sha256"
    )


def free(name, field, cell):
    """A cell of our own plain words."""
    ours = not (quoted(name, field, cell) or labelled(name, field, cell) or pointing(name, field, cell))
    return ours and " " in cell and field.name not in {"before", "after", "row", "reference"}


def another_digit(text, chance):
    """The text with one digit changed."""
    at = chance.choice([match.start() for match in DIGIT.finditer(text)])
    return text[:at] + chance.choice([d for d in "0123456789" if d != text[at]]) + text[at + 1 :]


def make(tables, kind, chance):
    """One change of a kind, as (Change, what `Tables.write` wants), or None where the draw allows none."""
    if kind == "byte of a text":
        file = chance.choice(sorted(tables.texts))
        raw = bytearray(tables.texts[file])
        at = chance.randrange(len(raw))
        old = raw[at]
        raw[at] = chance.choice([byte for byte in range(32, 127) if byte != old])
        return Change(kind, file, at, None, old, raw[at]), (file, None, None, bytes(raw))
    if kind == "row deleted":
        name = chance.choice([name for name, rows in tables.rows.items() for _ in rows])
        number = chance.randrange(len(tables.rows[name]))
        return Change(kind, name, tables.rows[name][number][0], None, None, None), (name, number, None, None)
    name, number, place, field = chance.choice(tables.cells(WANTED[kind]))
    old = tables.rows[name][number][place]
    new = CHANGED[kind](tables, name, number, field, old, chance)
    if new is None or new == old:
        return None
    return Change(kind, name, tables.rows[name][number][0], field.name, old, new), (name, number, place, new)


def shifted(tables, name, number, field, old, chance):
    """A quotation moved by a word: one lost at one end, or the next one of the text taken in.

    Of a passage's opening and closing words only the outer end counts; the inner one says nothing.
    """
    words = old.split(" ")
    if name == "passages":
        return " ".join(words[1:] if field.name == "quote" else words[:-1]) or None
    if len(words) > 1 and chance.random() < 0.5:
        return " ".join(words[1:] if chance.random() < 0.5 else words[:-1])
    columns = tables.package.tables[name].columns
    text = next(
        (
            t
            for t in tables.case.texts.values()
            if "report" in columns and t.name == tables.rows[name][number][columns.index("report")]
        ),
        None,
    )
    after = text.content.split(old, 1)[1].split() if text and old in text.content else []
    return f"{old} {after[0]}" if after and text.content.count(f"{old} {after[0]}") else None


def unhedged(tables, name, number, field, old, chance):
    """A quantity's quotation without its cue."""
    columns = tables.package.tables[name].columns
    cue = tables.rows[name][number][columns.index("cue")]
    return old.replace(cue, "", 1).strip() if cue != "none" else None


def other_id(tables, name, number, field, old, chance):
    """The id of another row of the same table in place of the one that stands there."""
    ids = old.split(" ")
    at = chance.randrange(len(ids))
    home = tables.case.row(ids[at])["table"]
    others = [row[0] for row in tables.rows[home] if row[0] != ids[at]]
    return " ".join([*ids[:at], chance.choice(others), *ids[at + 1 :]]) if others else None


def other_label(tables, name, number, field, old, chance):
    """Another of the allowed words."""
    return chance.choice([word for word in field.rules.get("enum", ["yes", "no"]) if word != old])


def dropped_word(tables, name, number, field, old, chance):
    """Our own words less one."""
    words = old.split(" ")
    del words[chance.randrange(len(words))]
    return " ".join(words)


WANTED = {
    "digit of a reading": numeric,
    "digit of a quotation": lambda name, field, cell: quoted(name, field, cell) and bool(DIGIT.search(cell)),
    "hedge dropped": lambda name, field, cell: name == "quantities" and field.name == "quote",
    "quotation shifted by a word": quoted,
    "id swapped for another": pointing,
    "label changed": labelled,
    "word of our own dropped": free,
}
CHANGED = {
    "digit of a reading": lambda tables, name, number, field, old, chance: another_digit(old, chance),
    "digit of a quotation": lambda tables, name, number, field, old, chance: another_digit(old, chance),
    "hedge dropped": unhedged,
    "quotation shifted by a word": shifted,
    "id swapped for another": other_id,
    "label changed": other_label,
    "word of our own dropped": dropped_word,
}
KINDS = [*WANTED, "row deleted", "byte of a text"]
FREE = "word of our own dropped"


def noticed(folder):
    """What first notices a change: `opening`, a redundancy's name, or None."""
    try:
        case = Case.open(folder)
    except CaseError:
        return "opening"
    return next(
        (
            name
            for name, problems in redundancy.complaints(case, redundancy.CHECKS | crosschecks.CHECKS).items()
            if problems
        ),
        None,
    )


def run(case, count, seed=20, progress=None):
    """So many seeded changes, each to a fresh copy, every kind as often; gives a list of (Change, what noticed it)."""
    tables, chance, found = Tables(case), random.Random(seed), []
    with tempfile.TemporaryDirectory() as part:
        folder = Path(part)
        for sub in ("seeds", "data"):
            (folder / sub).mkdir()
        (folder / "data" / "datapackage.json").write_text(json.dumps(case.package.spec), encoding="utf-8")
        while len(found) < count:
            made = make(tables, KINDS[len(found) % len(KINDS)], chance)
            if made:
                tables.write(folder, made[1])
                found.append((made[0], noticed(folder)))
                if progress:
                    progress(len(found), count)
    return found


def table(found):
    """Counts by kind: (kind, noticed, of how many, by what)."""
    rows = []
    for kind in KINDS:
        by = [name for change, name in found if change.kind == kind]
        seen = [name for name in by if name]
        rows.append((kind, len(seen), len(by), ", ".join(sorted(set(seen), key=seen.count, reverse=True)[:3])))
    return rows


def main():
    """Print a thousand changes by kind, and every table in which a change slipped through."""
    found = run(Case.open(), 1000, progress=lambda done, of: done % 100 or print(f"  {done} of {of}", file=sys.stderr))
    for kind, seen, of, by in table(found):
        print(f"{kind:30} {seen:4} of {of:4}  {seen / of:6.1%}  {by}")
    counted = [by for change, by in found if change.kind != FREE]
    seen = sum(by is not None for by in counted)
    print(f"{'all but words of our own':30} {seen:4} of {len(counted):4}  {seen / len(counted):6.1%}")
    missed = Counter((change.kind, change.table, change.column) for change, by in found if by is None)
    for (kind, name, column), times in sorted(missed.items(), key=lambda item: -item[1]):
        if kind != FREE:
            print(f"  missed {times:3}  {kind}: {name}.{column}")


if __name__ == "__main__":
    main()
