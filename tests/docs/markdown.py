"""As much Markdown as these tests read: headings, tables, links, fenced blocks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
PLAYBOOKS = ROOT / "docs" / "playbooks.md"

_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Table(NamedTuple):
    """A table, and the heading it stands under."""

    heading: str
    header: list[str]
    rows: list[list[str]]

    def column(self, name: str) -> list[str]:
        place = self.header.index(name)
        return [row[place] for row in self.rows]

    def records(self) -> list[dict[str, str]]:
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def without_fences(text: str) -> str:
    return _FENCE.sub("", text)


def fences(text: str, language: str) -> list[str]:
    """Return the contents of the fenced blocks of a language."""
    return [body for kind, body in _FENCE.findall(text) if kind == language]


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", without_fences(text), re.MULTILINE)


def anchors(text: str) -> set[str]:
    """Return the names that links into a page may use, as GitHub makes them."""
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in headings(text)}


def links(text: str) -> list[str]:
    return _LINK.findall(without_fences(text))


def sections(text: str) -> dict[str, str]:
    """Split a page at its headings of the second level."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def tables(text: str) -> list[Table]:
    found: list[Table] = []
    heading, inside = "", False
    for line in without_fences(text).splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        if not line.startswith("|"):
            inside = False
        elif not inside:
            found.append(Table(heading, _cells(line), []))
            inside = True
        elif set(line) - set("|-: "):
            found[-1].rows.append(_cells(line))
    return found


def table(page: Path, heading: str, first: str) -> Table:
    """Return the table under a heading whose first column is called so."""
    (found,) = (t for t in tables(read(page)) if (t.heading, t.header[0]) == (heading, first))
    return found


def plain(cell: str) -> str:
    """Return what stands between backticks, or the cell."""
    return cell[1:-1] if re.fullmatch(r"`[^`]*`", cell) else cell


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
