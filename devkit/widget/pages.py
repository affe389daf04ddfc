"""Build the page of a widget from its sources.

A widget of the flat layout is one HTML file that loads nothing, so style and script are part of it.
The page's content security policy has the hash of each: no other script runs, no other style
applies.
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
"""The platform replaces this by the step's JSON result."""


def page(stem: str) -> str:
    """Return the page of one widget, as `build` writes it.

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
    """Return the content security policy that allows this style and this script alone.

    With `trusted-types 'none'` the browser refuses `innerHTML` and the like in every script.
    """
    return (
        f"default-src 'none'; script-src '{digest(script)}'; style-src '{digest(style)}'; "
        "base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def digest(text: str) -> str:
    """Return the hash source of an inline element in the form of CSP level 3."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def page_path(stem: str, root: Path = ROOT) -> Path:
    """Return the path of a widget's page in the flat layout."""
    return root / WIDGET_PAGES / f"{stem}.html"


def build(root: Path = ROOT) -> list[Path]:
    """Write the pages of all widgets into the package at `root`, and return their paths."""
    paths = [page_path(stem, root) for stem in STEMS]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(path.stem), encoding="utf-8", newline="\n")
    return paths


def render(stem: str, json_text: str, step: str, root: Path = ROOT) -> str:
    """Return the page in the package at `root` filled as the platform does it: text is replaced.

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
