"""A figure's whole bundle as one piece of HTML: drawn on screen, a picture in print and without scripts, words on both.

The title is printed as text, so it is cut from the picture and taken out of plotly's layout. Each form has a light
and a dark version.
"""

import base64
import hashlib
import json
import re
from html import escape

from sourcecrit import figures, style

PNG, PLOTLY = "image/png", "application/vnd.plotly.v1+json"
MARGIN = 8


def ours(output):
    """Whether an output is a figure of this collection."""
    return "sourcecrit" in output.get("metadata", {}) and PNG in output.get("data", {})


def render(output, folder):
    """The HTML of a figure; its pictures are written to a folder and named by what they hold."""
    about, data = output["metadata"]["sourcecrit"], output["data"]
    png = base64.b64decode(data[PNG] if isinstance(data[PNG], str) else "".join(data[PNG]))
    forms = _picture(style.light_png(png, about["head"]), "light", about["alt"], folder)
    forms += _picture(style.dark_png(png, about["head"]), "dark", about["alt"], folder)
    forms += _live(data[PLOTLY], about["alt"]) if PLOTLY in data else ""
    numbers = figures.details(about["columns"], about["rows"])
    caption = f"<figcaption>{escape(about['title'], quote=False)}</figcaption>"
    return f'<figure class="sc-figure">{caption}{forms}{numbers}</figure>'


def _picture(png, kind, alt, folder):
    """A picture of the figure, as a file and the tag that shows it."""
    name = f"figure-{hashlib.sha256(png).hexdigest()[:16]}.png"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(png)
    width, height = (int.from_bytes(png[at : at + 4], "big") // style.SCALE for at in (16, 20))
    lazy = ' loading="lazy"' if kind == "dark" else ""
    look = f'class="sc-picture sc-{kind}" width="{width}" height="{height}"{lazy}'
    return f'<img src="{folder.name}/{name}" {look} alt="{escape(alt)}">'


def _live(plotly, alt):
    """The interactive form, waiting to be drawn: its JSON, and the dark colour for each colour in it."""
    layout = {key: value for key, value in plotly["layout"].items() if key != "title"}
    spare = layout.get("margin", {}).get("t", MARGIN) - MARGIN
    layout["margin"] = layout.get("margin", {}) | {"t": MARGIN}
    if "height" in layout:
        layout["height"] -= spare
    whole = {"data": plotly["data"], "layout": layout, "config": plotly.get("config", figures.config())}
    colours = sorted(set(re.findall(r"#[0-9a-f]{6}(?![0-9a-f])", json.dumps(whole).lower())))
    whole["dark"] = {colour: style.dark(colour) for colour in colours}
    # A closing tag inside the JSON would end the script.
    text = json.dumps(whole, ensure_ascii=False).replace("<", "\\u003c")
    height = f' style="min-height:{layout["height"]}px"' if "height" in layout else ""
    script = f'<script type="application/json">{text}</script>'
    return f'<div class="sc-live" role="img" aria-label="{escape(alt)}"{height} hidden>{script}</div>'
