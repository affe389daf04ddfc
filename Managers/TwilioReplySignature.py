"""Recognise what phones and mail programs put around a text. Pure rules, no I/O.

A signature is known by its beginning in one of many languages, and by the device or program
that it names: "Sent from my account, not by me" is a person's own sentence. The line that
introduces a quotation is known by its date and time in any language.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

_LONGEST = 160  # characters of a signature in one line
_FEW = 5  # words before the device
_LEAD = re.compile(
    r"[ \t]{0,9}(?:sent (?:from|via|with|using|on|by)|gesendet (?:von|mit|aus|über|via)"
    r"|envoy[eé]e? (?:de|du|depuis|avec|via|à partir|par)"
    r"|enviado (?:desde|de|do|da|com|con|por|pelo)"
    r"|enviat des|inviato (?:dal?|dalla|con|tramite)|ver(?:zonden|stuurd) (?:vanaf|met|via|van)"
    r"|skickat (?:från|med|via)|sendt (?:fra|med|via)|lähetetty|wysłan[eoy] ze?|odesl[aá]no z"
    r"|odoslan[éo] z|poslano [sz]|trimis (?:de pe|din|de la)|elküldve|отправлено (?:с|из|от)"
    r"|надіслано (?:з|із|від)|изпратено от|στάλθηκε (?:από|με)|dikirim (?:dari|dengan)"
    r"|(?:được )?gửi từ|נשלח|أُ?رسلت من)(?!\w)"
    r"(?P<my> (?:my|mein\w*|mon|ma|mi|mio|mia|meu|minha|mijn|min|mitt|moj\w*|моего|мого)\b)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'&+-]+")
_DEVICE = re.compile(
    r"i?phon|ipad|ipod|^ios$|android|galaxy|samsung|pixel|huawei|xiaomi|redmi|oneplus|oppo|motorola"
    r"|nokia|blackberry|windows|outlook|yahoo|mail|proton|handy|mobil|tablet|device|watch|^htc$"
    r"|t[ée]l[ée](?:f|ph)on|телефон|m[óo]vil|celular|dispositi[vf]o|appareil|cellulare",
    re.IGNORECASE,
)
# What may follow the device: its model, or how and on what it runs.
_MODEL = re.compile(
    r"[A-Z0-9][\w+&'-]*|e?-?mail|smartphone|phone|tablet|device|mobile|secure|app|wireless|network"
    r"|pro|max|plus|mini|ultra|for|on|the|an?|using|via|with|de|del?|für|pour|para|per|voor|för|til"
    r"|dla|для|на|my|meu|saya|của|tôi|שלי|μου"
)
_APOLOGY = re.compile(r"please|pls|excuse|sorry|pardon|forgive|typos|brevity", re.IGNORECASE)
_WHOLE = re.compile(
    r"[ \t]{0,9}(?:[^\n]{0,20}\boutlook\b[^\n]{0,12}\b(?:ios|android)\b[^\n]{0,12}"
    r"|von mein\w{0,2} [^\n]{1,20} gesendet|[发發]自我的[^\n]{0,30}|從我的[^\n]{1,20}傳送"
    r"|傳送自[^\n]{0,30}|ส่งจาก[^\n]{0,30}"
    r"|[^\n]{0,20}から送信|[^\n]{0,20}에서 보냄|[^\n]{0,20}gönderildi"
    r"|मेरे [^\n]{1,20} से भेजा गया)[ \t.!]*$",
    re.IGNORECASE | re.MULTILINE,
)
_DELIMITER = re.compile(r"^[ \t]*-{1,3}[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_WORDS_OF_LINE = re.compile(r"\S[^\n]*")
_TIME = re.compile(r"[0-9][:.h][0-9]{2}")
_DIGITS = re.compile(r"[0-9]+")
_MARKS = " \t\"'>|"
_NUMBERS_OF_A_MOMENT = 4  # day, year, hour, minute


def find_signatures(text: str, codes: list[Span]) -> tuple[list[Span], list[Span]]:
    """Find signatures: on a line of their own, behind a code, or below a line of dashes.

    Args:
        text: a folded reply, with blanks in the place of its codes.
        codes: where these codes were, in order. Dashes above the first open no signature.

    Returns:
        The places of signatures; the places of what may be the person's own words, because it
        stands before the code, below dashes, or names an app that is unknown here.
    """
    certain: list[Span] = []
    likely: list[Span] = []
    starts = [match.start() for match in _WORDS_OF_LINE.finditer(text)]
    text += "\n"
    for start in starts + [end for _, end in codes]:
        if match := _WHOLE.match(text, start) or _LEAD.match(text, start):
            end = text.index("\n", start)
            known = match.re is _WHOLE or _is_known(match["my"], text[match.end() : end])
            if known is not None:
                (certain if known and start >= codes[0][0] else likely).append((start, end))
    if delimiter := _DELIMITER.search(text, codes[0][1]):
        likely.append((delimiter.start(), len(text) - 1))
    return certain, likely


def _is_known(possessive: str | None, rest: str) -> bool | None:
    """Return whether a signature names a device or program; None where it is a sentence."""
    words = _WORD.findall(rest[:_LONGEST])
    device = next((at for at, word in enumerate(words[:_FEW]) if _DEVICE.search(word)), -1)
    for word in words[device + 1 :]:
        if _APOLOGY.match(word):
            break
        if not _MODEL.fullmatch(word):
            return None
    return device >= 0 or possessive is not None if words else None


def find_attributions(text: str, quoted: list[Span]) -> list[Span]:
    """Return lines that introduce a quotation, as "On … at 10:12 Ana wrote:", in any language."""
    starts = {start for start, _ in quoted}
    lines = [match.span() for match in _LINE.finditer(text) if match[0].strip()]
    follows = [
        start + len(text[start:end]) - len(text[start:end].lstrip(_MARKS)) for start, end in lines
    ]
    found = []
    for place, (start, end) in enumerate(lines):
        if text[start:end].rstrip().endswith(":") and {*follows[place + 1 : place + 2]} <= starts:
            wrapped = place and not _is_moment(text[start:end])
            first = lines[place - 1][0] if wrapped else start
            if _is_moment(text[first:end]):
                found.append((first, end))
    return found


def _is_moment(line: str) -> bool:
    few = len(_DIGITS.findall(line)) < _NUMBERS_OF_A_MOMENT
    return "\0" not in line and not few and _TIME.search(line) is not None
