"""The options of `run`, as Typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import typer

from devkit.sdk_folder import SDK_HELP

FORTNIGHT = 14 * 24 * 3600.0


def _option(text: str, *names: str, metavar: str | None = None) -> Any:  # noqa: ANN401 - Typer's own
    return typer.Option(*names, help=text, metavar=metavar)


def _duration(text: str, name: str, least: float = 0.1) -> Any:  # noqa: ANN401 - Typer's own
    def bounded(value: float) -> float:
        if not least <= value <= FORTNIGHT:  # also true of "nan"
            raise typer.BadParameter(f"from {least:g} to {FORTNIGHT:.0f} seconds.")
        return value

    return typer.Option(name, help=text, metavar="SECONDS", callback=bounded, show_default=True)


Name: TypeAlias = Annotated[str, typer.Argument(help='Its name, e.g. "Send SMS".')]
Params: TypeAlias = Annotated[
    list[str] | None,
    _option("A parameter; can be repeated.", "--param", "-p", metavar="NAME=VALUE"),
]
Entities: TypeAlias = Annotated[
    list[str] | None,
    _option("An entity, e.g. PHONENUMBER:+15551230001.", "--entity", metavar="TYPE:ID"),
]
CaseFile: TypeAlias = Annotated[
    Path | None, _option("The case as JSON; `sample` is built in.", "--case", metavar="FILE")
]
Alert: TypeAlias = Annotated[
    str | None, _option("The case's alert to run on.", "--alert", metavar="ID")
]
Scope: TypeAlias = Annotated[
    Literal["alert", "all", "none"], _option("Which entities of the case go along.", "--scope")
]
Settings: TypeAlias = Annotated[
    list[str] | None, _option("A setting; wins over the file.", "--set", metavar="NAME=VALUE")
]
SettingsFile: TypeAlias = Annotated[
    Path | None, _option("Settings as a JSON object.", "--settings", metavar="FILE")
]
Interval: TypeAlias = Annotated[float, _duration("Seconds between two polls.", "--interval")]
Limit: TypeAlias = Annotated[
    float, _duration("Time limit of the whole wait, in seconds.", "--limit")
]
Deadline: TypeAlias = Annotated[
    float, _duration("Time limit of one run, in seconds.", "--deadline")
]
ReplyText: TypeAlias = Annotated[
    str | None, _option('What the phones answer, e.g. "Yes {code}".', "--reply", metavar="TEXT")
]
ReplyAfter: TypeAlias = Annotated[
    float, _duration("When they answer, counted from delivery.", "--reply-after", 0.0)
]
Sdk: TypeAlias = Annotated[
    Path | None,
    _option(SDK_HELP, "--sdk", metavar="DIR"),
]
Log: TypeAlias = Annotated[bool, _option("Print the action's log, too (stderr).", "--log")]
AsJson: TypeAlias = Annotated[bool, _option("Print one JSON object, for scripts.", "--json")]
Real: TypeAlias = Annotated[
    bool,
    _option("Text for real: $TWILIO_ACCOUNT_SID, $TWILIO_AUTH_TOKEN, $TWILIO_FROM.", "--real"),
]
