"""Comparing answers with Twilio's own OpenAPI description of its API.

The description is not part of this project: callers bring their copy of
`twilio_api_v2010.json` (repository `twilio/twilio-oai`). It marks no property as required and
forbids none, so validation alone would let an empty object pass; here every described property
must be there, and no other may be.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jsonschema  # type: ignore[import-untyped]  # it ships no types
from openapi_schema_validator import OAS30Validator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from devkit.standin.request_log import RecordedRequest

Description = dict[str, Any]

DEVIATIONS: Final[dict[tuple[str, str], str]] = {
    ("uri", "relative"): "links are relative, as the description's own words and examples have "
    "them, though their format says uri",
    ("phone-number", "sender"): "From and To may be a short code, a name or a channel address, as "
    "the description's own words say",
}
"""Differences that are the description's, by format and kind, with the reason."""

_ERROR_KEYS: Final = {"code": int, "message": str, "more_info": str, "status": int}
_SCHEMAS: Final = "#/components/schemas/"
_FIRST_ERROR: Final = 400
_NO_CONTENT: Final = 204

_E164: Final = re.compile(r"\+[1-9]\d{6,14}")
_OTHER_SENDER: Final = re.compile(r"\d{5,6}|[A-Za-z0-9 ]{1,11}|(whatsapp|messenger|rcs):.+")
_ABSOLUTE: Final = re.compile(r"https?://[^/\s]+/\S*")
_RELATIVE: Final = re.compile(r"/2010-04-01/\S+")
_RFC_2822: Final = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} \+0000"
)


@dataclass(slots=True)
class Comparison:
    """What a comparison found: `problems`, and which known deviations were met."""

    compared: int = 0
    problems: list[str] = field(default_factory=list)
    deviations: set[tuple[str, str]] = field(default_factory=set)

    def add(self, other: Comparison) -> None:
        self.compared += other.compared
        self.problems += other.problems
        self.deviations |= other.deviations


def load(path: str | Path) -> Description:
    """The description in a file."""
    description: Description = json.loads(Path(path).read_text(encoding="utf-8"))
    return description


def conforms(method: str, path: str, status: int, body: str, description: Description) -> list[str]:
    """What an answer has that the description does not allow; empty where it conforms."""
    return compare(method, path, status, body, description).problems


def compare(method: str, path: str, status: int, body: str, description: Description) -> Comparison:
    """Compare one answer. Errors, which are not described, must have Twilio's four keys."""
    where = f"{method} {path} {status}"
    if status >= _FIRST_ERROR:
        return Comparison(1, [f"{where}: {problem}" for problem in _error_problems(body, status)])
    operation = _operation(method, path, description)
    described = operation.get("responses", {}).get(str(status)) if operation else None
    if described is None:
        return Comparison(1, [f"{where}: not described"])
    if status == _NO_CONTENT:
        return Comparison(1, [f"{where}: has a body"] if body else [])
    schema = next(iter(described["content"].values()))["schema"]
    return _validate(where, body, schema, description)


def compare_all(requests: Iterable[RecordedRequest], description: Description) -> Comparison:
    """Compare every recorded answer that was the API's own and asked for JSON."""
    total = Comparison()
    for request in requests:
        if request.genuine and request.status is not None and request.path.endswith(".json"):
            total.add(
                compare(
                    request.method,
                    request.path,
                    request.status,
                    request.response_body,
                    description,
                )
            )
    return total


def _operation(method: str, path: str, description: Description) -> dict[str, Any] | None:
    for template, item in description["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/.]+", re.escape(template))
        if method.lower() in item and re.fullmatch(pattern, path):
            operation: dict[str, Any] = item[method.lower()]
            return operation
    return None


def _validate(
    where: str, body: str, schema: dict[str, Any], description: Description
) -> Comparison:
    try:
        value = json.loads(body)
    except ValueError:
        return Comparison(1, [f"{where}: not JSON"])
    validator = OAS30Validator(_closed(schema, description), format_checker=_FORMATS)
    found = Comparison(1)
    for error in validator.iter_errors(value):
        known = _deviation(error)
        if known:
            found.deviations.add(known)
        else:
            found.problems.append(f"{where}: {error.json_path}: {error.message}")
    return found


def _closed(schema: dict[str, Any], description: Description) -> dict[str, Any]:
    """The schema with its references filled in, and neither fewer nor more keys allowed."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_SCHEMAS)
        return _closed(description["components"]["schemas"][name], description)
    closed = dict(schema)
    if "items" in schema:
        closed["items"] = _closed(schema["items"], description)
    if "properties" in schema:
        inner = {key: _closed(one, description) for key, one in schema["properties"].items()}
        closed |= {"properties": inner, "required": [*inner], "additionalProperties": False}
    return closed


def _deviation(error: jsonschema.ValidationError) -> tuple[str, str] | None:
    if error.validator != "format" or not isinstance(error.instance, str):
        return None
    if error.validator_value == "uri" and _RELATIVE.fullmatch(error.instance):
        return ("uri", "relative")
    if error.validator_value == "phone-number" and _OTHER_SENDER.fullmatch(error.instance):
        return ("phone-number", "sender")
    return None


def _error_problems(body: str, status: int) -> list[str]:
    try:
        value = json.loads(body)
    except ValueError:
        return ["not JSON"]
    if not isinstance(value, dict) or set(value) != set(_ERROR_KEYS):
        return [f"not the keys {', '.join(_ERROR_KEYS)}"]
    wrong = [name for name, kind in _ERROR_KEYS.items() if type(value[name]) is not kind]
    return [f"{name} is of another type" for name in wrong] or (
        [] if value["status"] == status else ["another status in the body"]
    )


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or _ABSOLUTE.fullmatch(value) is not None


def _is_phone_number(value: object) -> bool:
    return not isinstance(value, str) or _E164.fullmatch(value) is not None


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or _RFC_2822.fullmatch(value) is not None


def _is_currency(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch("[A-Za-z]{3}", value) is not None


def _is_uri_map(value: object) -> bool:
    return not isinstance(value, dict) or all(
        isinstance(link, str) and _RELATIVE.fullmatch(link) for link in value.values()
    )


_FORMATS: Final = jsonschema.FormatChecker(formats=())
_FORMATS.checks("uri")(_is_uri)
_FORMATS.checks("phone-number")(_is_phone_number)
_FORMATS.checks("date-time-rfc-2822")(_is_date)
_FORMATS.checks("currency")(_is_currency)
_FORMATS.checks("uri-map")(_is_uri_map)
