"""JSON that a person or a client wrote: every mistake in it is named by its field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, get_args, get_type_hints

from pydantic import AfterValidator, TypeAdapter, ValidationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

Value = TypeVar("Value")

_EXPECTED: Final = {
    "bool_type": "true or false",
    "dataclass_type": "a JSON object",
    "dict_type": "a JSON object",
    "int_type": "a whole number",
    "list_type": "a JSON list",
    "model_type": "a JSON object",
    "string_type": "a text",
    "tuple_type": "a JSON list",
}
_UNKNOWN_FIELD: Final = "unexpected_keyword_argument"


def _no_collection(value: object) -> object:
    if isinstance(value, (dict, list)):
        raise ValueError("must be a text, a number, true, false or null")  # noqa: TRY004 - pydantic's
    return value


PlainValue = Annotated[Any, AfterValidator(_no_collection)]


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of a JSON text.

    Raises:
        ValueError: the text is no JSON, or its values are nested too deeply to be read.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def read_json(path: Path) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of a JSON file.

    Raises:
        ValueError: there is no such file, or it holds no JSON; the text says why.
    """
    try:
        return parse_json(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ValueError(f"{error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"it is no JSON ({error})") from error


def validated(kind: type[Value], value: object, name: str = "it") -> Value:
    """Return a JSON value as an object of a type that pydantic knows.

    Args:
        kind: the type.
        value: the JSON value.
        name: what a message calls the whole value.

    Raises:
        ValueError: the value has another form. The text names the first field that is wrong,
            e.g. `alerts[0].severity must be a whole number`, and never repeats its value.
    """
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise ValueError(_sentence(error.errors(include_url=False)[0], kind, name)) from error


def _sentence(problem: ErrorDetails, kind: Any, whole: str) -> str:  # noqa: ANN401 - a type
    name = _path(problem["loc"]) or whole
    rule = problem["msg"].removeprefix("Value error, ").removeprefix("Input should ")
    if problem["type"] == _UNKNOWN_FIELD:
        *parents, last = problem["loc"]
        known = ", ".join(_fields(kind, parents))
        return f"{_path(parents) or whole} has no field {last!r}; fields: {known}"
    if problem["type"].startswith("missing"):
        return f"{name} is missing"
    if problem["type"] == "value_error":
        return f"{name} {rule}"
    return (
        f"{name} must be {_EXPECTED[problem['type']]}"
        if problem["type"] in _EXPECTED
        else f"{name} must {rule}"
    )


def _path(location: Sequence[str | int]) -> str:
    """Return `alerts[0].type` for `("alerts", 0, "type")`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")


def _fields(kind: Any, location: Sequence[str | int]) -> list[str]:  # noqa: ANN401 - a type
    """Return the names of the fields of the dataclass at a place inside another."""
    for part in location:
        kind = get_args(kind)[0] if isinstance(part, int) else get_type_hints(kind)[part]
    return list(get_type_hints(kind))
