"""How long the maps of the book take to draw, on a phone's width and a desk's, and how long the measuring behind them.

Run: python tools/book.py && python benchmarks/maps.py
"""

import shutil
import statistics
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from sourcecrit import bounds, places
from sourcecrit.case import Case

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "_build" / "book" / "04_geography.html"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RUNS = 5
AGAIN = """async (box) => {
  const start = performance.now();
  const { data, layout, config } = structuredClone(box.figure);
  const fresh = box.appendChild(document.createElement("div"));
  await Plotly.newPlot(fresh, data, layout, config);
  const taken = performance.now() - start;
  fresh.remove();
  return taken;
}"""


def busy(client):
    """Milliseconds the page's main thread has worked so far: processor time, whatever else the machine does."""
    found = client.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in found if one["name"] == "TaskDuration")


def drawn(browser, width):
    """What the first map costs (work, then wall time, plotly's loading in both), and each map drawn afresh."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(PAGE.as_uri())
    boxes = [box for box in page.query_selector_all(".sc-live") if "choropleth" in box.inner_html()]
    work, start = busy(client), time.monotonic()
    boxes[0].evaluate("(box) => box.closest('figure').scrollIntoView()")
    page.wait_for_selector(".sc-live[data-drawn]", timeout=60_000)
    first = busy(client) - work, (time.monotonic() - start) * 1000
    for box in boxes:
        box.evaluate("(box) => box.closest('figure').scrollIntoView()")
        page.wait_for_function("(box) => box.dataset.drawn", arg=box, timeout=60_000)
    again = [statistics.median(box.evaluate(AGAIN) for _ in range(RUNS)) for box in boxes]
    page.close()
    return *first, again


def measured():
    """Seconds for the distances and the zone that the chapter on places needs, medians."""
    case = Case.open()
    where = places.located(case)
    border = next(row.id for row in case.places.itertuples() if row.feature == "line" and where[row.id])
    region = next(row.id for row in case.places.itertuples() if row.feature == "region")
    point = next(name for name, place in where.items() if place and not place.fills)
    work = {
        "a point to a border": lambda: places.distance(where[point], where[border]),
        "anywhere in a region to a border": lambda: places.distance(places.Place(where[region].shape), where[border]),
        "a zone along a border": lambda: places.zone(where[border], bounds.between(20, 60), within=where[region]),
    }
    for name, action in work.items():
        taken = []
        for _ in range(RUNS):
            start = time.process_time()
            action()
            taken.append(time.process_time() - start)
        print(f"{name + ':':<36} {statistics.median(taken):.2f} s")


def main():
    """Print what drawing and measuring take."""
    measured()
    if not CHROMIUM or not PAGE.exists():
        print("no Chromium or no book here, so no map was drawn")
        return
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for width in (390, 1280):
            work, wall, again = drawn(browser, width)
            afresh = ", ".join(f"{one:.0f} ms" for one in again)
            print(f"{width} pixels, first map with plotly loaded: {work:.0f} ms of work, {wall:.0f} ms by the clock")
            print(f"{width} pixels, each map drawn afresh: {afresh}")
        browser.close()


if __name__ == "__main__":
    main()
