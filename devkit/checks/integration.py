"""Rules of the integration's definition, `Integration-<Identifier>.def`.

Facts: `mp validate` of chronicle/content-hub, and the limits its loader enforces.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from devkit.checks.limits import (
    DISPLAY_NAME,
    DOCUMENTATION_LINK,
    IDENTIFIER,
    MAX_FIELDS,
    MAX_NAME,
    described,
    duplicates,
    field_name,
)
from devkit.checks.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.checks.tree import Document, Tree

VERIFY_SSL = ("Verify SSL", "Verify SSL Certificate", "SSL Verification")
BOOLEAN, INTEGER, LAST_TYPE = 0, 1, 13
PYTHON_3_11 = 3
OLDEST_PLATFORM = 5.3
PNG = b"\x89PNG\r\n\x1a\n"
# What Google's tool writes whatever the file says; another value would not survive it.
ALWAYS = {
    "IsAvailableForCommunity": True,
    "IsCertified": False,
    "IsCustom": False,
    "MinimumSystemVersion": OLDEST_PLATFORM,
    "PythonVersion": PYTHON_3_11,
}


def check(tree: Tree) -> Iterator[Problem]:
    """Look through the definition of the integration."""
    document = tree.integration
    if document is None:
        return
    for field, text in [*_names(document), *_values(document), *_images(document)]:
        yield Problem(document.file, field, text)
    for property_ in document.fields["IntegrationProperties"]:
        place = f"IntegrationProperties[{property_['PropertyName']}]"
        for field, text in _property(property_, document.fields["Identifier"]):
            yield Problem(document.file, f"{place}.{field}", text)
    for text in _verify_ssl(document.fields["IntegrationProperties"]):
        yield Problem(document.file, "IntegrationProperties", text)


def _names(document: Document) -> Iterator[tuple[str, str]]:
    fields = document.fields
    if not IDENTIFIER.fullmatch(fields["Identifier"]):
        yield "Identifier", "This must be 1 to 150 letters, digits, - or _."
    if document.file != f"Integration-{fields['Identifier']}.def":
        yield "Identifier", "The file must be named Integration-<Identifier>.def."
    if not DISPLAY_NAME.fullmatch(fields["DisplayName"]):
        yield "DisplayName", "This must be 1 to 150 letters, digits, - or blanks."
    if fields["MarketingDisplayName"] != fields["DisplayName"]:
        yield "MarketingDisplayName", "This must be the same as DisplayName."
    yield from described("Description", fields["Description"])
    if not DOCUMENTATION_LINK.fullmatch(fields["DocumentationLink"] or ""):
        yield "DocumentationLink", "This must be a link to the documentation."


def _values(document: Document) -> Iterator[tuple[str, str]]:
    fields = document.fields
    for name, value in ALWAYS.items():
        if fields[name] != value:
            yield name, f"This must be {str(value).lower()}."
    if not fields["Categories"] or not all(isinstance(one, str) for one in fields["Categories"]):
        yield "Categories", "This must be a list of names."
    properties = fields["IntegrationProperties"]
    if len(properties) > MAX_FIELDS:
        yield "IntegrationProperties", f"There are more than {MAX_FIELDS}."
    for name in duplicates(one["PropertyName"] for one in properties):
        yield f"IntegrationProperties[{name}]", "There are two of this name."


def _images(document: Document) -> Iterator[tuple[str, str]]:
    try:
        image = base64.b64decode(document.fields["ImageBase64"] or "", validate=True)
    except (ValueError, binascii.Error):
        image = b""
    if not image.startswith(PNG):
        yield "ImageBase64", "This is no PNG in base64."
    svg = (document.fields["SVGImage"] or "").strip()
    if not (svg.startswith("<svg") and svg.endswith("</svg>")):
        yield "SVGImage", "This is no SVG."


def _property(fields: dict[str, Any], identifier: str) -> Iterator[tuple[str, str]]:
    yield from field_name("PropertyName", fields["PropertyName"])
    yield from described("PropertyDescription", fields["PropertyDescription"])
    if not 0 < len(fields["PropertyDisplayName"]) <= MAX_NAME:
        yield "PropertyDisplayName", "This must be 1 to 150 characters."
    if fields["IntegrationIdentifier"] != identifier:
        yield "IntegrationIdentifier", f"This must be {identifier}."
    kind, value = fields["PropertyType"], fields["Value"]
    if not BOOLEAN <= kind <= LAST_TYPE:
        yield "PropertyType", f"The platform knows no type {kind}."
    if kind == BOOLEAN and str(value).lower() not in {"true", "false"}:
        yield "Value", "The default of a boolean must be true or false."
    if kind == INTEGER and value not in {None, ""} and not str(value).isdecimal():
        yield "Value", "The default of a whole number must be one."


def _verify_ssl(properties: list[dict[str, Any]]) -> Iterator[str]:
    found = [one for one in properties if one["PropertyName"] in VERIFY_SSL]
    if not found:
        yield f"One of {', '.join(VERIFY_SSL)} must be there."
    for one in found:
        if one["PropertyType"] != BOOLEAN or str(one["Value"]).lower() != "true":
            yield f"{one['PropertyName']} must be a boolean whose default is true."
