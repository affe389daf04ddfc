"""Write pages that show the widgets with every sample result, in light and in dark."""

from __future__ import annotations

import html
from pathlib import Path
from typing import NamedTuple

from devkit.widget.pages import STEMS, render

SAMPLES = Path(__file__).parent / "samples"
THEMES = {"light": "#bdc1c6", "dark": "#282837"}
"""Background colours that the platform sends to its widgets."""

FRAME = '<iframe title="{name}, {theme}" src="{name}.html" data-background="{colour}"></iframe>'
INDEX = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Twilio widgets: sample results</title>
<style>
body {{ margin: 24px; background: #dfe3ea; color: #1c2130; font: 15px/1.4 system-ui, sans-serif; }}
h2 {{ margin: 28px 0 8px; font-size: 15px; font-weight: 600; }}
div {{ display: flex; flex-wrap: wrap; gap: 16px; }}
iframe {{ width: 460px; max-width: 100%; height: 420px; border: 0; border-radius: 10px; }}
</style>
<h1>Twilio widgets: sample results</h1>
{rows}
<script>
for (const frame of document.querySelectorAll("iframe")) {{
  const {{ background }} = frame.dataset;
  const tell = () => frame.contentWindow.postMessage({{ background }}, "*");
  frame.addEventListener("load", tell);
  tell();
}}
</script>
"""


class Sample(NamedTuple):
    """One page of the preview; `name` is `<widget>.<state>`."""

    name: str
    json_text: str

    @property
    def stem(self) -> str:
        """Return the key in `STEMS`."""
        return self.name.partition(".")[0]


def samples() -> list[Sample]:
    """Return the results in `samples/`, and for each widget a step without a result yet."""
    running = [Sample(f"{stem}.running", "") for stem in STEMS]
    files = [Sample(path.stem, path.read_text("utf-8")) for path in SAMPLES.glob("*.json")]
    return sorted(running + files)


def preview(out_dir: Path) -> Path:
    """Write the pages and an `index.html` that shows them side by side.

    Args:
        out_dir: the folder to write to; it is made where it is missing.

    Returns:
        The path of the index.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    rows = []
    for sample in samples():
        filled = render(sample.stem, sample.json_text, f"Twilio_{STEMS[sample.stem]}_1")
        (out_dir / f"{sample.name}.html").write_text(filled, encoding="utf-8")
        rows.append(_row(sample))
    index = out_dir / "index.html"
    index.write_text(INDEX.format(rows="\n".join(rows)), encoding="utf-8")
    return index


def _row(sample: Sample) -> str:
    action, _, state = sample.name.partition(".")
    title = html.escape(f"{STEMS[action]}: {state.replace('_', ' ')}")
    frames = (FRAME.format(name=sample.name, theme=name, colour=THEMES[name]) for name in THEMES)
    return f"<h2>{title}</h2>\n<div>{''.join(frames)}</div>"
