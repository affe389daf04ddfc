from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devkit.checks.breaks import Break, added, assert_seen, cases, deleted, replaced
from tests.devkit.checks.copy import AI, SEND

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy

BREAKS = {
    "missing": deleted(AI, AI, "missing"),
    "no-yaml": added(AI, text="no YAML", content="Ping: ["),
    "other-action": replaced(AI, "Send SMS And Wait:\n", "Ask:\n", "Ask", "no action"),
    "no-texts": replaced(AI, "Send SMS And Wait:\n", "Ask:\n", "Send SMS And Wait", "no texts"),
    "section": replaced(
        AI, "### Additional Notes", "### Notes", "Ping.ai_description", "Additional Notes"
    ),
    "no-text": replaced(
        AI, "  ai_short_description:", "  short:", "Ping.ai_short_description", "missing"
    ),
    "flag": replaced(
        AI,
        "can_create_insight: false",
        "can_create_insight: 0",
        "Ping.capabilities",
        '"can_create_insight" must be true or false',
    ),
    "outcome": replaced(
        AI, "    send_message:", "    send_text:", "Send SMS.outcome_categories", '"send_message"'
    ),
    "entity": replaced(
        AI,
        "      phone_number:",
        "      phone:",
        "Ping.entity_usage.entity_types.phone",
        "no such entity",
    ),
    "entity-differs": replaced(
        AI, "phone_number: true", "phone_number: false", "EntityTypes", "differs"
    )._replace(file=SEND),
    "table-row": replaced(
        AI,
        "| Media URL | String | No |",
        "| Media URL | String | Yes |",
        "Send SMS.parameters_description",
        '"Media URL"',
    ),
    "no-table": replaced(
        AI, "There are no parameters for this action", "None.", "Ping.parameters_description"
    ),
    "product": replaced(
        "resources/ai/integration_ai_description.yaml",
        "siem: false",
        "siem: 1",
        "product_categories",
    ),
    "no-products": deleted(
        "resources/ai/integration_ai_description.yaml",
        "resources/ai/integration_ai_description.yaml",
        "missing",
    ),
}


@cases(BREAKS)
def test_texts_for_agents_are_checked(copy: Copy, broken: Break):
    assert_seen(copy, broken._replace(is_alone=False))  # a change of all three actions' texts
