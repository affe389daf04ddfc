"""Ways to break a copy of the package, and the problem that must then be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from devkit.checks import problems_in_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.devkit.checks.copy import Copy


class Break(NamedTuple):
    how: Callable[[Copy], object]
    file: str
    field: str
    text: str = ""
    is_alone: bool = True


def put(file: str, place: str, value: object, field: str, text: str = "") -> Break:
    return Break(lambda copy: copy.set(file, place, value), file, field, text)


def replaced(file: str, old: str, new: str, field: str = "", text: str = "") -> Break:
    return Break(lambda copy: copy.replace(file, old, new), file, field, text)


def added(file: str, field: str = "", text: str = "", content: str = "") -> Break:
    return Break(lambda copy: copy.write(file, content), file, field, text)


def deleted(gone: str, file: str, text: str, field: str = "") -> Break:
    return Break(lambda copy: copy.delete(gone), file, field, text)


def cases(breaks: Mapping[str, Break]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "broken", [pytest.param(one, id=name) for name, one in breaks.items()]
    )


def assert_seen(copy: Copy, broken: Break) -> None:
    """Break the copy: the mistake is told, once unless it makes several files wrong."""
    broken.how(copy)
    found = problems_in_files(copy.root)
    assert any(_is(broken, one) for one in found), [str(one) for one in found]
    assert len(found) == 1 or not broken.is_alone, [str(one) for one in found]


def _is(broken, problem) -> bool:
    same = (problem.file, problem.field) == (broken.file, broken.field)
    return same and broken.text in problem.text
