"""Cards show words in their place, every mark reachable, nothing run."""

import re
from html.parser import HTMLParser

import pytest

from sourcecrit import cards
from sourcecrit.case import Case


class Reader(HTMLParser):
    """Collects ids, links and the text of each paragraph."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.links, self.depth, self.paragraphs, self.skip = [], [], 0, [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        self.skip = attrs.get("class") in {"sc-n", "sc-part"}
        if tag == "p":
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        self.skip = False

    def handle_data(self, data):
        if self.paragraphs and not self.skip:
            self.paragraphs[-1] += data


@pytest.mark.parametrize("report", ["R0", "R1", "R2", "R3", "R4"])
def test_a_report_is_shown_word_for_word(case, report):
    html = cards.report(case, report)
    shown = "\n".join(Reader(html[html.index("</style>") : html.index("<details")]).paragraphs)
    assert "".join(shown.split()) == "".join(case.texts[report].content.split())


@pytest.mark.parametrize("report", ["R0", "R1", "R2", "R3", "R4"])
def test_every_mark_and_row_can_be_reached_once(case, report):
    page = Reader(cards.report(case, report))
    marked = {name for table in cards.layers(case) for name in case.frames[table]["id"] if name.startswith(report)}
    assert len(page.ids) == len(set(page.ids))
    parts = {name for name in case.passages["id"] if name.startswith(report)}
    assert set(page.ids) == parts | marked | {f"row-{name}" for name in marked}
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_nested_marks_lead_to_the_innermost(planted):
    html = cards.report(Case.open(planted), "R0")
    assert re.search(r'<a id="R0-t01"[^>]*href="#row-R0-t01">Tuesday</a>', html)
    assert re.search(r'<a [^>]*href="#row-R0-q01">At least 5 containers</a>', html)


def test_a_quotation_stands_in_its_sentence(planted):
    card = cards.quotation(Case.open(planted), "R1-q01")
    assert re.search("<mark[^>]*>Up to 7 containers</mark> were lost", card) and card.endswith("</blockquote>")
    assert repr(card) == "“Up to 7 containers” (R1 · Coast Courier, paragraph 1 (lead), R1-q01)"


def test_a_card_escapes_what_a_table_holds(planted):
    path = planted / "data" / "reports.csv"
    path.write_bytes(path.read_bytes().replace(b",Coast Courier,Coast", b",<b onclick=x>Courier,Coast"))
    case = Case.open(planted)
    assert "<b onclick" not in cards.report(case, "R1") and "<b onclick" not in cards.quotation(case, "R1-q01")
