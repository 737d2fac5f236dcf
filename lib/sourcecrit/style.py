"""One look for all figures: a colour and a marker per report, fixed sizes, light and dark, palette PNGs.

The colours are those of M. Okabe and K. Ito, "Color Universal Design" (2008), set apart in lightness so that they
differ in grey too. A dark page shows the same figure with lightness turned round in the Oklab space (B. Ottosson,
2020). Sizes are in CSS pixels; heights count from the top.
"""

import io
import textwrap
from typing import NamedTuple

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure as Canvas
from PIL import Image

__all__ = [
    "Style",
    "card",
    "dark",
    "dark_png",
    "drawn",
    "head",
    "inscribe",
    "label",
    "light_png",
    "mix",
    "point",
    "row",
    "styles",
    "ticks",
    "wrap",
    "write",
]

INK, SOFT, GRID, GREY, PAPER = "#1c2430", "#5b6470", "#e3e5e8", "#c6cad0", "#ffffff"
TINTS = [0, 0.45, 0.2, 0.6, 0.1, 0.52, 0.3, 0.7]
WIDTH, SIDE, SCALE = 720, 20, 2
LINE, BAR, GAP, FOOT = 20, 16, 16, 52
HOLLOW = "-open"
FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
RC = {
    "font.family": "DejaVu Sans",
    "font.size": 13 * 0.75,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "xtick.color": SOFT,
    "axes.labelcolor": SOFT,
    "axes.spines.top": False,
    "hatch.linewidth": 0.6,
}
_COLOURS = ["#004e82", "#af4800", "#009b70", "#da85b4", "#f7b23c", "#5bb9ee", "#5a3d8c", "#8f8f8f"]
_MARKERS = [
    ("o", "circle"),
    ("s", "square"),
    ("^", "triangle-up"),
    ("D", "diamond"),
    ("v", "triangle-down"),
    ("P", "cross"),
    ("X", "x"),
    ("p", "pentagon"),
    ("h", "hexagon"),
]
_CONES = [
    [0.41222147, 0.53633254, 0.05144599],
    [0.2119035, 0.68069955, 0.10739696],
    [0.08830246, 0.28171884, 0.6299787],
]
_OPPONENT = [
    [0.21045426, 0.79361779, -0.00407205],
    [1.9779985, -2.42859221, 0.45059371],
    [0.0259040, 0.78277177, -0.80867577],
]


class Style(NamedTuple):
    """How one report looks: its colour on light and on dark paper, its marker for matplotlib and for plotly."""

    colour: str
    dark: str
    marker: str
    symbol: str


def styles(reports):
    """A style for each report, in table order; pairs of colour and marker stay apart for the first 72 reports.

    >>> [style.marker for style in styles(["R0", "R1"]).values()]
    ['o', 's']
    """
    look = {}
    for number, report in enumerate(dict.fromkeys(reports)):
        colour, (marker, symbol) = _COLOURS[number % len(_COLOURS)], _MARKERS[number % len(_MARKERS)]
        look[report] = Style(colour, dark(colour), marker, symbol)
    return look


def dark(colour):
    """The colour that stands on a dark page for `#rrggbb` on a light one: same hue, lightness turned round.

    >>> dark("#ffffff"), dark("#1c2430")
    ('#181818', '#e2edfe')
    """
    lab = np.array(_OPPONENT) @ np.cbrt(np.array(_CONES) @ _linear(colour))
    lab[0] = np.interp(lab[0], [0.25, 0.82, 1], [0.95, 0.52, 0.21])
    linear = np.clip(np.linalg.solve(_CONES, np.linalg.solve(_OPPONENT, lab) ** 3), 0, 1)
    parts = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return _hex(parts * 255)


def mix(colour, share):
    """The colour with so much paper in it (0 to 1).

    >>> mix("#000000", 0.5)
    '#808080'
    """
    return _hex(_parts(colour) * (1 - share) + _parts(PAPER) * share)


def text_on(colour):
    """The colour of text that reads on a fill: ink or paper, by the contrast ratio of WCAG 2.2.

    >>> text_on("#004e82"), text_on("#f7b23c")
    ('#ffffff', '#1c2430')
    """
    light = {name: 0.05 + _linear(name) @ [0.2126, 0.7152, 0.0722] for name in (INK, PAPER, colour)}
    return INK if light[colour] / light[INK] > light[PAPER] / light[colour] else PAPER


def _parts(colour):
    """Red, green and blue, each 0 to 255."""
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], dtype=float)


def _hex(parts):
    """A colour as `#rrggbb`."""
    return "#" + "".join(f"{int(part + 0.5):02x}" for part in parts)


def _linear(colour):
    """Red, green and blue as light, 0 to 1 (IEC 61966-2-1)."""
    parts = _parts(colour) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def dark_png(png, top=0):
    """A palette PNG for a dark page, its colours turned by `dark`; `top` cuts so many pixels off its head.

    Raises ValueError where the picture has no palette.
    """
    image = _cut(png, top)
    colours = np.array(image.getpalette()).reshape(-1, 3)
    image.putpalette(bytes.fromhex("".join(dark(_hex(colour)) for colour in colours).replace("#", "")))
    return _png(image)


def light_png(png, top=0):
    """The palette PNG itself, less so many pixels off its head. Raises ValueError where it has no palette."""
    return _png(_cut(png, top))


def _cut(png, top):
    """The picture less its head."""
    image = Image.open(io.BytesIO(png))
    if image.mode != "P":
        raise ValueError(f"a figure's PNG has a palette; this one has mode {image.mode}")
    return image.crop((0, top, image.width, image.height))


def _png(image):
    """The bytes of a picture: no date, no name of any program."""
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True)
    return out.getvalue()


def looks():
    """The context in which matplotlib draws in this style, whatever the reader's own settings."""
    return matplotlib.style.context(["default", RC])


def sheet(title, height, extent=(0, 1), foot=FOOT, scale=SCALE):
    """An empty card under its title: its canvas, its axes (x over `extent`, y in pixels from the top), its head.

    `foot` is what is left beneath; the head is the height of the title in pixels of the PNG, `scale` of them to one.
    """
    lines = wrap(title, 72)
    whole = head(lines) + height + foot
    canvas = Canvas(figsize=(WIDTH / 96, whole / 96), dpi=96 * scale, facecolor=PAPER)
    look = {"va": "top", "size": 16 * 0.75, "weight": "bold", "linespacing": 1.3}
    canvas.text(SIDE / WIDTH, 1 - 12 / whole, "\n".join(lines), **look)
    axes = canvas.add_axes((SIDE / WIDTH, foot / whole, 1 - 2 * SIDE / WIDTH, height / whole), facecolor="none")
    axes.set(xlim=extent, ylim=(height, 0))
    return canvas, axes, (head(lines) - 8) * scale


def card(title, rows, extent, axis=""):
    """A sheet for rows of so many lines each, with its x axis shown and named `axis`."""
    canvas, axes, top = sheet(title, sum(map(row, rows)), extent)
    axes.set(xlabel=axis, axisbelow=True)
    axes.grid(axis="x", color=GRID)
    axes.get_yaxis().set_visible(False)
    axes.spines[["left", "right"]].set_visible(False)
    return canvas, axes, top


def ticks(axes, places, names):
    """Set ticks with their labels; a label at the very edge of the card is turned inwards."""
    axes.set_xticks(places, names)
    left, right = axes.get_xlim()
    for text, place in zip(axes.get_xticklabels(), places, strict=True):
        text.set_horizontalalignment("left" if place == left else "right" if place == right else "center")


def label(axes, top, lines, style):
    """Write the lines of a row's label beside its report's marker (no marker where style is None)."""
    if style:
        point(axes, axes.get_xlim()[0], top + LINE / 2, style.marker, style.colour)
    for number, line in enumerate(lines):
        write(axes, 10 / (WIDTH - 2 * SIDE) if style else 0, top + number * LINE, line)


def write(axes, x, top, text, **look):
    """Write a line of text at a share of the width and so many pixels from the top."""
    box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
    place = axes.get_yaxis_transform()
    axes.text(x, top + LINE / 2, text, transform=place, va="center_baseline", bbox=box, **look)


def inscribe(axes, start, width, y, name, fill):
    """Write a name inside a bar that is wide enough for it."""
    left, right = axes.get_xlim()
    if width / (right - left) * (WIDTH - 2 * SIDE) > 6.6 * len(name) + 10:
        face = {"color": text_on(fill), "size": 11 * 0.75, "ha": "center", "va": "center_baseline"}
        axes.text(start + width / 2, y, name, **face)


def point(axes, x, y, shape, colour):
    """Draw a marker with a fine edge of paper, or a hollow one for a shape with HOLLOW behind it."""
    edge = {"markerfacecolor": PAPER, "markeredgecolor": colour, "markeredgewidth": 1.4}
    if not shape.endswith(HOLLOW):
        edge = {"color": colour, "markeredgecolor": PAPER, "markeredgewidth": 0.7}
    axes.plot(x, y, shape.removesuffix(HOLLOW), markersize=7, clip_on=False, **edge)


def drawn(canvas, fills=(), most=48):
    """The card as a palette PNG: its fills and commonest colours (so many) exactly, the rest by the nearest of them."""
    canvas.savefig(out := io.BytesIO(), format="png", metadata={"Software": None})
    pixels = np.asarray(Image.open(out).convert("RGB")).astype(np.int32)
    codes, which, counts = np.unique(pixels @ [65536, 256, 1], return_inverse=True, return_counts=True)
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    sure = np.isin(codes, [int(fill[1:], 16) for fill in fills])
    common = np.argsort(-counts, kind="stable")
    kept = colours[[at for place, at in enumerate(common) if place < most or sure[at]][:256]]
    nearest = ((colours[:, None] - kept[None]) ** 2).sum(axis=2).argmin(axis=1)
    image = Image.fromarray(nearest[which.reshape(pixels.shape[:2])].astype(np.uint8), mode="P")
    image.putpalette(kept.ravel().tolist())
    return _png(image)


def head(lines):
    """The height of a title with so many lines, in pixels."""
    return 24 + 22 * len(lines)


def row(lines):
    """The height of a row with so many lines of text over its bar, in pixels."""
    return lines * LINE + BAR + GAP


def wrap(text, most):
    """The text in as few lines of at most so many characters as it takes, all of much the same length.

    >>> wrap("one two three four", 14)
    ['one two', 'three four']
    """
    fewest = len(textwrap.wrap(text, most))
    sizes = range(len(text) // max(fewest, 1) + 1, most)
    narrow = next((size for size in sizes if len(textwrap.wrap(text, size)) == fewest), most)
    return textwrap.wrap(text, narrow) or [""]
