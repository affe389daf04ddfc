"""Which entities of a case an action is handed: by scope and alert group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from devkit.local_soar.cases import PHONE_TYPE
from devkit.local_soar.problems import RequestError
from devkit.local_soar.reading import shown, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from devkit.soar import Alert, Case, Entity

# Clients insist on the first name; the others are this host's own.
ALL_ENTITIES: Final = "All entities"
SCOPES: Final[dict[str, Callable[[Entity], bool]]] = {
    ALL_ENTITIES: lambda _: True,
    "Internal entities": lambda entity: entity.is_internal,
    "External entities": lambda entity: not entity.is_internal,
    "Suspicious entities": lambda entity: entity.is_suspicious,
    "Phone numbers": lambda entity: entity.type == PHONE_TYPE,
}

Keys = tuple[tuple[str, str], ...]


def choose_alerts(case: Case, groups: Sequence[str]) -> tuple[Alert, ...]:
    """Return the alerts of these groups; of no group means all.

    Raises:
        RequestError: the case has no such group.
    """
    known = [alert.group_identifier for alert in case.alerts]
    for group in groups:
        if group not in known:
            raise RequestError(
                f"Case {case.identifier} has no alert group {shown(group)}; "
                f"its alert groups: {', '.join(known) or 'none'}."
            )
    return tuple(alert for alert in case.alerts if not groups or alert.group_identifier in groups)


def read_scope(raw: object) -> str | None:
    """Return the scope that is named, if one is.

    Raises:
        RequestError: there is no such scope.
    """
    if raw in (None, ""):
        return None
    scope = text_of(raw, "scope")
    if scope not in SCOPES:
        raise RequestError(f"There is no scope {shown(scope)}; scopes: {', '.join(SCOPES)}.")
    return scope


def choose_entities(alerts: Sequence[Alert], scope: str) -> Keys:
    """Return (identifier, type) of the entities in a scope, each once."""
    entities = (entity for alert in alerts for entity in alert.entities)
    return tuple(dict.fromkeys(entity.key for entity in entities if SCOPES[scope](entity)))
