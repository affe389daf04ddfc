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
        "segments": 1,
        "error_code": None,
        "error_message": None,
        "created_at": "2026-11-21T20:15:03Z",
        "possible_duplicate": False,
    } | changes


def reply(body: str, at: str = "2026-11-21T20:15:45Z", from_: str = "+15551230001") -> dict:
    sid = "SM" + "0" * 31 + "2"
    return {"from": from_, "to": "+15005550006", "sid": sid, "body": body, "received_at": at}


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
        "waited_seconds": 42,
    } | changes
