"""The book in a browser: what the tests that look at it share."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTHS = [390, 1280]
THEMES = ["light", "dark"]


NO_BROWSER = "no Chromium here, so the book was not opened in a browser"


def browser(test):
    """Mark a test that needs Chromium; without one it is left out, and the test below says so in one line."""
    return pytest.mark.browser(test) if CHROMIUM else None


@pytest.fixture(scope="session")
def book():
    """The folder of the book, made or brought up to date."""
    env = {key: value for key, value in os.environ.items() if key != "SOURCECRIT_CASE"}
    made = subprocess.run([sys.executable, ROOT / "tools" / "book.py"], capture_output=True, text=True, env=env)
    assert made.returncode == 0, made.stdout + made.stderr
    return ROOT / "_build" / "book"


@pytest.fixture(scope="session")
def chromium():
    """Chromium, started once."""
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def visit(book, chromium):
    """Open a page of the book; at the end nothing may have been complained of or fetched from elsewhere."""
    contexts, complaints, requests = [], [], []

    def go(name, width=1280, theme="light", scripts=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if scripts:
            page.on("requestfailed", lambda request: complaints.append(f"{request.url} {request.failure}"))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((book / name).as_uri(), wait_until="load")
        if scripts:
            drawn(page)
        return page

    yield go
    for context in contexts:
        context.close()
    assert not complaints
    assert not [url for url in requests if urlsplit(url).scheme not in ("file", "data", "blob")]


def drawn(page):
    """Scroll each figure near and wait until it stands."""
    for figure in page.query_selector_all("figure.sc-figure:has(.sc-live)"):
        figure.scroll_into_view_if_needed()
        figure.wait_for_selector(".sc-live[data-drawn] svg.main-svg", timeout=20_000)
    page.evaluate("window.scrollTo(0, 0)")
