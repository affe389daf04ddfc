"""The README's tables and examples are those of the package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.docs.markdown import README, ROOT, Table, fences, plain, read, table
from TwilioReply import read_reply

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_WORDS = 2200
CODE = "482139"
QUESTION = f"Was it you?\nTo respond, type your reply followed by {CODE}\nSiemplifyID: {CODE}"
REPLIES = "How a reply is recognised"
SETTING_TYPES = {0: "Boolean", 2: "String", 3: "Password"}
PARAMETER_TYPES = {0: "String", 1: "Boolean", 15: "Drop-down"}
SHARED = "Parameters of both sending actions"
ACTIONS = {"Send SMS": "SendSMS", "Send SMS And Wait": "SendSMSAndWait"}

Row = tuple[str, str, bool, str]


def definition(stem: str) -> dict[str, Any]:
    file = ROOT / "ActionsDefinitions" / f"{stem}.actiondef"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def documented(*documented_in: Table) -> dict[str, Row]:
    """Return name, type, mandatory and default as the tables say."""
    rows = {}
    for one in documented_in:
        for record in one.records():
            name = plain(record[one.header[0]])
            assert record["Mandatory"] in {"yes", "no"}
            mandatory = record["Mandatory"] == "yes"
            rows[name] = (name, record["Type"], mandatory, plain(record["Default"]))
    assert sum(len(one.rows) for one in documented_in) == len(rows), "a name has two rows"
    return rows


def by_name(rows: Iterable[Row]) -> dict[str, Row]:
    return {row[0]: row for row in rows}


def test_readme_is_short_enough_to_be_read() -> None:
    assert len(read(README).split()) <= MOST_WORDS


def test_settings_table_equals_the_definition() -> None:
    integration = json.loads((ROOT / "Integration-Twilio.def").read_text(encoding="utf-8"))
    defined = by_name(
        (
            one["PropertyName"],
            SETTING_TYPES[one["PropertyType"]],
            one["IsMandatory"],
            one["Value"] or "",
        )
        for one in integration["IntegrationProperties"]
    )

    assert documented(table(README, "Settings", "Setting")) == defined


@pytest.mark.parametrize("action", ACTIONS)
def test_parameter_tables_equal_the_definition(action: str) -> None:
    defined = by_name(
        (one["Name"], PARAMETER_TYPES[one["Type"]], one["IsMandatory"], one["DefaultValue"] or "")
        for one in definition(ACTIONS[action])["Parameters"]
    )

    shared, own = table(README, SHARED, "Parameter"), table(README, action, "Parameter")

    assert documented(shared, own) == defined


def test_ping_has_no_parameters_as_the_readme_says() -> None:
    assert definition("Ping")["Parameters"] == []
    assert "It has no parameters." in read(README)


def test_drop_down_parameter_names_every_option() -> None:
    meanings = {
        plain(row["Parameter"]): row["Meaning"]
        for row in table(README, SHARED, "Parameter").records()
    }
    for stem in ACTIONS.values():
        for one in definition(stem)["Parameters"]:
            for option in one["OptionalValues"] or ():
                assert f"`{option}`" in meanings[one["Name"]]


def test_outcome_tables_name_the_script_result() -> None:
    for action, stem in ACTIONS.items():
        first = "Outcome" if action == "Send SMS" else "What a poll finds"
        name = definition(stem)["ScriptResultName"]
        assert f"Script result `{name}`" in table(README, action, first).header


def shape(value: Any) -> Any:
    """Return the keys and types of a JSON value; lists of an example may be empty."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return "list" if isinstance(value, list) else type(value).__name__


@pytest.mark.parametrize("action", ACTIONS)
def test_json_example_has_the_keys_of_the_definition(action: str) -> None:
    examples = [json.loads(text) for text in fences(read(README), "json")]
    kind = list if action == "Send SMS" else dict
    (shown,) = (example for example in examples if isinstance(example, kind))
    metadata = definition(ACTIONS[action])["DynamicResultsMetadata"][0]
    defined = json.loads(metadata["ResultExample"])

    if kind is list:
        assert shape(shown[0]) == shape(defined[0])
    else:
        assert shape(shown) == shape(defined)


def reply(cell: str) -> str:
    return plain(cell).replace("⏎", "\n")


ACCEPTED = table(README, REPLIES, "Reply").records()
REFUSED = table(README, REPLIES, "Not a reply").records()
WITH_OPTIONS = table(README, REPLIES, "Reply, with options `Approve, Deny`").records()


@pytest.mark.parametrize("row", ACCEPTED, ids=[row["Reply"] for row in ACCEPTED])
def test_reply_that_counts_gives_the_documented_answer(row: dict[str, str]) -> None:
    assert read_reply(reply(row["Reply"]), CODE, QUESTION, ()).answer == plain(row["Answer"])


@pytest.mark.parametrize("row", REFUSED, ids=[row["Not a reply"] for row in REFUSED])
def test_reply_that_does_not_count_gives_no_answer(row: dict[str, str]) -> None:
    assert row["Why"]
    assert read_reply(reply(row["Not a reply"]), CODE, QUESTION, ()).answer is None


@pytest.mark.parametrize(
    "row", WITH_OPTIONS, ids=[next(iter(row.values())) for row in WITH_OPTIONS]
)
def test_reply_to_options_gives_the_documented_result(row: dict[str, str]) -> None:
    header, result = row
    options = tuple(header.split("`")[1].split(", "))
    reading = read_reply(reply(row[header]), CODE, QUESTION, options)

    assert (reading.answer or "still waiting") == plain(row[result])
