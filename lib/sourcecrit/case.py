"""A case: the texts as received and the tables read from them by hand, checked against each other.

`Case.open()` either hands out every table with the spans of its words resolved, or says all that is wrong: file,
line, column, what was found, what to do. A case is never half open, and writing one never leaves half a folder.
"""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from sourcecrit import checks
from sourcecrit.tables import Package, Problem, dump, parse

__all__ = ["Case", "CaseError"]

NOT_APPLICABLE = "not_applicable"


class CaseError(ValueError):
    """A case that cannot be opened. `problems` holds every Problem found; the message shows the first twenty."""

    def __init__(self, problems):
        self.problems = list(problems)
        shown = "\n".join(f"  {problem}" for problem in self.problems[:20])
        more = f"\n  and {len(self.problems) - 20} more" if len(self.problems) > 20 else ""
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"The case cannot be opened: {count}.\n{shown}{more}")


@dataclass(frozen=True, eq=False)
class Case:
    """The texts by report, the tables by name, and what was lost on the way (see `without`).

    Each table is an attribute that gives a new frame: `case.quantities`. Beyond the columns of its file a stand-off
    table has `start` and `end` (code points, half open) and `part` and `paratext`, computed from passages; a table
    with low and high ends has `bounds`. Two cases are the same only if they are one object.
    """

    texts: dict
    package: Package
    frames: dict
    lost: pd.DataFrame

    @classmethod
    def open(cls, folder=None):
        """The case in a folder: the one given, else SOURCECRIT_CASE, else the repository this package stands in.

        Raises CaseError with every problem found. The working directory plays no part.
        """
        folder = Path(folder or os.environ.get("SOURCECRIT_CASE") or Path(__file__).resolve().parents[2])
        package = _package(folder)
        _stop(problem for table in package.tables.values() for problem in _absent(folder / "data" / table.path, table))
        read = {
            name: parse((folder / "data" / table.path).read_bytes(), table) for name, table in package.tables.items()
        }
        _stop(problem for _, problems in read.values() for problem in problems)
        frames = {name: frame for name, (frame, _) in read.items()}
        texts, problems = checks.texts(folder / "seeds", frames["reports"], package.tables["reports"].path)
        _stop(problems)
        return cls._checked(texts, package, frames, _losses(package.spec.get("lost", [])))

    @classmethod
    def _checked(cls, texts, package, raw, lost):
        """A case from texts and plain frames, checked and with its spans resolved."""
        _stop(checks.names(package, raw) + checks.keys(package, raw))
        placed = {name: checks.place(package.tables[name], frame, texts) for name, frame in raw.items()}
        _stop(problem for _, problems in placed.values() for problem in problems)
        frames = {name: frame for name, (frame, _) in placed.items()}
        _stop(checks.uncovered(package.tables["passages"].path, frames["passages"], texts))
        parts = {
            name: checks.part_of(frame, frames["passages"])
            for name, frame in frames.items()
            if package.tables[name].standoff and name != "passages"
        }
        return cls(texts, package, frames | parts, lost)

    def __getattr__(self, name):
        frames = self.__dict__.get("frames", {})
        if name not in frames:
            raise AttributeError(f"this case has no table {name!r}; it has {', '.join(frames)}")
        return frames[name].copy()

    def __dir__(self):
        return [*super().__dir__(), *self.frames]

    def __contains__(self, name):
        return name in self._home

    @cached_property
    def _home(self):
        """Each id's table, with its name as a column, and place in it."""
        tables = [frame.assign(table=name) for name, frame in self.frames.items()]
        return {name: (frame, place) for frame in tables for place, name in enumerate(frame["id"])}

    def row(self, name):
        """The row with an id, as a Series with `table` added. Raises KeyError where no table has it."""
        if name not in self._home:
            raise KeyError(f"no table of this case has a row {name!r}")
        frame, place = self._home[name]
        return frame.iloc[place]

    def label(self, report):
        """How a report is shown: its name, a middle dot, its label."""
        return f"{report} · {self.row(report)['label']}"

    def words(self, name):
        """The words a row points to, verbatim from the text."""
        row = self.row(name)
        return self.texts[row["report"]].content[row["start"] : row["end"]]

    def without(self, report):
        """A valid case less one report; `lost` lists each row that went with it, and because of what.

        A row goes when it stands in the report or needs a row that went; an id in a list is taken out of the list.
        Events held to be the same regroup under the first that is left; a work only embedded in the report is no
        longer in our hands, if another report leans on it. Raises KeyError for an unknown report.
        """
        if report not in self.texts:
            raise KeyError(f"this case has no report {report!r}; it has {', '.join(self.texts)}")
        frames = {name: frame[self.package.tables[name].columns] for name, frame in self.frames.items()}
        frames["works"] = _unhanded(frames["works"], frames["dependences"], report)
        lost, gone = [], [("reports", report, report)]
        while gone:
            lost += gone
            frames = _drop(self.package, frames, {name for _, name, _ in gone})
            gone = _needing(self.package, frames, {name for _, name, _ in lost})
        texts = {name: text for name, text in self.texts.items() if name != report}
        return self._checked(texts, self.package, frames, pd.concat([self.lost, _losses(lost)], ignore_index=True))

    def write(self, folder):
        """Write the case to a folder that does not exist yet or is empty: seeds/ and data/, all or nothing.

        What was lost on the way is written into the description, so that the folder opens with the same `lost`.
        Raises FileExistsError where the folder holds anything.
        """
        folder = Path(folder)
        if folder.exists() and any(folder.iterdir()):
            raise FileExistsError(f"{folder} is not empty, and nothing was written to it; name a new folder")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as half:
            self._fill(Path(half) / "case")
            if folder.exists():
                folder.rmdir()
            shutil.move(Path(half) / "case", folder)

    def _fill(self, folder):
        """Write every file of the case below a new folder."""
        (folder / "seeds").mkdir(parents=True)
        (folder / "data").mkdir()
        for row in self.frames["reports"].itertuples():
            (folder / "seeds" / row.file).write_bytes(self.texts[row.report].content.encode("utf-8"))
        for name, table in self.package.tables.items():
            (folder / "data" / table.path).write_bytes(dump(self.frames[name], table))
        lost = {"lost": self.lost.to_numpy().tolist()} if len(self.lost) else {}
        description = json.dumps(self.package.spec | lost, ensure_ascii=False, indent=1) + "\n"
        (folder / "data" / "datapackage.json").write_text(description, encoding="utf-8")


def _stop(problems):
    """Raise what there is to complain of, if anything."""
    if found := list(problems):
        raise CaseError(found)


def _package(folder):
    """The description of a folder's tables, or the error that the folder is not a case."""
    path = folder / "data" / "datapackage.json"
    if not path.is_file():
        found = "no data/datapackage.json there" if folder.is_dir() else "no such folder"
        todo = "a case is a folder with seeds/ and data/; name one, or set SOURCECRIT_CASE"
        raise CaseError([Problem(str(folder), None, None, found, todo)])
    try:
        package = Package.read(path)
        _ = package.tables  # read here, so that what is no description is said to be none
        return package
    except (ValueError, KeyError, TypeError) as fault:
        found = f"it cannot be read as a description of tables ({type(fault).__name__}: {fault})"
        raise CaseError([Problem(path.name, None, None, found, "mend the file")]) from None


def _absent(path, table):
    """The problem of a table whose file is not there, in a list; an empty list where it is."""
    todo = "restore it; a table with nothing in it still has its header"
    return [] if path.is_file() else [Problem(path.name, None, None, f"no such file, for the table {table.name}", todo)]


def _losses(rows):
    """The frame of rows lost: table, id, and the id because of which."""
    return pd.DataFrame(rows, columns=["table", "id", "because"], dtype="str")


def _needing(package, frames, gone):
    """The rows that cannot stay now that others are gone, as (table, id, because)."""
    found = []
    for table, frame in frames.items():
        for field in (field for field in package.tables[table].fields if field.refers):
            if field.refers.get("whenGone") == "regroup":
                continue
            for name, cell in zip(frame["id"], frame[field.name], strict=True):
                ids = field.ids(cell)
                if ids and set(ids) <= gone:
                    found.append((table, name, ids[0]))
    return list({name: (table, name, because) for table, name, because in reversed(found)}.values())


def _drop(package, frames, gone):
    """The frames without the rows that are gone, and without their ids in lists and groups."""
    kept = {}
    for table, frame in frames.items():
        left = frame[~frame["id"].isin(gone)].copy()
        for field in (field for field in package.tables[table].fields if field.refers):
            if field.refers.get("whenGone") == "regroup":
                left = _regroup(left, field.name, gone)
            elif field.refers.get("many"):
                left[field.name] = [_pruned(field, cell, gone) for cell in left[field.name]]
        kept[table] = left
    return kept


def _pruned(field, cell, gone):
    """A list of ids without those that are gone; as it was where none or all of them are."""
    ids = field.ids(cell)
    left = [name for name in ids if name not in gone]
    return " ".join(left) if left and len(left) < len(ids) else cell


def _regroup(frame, column, gone):
    """Rows that pointed to a first of their group that is gone now point to the first that is left."""
    heads, frame = {}, frame.copy()
    for line, row in frame[frame[column].isin(gone)].iterrows():
        first = heads.setdefault(row[column], row["id"])
        frame.loc[line, column] = NOT_APPLICABLE if first == row["id"] else first
        if first == row["id"] and "certainty" in frame:
            frame.loc[line, "certainty"] = NOT_APPLICABLE
    return frame


def _unhanded(works, dependences, report):
    """Works embedded in a report about to go: not in our hands any more, if another report's work leans on them."""
    own = set(works.loc[works["report"] == report, "id"])
    leaned_on = set(dependences.loc[~dependences["borrower"].isin(own), "source"])
    falls = (works["report"] == report) & (works["status"] == "embedded") & works["id"].isin(leaned_on)
    works = works.copy()
    works.loc[falls, ["status", "report"]] = ["extant_not_held", NOT_APPLICABLE]
    return works
