"""Credentials and API keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

KeyKind = Literal["main", "standard", "restricted"]
Permission = Literal["create", "read", "update", "delete"]

ALL_PERMISSIONS: Final[frozenset[Permission]] = frozenset({"create", "read", "update", "delete"})


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key; only a restricted one lacks permissions."""

    sid: str
    secret: str
    kind: KeyKind
    permissions: frozenset[Permission]


class Credentials(NamedTuple):
    """A user and a password."""

    sid: str
    token: str
