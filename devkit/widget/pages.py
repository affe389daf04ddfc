"""Puts a widget's page together from its sources.

A widget of the flat layout is one HTML file that may load nothing, so style and script are written
into it. The page's content security policy names both by their hash: nothing else that ends up in
the page can run or dress it.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from devkit.definitions import ROOT, WIDGET_PAGES

SOURCES = Path(__file__).parent / "sources"
SCRIPTS = ("nodes", "result", "words", "summary", "thread", "start")

STEMS = {"SendSMS": "Send SMS", "SendSMSAndWait": "Send SMS And Wait"}
"""The widgets' file names, and the action each belongs to."""

PLACEHOLDER = "[{stepInstanceName}.JsonResult]"
"""What the platform replaces by the step's JSON result."""


def page(stem: str) -> str:
    """Gives the whole page of one widget, as `build` writes it.

    Args:
        stem: a key of `STEMS`.
    """
    style, script = _style(), _script()
    parts = {
        "policy": policy(style, script),
        "title": f"Twilio - {STEMS[stem]}",
        "style": style,
        "script": script,
        "placeholder": PLACEHOLDER,
    }
    text = _source("page.html")
    for name, value in parts.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def policy(style: str, script: str) -> str:
    """Gives the content security policy that lets exactly this style and this script in.

    `trusted-types 'none'` makes the browser refuse `innerHTML` and its like, whoever tries.
    """
    return (
        f"default-src 'none'; script-src '{digest(script)}'; style-src '{digest(style)}'; "
        "base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def digest(text: str) -> str:
    """Gives the hash source of an inline element, as CSP level 3 writes it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def page_path(stem: str, root: Path = ROOT) -> Path:
    """Says where the page of a widget lies in the flat layout."""
    return root / WIDGET_PAGES / f"{stem}.html"


def build(root: Path = ROOT) -> list[Path]:
    """Writes the pages of all widgets into the package at `root`; gives their paths."""
    paths = [page_path(stem, root) for stem in STEMS]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(path.stem), encoding="utf-8", newline="\n")
    return paths


def render(stem: str, json_text: str, step: str, root: Path = ROOT) -> str:
    """Fills the page in the package at `root` as the platform does: by replacing text, no more.

    Args:
        stem: a key of `STEMS`.
        json_text: the step's JSON result as stored; empty while the step runs.
        step: the step's instance name, such as `Twilio_Send SMS_1`.
        root: the flat package.
    """
    text = page_path(stem, root).read_text(encoding="utf-8").replace("{stepInstanceName}", step)
    return text.replace(f"[{step}.JsonResult]", json_text)


def _source(name: str) -> str:
    return (SOURCES / name).read_text(encoding="utf-8")


def _style() -> str:
    return "\n" + _source("page.css")


def _script() -> str:
    modules = "\n".join(_source(f"{name}.js") for name in SCRIPTS)
    return f'\n(() => {{\n"use strict";\n\n{modules}}})();\n'
