"""The format of the texts for AI agents in `resources/ai`; the definitions repeat them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from devkit.checks.ai_names import ENTITY_KEYS, OUTCOME_KEYS
from devkit.checks.formats import Text, rule

if TYPE_CHECKING:
    from collections.abc import Collection

TEXTS = "resources/ai/actions_ai_description.yaml"
PRODUCTS = "resources/ai/integration_ai_description.yaml"
SECTIONS = ("### General Description", "### Flow Description", "### Additional Notes")
CATEGORIES = (
    "siem",
    "edr",
    "network_security",
    "threat_intelligence",
    "email_security",
    "iam_and_identity_management",
    "cloud_security",
    "itsm",
    "vulnerability_management",
    "asset_inventory",
    "collaboration",
)
CAPABILITIES = (
    "fetches_data",
    "can_mutate_external_data",
    "can_mutate_internal_data",
    "can_update_entities",
    "can_create_insight",
    "can_modify_alert_data",
    "can_create_case_comments",
)


def _flags(keys: Collection[str]) -> AfterValidator:
    """Let an object hold true or false for each key, the reasons, and nothing else."""

    def check(values: dict[str, Any]) -> dict[str, Any]:
        for key in keys:
            if not isinstance(values.get(key), bool):
                raise ValueError(f'"{key}" must be true or false.')  # noqa: TRY004 (pydantic's)
        for key in values.keys() - {*keys, "reasoning"}:
            if not key.endswith("_explanation"):
                raise ValueError(f'The platform knows no "{key}" here.')
        return values

    return AfterValidator(check)


EntityKey = Annotated[str, rule(ENTITY_KEYS.__contains__, "The platform knows no such entity.")]


class _Format(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class EntityUsage(_Format):
    model_config = ConfigDict(extra="ignore")

    entity_types: dict[EntityKey, bool]


class ActionTexts(_Format):
    """What an agent reads to choose and call one action."""

    ai_description: Annotated[
        Text,
        rule(
            lambda text: all(section in text for section in SECTIONS),
            f"The text must have the sections {', '.join(SECTIONS)}.",
        ),
    ]
    ai_short_description: Text
    capabilities: Annotated[dict[str, Any], _flags(CAPABILITIES)]
    categories: dict[str, Any] | None = None
    entity_usage: EntityUsage
    outcome_categories: Annotated[dict[str, Any], _flags(OUTCOME_KEYS)]
    parameters_description: Text

    def fields(self) -> dict[str, Any]:
        """Return the fields of the definition that the texts make; None for one to leave out."""
        used = self.entity_usage.entity_types
        entities = [ENTITY_KEYS[key] for key in sorted(used) if used[key]]
        outcomes = [name for key, name in OUTCOME_KEYS.items() if self.outcome_categories[key]]
        return {
            # Text, new line, blank, table: so Google's tool composes it.
            "AiDescription": f"{self.ai_description}\n {self.parameters_description}",
            "AiShortDescription": self.ai_short_description,
            "ParametersDescription": self.parameters_description,
            "EntityTypes": entities or None,
            "OutcomeCategories": outcomes or None,
        }


class Products(_Format):
    product_categories: Annotated[dict[str, Any], _flags(CATEGORIES)]
