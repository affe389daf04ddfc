"""Cases, alerts and entities, as the platform's replies describe them."""

from __future__ import annotations

from typing import Any, ClassVar


class _Record:
    """Has the keys of a reply as attributes.

    The platform's classes are as strict: a reply with a key too many or too few is a `TypeError`,
    which breaks the script.
    """

    FIELDS: ClassVar[str]

    def __init__(self, **values: Any) -> None:
        wrong = values.keys() ^ set(self.FIELDS.split())
        if wrong:
            raise TypeError(f"{type(self).__name__}: unexpected or missing {sorted(wrong)}")
        self.__dict__.update(values)


class DomainEntityInfo(_Record):
    FIELDS = """
        identifier creation_time modification_time case_identifier alert_identifier
        entity_type is_internal is_suspicious is_artifact is_enriched is_vulnerable
        is_pivot additional_properties
    """

    identifier: str
    entity_type: str


class Alert(_Record):
    FIELDS = """
        identifier alert_group_identifier creation_time modification_time
        case_identifier reporting_vendor reporting_product environment name
        description external_id severity rule_generator tags detected_time
        security_events domain_relations domain_entities additional_properties
        additional_data
    """

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.entities = [DomainEntityInfo(**entity) for entity in values["domain_entities"]]


class CyberCaseLazy(_Record):
    """A case without its alerts."""

    FIELDS = """
        identifier creation_time modification_time alert_count priority is_touched
        is_merged is_important environment assigned_user title description status
        is_incident stage has_suspicious_entity high_risk_products is_locked
        has_workflow sla_expiration_unix_time additional_properties
    """

    environment: str
    title: str
