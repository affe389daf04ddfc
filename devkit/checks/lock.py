"""Reading `locks/package.txt`, the exact version and the hashes of each shipped library.

The format is that of `uv pip compile --generate-hashes` and `pip install --require-hashes`:
`name==version`, then one `--hash=sha256:…` for each file of that version, on continued lines.
"""

from __future__ import annotations

import re

LOCK = "locks/package.txt"

_PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9-]*)==[\w.!+]+(?P<hashes>(?:\s+--hash=sha256:[0-9a-f]{64})+)"
)


def pins(text: str) -> dict[str, list[str]]:
    """Return the SHA-256 of each file of the locked libraries, by the libraries' names.

    The hashes are in lower-case hexadecimal, the names normalized. Other lines are left out.
    """
    found = filter(None, map(_PIN.fullmatch, _logical_lines(text)))
    return {pin["name"]: re.findall(r"[0-9a-f]{64}", pin["hashes"]) for pin in found}


def bad_lines(text: str) -> list[str]:
    """Return the lines that pin no version by hash, such as an address or a range."""
    return [line for line in _logical_lines(text) if not _PIN.fullmatch(line)]


def normalized(name: str) -> str:
    """Return a library's name as a lock file writes it."""
    return re.sub(r"[._-]+", "-", name).lower()


def _logical_lines(text: str) -> list[str]:
    joined = text.replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip()]
