"""Names for types, read by type checkers alone."""

from __future__ import annotations

from typing import Any

Json = Any  # any JSON value
Identifier = Any  # a case's identifier, text or number as the context has it
Wanted = Any  # a value of the type that the caller asked for
