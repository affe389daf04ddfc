"""Names that the platform gives to entities and to outcomes of actions."""

from __future__ import annotations

# The categories as a definition spells them; the texts' file has them as lower-case words.
OUTCOMES = (
    "Enrich IOC (Indicator of Compromise)",
    "Enrich Asset",
    "Update Alert",
    "Add Alert Comment",
    "Create Ticket",
    "Update Ticket",
    "Add IOC to Blocklist",
    "Remove IOC from Blocklist",
    "Add IOC to Allowlist",
    "Remove IOC from Allowlist",
    "Disable Identity (User, Account)",
    "Enable Identity (User, Account)",
    "Contain Host",
    "Uncontain Host",
    "Reset Identity Password (User, Account)",
    "Update Identity (User, Account)",
    "Search Events",
    "Execute Command on the Host",
    "Download File",
    "Send Email",
    "Search Email",
    "Delete Email",
    "Update Email",
    "Submit File",
    "Send Message",
    "Search Asset",
    "Get Alert Information",
)
OUTCOME_KEYS = {name.partition(" (")[0].lower().replace(" ", "_"): name for name in OUTCOMES}
# So are the types of entities.
ENTITY_KEYS = {
    "email_message": "EMAILSUBJECT",
    "generic": "GENERICENTITY",
    "mac_address": "MacAddress",
    "url": "DestinationURL",
    "user": "USERUNIQNAME",
} | {
    key: key.replace("_", "").upper()
    for key in (
        *("address", "alert", "application", "child_hash", "child_process", "cluster"),
        *("container", "credit_card", "cve", "cve_id", "database", "deployment"),
        *("destination_domain", "domain", "event", "file_hash", "file_name", "host_name"),
        *("ip_set", "parent_hash", "parent_process", "phone_number", "pod", "process"),
        *("service", "source_domain", "threat_actor", "threat_campaign", "threat_signature"),
        "usb",
    )
}
ENTITIES = frozenset(ENTITY_KEYS.values())
