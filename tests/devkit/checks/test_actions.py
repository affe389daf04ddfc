from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devkit.checks.breaks import Break, added, assert_seen, cases, deleted, put, replaced
from tests.devkit.checks.copy import PING, SEND

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy

EXAMPLE = "DynamicResultsMetadata[JsonResult].ResultExample"

BREAKS = {
    "no-ping": put(PING, "Name", "Pong", "Name")._replace(file="ActionsDefinitions"),
    "same-name": put(PING, "Name", "send sms", "Name", "Two actions")._replace(
        file="ActionsDefinitions", is_alone=False
    ),
    "name": put(SEND, "Name", "Send_SMS", "Name", "letters"),
    "description": put(SEND, "Description", "", "Description", "blank"),
    "creator": put(SEND, "Creator", "", "Creator", "blank"),
    "owner": put(SEND, "IntegrationIdentifier", "Other", "IntegrationIdentifier", "Twilio"),
    "result-name": put(SEND, "ScriptResultName", "x" * 101, "ScriptResultName", "100"),
    "link": put(SEND, "DocumentationLink", "here", "DocumentationLink"),
    "custom": put(SEND, "IsCustom", True, "IsCustom", "false"),
    "disabled": put(SEND, "IsEnabled", False, "IsEnabled", "true"),
    "version": put(SEND, "Version", 2.0, "Version", "1.0"),
    "ending": added("ActionsDefinitions/Old.action", text="Only .actiondef", content="{}"),
    "simulation": put(SEND, "SimulationDataJson", "{}", "SimulationDataJson", "JSON like"),
    "simulation-differs": put(
        SEND, "SimulationDataJson", '{"Entities": []}', "SimulationDataJson", "EntityTypes"
    ),
    "example-no-json": put(SEND, "DynamicResultsMetadata.0.ResultExample", "[", EXAMPLE, "no JSON"),
    "example-form": put(
        SEND, "DynamicResultsMetadata.0.ResultExample", "[ ]", EXAMPLE, "differs from"
    ),
    "example-hidden": put(
        SEND,
        "DynamicResultsMetadata.0.ShowResult",
        False,
        "DynamicResultsMetadata[JsonResult].ShowResult",
    ),
    "example-name": put(
        SEND,
        "DynamicResultsMetadata.0.ResultName",
        "Result",
        "DynamicResultsMetadata[Result].ResultName",
    ),
    "ai-blank": put(SEND, "AiShortDescription", " ", "AiShortDescription", "blank"),
    "ai-differs": put(SEND, "AiDescription", "Sends.", "AiDescription", "differs"),
    "outcome-unknown": put(SEND, "OutcomeCategories", ["Text"], "OutcomeCategories[0]", "category"),
    "entity-unknown": put(SEND, "EntityTypes", ["PHONE"], "EntityTypes[0]", "entity type"),
    "ai-category": put(SEND, "AiCategories", ["Other"], "AiCategories[0]", "Enrichment"),
    "no-script": deleted("ActionsScripts/SendSMS.py", SEND, "There is no ActionsScripts/SendSMS"),
    "no-definition": deleted(
        SEND, "ActionsScripts/SendSMS.py", "There is no ActionsDefinitions/SendSMS"
    ),
    "other-form": replaced(SEND, "    ", "  ", text="Google's tool writes"),
}


@cases(BREAKS)
def test_definitions_of_the_actions_are_checked(copy: Copy, broken: Break):
    assert_seen(copy, broken)
