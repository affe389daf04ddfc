"""Cases with their alerts and entities, as short as a person wants to write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping  # noqa: TC003 - pydantic reads the annotations
from dataclasses import field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt, StrictStr
from pydantic.dataclasses import dataclass

from devkit.errors import UsageError
from devkit.json_files import read_json, validated

SAMPLE = Path(__file__).with_name("sample_case.json")
DEFAULT_ENVIRONMENT = "Default Environment"
PHONE_TYPE = "PHONENUMBER"
_CREATED = 1_760_000_000_000
_FEWEST_DIGITS = 7

Text = Annotated[StrictStr, Field(min_length=1)]


@dataclass(frozen=True, slots=True, config={"extra": "forbid"})
class Entity:
    identifier: Text
    type: Text
    properties: dict[StrictStr, Any] = field(default_factory=dict)
    is_internal: StrictBool = False
    is_suspicious: StrictBool = False
    is_vulnerable: StrictBool = False
    is_enriched: StrictBool = False

    @classmethod
    def parse(cls, text: str) -> Entity:
        """Read `TYPE:identifier`, e.g. `PHONENUMBER:+15551230001`.

        Raises:
            UsageError: the text has another form.
        """
        kind, separator, identifier = text.partition(":")
        if not (kind.strip() and separator and identifier.strip()):
            raise UsageError(f"{text!r} is no entity: write TYPE:identifier, PHONENUMBER:+1555….")
        return cls(identifier.strip(), kind.strip())

    @property
    def key(self) -> tuple[str, str]:
        return (self.identifier, self.type)

    @property
    def number(self) -> str:
        """The phone number as `+` and digits; empty where it is none with a country code."""
        text = self.identifier.strip()
        digits = "".join(character for character in text if character in "0123456789")
        is_phone = self.type == PHONE_TYPE and text.startswith("+")
        return f"+{digits}" if is_phone and len(digits) >= _FEWEST_DIGITS else ""


@dataclass(frozen=True, slots=True, config={"extra": "forbid"})
class Alert:
    """An alert. `created` is epoch milliseconds."""

    identifier: Text
    name: StrictStr = "Alert"
    group: StrictStr = ""
    vendor: StrictStr = "Example"
    product: StrictStr = "Example Detector"
    rule: StrictStr = "Example Rule"
    description: StrictStr = ""
    severity: StrictInt = 60
    created: StrictInt = _CREATED
    tags: tuple[StrictStr, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[dict[StrictStr, Any], ...] = ()

    @property
    def group_identifier(self) -> str:
        return self.group or f"{self.identifier}_group"


@dataclass(frozen=True, slots=True, config={"extra": "forbid"})
class Case:
    """A case. `created` is epoch milliseconds."""

    identifier: Annotated[StrictInt, Field(gt=0)] = 1
    title: StrictStr = "A case"
    environment: StrictStr = DEFAULT_ENVIRONMENT
    description: StrictStr = ""
    priority: StrictInt = 60
    status: StrictStr = "OPEN"
    stage: StrictStr = "Triage"
    assigned_user: StrictStr = "@Tier1"
    created: StrictInt = _CREATED
    alerts: tuple[Alert, ...] = (Alert("alert-1"),)

    @classmethod
    def sample(cls) -> Case:
        (case,) = read_cases(SAMPLE).values()
        return case

    @classmethod
    def of(cls, entities: Iterable[Entity], **values: Any) -> Case:  # noqa: ANN401 - the fields of a case
        """Build a case with one alert that holds these entities."""
        return cls(alerts=(Alert("alert-1", entities=tuple(entities)),), **values)

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
        present = {entity.key for entity in (chosen.entities if chosen else self.entities)}
        missing = tuple(Entity(*key) for key in dict.fromkeys(entities) if key not in present)
        if not missing:
            return self
        alerts = self.alerts or (Alert("alert-1"),)
        target = chosen or alerts[0]
        extended = replace(target, entities=target.entities + missing)
        return replace(self, alerts=tuple(extended if item is target else item for item in alerts))


def read_cases(path: Path = SAMPLE) -> dict[int, Case]:
    """Read a file that holds one case or a list of cases; by identifier.

    Raises:
        UsageError: the file cannot be read, or two cases share an identifier; the text names the
            field that is wrong.
    """
    try:
        value = read_json(path)
        if isinstance(value, list):
            cases = validated(tuple[Case, ...], value)
        else:
            cases = (validated(Case, value),)
    except ValueError as error:
        raise UsageError(f"The case file {path} cannot be used: {error}.") from error
    identifiers = [case.identifier for case in cases]
    for identifier in identifiers:
        if identifiers.count(identifier) > 1:
            raise UsageError(f"{path}: two cases have the identifier {identifier}.")
    return dict(zip(identifiers, cases, strict=True))


def phones_of(cases: Mapping[int, Case]) -> dict[str, str]:
    """Return the numbers of the cases' phone entities, each with its owner's name or nothing."""
    phones: dict[str, str] = {}
    for entity in (entity for case in cases.values() for entity in case.entities):
        if entity.number:
            owner = str(entity.properties.get("Owner") or "")
            phones[entity.number] = phones.get(entity.number) or owner
    return phones
