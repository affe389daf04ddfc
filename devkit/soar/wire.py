"""Cases, alerts and entities in the exact form of the platform's replies.

The SDK spreads each reply into a constructor: a key too many is as fatal as one too few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from devkit.soar.cases import Alert, Case, Entity

HIGH = 80


def case_metadata(case: Case) -> dict[str, Any]:
    return {
        "identifier": str(case.identifier),
        "creation_time": case.created,
        "modification_time": case.created,
        "alert_count": len(case.alerts),
        "priority": case.priority,
        "is_touched": False,
        "is_merged": False,
        "is_important": case.priority >= HIGH,
        "environment": case.environment,
        "assigned_user": case.assigned_user,
        "title": case.title,
        "description": case.description,
        "status": case.status,
        "is_incident": False,
        "stage": case.stage,
        "has_suspicious_entity": any(entity.is_suspicious for entity in case.entities),
        "high_risk_products": [],
        "is_locked": False,
        "has_workflow": True,
        "sla_expiration_unix_time": None,
        "additional_properties": {},
    }


def case_full(case: Case) -> dict[str, Any]:
    alerts = [alert_full(case, alert) for alert in case.alerts]
    return case_metadata(case) | {"cyber_alerts": alerts}


def alert_full(case: Case, alert: Alert) -> dict[str, Any]:
    return {
        "identifier": alert.identifier,
        "alert_group_identifier": alert.group_identifier,
        "creation_time": alert.created,
        "modification_time": alert.created,
        "case_identifier": str(case.identifier),
        "reporting_vendor": alert.vendor,
        "reporting_product": alert.product,
        "environment": case.environment,
        "name": alert.name,
        "description": alert.description,
        "external_id": alert.identifier,
        "severity": alert.severity,
        "rule_generator": alert.rule,
        "tags": list(alert.tags),
        "detected_time": alert.created,
        "security_events": [dict(event) for event in alert.events],
        "domain_relations": [],
        "domain_entities": [_entity(case, alert, entity) for entity in alert.entities],
        "additional_properties": {},
        "additional_data": None,
    }


def _entity(case: Case, alert: Alert, entity: Entity) -> dict[str, Any]:
    return {
        "identifier": entity.identifier,
        "creation_time": alert.created,
        "modification_time": alert.created,
        "case_identifier": str(case.identifier),
        "alert_identifier": alert.identifier,
        "entity_type": entity.type,
        "is_internal": entity.is_internal,
        "is_suspicious": entity.is_suspicious,
        "is_artifact": False,
        "is_enriched": entity.is_enriched,
        "is_vulnerable": entity.is_vulnerable,
        "is_pivot": False,
        "additional_properties": dict(entity.properties),
    }
