"""The maps in the book: drawn offline at every width, in both themes; pointing at an area shows its words."""

import pytest

from browsing import THEMES, WIDTHS, browser

PAGE = "04_geography.html"
MAPS = ".sc-live[data-drawn]:has(.geo)"


@browser
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_maps_draw_their_areas_lines_and_words(visit, width, theme):
    """The fixture sees to it that nothing was fetched and nothing complained of."""
    page = visit(PAGE, width, theme)
    maps = page.query_selector_all(MAPS)
    assert len(maps) == 2
    for one in maps:
        wanted = one.evaluate("(box) => box.figure.data.filter((part) => part.type == 'choropleth').length")
        shapes = one.query_selector_all(".choroplethlayer path.choroplethlocation")
        assert len(shapes) == wanted and all(len(shape.get_attribute("d")) > 20 for shape in shapes)
        words = one.evaluate("(box) => box.figure.data.at(-1).text.length")
        assert len(one.query_selector_all(".scatterlayer .scattergeo text")) == words
        box = one.query_selector(".geo .framelayer path, .geo").bounding_box()
        assert box["width"] <= width


@browser
@pytest.mark.parametrize("width", WIDTHS)
def test_pointing_at_a_ring_shows_the_words_it_rests_on(visit, width):
    page = visit(PAGE, width)
    one = page.query_selector(MAPS)
    one.scroll_into_view_if_needed()
    box = one.query_selector(".choroplethlayer .trace:nth-last-child(2) path").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 6)
    page.wait_for_selector(".hoverlayer .hovertext", timeout=10_000)
    assert "(R" in page.text_content(".hoverlayer"), "the words, with their report"


@browser
def test_the_wheel_scrolls_the_page_and_not_the_map(visit):
    page = visit(PAGE)
    page.query_selector(MAPS).scroll_into_view_if_needed()
    plot = "document.querySelector('.sc-live[data-drawn]:has(.geo)').canvas"
    scale = f"JSON.stringify({plot}._fullLayout.geo.projection)"
    before, top = page.evaluate(scale), page.evaluate("window.scrollY")
    box = page.query_selector(MAPS).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, 300)
    page.wait_for_function(f"window.scrollY > {top}", timeout=10_000)
    assert page.evaluate(scale) == before
