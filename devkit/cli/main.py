"""Runs one command and turns whatever it raises into one message and an exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from typing import TYPE_CHECKING

import typer

from devkit import console
from devkit.cli.commands import invoke
from devkit.errors import DEFECT, FAILED, INTERRUPTED, OK, DevkitError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; without a command, print the help."""
    console.prepare_streams()
    arguments = sys.argv[1:] if argv is None else argv
    return exit_code_of(lambda: invoke(arguments or ["--help"]))


def exit_code_of(command: Callable[[], int | None]) -> int:
    """Run a command; print the message of what it raises, and return the exit code."""
    try:
        return command() or OK
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the one place where all failure ends
        code, text = explain(error)
        console.print_error(text)
        return code


def explain(error: Exception) -> tuple[int, str]:
    """Return the exit code and the message for what a command raised."""
    match error:
        case DevkitError():
            return error.exit_code, str(error)
        case typer.TyperException():
            text = error.format_message().replace("Value error, ", "")
            return error.exit_code, f"{text} (--help lists what there is)"
        case OSError(filename=str(name), strerror=str(reason)):
            return FAILED, f"{name}: {reason}"
    log = write_log(error)
    return DEFECT, f"unexpected {type(error).__name__}, a defect of the devkit; see {log}"


def write_log(error: Exception) -> str:
    """Write a traceback, without the arguments (they may hold a secret); return the file's path."""
    handle, path = tempfile.mkstemp(prefix="devkit-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.write(console.without_secrets("".join(traceback.format_exception(error))))
    return path
