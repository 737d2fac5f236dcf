"""The prose of the collection types no number, name or quotation that nothing bears out; the audit itself is tried."""

import random

import pytest

from conftest import ROOT
from notebook_audit import PAGES, Audit, collection, excuses, literals, names, page
from seeded_prose import KINDS, trial

TEXTS = {"R0": "At least 5 boats sailed from Ostrel.", "R1": "Some said “five or so” sailed."}
SMALL = Audit(
    TEXTS,
    ["Ostrel", "Mina Vance", "Mina", "Vance", "North Bay Herald"],
    ["R0-q01", "R1-c02"],
    ["Admiralty", "Ten or Twelve"],
)
FILES = [*(path.name for path in sorted((ROOT / "notebooks").glob("*.ipynb"))), *PAGES]


@pytest.fixture(scope="module")
def audit(case):
    """The audit of the real case."""
    return Audit.of(case, ROOT)


@pytest.mark.parametrize(
    "prose",
    [
        "“At least 5 boats” (R0) is a bound.",
        "[“At least 5 boats”](00_reports.ipynb#R0-q01) (R0) is a bound.",
        "See [R0-q01](00_reports.ipynb#R0-q01) and R1-c02. Then R0's end.",
        "Nothing is counted here. And nothing is *named*: not so.\n\n- Items begin\n- so.\n\n| Cells | Too |",
        "The Admiralty’s grades, of Ten or Twelve?",
        "1. An item of a list\n2. Another",
        "\ufffc boats. They sailed “\ufffc” (\ufffc).",
        "`case.open(Folder)` opens one.",
    ],
)
def test_good_prose_passes(prose):
    assert SMALL.faults(prose) == []


@pytest.mark.parametrize(
    ("prose", "complaint"),
    [
        ("At least 5 boats sailed.", "the number '5' is typed"),
        ("Some 12km off.", "the number '12km' is typed"),
        ("All five sailed.", "the number 'five' is typed"),
        ("A five-boat fleet.", "the number 'five' is typed"),
        ("Dozens sailed.", "the number 'Dozens' is typed"),
        ("See R7-q09.", "the number 'R7-q09.' is typed"),
        ("“At least 6 boats” (R0) sailed.", "does not stand in R0"),
        ("“At least 5 boats” (R1) sailed.", "does not stand in R1"),
        ("“least 5 boa” (R0) sailed.", "does not stand in R0"),
        ("“At least 5 boats” sailed.", "is followed by no report"),
        ("They “sail”.", "is followed by no report"),
        ('They "sail".', "no quotation mark of ours"),
        ("Ostrel is a port.", "the name 'Ostrel' is typed"),
        ("They left Ostrel’s port.", "the name 'Ostrel' is typed"),
        ("The two Vances left.", "the name 'Vances' is typed"),
        ("Print it as the North Bay Herald did.", "the name 'North Bay Herald' is typed"),
        ("They sailed to Quelm.", "the capital of 'Quelm' begins nothing"),
        ("\ufffc boats, Quelm boats.", "the capital of 'Quelm' begins nothing"),
        ("So said Dr. Quelm.", "the capital of 'Quelm' begins nothing"),
        ("A pro-Quelm boat.", "the capital of 'pro-Quelm' begins nothing"),
        ("Code as in `Ostrel` too.", "the name 'Ostrel' is typed"),
    ],
)
def test_what_is_typed_is_caught(prose, complaint):
    assert complaint in " ".join(SMALL.faults(prose))


def test_a_name_that_opens_a_sentence_is_known_by_its_capital():
    knowing = Audit(TEXTS, seen=["boats"])
    assert knowing.faults("Boats sailed.") == []
    assert "never seen" in knowing.faults("Quelm sailed.")[0]
    assert "never seen" in knowing.faults("\ufffc Quelm sailed.")[0]


def test_strings_and_comments_of_code_are_prose():
    source = "say(f'{n} of {count(n, \"boat\")} sailed {x:.0%}')\nf('Ostrel')  # from Quelm\n"
    assert sorted(literals(source)) == [
        ("prose", "from Quelm"),
        ("prose", "\ufffc of \ufffc sailed \ufffc"),
        ("word", "Ostrel"),
        ("word", "boat"),
    ]
    assert SMALL.faults("Ostrel", "word") and SMALL.faults("five", "word")
    assert not SMALL.faults("R7_x-5", "word")


def test_of_a_block_of_code_on_a_page_only_the_comments_count():
    assert page("A {{ texts }}.\n\n```\nmake Ostrel  # do it\n```\n") == [
        (0, "prose", "A \ufffc.\n\n\n"),
        (0, "prose", "do it"),
    ]


def test_the_names_of_the_case_are_those_of_its_tables(case, audit):
    found = names(case)
    for column in (case.places["name"], case.place_names["name"], case.works["publisher"], case.reports["publisher"]):
        missing = [
            name for name in column if name != "not_stated" and not audit.typed(f"so {name} is") and name.isascii()
        ]
        assert not [name for name in missing if name.split()[0] not in ("The", "region")], missing
    assert not {"not_stated", "the", ""} & found


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_typed_that_cannot_be_shown(audit, name):
    found = [
        f"{place}: {fault}"
        for file, place, kind, text in collection(ROOT)
        if file == name
        for fault in audit.faults(text, kind)
    ]
    assert not found, "\n".join(found)


def test_every_excuse_has_a_reason_and_is_needed():
    """Sorted, each with its why, and each word somewhere in the prose."""
    listed, prose = excuses(), "\n".join(text for *_, text in collection(ROOT))
    assert list(listed) == sorted(listed) and all(len(why) > 8 for why in listed.values())
    assert [word for word in listed if word not in prose] == []


def test_seeded_changes_to_our_own_prose_are_caught(audit):
    """Several hundred changes, one at a time, in all the prose; the share caught by kind is printed."""
    tried = trial(audit, collection(ROOT), random.Random(20), each=100)
    print(*(f"{kind}: {caught} of {made} caught" for kind, (caught, made) in tried.items()), sep="\n")
    for kind, (caught, made) in tried.items():
        assert made == 100 and caught / made >= KINDS[kind].floor, f"{kind}: {caught} of {made}"
