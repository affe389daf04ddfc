"""Results of the two sending actions, as the widgets get them."""

from __future__ import annotations

import json

from devkit.widget import STEMS, render


def escaped(result: object) -> str:
    """JSON text as the actions store it."""
    text = json.dumps(result)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def filled(stem: str, json_text: str) -> str:
    return render(stem, json_text, f"Twilio_{STEMS[stem]}_1")


def message(to: str = "+15551230001", status: str = "delivered", **changes: object) -> dict:
    """One recipient of a result."""
    return {
        "to": to,
        "from": "+15005550006",
        "messaging_service_sid": None,
        "sid": "SM" + "0" * 31 + "1",
        "status": status,
        "body": "Was it you?",
        "segments": 1,
        "error_code": None,
        "error_message": None,
        "created_at": "2026-11-21T20:15:03Z",
        "possible_duplicate": False,
    } | changes


def reply(
    body: str, at: str = "2026-11-21T20:15:45Z", from_: str = "+15551230001", **changes: object
) -> dict:
    sid = "SM" + "0" * 31 + "2"
    result = {"from": from_, "to": "+15005550006", "sid": sid, "body": body, "received_at": at}
    return result | changes


def follow_up(kind: str, to: str = "+15551230001", status: str = "sent", **changes: object) -> dict:
    """One text that a later run of a wait sent."""
    sid = "SM" + "0" * 31 + "3"
    return {"to": to, "kind": kind, "sid": sid, "status": status, "error_message": None} | changes


def wait(status: str = "answered", **changes: object) -> dict:
    """The result of a wait, answered with yes."""
    return {
        "status": status,
        "answer": "Yes" if status == "answered" else None,
        "code": "482139",
        "question": {"body": "Was it you?\nSiemplifyID: 482139", "sent_at": "2026-11-21T20:15:03Z"},
        "recipients": [message()],
        "reply": reply("Yes 482139") if status == "answered" else None,
        "other_replies": [],
        "other_replies_total": 0,
        "follow_ups": [],
        "waited_seconds": 42,
    } | changes


def version_18(result: dict) -> dict:
    """The same result as version 18.0 stored it: without the fields that came later."""
    later = {"body", "other_replies_total", "follow_ups"}
    older = {name: value for name, value in result.items() if name not in later}
    if "recipients" in older:
        older["recipients"] = [version_18(row) for row in older["recipients"]]
    return older
