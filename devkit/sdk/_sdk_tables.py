"""Turn dictionaries into the case wall's tables and JSON results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _sdk_types import Json


def get_unicode(value: object) -> str:
    """Return the value as text; nothing for None, bytes read as UTF-8."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return "Unable to decode value (unknown encoding)"
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - a value's own __str__ may raise anything
        return "Unable to get text representation of object"


def construct_csv(list_of_dicts: list[dict[str, Any]]) -> list[str]:
    """Return CSV lines, header first.

    The columns come out of a set: their order changes from process to process, as on the
    platform. Commas inside cells become blanks.
    """
    if not list_of_dicts:
        return []
    columns = set().union(*list_of_dicts)
    lines = [",".join(get_unicode(column) for column in columns)]
    for row in list_of_dicts:
        cells = (get_unicode(row.get(column)).replace(",", " ") for column in columns)
        lines.append(",".join(cells))
    return lines


def flat_dict_to_csv(flat_dict: dict[str, Any]) -> list[str]:
    return ["Property, Value", *(f"{key},{value}" for key, value in flat_dict.items())]


def dict_to_flat(target_dict: dict[str, Any]) -> dict[str, Any]:
    """Return one level: nested names joined by `_`, list items numbered from 1.

    Nested objects and lists of a list are numbered before its plain values.
    """
    flat: dict[str, Any] = {}
    for key, value in target_dict.items():
        flat.update(_expand("None" if key is None else key, value))
    return flat


def _expand(key: str, value: Json) -> dict[str, Any]:
    if value is None:
        return {key: "None"}
    if not value:
        return {key: ""}
    if isinstance(value, dict):
        return {f"{key}_{name}": item for name, item in dict_to_flat(value).items()}
    if not isinstance(value, list):
        return {key: value}
    nested = [item for item in value if isinstance(item, (dict, list))]
    plain = [item for item in value if not isinstance(item, (dict, list))]
    flat: dict[str, Any] = {}
    for number, item in enumerate(nested, start=1):
        flat.update(_expand(f"{key}_{number}", item) if item or isinstance(item, list) else {})
    for number, item in enumerate(plain, start=len(nested) + 1):
        flat[f"{key}_{number}"] = item
    return flat


def add_prefix_to_dict(given_dict: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {f"{prefix}_{key}": value for key, value in given_dict.items()}


def create_entity_json_result_object(
    entity_identifier: str,
    json_result_for_entity: Json,
) -> dict[str, Any]:
    return {"Entity": entity_identifier, "EntityResult": json_result_for_entity}


def convert_dict_to_json_result_dict(
    json_result_dict: dict[str, Any] | str,
) -> list[dict[str, Any]]:
    """Return the platform's per-entity form of `{identifier: data}` or of its JSON text."""
    if isinstance(json_result_dict, str):
        json_result_dict = json.loads(json_result_dict)
    items: dict[str, Any] = json_result_dict  # type: ignore[assignment]
    return [create_entity_json_result_object(name, data) for name, data in items.items()]
