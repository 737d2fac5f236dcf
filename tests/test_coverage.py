"""Every numeral, time word, place name, word of saying and word of harm is read, or dismissed with a reason."""

import pytest

from sourcecrit import coverage


@pytest.mark.parametrize("layer", coverage.LAYERS)
def test_every_word_is_read_or_dismissed(case, layer):
    missed = [
        (report, case.texts[report].content[max(0, span.start - 30) : span.end + 20])
        for found, report, span in coverage.uncovered(case)
        if found == layer
    ]
    assert missed == []


def test_the_walk_finds_something_in_every_layer(case):
    found = coverage.finds(case)
    assert {layer for layer, _, _ in found} == set(coverage.LAYERS)
    assert len(found) > 250


# One row of each table whose words nothing else covers, found by its words and not by its id.
DROPPED = [
    ("quantities", "R2", "at least 10 British-supplied Storm Shadow missiles"),
    ("quantities", "R0", "Up to 12 missiles"),
    ("quantities", "R3", "as many as 12 British Storm Shadow missiles"),
    ("quantities", "R4", "roughly half of the larger-caliber ammunition"),
    ("quantities", "R0", "both nations"),
    ("times", "R2", "yesterday"),
    ("times", "R1", "Wednesday"),
    ("times", "R1", "Last month"),
    ("times", "R3", "since early August"),
    ("times", "R4", "March"),
    ("times", "R1", "October 22, 2024"),
    ("place_mentions", "R2", "Maryino"),
    ("place_mentions", "R3", "Maryno"),
    ("place_mentions", "R1", "Kiev"),
    ("place_mentions", "R4", "Donetsk"),
    ("firsts", "R3", "the first acknowledgment from U.S. authorities"),
    ("firsts", "R2", "one of the largest standing armies in the world"),
    ("attributions", "R0", "Western officials declined to name the wounded officer"),
    ("attributions", "R0", "which reportedly involved British Storm Shadow missiles"),
    ("attributions", "R3", "a site reportedly utilized by North Korean and Russian military officials"),
    ("outcomes", "R3", "the death of a high-ranking North Korean official"),
    ("outcomes", "R4", "some had perished"),
    ("dismissed", "R1", "BUsDxCt2jc"),
    ("dismissed", "R4", "KN-23"),
]


@pytest.mark.parametrize(("table", "report", "quote"), DROPPED)
def test_a_dropped_row_is_missed(case, table, report, quote):
    frame = case.frames[table]
    gone = set(frame[(frame["report"] == report) & (frame["quote"] == quote)]["id"])
    assert gone
    kept = {name: {i: span for i, span in held.items() if i not in gone} for name, held in coverage.rows(case).items()}
    assert coverage.uncovered(case, kept) != []


@pytest.mark.parametrize("table", ["quantities", "dates", "times", "order", "place_mentions", "outcomes"])
def test_most_rows_cannot_be_dropped_unnoticed(case, table):
    """Drops each row in turn from a copy in memory and counts how often the walk notices."""
    held = coverage.rows(case)
    noticed = [
        bool(coverage.uncovered(case, held | {table: {i: row for i, row in held[table].items() if i != name}}))
        for name in held[table]
    ]
    assert sum(noticed) > 0.8 * len(noticed)
