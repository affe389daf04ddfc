"""Recognise the signature that a phone or mail program puts under a text. Pure rules, no I/O.

Such a line is known by its beginning in one of many languages, and by the device or program
that it names: "Sent from my account, not by me" is a person's own sentence.
"""

from __future__ import annotations

import re

_LEAD = (
    r"sent (?:from|via|with|using|on)|gesendet (?:von|mit)|envoy[eé]e? (?:de|depuis|avec)"
    r"|enviado (?:desde|de|do|da|con)|inviato (?:dal?|dalla|con)|ver(?:zonden|stuurd) (?:vanaf|met)"
    r"|skickat från|sendt fra|wysłane z|lähetetty|отправлено с"
)
_DEVICE = (
    r"\w*(?:phone|ipad|ipod|ios|android|galaxy|samsung|pixel|huawei|xiaomi|oneplus|motorola|nokia"
    r"|blackberry|windows|outlook|yahoo|mail|proton|handy|mobile|tablet|device|watch|htc"
    r"|t[ée]l[ée](?:f|ph)on|m[óo]vil|celular|dispositi[vf]o|appareil|cellulare)\w*(?:'\w+)?"
)
# What may follow the device: its model, or how and on what it runs.
_MODEL = (
    r"(?-i:[A-Z0-9][\w+&'-]*)|smartphone|phone|tablet|device|mobile|mail|e-?mail|secure|app|wireless"
    r"|network|for|on|the|an?|using|via|with|de|del?"
)
_APOLOGY = r"(?:please|pls|excuse|sorry|pardon|typos|brevity)\b.*"
_LINE = re.compile(
    rf"[ \t]*(?:(?:{_LEAD})\b.{{0,40}}?\b{_DEVICE}(?:[ ,]+(?:{_MODEL})(?!\w))*"
    rf"(?:[ ,.;:-]+{_APOLOGY})?"
    r"|get outlook for \w+|von mein\w* .{1,20} gesendet|[发發]自我的.{0,30}|傳送自.{0,30}"
    r"|.{0,20}から送信|.{0,20}에서 보냄|.{0,20}gönderildi)[ \t.!\r]*$",
    re.IGNORECASE | re.MULTILINE,
)
_DELIMITER = re.compile(r"^[ \t]*-{1,3}[ \t\r]*$", re.MULTILINE)


def signatures(text: str, codes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Find signatures: on a line of their own, behind a code, or below a line of dashes.

    Args:
        text: a folded reply, with blanks in the place of its codes.
        codes: where these codes were, in order. Dashes above the first open no signature.

    Returns:
        The spans to leave out of the answer.
    """
    delimiter = _DELIMITER.search(text, codes[0][1])
    if delimiter:
        return [(delimiter.start(), len(text))]
    starts = [0, *(match.end() for match in re.finditer(r"[\n\r]", text))]
    starts += [end for _, end in codes]
    return [match.span() for start in starts if (match := _LINE.match(text, start))]
