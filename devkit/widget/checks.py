"""Find widget pages that are outdated, incomplete or unsafe."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from devkit.definitions import ROOT, WIDGETS
from devkit.widget.pages import PLACEHOLDER, STEMS, digest, page, page_path

if TYPE_CHECKING:
    from pathlib import Path

FORBIDDEN = (
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "createContextualFragment",
    "DOMParser",
    "setHTMLUnsafe",
    "eval(",
    "new Function",
    "fetch(",
    "XMLHttpRequest",
    "import(",
    "url(",
    "@import",
    "http:",
    "https:",
)
"""What turns text into markup or code, or makes a request."""

NAMESPACE = "http://www.w3.org/2000/svg"
"""The name of a namespace; nothing is requested."""

PLACEHOLDER_LIKE = re.compile(r"\[\s*[\w{}][\w{} ]*\.[\w ]+\s*[|\]]")
"""Such as `[Case.Id]`: the platform may replace it, and the script's hash would no longer match."""


def check(root: Path = ROOT) -> list[str]:
    """Check the widgets of the package at `root`.

    Returns:
        One sentence per problem, each with the file's name; none where all is well.
    """
    return [problem for stem in STEMS for problem in (*_page(stem, root), *_definition(stem, root))]


def _page(stem: str, root: Path) -> list[str]:
    path = page_path(stem, root)
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        return [f"{name}: missing. Run `python -m devkit widget --build`."]
    text = path.read_bytes().decode("utf-8", "replace")
    problems = []
    if text != page(stem):
        problems.append("differs from its sources. Run `python -m devkit widget --build`")
    return [f"{name}: {problem}." for problem in problems + _hashes(text) + _content(text)]


def _hashes(text: str) -> list[str]:
    declared = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    if declared is None:
        return ["has no content security policy"]
    problems = []
    for tag in ("style", "script"):
        inline = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        if len(inline) != 1:
            problems.append(f"has {len(inline)} <{tag}> elements where one is expected")
        elif f"{tag}-src '{digest(inline[0])}'" not in declared[1]:
            problems.append(f"the policy's hash does not fit the <{tag}> element")
    return problems


def _content(text: str) -> list[str]:
    before, marker, after = text.rpartition('<plaintext id="result" hidden>')
    problems = [f"uses {word}" for word in FORBIDDEN if word in text.replace(NAMESPACE, "")]
    if not marker or after.strip() != PLACEHOLDER:
        problems.append(f"does not end with a plaintext element that holds {PLACEHOLDER} alone")
    lookalikes = PLACEHOLDER_LIKE.findall(before)
    return problems + [f"the platform may replace {lookalike}" for lookalike in lookalikes]


def _definition(stem: str, root: Path) -> list[str]:
    path = root / WIDGETS / f"{stem}.json"
    name = f"{path.parent.name}/{path.name}"
    try:
        definition = json.loads(path.read_text(encoding="utf-8"))
        bound = definition["ActionIdentifier"]
        inline = definition["DataDefinition"]["htmlContent"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        return [f"{name}: not readable as a widget definition ({error!r})."]
    problems = []
    if bound != STEMS[stem]:
        problems.append(f"{name}: ActionIdentifier is {bound!r}, not {STEMS[stem]!r}.")
    if inline != "":
        problems.append(f"{name}: htmlContent must be empty, the page has its own file.")
    return problems
