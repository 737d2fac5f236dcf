"""The book as its readers get it: every link lands, and a browser finds nothing broken, remote or unreadable."""

import os
import re
from functools import cache
from itertools import combinations
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from bs4 import BeautifulSoup

from browsing import CHROMIUM, NO_BROWSER, THEMES, WIDTHS, browser, drawn
from conftest import ROOT
from sourcecrit.case import Case

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.browser
def test_there_is_a_browser():
    if not CHROMIUM:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)


@pytest.fixture(scope="session")
def pages(book):
    """Every page of the book, parsed, by name."""
    return {path.name: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in sorted(book.glob("*.html"))}


def first(pages, test):
    """The first page, in the book's order, for which a test holds."""
    return next(
        name for name in [*(f"{stem}.html" for stem in NOTEBOOKS), *pages] if name in pages and test(pages[name])
    )


def couples(texts):
    """The names of the pages on which two texts stand beside each other."""
    return [f"{a}-{b}" for a, b in combinations(texts, 2)]


def kinds(pages):
    """One page of each kind: front page, report, couple, notebook with a figure to draw, codebook."""
    notebook = first(pages, lambda page: page.select(".sc-live"))
    return {
        "front": "index.html",
        "report": "R2.html",
        "couple": "R1-R2.html",
        "notebook": notebook,
        "codebook": "codebook.html",
        "reading": "reading.html",
    }


# What can be read off the files


def test_every_notebook_and_every_report_has_its_page(pages):
    texts = list(Case.open(ROOT).texts)
    names = [*NOTEBOOKS, *texts, *couples(texts), "index", "codebook", "reading", "search"]
    wanted = {f"{name}.html" for name in names}
    assert set(pages) == wanted


def test_every_page_has_a_title_of_its_own(pages):
    titles = [page.title.get_text() for page in pages.values()]
    assert len(set(titles)) == len(titles)
    assert all(page.html["lang"] == "en" for page in pages.values())


def test_ids_are_unique_on_every_page(pages):
    for name, page in pages.items():
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids)), f"{name}: {sorted({one for one in ids if ids.count(one) > 1})[:5]}"


def test_every_internal_link_lands(book, pages):
    ids = {name: {tag["id"] for tag in page.select("[id]")} for name, page in pages.items()}
    lost = [
        f"{name}: {href}" for name, page in pages.items() for href in links(page) if not lands(book, ids, name, href)
    ]
    assert not lost


def links(page):
    return [tag.get("href") or tag.get("src") for tag in page.select("a[href], link[href], img[src], script[src]")]


def lands(book, ids, name, href):
    """Whether a link leads to a file of the book, and to a place that is there."""
    parts = urlsplit(href)
    if parts.scheme:
        return parts.scheme in ("https", "mailto", "data")
    path = unquote(parts.path) or name
    if parts.fragment and path in ids:
        return unquote(parts.fragment) in ids[path]
    return (book / path).exists()


def test_every_reading_of_a_report_can_be_linked_to(pages):
    case = Case.open(ROOT)
    for report in case.texts:
        ids = {tag["id"] for tag in pages[f"{report}.html"].select("[id]")}
        rows = {row for row in case.quantities["id"] if row.startswith(f"{report}-")}
        assert rows <= ids
        assert pages[f"{report}.html"].h1.get_text().startswith(case.label(report))


def test_every_two_texts_stand_beside_each_other(pages):
    """Their page names both, is linked from both and from the chapter on retelling, and leads to the words of both."""
    case = Case.open(ROOT)
    for name in couples(case.texts):
        page, ends = pages[f"{name}.html"], name.split("-")
        assert all(case.label(report) in page.h1.get_text() for report in ends)
        for other in (*(f"{report}.html" for report in ends), "05_retelling.html"):
            assert any(href.split("#")[0] == f"{name}.html" for href in links(pages[other])), (name, other)
        led = {href.split("#")[0] for href in links(page) if "#" in href}
        assert {f"{report}.html" for report in ends} <= led
        assert len(page.select(".sc-siblings h2")) >= 5


def test_the_codebook_has_every_column(pages):
    case = Case.open(ROOT)
    wanted = {f"{name}-{column}" for name, table in case.package.tables.items() for column in table.columns}
    assert wanted <= {tag["id"] for tag in pages["codebook.html"].select("dt[id]")}


def test_every_picture_has_words_and_none_is_a_file_name(pages):
    for name, page in pages.items():
        for tag in page.select("img, [role=img]"):
            words = tag.get("alt") if tag.name == "img" else tag.get("aria-label")
            assert words and words.strip(), f"{name}: a picture without words"
            assert not re.fullmatch(r"\S+\.(png|svg|jpe?g|gif)", words.strip()), f"{name}: {words}"


def test_nothing_is_loaded_from_elsewhere(book):
    remote = re.compile(
        r"""<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//|@import\s+["'(]*https?:|url\(["']?https?:"""
    )
    files = [*book.glob("*.html"), *(book / "_static").rglob("*.css")]
    assert not [path.name for path in files if remote.search(path.read_text("utf-8"))]


def test_code_is_folded_everywhere(pages):
    for stem in NOTEBOOKS:
        page = pages[f"{stem}.html"]
        assert page.select("details.hide summary"), stem
        assert not [block for block in page.select(".cell_input") if not block.find_parent("details")], stem
        assert not page.select(".tag_prose .cell_input"), stem


def test_pages_are_light(book):
    assert not list(book.rglob("*.map"))
    assert max(path.stat().st_size for path in book.glob("*.html")) < 1_000_000


# What a browser shows


@browser
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_opens_and_fits_its_window(visit, pages, width):
    page = visit("index.html", width)
    for name in pages:
        page.goto(page.url.rsplit("/", 1)[0] + f"/{name}")
        drawn(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@browser
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", ["front", "report", "couple", "notebook"])
def test_no_accessibility_violation(visit, pages, kind, theme):
    page = visit(kinds(pages)[kind], theme=theme)
    if theme == "light":
        page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert not violations(page)


@browser
@pytest.mark.parametrize("kind", ["report", "couple"])
def test_no_accessibility_violation_on_a_phone(visit, pages, kind):
    assert not violations(visit(kinds(pages)[kind], width=390))


@cache
def axe():
    return Path(AXE_FILE_PATH).read_text(encoding="utf-8")


def violations(page):
    """What axe finds, in a line each."""
    page.evaluate(axe())
    found = page.evaluate(
        "axe.run(document, { preload: false, resultTypes: ['violations'] }).then((run) => run.violations)"
    )
    return [f"{one['id']}: {one['help']}: {node['html'][:160]}" for one in found for node in one["nodes"][:3]]


@browser
def test_figures_follow_the_page_from_light_to_dark(visit, pages):
    page = visit(kinds(pages)["notebook"])
    paper = "document.querySelector('.sc-live[data-drawn] .main-svg').style.background"
    before = page.evaluate(paper)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_selector(".sc-live[data-drawn=dark]")
    assert page.evaluate(paper) != before
    assert page.locator("figure.sc-figure .sc-picture:visible").count() == 0, "one form at a time"


@browser
def test_print_shows_the_pictures(visit, pages):
    page = visit(kinds(pages)["notebook"], theme="dark")
    page.emulate_media(media="print")
    figures = page.locator("figure.sc-figure").count()
    assert page.locator("figure.sc-figure img.sc-light:visible").count() == figures
    assert page.locator("figure.sc-figure img.sc-dark:visible").count() == 0
    assert page.locator("figure.sc-figure .sc-live:visible").count() == 0


@browser
@pytest.mark.parametrize("theme", THEMES)
def test_without_scripts_the_pictures_stand(visit, pages, theme):
    page = visit(kinds(pages)["notebook"], theme=theme, scripts=False)
    assert page.locator("figure.sc-figure img.sc-picture:visible").count() == page.locator("figure.sc-figure").count()
    assert page.locator("figure.sc-figure .sc-live:visible").count() == 0


@browser
def test_plotly_is_loaded_only_where_a_figure_comes_near(visit):
    page = visit("R2.html")
    assert not page.evaluate("performance.getEntriesByType('resource').some((one) => one.name.includes('plotly'))")


@browser
def test_the_numbers_behind_a_figure_open(visit, pages):
    page = visit(kinds(pages)["notebook"])
    numbers = page.locator("figure.sc-figure details.numbers").first
    assert numbers.locator("table").is_hidden()
    numbers.locator("summary").click()
    assert numbers.locator("table").is_visible()


@browser
def test_the_book_can_be_searched(visit):
    page = visit("index.html")
    page.goto(page.url.replace("index.html", "search.html?q=Pyongyang"))
    page.wait_for_selector("#search-results li a", timeout=10_000)
    assert page.locator("#search-results li a").count() >= 2, "a word of the reports is found in them"


@browser
def test_a_reading_leads_to_its_row_and_back(visit, pages):
    report = next(name for name in pages if re.fullmatch(r"R\d+\.html", name))
    marks = pages[report].select(".sc-report a.sc-m[href]")
    if not marks:
        pytest.skip("no reading is marked yet")
    page = visit(report)
    mark = page.locator(".sc-report a.sc-m[href]").first
    target = mark.get_attribute("href")
    mark.click()
    assert page.locator(f"[id='{target[1:]}']").is_visible(), "the folded list opens at the row"


def test_every_quotation_that_names_its_report_leads_to_its_words(pages):
    """In running text and tables; headings, the numbers behind a figure and invented reports are left as they are."""
    texts = {name: text.content for name, text in Case.open(ROOT).texts.items()}
    for name in ("index.html", *(f"{stem}.html" for stem in NOTEBOOKS)):
        article = pages[name].select_one("article")
        loose = [
            found
            for text in article.find_all(string=re.compile(r"“[^”]+” \([A-Z]\d+\)"))
            if not text.find_parent(["h1", "h2", "h3", "script", "figure", "details", "a"])
            for found, report in re.findall(r"“([^”]+)” \(([A-Z]\d+)\)", text)
            if found in texts.get(report, "")
        ]
        assert not loose, name
        for link in article.select("a.evidence"):
            page, _, row = link["href"].partition("#")
            assert pages[page].find(id=row), link["href"]


def test_tables_with_long_cells_know_the_head_of_each_cell(pages):
    stacked = [table for page in pages.values() for table in page.select("table.stacked")]
    assert stacked
    for table in stacked:
        heads = [head.get_text(" ", strip=True) for head in table.select("thead tr > *")]
        assert all([cell["data-head"] for cell in row.select("td")] == heads for row in table.select("tbody tr"))


@browser
def test_tables_with_long_cells_are_read_without_scrolling_on_a_phone(visit, pages):
    for name in (name for name in pages if pages[name].select("table.stacked") and name[0].isdigit()):
        page = visit(name, width=390)
        wide = "[...document.querySelectorAll('table.stacked')].filter((table) => table.scrollWidth > 390).length"
        assert page.evaluate(wide) == 0, name
        assert page.evaluate("getComputedStyle(document.querySelector('table.stacked td')).display") == "block", name
