"""What a person is told when a command does not work out, and with which exit code it ends.

CommandError       expected: exit 1, its text is the whole message
  UsageError       the command was wrong: exit 2, the text says what there is
"""

from __future__ import annotations

import os
import tempfile
import traceback
from difflib import get_close_matches
from typing import TYPE_CHECKING

import typer

from devkit import console
from devkit.definitions import DefinitionError
from devkit.sdk_folder import SdkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

OK, FAILED, USAGE, SURPRISE, INTERRUPTED = 0, 1, 2, 3, 130

_ALIKE = 0.5
_MOST_FILES = 12


class CommandError(Exception):
    """A command that could not do its work, for a reason that its text gives in full."""

    exit_code = FAILED


class UsageError(CommandError):
    """A command that cannot be understood as it was typed."""

    exit_code = USAGE

    @classmethod
    def unknown(cls, kind: str, name: str, known: Iterable[str], of: str = "") -> UsageError:
        """Name what is not there, and list what is, closest first.

        Args:
            kind: what it should have been, e.g. `action`.
            name: what was typed.
            known: the names that there are.
            of: whose they are, e.g. an action's name.
        """
        names = closest_first(name, known)
        there = f"{of} has no {kind}" if of else f"there is no {kind}"
        return cls(f"{there} {name!r}. {kind.capitalize()}s: {', '.join(names) or 'none'}.")

    @classmethod
    def no_file(cls, kind: str, path: Path, reason: str) -> UsageError:
        """Name a file that cannot be read, and list the JSON files of its folder."""
        beside = path.parent.glob("*.json") if path.parent.is_dir() else ()
        names = closest_first(path.name, (other.name for other in beside))[:_MOST_FILES]
        listing = f"JSON files in {path.parent}: {', '.join(names) or 'none'}."
        return cls(f"the {kind} file {path} cannot be read: {reason}. {listing}")


def closest_first(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names, those most like a name before the others."""
    by_lower = {other.lower(): other for other in sorted(known)}
    alike = get_close_matches(name.lower(), by_lower, n=len(by_lower) or 1, cutoff=_ALIKE)
    rest = (lower for lower in by_lower if lower not in alike)
    return [by_lower[lower] for lower in (*alike, *rest)]


def guard(command: Callable[[], int | None]) -> int:
    """Run a command and return its exit code; whatever it raises ends here, in one message."""
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
        case CommandError():
            return error.exit_code, str(error)
        case typer.TyperException():
            return error.exit_code, f"{error.format_message()} (--help lists what there is)"
        case SdkError():
            return USAGE, f"{error}."
        case DefinitionError():
            return FAILED, str(error)
        case OSError(filename=str(name), strerror=str(reason)):
            return FAILED, f"{name}: {reason}"
    log = write_log(error)
    return SURPRISE, f"unexpected {type(error).__name__}, a defect of the devkit; see {log}"


def write_log(error: Exception) -> str:
    """Write a traceback, without the arguments (they may hold a secret); return the file's path."""
    handle, path = tempfile.mkstemp(prefix="devkit-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.write(console.without_secrets("".join(traceback.format_exception(error))))
    return path
