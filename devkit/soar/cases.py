"""A case with its alerts and entities, as small as a person wants to write it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

SAMPLE = Path(__file__).with_name("sample_case.json")
DEFAULT_ENVIRONMENT = "Default Environment"

T = TypeVar("T")


class CaseError(ValueError):
    """A case file or an entity's text that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Entity:
    identifier: str
    type: str
    properties: dict[str, Any] = field(default_factory=dict)
    is_internal: bool = False
    is_suspicious: bool = False
    is_vulnerable: bool = False
    is_enriched: bool = False

    @classmethod
    def parse(cls, text: str) -> Entity:
        """Read `TYPE:identifier`, e.g. `PHONENUMBER:+15551230001`.

        Raises:
            CaseError: the text has another form.
        """
        kind, separator, identifier = text.partition(":")
        if not (kind.strip() and separator and identifier.strip()):
            raise CaseError(f"{text!r} is no entity: write TYPE:identifier, PHONENUMBER:+1555…")
        return cls(identifier.strip(), kind.strip())

    @property
    def key(self) -> tuple[str, str]:
        return (self.identifier, self.type)


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert. Times are epoch milliseconds."""

    identifier: str
    name: str = "Alert"
    group: str = ""
    vendor: str = "Example"
    product: str = "Example Detector"
    rule: str = "Example Rule"
    description: str = ""
    severity: int = 60
    created: int = 1_760_000_000_000
    tags: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[dict[str, Any], ...] = ()

    @property
    def group_identifier(self) -> str:
        return self.group or f"{self.identifier}_group"


@dataclass(frozen=True, slots=True)
class Case:
    """A case. Times are epoch milliseconds."""

    identifier: int = 1
    title: str = "A case"
    environment: str = DEFAULT_ENVIRONMENT
    description: str = ""
    priority: int = 60
    status: str = "OPEN"
    stage: str = "Triage"
    assigned_user: str = "@Tier1"
    created: int = 1_760_000_000_000
    alerts: tuple[Alert, ...] = (Alert("alert-1"),)

    @classmethod
    def from_file(cls, path: Path) -> Case:
        """Read a case file.

        Raises:
            CaseError: no such file, no JSON, or a field that is not known; the text names it.
        """
        try:
            return cls.from_json(json.loads(path.read_text(encoding="utf-8-sig")))
        except OSError as error:
            raise CaseError(f"the case file {path} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise CaseError(f"the case file {path} cannot be used: {error}") from error

    @classmethod
    def sample(cls) -> Case:
        return cls.from_file(SAMPLE)

    @classmethod
    def from_json(cls, raw: object) -> Case:
        """Build a case from its JSON form; fields are those of these classes.

        Raises:
            CaseError: a field is missing, unknown or of another type.
        """
        values = _object(raw, "a case", cls)
        alerts = values.pop("alerts", None)
        if alerts is None:
            return _build(cls, values, "a case")
        built = tuple(_alert(item) for item in _list(alerts, "alerts"))
        return _build(cls, values | {"alerts": built}, "a case")

    @classmethod
    def of(cls, entities: Iterable[Entity], **values: Any) -> Case:  # noqa: ANN401 - the fields of a case
        """Build a case with one alert that holds these entities."""
        return cls(alerts=(Alert("alert-1", entities=tuple(entities)),), **values)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """All entities of all alerts, each once."""
        found = {entity.key: entity for alert in self.alerts for entity in alert.entities}
        return tuple(found.values())

    def alert(self, identifier: str) -> Alert | None:
        """Return the alert of this identifier or group identifier."""
        for alert in self.alerts:
            if identifier in (alert.identifier, alert.group_identifier):
                return alert
        return None

    def including(self, entities: Iterable[tuple[str, str]], alert: str | None) -> Case:
        """Return this case with the entities that it lacks added to an alert, or to the first."""
        chosen = self.alert(alert) if alert else None
        held = {entity.key for entity in (chosen.entities if chosen else self.entities)}
        missing = tuple(Entity(*key) for key in dict.fromkeys(entities) if key not in held)
        if not missing:
            return self
        alerts = self.alerts or (Alert("alert-1"),)
        target = chosen or alerts[0]
        grown = replace(target, entities=target.entities + missing)
        return replace(self, alerts=tuple(grown if item is target else item for item in alerts))


def _alert(raw: object) -> Alert:
    values = _object(raw, "an alert", Alert)
    entities = tuple(
        _build(Entity, _object(item, "an entity", Entity), "an entity")
        for item in _list(values.get("entities", []), "entities")
    )
    events = tuple(_list(values.get("events", []), "events"))
    tags = tuple(_list(values.get("tags", []), "tags"))
    return _build(
        Alert, values | {"entities": entities, "events": events, "tags": tags}, "an alert"
    )


def _object(raw: object, what: str, kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    if not isinstance(raw, dict):
        raise CaseError(f"{what} must be a JSON object")
    known = [item.name for item in fields(kind)]
    for name in raw:
        if name not in known:
            raise CaseError(f"{what} has no field {name!r}; fields: {', '.join(known)}")
    return dict(raw)


def _list(raw: object, what: str) -> list[Any]:
    if not isinstance(raw, (list, tuple)):
        raise CaseError(f"{what} must be a JSON list")
    return list(raw)


def _build(kind: type[T], values: dict[str, Any], what: str) -> T:
    try:
        return kind(**values)
    except TypeError as error:
        raise CaseError(f"{what} is incomplete: {error}") from error
