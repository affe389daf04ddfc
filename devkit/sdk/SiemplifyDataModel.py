"""Cases, alerts, entities and events, as the platform's replies describe them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from _sdk_records import Record, names
from SiemplifyUtils import convert_unixtime_to_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from _sdk_types import Json


class DomainEntityInfo(Record):
    FIELDS = names(
        """
        identifier creation_time modification_time case_identifier alert_identifier
        entity_type is_internal is_suspicious is_artifact is_enriched is_vulnerable
        is_pivot additional_properties
        """
    )

    entity_type: str

    def to_dict(self) -> dict[str, Any]:
        return self.__dict__

    def __repr__(self) -> str:
        return self.identifier


class DomainRelationInfo(Record):
    FIELDS = names(
        """
        identifier creation_time modification_time case_identifier alert_identifier
        security_event_identifier relation_type event_id from_identifier to_identifier
        device_product device_vendor event_class_id severity start_time end_time
        destination_port category_outcome additional_properties
        """
    )
    OPTIONAL = ("to_type", "from_type")

    @classmethod
    def attribute(cls, field: str) -> str:
        return "type" if field == "relation_type" else field


class SecurityEventInfo(Record):
    OPTIONAL = names(
        """
        identifier creation_time modification_time case_identifier alert_identifier
        name description event_id device_severity device_product device_vendor
        device_version event_class_id severity start_time end_time event_type
        rule_generator is_correlation device_host_name device_address
        source_dns_domain source_nt_domain source_host_name source_address
        source_user_name source_user_id source_process_name destination_dns_domain
        destination_nt_domain destination_host_name destination_address
        destination_user_name destination_url destination_port
        destination_process_name file_name file_hash file_type email_subject usb
        application_protocol transport_protocol category_outcome signature deployment
        additional_properties threat_actor source_mac_address destination_mac_address
        credit_card phone_number cve threat_campaign generic_entity process
        parent_process parent_hash child_process child_hash source_domain
        destination_domain ipset cluster application database pod container service
        """
    )
    IDENTIFIER_IS_MANDATORY = False

    @classmethod
    def attribute(cls, field: str) -> str:
        return "filename" if field == "file_name" else field


class Alert(Record):
    FIELDS = names(
        """
        identifier alert_group_identifier creation_time modification_time
        case_identifier reporting_vendor reporting_product environment name
        description external_id severity rule_generator tags detected_time
        security_events domain_relations domain_entities additional_properties
        additional_data
        """
    )

    alert_group_identifier: str
    security_events: list[SecurityEventInfo]
    relations: list[DomainRelationInfo]
    entities: list[DomainEntityInfo]
    start_time: datetime

    def __init__(self, *values: Json, **named: Json) -> None:
        super().__init__(*values, **named)
        self.security_events = [
            SecurityEventInfo(**event) for event in _take(self, "security_events")
        ]
        self.relations = [DomainRelationInfo(**item) for item in _take(self, "domain_relations")]
        self.entities = [DomainEntityInfo(**item) for item in _take(self, "domain_entities")]
        starts = [
            event.__dict__["start_time"]
            for event in self.security_events
            if event.__dict__["start_time"] and not event.__dict__["is_correlation"]
        ]
        self.start_time = convert_unixtime_to_datetime(min(starts, default=self.creation_time))


def _take(record: Record, field: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = record.__dict__.pop(field)
    return items


class AlertsProvider(Protocol):
    def get_alerts(self) -> list[dict[str, Any]]: ...


class CyberCaseLazy(Record):
    """A case without its alerts, which are fetched on first use."""

    FIELDS: ClassVar[tuple[str, ...]] = names(
        """
        identifier creation_time modification_time alert_count priority is_touched
        is_merged is_important environment assigned_user title description status
        is_incident stage has_suspicious_entity high_risk_products is_locked
        has_workflow sla_expiration_unix_time additional_properties
        """
    )

    environment: str
    title: str

    def __init__(self, alerts_provider: AlertsProvider, *values: Json, **named: Json) -> None:
        super().__init__(*values, **named)
        self.start_time = 0
        self._alerts: list[Alert] | None = None
        self._alerts_provider = alerts_provider

    @property
    def end_time(self) -> int:
        """The case's end in epoch milliseconds, 0 while it is open."""
        return int((self.additional_properties or {}).get("EndTime", 0))

    @property
    def alerts(self) -> list[Alert]:
        if self._alerts is None:
            self._alerts = [Alert(**alert) for alert in self._alerts_provider.get_alerts()]
        return self._alerts

    def has_alerts_loaded(self) -> bool:
        return self._alerts is not None
