"""Figures: one look per report, both forms from the same numbers, loud about what cannot be drawn."""

import base64
import io
import json
import math
import subprocess
import sys
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from conftest import ROOT
from sourcecrit import bars, figures, style

REPORTS = {"A1": "A1 · Morning Post", "A2": "A2 · Evening Post", "A3": "A3 · Harbour Radio"}
# Dichromats' vision, after G. Machado, M. Oliveira, L. Fernandes, IEEE TVCG 15 (2009), severity 1.
BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def stretches(**changes):
    rows = [("A1", "lead", 30, False), ("A1", "body", 60, False), ("A1", "teaser", 10, True), ("A3", "body", 50, False)]
    return pd.DataFrame(rows, columns=["report", "part", "words", "paratext"]).assign(**changes)


def bands(*rows):
    return pd.DataFrame(rows, columns=["label", "report", "low", "high"])


def draw(frame, reports=None):
    return figures.windows(frame, "They can all be true.", "One band for each of the claims.", reports)


def numbers(figure):
    """The numbers behind a figure as the book shows them."""
    about = figure._repr_mimebundle_()[1]["sourcecrit"]
    return figures.details(about["columns"], about["rows"])


NUMBERS = bands(("at least five", "A1", 5, None), ("up to seven", "A2", None, 7), ("both", "", 5, 7))
DAYS = bands(("the fire", "A1", date(2021, 3, 3), date(2021, 3, 3)), ("printed", "A2", date(2021, 3, 4), None))


def light(colour):
    """Red, green and blue as light."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def grey(colour):
    """Lightness as CIE L*, 0 to 100."""
    amount = light(colour) @ [0.2126, 0.7152, 0.0722]
    return 116 * np.cbrt(amount) - 16


def contrast(one, two):
    lights = sorted(float(light(colour) @ [0.2126, 0.7152, 0.0722]) + 0.05 for colour in (one, two))
    return lights[1] / lights[0]


def seen(colour, matrix):
    """A colour in the CIE Lab space as a dichromat sees it (D65)."""
    rgb = np.clip(np.array(matrix) @ light(colour), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ rgb
    f = np.cbrt(xyz / [0.9505, 1, 1.089] + 1e-9)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def five(theme):
    looks = style.styles("abcde").values()
    return [getattr(look, theme) for look in looks]


@pytest.mark.parametrize("theme", ["colour", "dark"])
def test_five_reports_differ_in_grey(theme):
    assert all(abs(grey(one) - grey(two)) > 3 for one, two in combinations(five(theme), 2))


def test_on_paper_each_step_of_grey_is_plain():
    steps = np.diff([grey(colour) for colour in five("colour")])
    assert (steps > 8).all()


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("theme", ["colour", "dark"])
def test_five_reports_differ_to_colour_blind_readers(theme, kind):
    places = [seen(colour, BLIND[kind]) for colour in five(theme)]
    assert min(np.linalg.norm(one - two) for one, two in combinations(places, 2)) > 8


@pytest.mark.parametrize(("colour", "paper"), [(style.INK, style.PAPER), (style.SOFT, style.PAPER)])
def test_text_reads_on_light_and_dark(colour, paper):
    assert contrast(colour, paper) > 4.5
    assert contrast(style.dark(colour), style.dark(paper)) > 4.5


@pytest.mark.parametrize("count", [1, 5, 12, 72])
def test_any_number_of_reports_have_looks_of_their_own(count):
    looks = style.styles(range(count))
    assert len({(look.colour, look.marker) for look in looks.values()}) == count
    assert list(style.styles(range(count + 1)).values())[:count] == list(looks.values()), "in table order"


@given(st.integers(0, 255), st.integers(0, 255))
def test_turning_to_dark_turns_the_order_of_greys_round(one, two):
    first, second = (style.dark(f"#{value:02x}{value:02x}{value:02x}") for value in (one, two))
    assert (grey(first) - grey(second)) * (one - two) <= 1e-9


def test_the_bundle_carries_words_picture_and_plotly():
    figure = draw(NUMBERS)
    data, metadata = figure._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png", "application/vnd.plotly.v1+json"}
    assert data["text/plain"].splitlines()[:2] == [figure.title, figure.alt]
    assert figure.digest in data["text/plain"]
    assert metadata["image/png"]["alt"] == figure.alt
    assert metadata["sourcecrit"]["rows"][0] == ["at least five", "A1", "5", "open"]
    assert json.loads(json.dumps(data)) == data, "it can be stored in a notebook"


def test_both_forms_carry_the_values_of_the_frame():
    bar, ends = draw(NUMBERS).plotly["data"]
    starts = {round(base, 6) for base in bar["base"]} | {
        round(b + w, 6) for b, w in zip(bar["base"], bar["x"], strict=True)
    }
    assert {5.0, 7.0} <= starts
    assert {5.0, 7.0} <= set(ends["x"])


def test_a_day_is_drawn_a_day_wide_round_its_tick():
    bar, _ = draw(DAYS).plotly["data"]
    assert bar["base"][0] == "2021-03-02T12:00:00"
    assert bar["x"][0] == 86_400_000


def test_an_open_end_fades_and_points_outwards():
    bar, ends = draw(bands(("at least five", "A1", 5, None), ("five", "A1", 5, 6))).plotly["data"]
    fills = [grey(colour) for colour, y in zip(bar["marker"]["color"], bar["y"], strict=True) if y == bar["y"][0]]
    assert fills == sorted(fills)
    assert len(fills) > 10
    assert "triangle-right" in ends["marker"]["symbol"]
    assert "triangle-left" not in ends["marker"]["symbol"]


@pytest.mark.parametrize(
    "figure", [draw(NUMBERS), draw(DAYS), figures.shares(stretches(), "Most is text.", "Two stacked bars by part.")]
)
def test_plotly_knows_every_name_used(figure):
    go.Figure(figure.plotly["data"], figure.plotly["layout"])


def test_the_picture_is_a_small_palette_png_without_date_or_program():
    png = draw(NUMBERS).png
    image = Image.open(io.BytesIO(png))
    assert image.mode == "P"
    assert image.width == style.WIDTH * style.SCALE
    assert len(png) < 40_000
    assert not image.info.keys() - {"transparency", "dpi"}
    assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_the_same_frame_gives_the_same_bytes():
    assert draw(NUMBERS).png == draw(NUMBERS.copy()).png


def test_the_picture_holds_the_very_colours_of_its_reports():
    colours = Image.open(io.BytesIO(draw(NUMBERS).png)).convert("RGB").getcolors(1 << 20)
    shown = {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in colours}
    assert {look.colour for look in style.styles(["A1", "A2"]).values()} <= shown


def test_the_dark_picture_has_the_same_shapes_in_turned_colours():
    png = draw(NUMBERS).png
    one, two = (Image.open(io.BytesIO(part)) for part in (style.light_png(png, 20), style.dark_png(png, 20)))
    assert one.size == two.size
    assert one.height == Image.open(io.BytesIO(png)).height - 20
    first, second = one.convert("RGB").getpixel((0, 0)), two.convert("RGB").getpixel((0, 0))
    assert style.dark(f"#{bytes(first).hex()}") == f"#{bytes(second).hex()}"


def test_a_picture_without_palette_is_refused():
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, format="PNG")
    with pytest.raises(ValueError, match="has a palette; this one has mode RGB"):
        style.dark_png(out.getvalue())


def test_the_digest_changes_with_any_number_and_with_nothing_else():
    digest = draw(NUMBERS).digest
    assert draw(NUMBERS.copy()).digest == digest
    assert draw(NUMBERS.assign(low=[5, None, 6])).digest != digest
    assert figures.windows(NUMBERS, "Another title.", "Other words for the very same.").digest == digest


def test_drawing_leaves_the_frame_and_the_readers_settings_alone():
    import matplotlib

    frame, before = stretches(), dict(matplotlib.rcParams)
    kept = frame.copy()
    figure = figures.shares(frame, "Most is text.", "Two stacked bars by part.")
    pd.testing.assert_frame_equal(frame, kept)
    frame.loc[0, "words"] = 999
    assert figure.frame.loc[0, "words"] == 30, "the figure keeps its own numbers"
    assert dict(matplotlib.rcParams) == before


def test_shares_add_up_and_paratext_is_grey_in_both_forms():
    bar, _ = figures.shares(stretches(), "Most is text.", "Two stacked bars by part.", REPORTS).plotly["data"]
    assert math.isclose(sum(bar["x"][:3]), 1)
    assert bar["x"] == [0.3, 0.6, 0.1, 1.0]
    assert bar["marker"]["color"][2] == style.GREY
    assert "teaser: 10 words, 10%, paratext" in bar["hovertext"][2]
    looks = style.styles(REPORTS)
    assert bar["marker"]["color"][0] == looks["A1"].colour, (
        "the third report keeps its colour when the second is absent"
    )
    assert bar["marker"]["color"][3] == style.mix(looks["A3"].colour, style.TINTS[1])


def test_words_from_a_report_are_shown_and_never_run():
    frame = bands(("<script>alert(1)</script>", "A1", 5, 6)).assign(note="<img src=x onerror=alert(1)>")
    figure = draw(frame)
    text = json.dumps(figure.plotly)
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    assert "<script" not in numbers(figure)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (NUMBERS.drop(columns="high"), "the frame lacks high; it has label, report, low"),
        (NUMBERS.iloc[:0], "no rows"),
        (bands(("x", "A1", None, None)), "no row states an end"),
        (bands(("x", "A1", 7, 5)), "'x': the low end lies above the high end"),
        (bands(("x", "A1", 5, date(2021, 3, 3))), "all dates or all numbers; found .'date', 'int'."),
        (bands(("x", "A1", "five", 6)), "'five' is neither a number, nor a day, nor the word `open`"),
        (bands(("x", "A1", "2021-03", 6)), "'2021-03' is neither"),
        (bands(("x", "A9", 5, 6)), "the frame names A9; the reports are A1, A2, A3"),
    ],
)
def test_windows_say_what_is_wrong(frame, message):
    with pytest.raises(ValueError, match=message):
        draw(frame, REPORTS)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (stretches(words=[30, 0, 10, 50]), "words are counts above zero; found 0"),
        (stretches(words=["30", 1, 10, 50]), "words are counts above zero; found '30'"),
        (stretches().drop(columns="part"), "the frame lacks part"),
    ],
)
def test_shares_say_what_is_wrong(frame, message):
    with pytest.raises(ValueError, match=message):
        figures.shares(frame, "Most is text.", "Two stacked bars by part.")


@pytest.mark.parametrize(
    ("title", "alt", "message"),
    [
        (" ", "Three bands on one axis.", "needs a title"),
        ("A finding.", "", "alternative text says"),
        ("A finding.", "figure-1.png", "alternative text says"),
        ("One band ends at five.", "One band ends at five.", "beyond its title"),
    ],
)
def test_a_figure_needs_a_finding_and_words(title, alt, message):
    with pytest.raises(ValueError, match=message):
        figures.windows(NUMBERS, title, alt)


def test_table_cells_are_read_as_tables_write_them():
    same = draw(bands(("x", "A1", "5", "open")))
    assert same.plotly == draw(bands(("x", "A1", 5, None))).plotly
    assert (
        draw(bands(("x", "A1", "2021-03-03", "open"))).plotly == draw(bands(("x", "A1", date(2021, 3, 3), None))).plotly
    )


def test_the_numbers_open_as_a_table():
    html = numbers(draw(NUMBERS))
    assert html.startswith('<details class="numbers"><summary>')
    assert html.count("<tr>") == 4
    assert "<td>open</td>" in html


ENDS = st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ENDS, ENDS), min_size=1, max_size=5))
def test_every_band_lies_within_the_axis(pairs):
    pairs = [(low, high) if None in (low, high) or low <= high else (high, low) for low, high in pairs]
    ends = [tuple(math.nan if end is None else end for end in pair) for pair in pairs]
    if all(math.isnan(end) for pair in ends for end in pair):
        return
    left, right = extent = figures._extent(ends, False)
    assert left < right
    for pair in ends:
        for start, width, _ in figures._fading("#004e82", pair, extent):
            assert left - 1e-6 <= start <= start + width <= right + 1e-6
    ticks, names = figures._scale(ends, extent, False)
    assert len(ticks) == len(names)
    assert all(left <= tick <= right for tick in ticks)


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        (date(2021, 12, 30), date(2022, 1, 2), ["30\nDec 2021", "31", "1\nJan 2022", "2"]),
        (date(2021, 1, 1), date(2021, 6, 30), ["Feb\n2021", "Mar", "Apr", "May", "Jun", "Jul"]),
    ],
)
def test_days_are_named_by_what_changes(first, last, names):
    layout = draw(bands(("x", "A1", first, last))).plotly["layout"]
    assert [name.replace("<br>", "\n") for name in layout["xaxis"]["ticktext"]] == names


def test_no_base_map_is_fetched():
    assert bars.config()["topojsonURL"].startswith("data:application/json,")
    assert bars.config()["topojsonURL"].endswith("#")


def test_a_kernel_pays_neither_for_plotly_nor_for_what_slows_it():
    code = (
        "import sys; from sourcecrit import figures; "
        "assert 'plotly' not in sys.modules and 'matplotlib.pyplot' not in sys.modules; "
        "import jsonschema, plotly.io; assert sys.modules['rfc3987_syntax'] is None"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT / "lib"), "PATH": ""}
    )


def test_the_picture_in_the_bundle_is_the_figures_own():
    figure = draw(NUMBERS)
    assert base64.b64decode(figure._repr_mimebundle_()[0]["image/png"]) == figure.png


def test_an_end_not_included_is_hollow():
    frame = bands(("over five", "A1", 5, 6)).assign(low_closed=False, high_closed=True)
    assert draw(frame).plotly["data"][1]["marker"]["symbol"][:2] == ["circle-open", "circle"]
    assert draw(frame).png != draw(frame.assign(low_closed=True)).png


def test_many_reports_keep_their_colours_in_the_picture():
    frame = bands(*[(f"over {low}", report, low, None) for low, report in enumerate("abcde")])
    figure = figures.windows(frame, "Five of them.", "Five bands that fade out.", list("abcde"))
    colours = Image.open(io.BytesIO(figure.png)).convert("RGB").getcolors(1 << 20)
    assert set(figure.plotly["data"][0]["marker"]["color"]) <= {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in colours}


SETTINGS = bands(
    ("over five", "A2", 5, None), ("five", "A1", 5, 5), ("both", "", "no value", "no value"), ("five", "A1", 4, 6)
)
SETTINGS = pd.concat([SETTINGS, bands(("both", "", 5, 6))]).assign(step=["", "none", "none", "a fifth", "a fifth"])


def slide(frame):
    return figures.sliding(frame, "It takes a width.", "Bands for two widths and one fixed.", REPORTS, "boats", "width")


def test_a_slider_holds_each_setting_and_shows_the_first():
    figure = slide(SETTINGS)
    go.Figure(figure.plotly["data"], figure.plotly["layout"])
    assert [trace["visible"] for trace in figure.plotly["data"]] == [True, True, False, False]
    one, two = figure.plotly["layout"]["sliders"][0]["steps"]
    assert (one["args"][0]["visible"], two["args"][0]["visible"]) == (
        [True] * 2 + [False] * 2,
        [False] * 2 + [True] * 2,
    )
    bases = [set(figure.plotly["data"][at]["base"]) for at in (0, 2)]
    assert {4.0} & bases[1] and not {4.0} & bases[0]
    labels = [note["text"] for note in two["args"][1]["annotations"]]
    assert labels == ["A2 · over five", "A1 · five", "both"]
    assert numbers(figure).count("<td>no value</td>") == 2


def test_in_print_the_settings_stand_below_each_other():
    taller = Image.open(io.BytesIO(slide(SETTINGS).png)).height
    fixed = Image.open(io.BytesIO(draw(NUMBERS).png)).height
    assert taller - fixed == 2 * style.row(1) * style.SCALE, "five rows against three"
    assert slide(SETTINGS).png == slide(SETTINGS.copy()).png


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (SETTINGS.drop(columns="step"), "the frame lacks step"),
        (SETTINGS.iloc[:4], "same number of rows; found none, a fifth"),
        (SETTINGS.assign(step=""), "same number of rows; found none"),
    ],
)
def test_sliders_say_what_is_wrong(frame, message):
    with pytest.raises(ValueError, match=message):
        slide(frame)
