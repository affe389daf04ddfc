"""What the pages name exists: files, headings, tests, commands."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.docs.markdown import (
    README,
    ROOT,
    anchors,
    links,
    plain,
    read,
    table,
    tables,
    without_fences,
)

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted([README, ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
RELIABILITY = ROOT / "docs" / "reliability.md"
DEVELOPMENT = ROOT / "docs" / "development.md"
PROMISES = [
    row for one in tables(read(RELIABILITY)) if one.header[0] == "When …" for row in one.records()
]
TEST_ID = re.compile(r"`([\w/.]+\.py)::(\w+)`")
RARE_TARGETS = {"help", "lock", "clean"}
_names = [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=_names)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(read(page)):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), f"{page.name} links to {link}"
        assert not anchor or anchor in anchors(read(target)), f"{page.name} links to {link}"


@pytest.mark.parametrize("page", PAGES, ids=_names)
def test_pictures_have_a_text_for_those_who_do_not_see_them(page: Path) -> None:
    assert not re.search(r"!\[\s*\]\(", read(page))


@pytest.mark.parametrize("page", PAGES, ids=_names)
def test_make_targets_exist(page: Path) -> None:
    makefile = read(ROOT / "Makefile")
    in_code = re.findall(r"^make ([a-z-]+)", read(page), re.MULTILINE)
    in_text = re.findall(r"`make ([a-z-]+)", read(page))

    for target in in_code + in_text:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_development_page_has_every_make_target_that_a_person_runs() -> None:
    rows = table(DEVELOPMENT, "Commands", "Command").records()
    documented = {" ".join(plain(row["Command"]).split()[:2]) for row in rows}

    targets = set(re.findall(r"^([a-z-]+):.*##", read(ROOT / "Makefile"), re.MULTILINE))
    assert {f"make {target}" for target in targets - RARE_TARGETS} == documented


def test_readme_begins_with_two_commands_that_exist() -> None:
    assert "```sh\nmake demo\nmake serve\n```" in read(README)


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse(read(ROOT / file))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("row", PROMISES, ids=[row["When …"] for row in PROMISES])
def test_promise_names_tests_that_exist(row: dict[str, str]) -> None:
    named = TEST_ID.findall(row["Verified by"])

    assert row["… this holds"]
    assert named
    assert TEST_ID.sub("", row["Verified by"]).split() == [], "something that is no test's name"
    for file, name in named:
        assert name in names_in(file), f"{file}::{name}"


@pytest.mark.parametrize("page", PAGES, ids=_names)
def test_every_test_named_anywhere_exists(page: Path) -> None:
    for file, name in TEST_ID.findall(read(page)):
        assert name in names_in(file), f"{file}::{name}"


MAP = [
    one
    for one in tables(read(DEVELOPMENT))
    if one.heading in {"Map of the code", "Typical changes"}
]
PATHS = {
    name
    for one in MAP
    for row in one.rows
    for cell in row
    for name in re.findall(r"`([\w./-]+/[\w./-]*)`", cell)
}


def test_map_of_the_code_names_paths_that_exist() -> None:
    assert len(PATHS) > 40
    assert [name for name in sorted(PATHS) if not (ROOT / name).exists()] == []


def test_map_of_the_code_has_every_shipped_module_and_every_folder_of_the_devkit() -> None:
    modules = {f"Managers/{file.name}" for file in (ROOT / "Managers").glob("*.py")}
    folders = {f"devkit/{file.parent.name}/" for file in (ROOT / "devkit").glob("*/*.py")}

    assert modules | folders <= PATHS | {"devkit/sdk/"}


@pytest.mark.parametrize("page", PAGES, ids=_names)
def test_phone_numbers_belong_to_nobody(page: Path) -> None:
    """From +1 555 or +1 NXX 555-01XX, which are kept free, or Twilio's magic ones."""
    numbers = re.findall(r"\+\d[\d ]{7,}\d", without_fences(read(page)))
    free = re.compile(r"\+1555\d{7}|\+1\d{3}55501\d\d|\+1500555\d{4}")

    assert [number for number in numbers if not free.fullmatch(number.replace(" ", ""))] == []
