from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devkit.checks.breaks import Break, added, assert_seen, cases, deleted, put
from tests.devkit.checks.copy import DEFINITION

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy

VERIFY_SSL = "IntegrationProperties.4"


def setting(key: str, value: object, text: str = "") -> Break:
    field = f"IntegrationProperties[API Root].{key}"
    return put(DEFINITION, f"IntegrationProperties.3.{key}", value, field, text)


BREAKS = {
    "missing": deleted(DEFINITION, "Integration-*.def", "There are 0"),
    "no-json": added(DEFINITION, text="no JSON", content="{"),
    "no-object": added(DEFINITION, text="no object", content="[]"),
    "field-missing": Break(
        lambda copy: copy.remove(DEFINITION, "SVGImage"), DEFINITION, "SVGImage", "missing"
    ),
    "field-unknown": put(DEFINITION, "ProductCategories", [], "ProductCategories", "no such field"),
    "field-type": put(DEFINITION, "IsPowerUp", "no", "IsPowerUp", "no boolean"),
    "identifier-letters": put(DEFINITION, "Identifier", "Twi lio", "Identifier", "letters"),
    "identifier-file": put(DEFINITION, "Identifier", "Twilia", "Identifier", "must be named"),
    "display-name": put(DEFINITION, "DisplayName", "Twilio_", "DisplayName", "letters"),
    "display-name-long": put(DEFINITION, "DisplayName", "T" * 151, "DisplayName", "150"),
    "marketing-name": put(DEFINITION, "MarketingDisplayName", "T", "MarketingDisplayName"),
    "description-blank": put(DEFINITION, "Description", " ", "Description", "blank"),
    "description-long": put(DEFINITION, "Description", "x" * 2051, "Description", "2,050"),
    "documentation-link": put(DEFINITION, "DocumentationLink", None, "DocumentationLink"),
    "custom": put(DEFINITION, "IsCustom", True, "IsCustom", "false"),
    "certified": put(DEFINITION, "IsCertified", True, "IsCertified", "false"),
    "community": put(DEFINITION, "IsAvailableForCommunity", False, "IsAvailableForCommunity"),
    "python-2": put(DEFINITION, "PythonVersion", 2, "PythonVersion", "3"),
    "old-platform": put(DEFINITION, "MinimumSystemVersion", 5.0, "MinimumSystemVersion", "5.3"),
    "categories": put(DEFINITION, "Categories", [], "Categories", "empty"),
    "image": put(DEFINITION, "ImageBase64", "AAAA", "ImageBase64", "PNG"),
    "logo": put(DEFINITION, "SVGImage", "<p>", "SVGImage", "SVG"),
    "version-half": put(DEFINITION, "Version", 18.5, "Version"),
    "setting-name": put(
        DEFINITION,
        "IntegrationProperties.3.PropertyName",
        "API_Root",
        "IntegrationProperties[API_Root].PropertyName",
        "letters",
    ),
    "setting-name-words": put(
        DEFINITION,
        "IntegrationProperties.3.PropertyName",
        "a " * 14,
        f"IntegrationProperties[{'a ' * 14}].PropertyName",
        "13 words",
    ),
    "setting-display-name": setting("PropertyDisplayName", ""),
    "setting-description": setting("PropertyDescription", "", "blank"),
    "setting-type": setting("PropertyType", 14, "no such type"),
    "setting-boolean": setting("PropertyType", 0, "")._replace(
        field="IntegrationProperties[API Root].Value", text="boolean"
    ),
    "setting-integer": setting("PropertyType", 1)._replace(
        field="IntegrationProperties[API Root].Value", text="whole number"
    ),
    "setting-owner": setting("IntegrationIdentifier", "Other", "Twilio"),
    "setting-twice": put(
        DEFINITION,
        "IntegrationProperties.3.PropertyName",
        "AccountSid",
        "IntegrationProperties",
        "two of",
    ),
    "too-many-settings": Break(
        lambda copy: copy.change(
            DEFINITION,
            lambda raw: raw["IntegrationProperties"].extend(raw["IntegrationProperties"] * 10),
        ),
        DEFINITION,
        "IntegrationProperties",
        "more than 50",
    ),
    "verify-ssl-missing": put(
        DEFINITION, f"{VERIFY_SSL}.PropertyName", "Check", "IntegrationProperties", "One of"
    ),
    "verify-ssl-off": put(
        DEFINITION, f"{VERIFY_SSL}.Value", "false", "IntegrationProperties", "default is true"
    ),
    "verify-ssl-text": put(
        DEFINITION, f"{VERIFY_SSL}.PropertyType", 2, "IntegrationProperties", "boolean"
    ),
}


@cases(BREAKS)
def test_definition_of_the_integration_is_checked(copy: Copy, broken: Break):
    assert_seen(copy, broken)
