"""Names shared with the definition files.

A name here stands letter for letter in `Integration-Twilio.def` or in one of the
`ActionsDefinitions`: instances and playbooks are stored under it.
"""

from __future__ import annotations

INTEGRATION = "Twilio"

ACCOUNT_SID = "AccountSid"
AUTH_TOKEN = "AuthenticationToken"  # noqa: S105 (the property's name)
SENDER = "SmsPhoneNumber"
API_ROOT = "API Root"
VERIFY_SSL = "Verify SSL"
DEFAULT_API_ROOT = "https://api.twilio.com"

PHONE_NUMBER = "Phone Number"
MESSAGE = "Message"
FROM = "From"
ENTITY_SCOPE = "Entity Scope"
NUMBERS_ONLY = "Phone Number only"
WITH_ENTITIES = "Phone Number and phone entities"
CASE_REFERENCE = "Include Case Reference"
CONTENT_SID = "Content SID"
CONTENT_VARIABLES = "Content Variables"
MEDIA_URL = "Media URL"
DELIVERY_TIMEOUT = "Delivery Timeout"
REPLY_OPTIONS = "Reply Options"
REPLY_TIMEOUT = "Reply Timeout"
FAIL_ON_TIMEOUT = "Fail On Timeout"
REDACT = "Redact Messages"
CONFIRMATION_MESSAGE = "Confirmation Message"
HINT_MESSAGE = "Hint Message"
REMINDER_AFTER = "Reminder After"
ESCALATION_NUMBERS = "Escalation Numbers"
ESCALATION_AFTER = "Escalation After"

SAVED_STATE = "additional_data"
PHONE_ENTITY = "PHONENUMBER"
NO_REPLY = "No Reply"
NOT_DELIVERED = "Not Delivered"
OPTED_OUT = "Opted Out"
