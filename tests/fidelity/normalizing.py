"""Replaces what chance and the clock decide in a recording; all else stays to the letter.

Only these are replaced: message and service SIDs, the code of a question, moments, the seconds
that a wait lasted, the folder of a run, and the ports of the servers beside it. A SID or code
becomes a name by its first appearance, so that one in place of another is still a difference.
"""

from __future__ import annotations

import re
from typing import Any, Final

_SID: Final = re.compile(r"(SM|MM|MG)[0-9a-f]{32}(?![0-9a-f])")
# The saved state and the JSON results are JSON in strings of JSON: quotes may be escaped.
_PLAIN: Final = (
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "<moment>"),
    (re.compile(r"\[\d{4}-\d\d-\d\d,\d\d:\d\d:\d\d,\d{3} "), "[<moment> "),
    (re.compile(r'(?<=began)(\\*":)\d+(\.\d+)?'), r"\1<clock>"),
    (re.compile(r'(?<=until)(\\*":)\d+(\.\d+)?'), r"\1<clock>"),
    (re.compile(r'(?<=waited_seconds)(\\*": )\d+'), r"\1<seconds>"),
    # The frames of a traceback in the log are the SDK's own lines; what was raised stays.
    (re.compile(r"(?m)^  File \".*\n(?:    .*\n)+"), "  <frame>\n"),
    (re.compile(r"(?:  <frame>\n)+"), "  <frames>\n"),
    (re.compile(r"soar-run-\w+"), "<folder>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:<port>"),
)


class Normalizer:
    """Normalizes all that was seen of one scenario.

    Args:
        codes: the codes that the actions made in it.
    """

    def __init__(self, codes: list[str]) -> None:
        distinct = "|".join(dict.fromkeys(codes))
        self._codes = re.compile(rf"(?<!\d)({distinct})(?!\d)") if codes else None
        self._names: dict[str, str] = {}

    def normalize(self, value: Any) -> Any:
        """Return a text, or an object with all its texts, normalized."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {self.normalize(name): self.normalize(one) for name, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.normalize(one) for one in value]
        return value

    def _text(self, text: str) -> str:
        text = _SID.sub(lambda found: self._name(found[0], found[1]), text)
        if self._codes:
            text = self._codes.sub(lambda found: self._name(found[0], "code"), text)
        for pattern, replacement in _PLAIN:
            text = pattern.sub(replacement, text)
        return text

    def _name(self, value: str, kind: str) -> str:
        return self._names.setdefault(value, f"<{kind} {len(self._names) + 1}>")
