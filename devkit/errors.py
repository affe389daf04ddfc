"""The errors that a command may end with; the text of each is the whole message.

DevkitError        the work could not be done: exit code 1
  DefinitionError  a file of the package is missing or damaged
  UsageError       the command or a file given to it is wrong: exit code 2
    SdkError       a folder holds no SDK
    CaseError      a case file or an entity cannot be understood
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

OK, FAILED, USAGE, DEFECT, INTERRUPTED = 0, 1, 2, 3, 130

_SIMILARITY = 0.5
_MOST_FILES = 12
_LONGEST_QUOTATION = 60


class DevkitError(Exception):
    """The work could not be done, for the reason that the text gives in full."""

    exit_code = FAILED


class DefinitionError(DevkitError):
    """A file of the package is missing or damaged."""


class UsageError(DevkitError):
    """The command, or a file that was given to it, is wrong."""

    exit_code = USAGE

    @classmethod
    def unknown(cls, kind: str, name: str, known: Iterable[str], of: str = "") -> UsageError:
        """Name what does not exist, and list what does, the most similar first.

        Args:
            kind: what it should have been, e.g. `action`.
            name: what was typed.
            known: the names that exist.
            of: what the names belong to, e.g. an action's name.
        """
        names = most_similar_first(name, known)
        start = f"{of} has no {kind}" if of else f"There is no {kind}"
        return cls(f"{start} {quoted(name)}. {kind.capitalize()}s: {', '.join(names) or 'none'}.")

    @classmethod
    def unreadable(cls, kind: str, path: Path, reason: str) -> UsageError:
        """Name a file that cannot be read, and list the JSON files of its folder."""
        siblings = path.parent.glob("*.json") if path.parent.is_dir() else ()
        names = most_similar_first(path.name, (other.name for other in siblings))[:_MOST_FILES]
        listing = f"JSON files in {path.parent}: {', '.join(names) or 'none'}."
        return cls(f"The {kind} file {path} cannot be read: {reason}. {listing}")


class SdkError(UsageError):
    """A folder that was given as the SDK's holds none."""


class CaseError(UsageError):
    """A case file or an entity that cannot be understood."""


def most_similar_first(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names, those most similar to a name before the others."""
    by_lower = {other.lower(): other for other in sorted(known)}
    similar = get_close_matches(name.lower(), by_lower, n=len(by_lower) or 1, cutoff=_SIMILARITY)
    rest = (lower for lower in by_lower if lower not in similar)
    return [by_lower[lower] for lower in (*similar, *rest)]


def quoted(text: str) -> str:
    """Return a text of a stranger in quotation marks, on one line, cut where it is long."""
    return repr(text if len(text) <= _LONGEST_QUOTATION else f"{text[:_LONGEST_QUOTATION]}…")
