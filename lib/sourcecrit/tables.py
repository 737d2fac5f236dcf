"""Hand-made tables read by their own description: a Table Schema in, typed frames and plain complaints out.

The description is a Data Package (Frictionless Standards, version 1). Two keys of our own are understood beside it:
`refersTo` (tables, words, many, free, whenGone) for a column that points into other tables, and `values` for the
meaning of each allowed word. Knows no case.
"""

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

__all__ = ["Field", "Package", "Problem", "Table", "dump", "parse"]

ID = re.compile(r"[A-Z]+[0-9]+(-[a-z]+[0-9]+)?")
_BOM = b"\xef\xbb\xbf"
_DTYPES = {"string": "str", "boolean": "bool", "integer": "int64", "number": "float64"}


@dataclass(frozen=True)
class Problem:
    """One thing wrong: which file, which line of it (1 is the header), which column, what was found, what to do."""

    file: str
    line: int | None
    column: str | None
    found: str
    todo: str

    def __str__(self):
        """The problem in one line."""
        where = ", ".join(
            part
            for part in (self.file, self.line and f"line {self.line}", self.column and f"column {self.column}")
            if part
        )
        return f"{where}: {self.found}; {self.todo}"


@dataclass(frozen=True)
class Field:
    """One column as its schema describes it."""

    spec: dict

    @property
    def name(self):
        """The column's name."""
        return self.spec["name"]

    @cached_property
    def rules(self):
        """The constraints: required, unique, enum, pattern."""
        return self.spec.get("constraints", {})

    @cached_property
    def refers(self):
        """Where the column points: tables, words allowed instead, many, free, whenGone; None if nowhere."""
        return self.spec.get("refersTo")

    def complaint(self, cell):
        """What is wrong with one cell and what to do, as two texts; None where nothing is."""
        if cell == "":
            todo = "write a value, or not_stated, unclear or not_applicable"
            return ("an empty cell", todo) if self.rules.get("required") else None
        if cell != cell.strip():
            return f"{cell!r} with white space at an end", "take it out"
        if "enum" in self.rules and cell not in self.rules["enum"]:
            return repr(cell), f"write one of: {', '.join(self.rules['enum'])}"
        if "pattern" in self.rules and not re.fullmatch(self.rules["pattern"], cell):
            return repr(
                cell
            ), f"write it as in the example {self.spec.get('example')!r} (pattern {self.rules['pattern']})"
        return self._mistyped(cell)

    def _mistyped(self, cell):
        """The complaint about a cell that is not of the column's type, or None."""
        try:
            self.value(cell)
        except (KeyError, ValueError):
            kinds = {"boolean": "yes or no", "date": "a date such as 2023-03-04", "integer": "a whole number"}
            return repr(cell), f"write {kinds.get(self.spec['type'], 'a ' + self.spec['type'])}"
        return None

    def value(self, cell):
        """The cell as a Python value of the column's type."""
        kinds = {"boolean": {"yes": True, "no": False}.__getitem__, "date": date.fromisoformat}
        return {**kinds, "integer": int, "number": float}.get(self.spec["type"], str)(cell)

    def ids(self, cell):
        """The ids in a cell: none for an allowed word or, in a free column, for plain words.

        >>> Field({"name": "claim", "refersTo": {"words": ["not_applicable"], "many": True}}).ids("R1-c01 R1-c02")
        ['R1-c01', 'R1-c02']
        """
        if not self.refers or cell in self.refers.get("words", ()):
            return []
        if self.refers.get("free") and not ID.fullmatch(cell):
            return []
        return cell.split(" ") if self.refers.get("many") else [cell]


@dataclass(frozen=True)
class Table:
    """One table as its schema describes it: its name, its file, what a row is, its columns in order."""

    name: str
    path: str
    description: str
    fields: tuple

    @cached_property
    def columns(self):
        """The names of the columns, in order."""
        return [field.name for field in self.fields]

    @property
    def standoff(self):
        """Whether its rows point to words in a report."""
        return {"report", "quote", "before", "after"} <= set(self.columns)


@dataclass(frozen=True)
class Package:
    """The description of all tables of a case."""

    spec: dict

    @classmethod
    def read(cls, path):
        """The description in a datapackage.json. Raises ValueError where the file is not one."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    @cached_property
    def tables(self):
        """The tables by name, in the order of the description."""
        return {
            part["name"]: Table(
                part["name"], part["path"], part["description"], tuple(Field(f) for f in part["schema"]["fields"])
            )
            for part in self.spec["resources"]
        }


def parse(raw, table):
    """The rows of a table from a file's bytes, as (frame of texts and typed values, list of Problems).

    The frame has the schema's columns in order, with `line`, the row's line in the file, as its index. It is empty
    where the file cannot be read at all.
    """
    text, problems = _decode(raw, table)
    rows = list(csv.reader(io.StringIO(text)))
    body = list(enumerate(rows[1:], 2))
    problems = problems or _header(rows, table) or [one for number, row in body for one in _row(number, row, table)]
    if problems:
        return pd.DataFrame(columns=table.columns), problems
    return _frame(body, table), _order(body, table)


def _decode(raw, table):
    """The text of a file, or the problem that keeps it from being read as UTF-8 with LF line ends."""
    name = table.path
    if raw.startswith(_BOM):
        return "", [Problem(name, 1, None, "a byte order mark", "save it as plain UTF-8, not as “UTF-8 with BOM”")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        found = f"byte 0x{raw[fault.start]:02x}, which is not UTF-8"
        return "", [Problem(name, line, None, found, "save the table as UTF-8; nothing was changed")]
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        return "", [Problem(name, line, None, "a carriage return (CRLF)", "save the table with LF line ends")]
    if '"' in text and text.count("\n") != len(list(csv.reader(io.StringIO(text)))):
        return "", [Problem(name, None, None, "a line break inside a cell", "keep each row on one line")]
    return text, []


def _header(rows, table):
    """The problems of a header: columns unknown, missing, twice, or in another order."""
    found, wanted = (rows[0] if rows else []), table.columns
    faults = [(name, "an unknown column", "take it out or describe it") for name in found if name not in wanted]
    faults += [(name, "no such column", "add it") for name in wanted if name not in found]
    if not faults and found != wanted:
        faults = [(None, f"columns {', '.join(found)}", f"write them once each, in this order: {', '.join(wanted)}")]
    return [Problem(table.path, 1, *fault) for fault in faults]


def _row(number, row, table):
    """The problems of one row: its length, then its cells."""
    if len(row) != len(table.fields):
        found = f"{len(row)} cells where the header has {len(table.fields)}"
        return [Problem(table.path, number, None, found, "put a cell that holds a comma in double quotes")]
    pairs = zip(table.fields, row, strict=True)
    complaints = [(field.name, field.complaint(cell)) for field, cell in pairs]
    return [Problem(table.path, number, name, *complaint) for name, complaint in complaints if complaint]


def _order(body, table):
    """The problems of ids: one twice in the table, or rows not sorted by id."""
    seen, problems, last = set(), [], ""
    for number, row in body:
        if row[0] in seen:
            problems.append(
                Problem(table.path, number, "id", f"{row[0]!r} a second time", "give it an id never used yet")
            )
        elif row[0] < last:
            problems.append(Problem(table.path, number, "id", f"{row[0]!r} after {last!r}", "sort the rows by id"))
        seen.add(row[0])
        last = max(last, row[0])
    return problems


def _frame(body, table):
    """The rows as a frame, each column of its type."""
    columns = {
        field.name: pd.Series(
            [field.value(row[place]) for _, row in body], dtype=_DTYPES.get(field.spec["type"], object)
        )
        for place, field in enumerate(table.fields)
    }
    return pd.DataFrame(columns).set_axis(pd.Index([number for number, _ in body], name="line"))


def dump(frame, table):
    """A frame as the bytes of its table: UTF-8, LF, sorted by id, only the schema's columns."""
    rows = frame[table.columns].sort_values("id")
    flags = [field.name for field in table.fields if field.spec["type"] == "boolean"]
    rows[flags] = rows[flags].map(lambda cell: {True: "yes", False: "no"}.get(cell, cell)).astype(object)
    return rows.to_csv(index=False, lineterminator="\n").encode("utf-8")
