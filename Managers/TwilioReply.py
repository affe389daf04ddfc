"""Recognise the answer to a question in what a phone sent. Pure rules, no I/O.

A reply is read on a folded copy (plain digits, plain hyphens, nothing invisible) that
remembers where each character came from, so the answer keeps its author's own characters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from TwilioAnswer import option_of
from TwilioReplySignature import signatures
from TwilioTextNormalizing import fold, is_invisible

if TYPE_CHECKING:
    from TwilioTextNormalizing import Folded

# https://help.twilio.com/articles/223134027: only where such a word is the whole message
OPT_OUT = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
OPT_IN = frozenset({"start", "yes", "unstop"})

_MAX_BODY = 4096  # characters
_MARKER = re.compile(r"siemplify[ _-]?id[ \t]*[:=#.-]?[ \t]*", re.IGNORECASE)
_HOW_TO = re.compile(r"to respond,? (?:send|type your reply)\b", re.IGNORECASE)
_GAP = r"[ \t]{0,2}-?[ \t]{0,2}"
_BEFORE = re.compile(r"(?:(?:(?<=\s)|^)[(\[{<#*_'\"~=:|/`+\-]+[ \t]*|[(\[{<#]+)\Z")
_AFTER = re.compile(r"[)\]}>*_'\"~=.,;:!?|`]*")
_REACTION = re.compile(
    r"(?P<said>\s*(?:(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned)"
    r"|reacted\b[^\n\"]{1,40}\bto|removed\b[^\n\"]{1,60}\bfrom))"
    r"\s*(?:\"[^\"]*|\".*\"\s*|an? (?:image|photo|video|attachment|message|link)\s*)",
    re.IGNORECASE | re.DOTALL,
)
_LOOSE_ENDS = ",;:|-–—、，،；："
_LOOSE_STARTS = f"{_LOOSE_ENDS}./"
_EMPTY_LINE = " \t\"'“”„«»‘’-–—_*="  # nothing but these says nothing
_MOST_WRAPPERS = 10  # quotes and brackets taken off around an answer
_OPENERS = "([{<\"'“‘„«*_「『【《"
_CLOSERS = ")]}>\"'”’“»*_」』】》"
_HALVES = '([{<"“„«「『【'  # openers that stood before a code which is gone


class Reading(NamedTuple):
    """What a text says about a question.

    Attributes:
        answer: the answer; with options, the chosen one as it was spelled; None where the text
            does not count.
        reason: why it does not count (`no_code`, `no_option`, `wrong_code`, `too_many_codes`,
            `reaction`, `copy`), or None.
        code_alone: whether it holds the code and nothing else.
    """

    answer: str | None
    reason: str | None
    code_alone: bool


def read_reply(body: str, code: str, question: str, options: tuple[str, ...]) -> Reading:
    """Read what a phone sent.

    Args:
        body: the text as it arrived; what is behind 4,096 characters is not read.
        code: the code of the question, ASCII digits.
        question: the question's text as sent, to know a copy of it.
        options: the offered answers; none where any text is an answer.
    """
    text = _find_answer(body[:_MAX_BODY], code, question)
    if text is None:
        return Reading(None, "no_code", code_alone=False)
    answer = option_of(text, options) if options else text
    return Reading(answer, None if answer else "no_option", code_alone=text == code)


def _find_answer(body: str, code: str, question: str) -> str | None:
    """Return the reply without code, marker, quoted lines and signature; None: no reply."""
    folded = fold(body)
    reaction = _REACTION.fullmatch(folded.text)
    if reaction and not _codes(reaction["said"], code):
        return None
    quoted = _quoted(folded.text, code, question)
    visible = _blank(folded.text, quoted)
    codes = _codes(visible, code)
    if not codes:
        return None
    markers = [match.span() for match in _MARKER.finditer(visible)]
    signed = signatures(_blank(visible, codes), codes)
    return _rest(body, folded, quoted + codes + markers + signed) or code


def keyword(body: str) -> str | None:
    """Return `out` or `in` where the whole message is an opt-out or opt-in word, else None."""
    word = fold(body).text.strip().casefold()
    if word in OPT_OUT:
        return "out"
    return "in" if word in OPT_IN else None


def _codes(text: str, code: str) -> list[tuple[int, int]]:
    """Find the code as a number of its own, with what decorates it."""
    spread = re.compile(_GAP.join(code))
    spans, start = [], 0
    while match := spread.search(text, start):
        if _stands_alone(text, *match.span()):
            spans.append(_with_decoration(text, *match.span()))
            start = match.end()
        else:
            start = match.start() + 1
    return spans


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if re.search(r"\d[.,'-]?\Z", before) or re.match(r"[.,'-]?\d", after):
        return False
    before_gap = before[1:] if before[:1].isdigit() else ""
    after_gap = after[:1] if after[1:].isdigit() else ""
    if before_gap and after_gap:
        return False  # amid groups of digits, like a phone number
    gaps = re.sub(r"\d", "", text[start:end])
    return not ({before_gap, after_gap} & set(gaps))


def _with_decoration(text: str, start: int, end: int) -> tuple[int, int]:
    before = _BEFORE.search(text[:start])
    after = _AFTER.match(text, end)
    return before.start() if before else start, after.end() if after else end


def _quoted(text: str, code: str, question: str) -> list[tuple[int, int]]:
    """Find quoted lines, and copies of the question however they are marked."""
    spans = [span for span in _lines(text) if text[slice(*span)].lstrip().startswith(">")]
    asked = fold(question).text
    spans += _copies(text, asked)
    spans += _between_quotes(_blank(text, spans), asked)
    rest = [span for span in _lines(_blank(text, spans)) if text[slice(*span)].strip()]
    if any(_HOW_TO.match(text[slice(*span)].strip()) for span in rest):
        lines = {_squeezed(line) for line in asked.splitlines()}
        spans += [span for span in rest if _is_asked(text[slice(*span)], code, lines)]
    return spans


def _copies(text: str, asked: str) -> list[tuple[int, int]]:
    """Find the question word for word, on however many lines and in whatever quotes."""
    lines = asked.splitlines()
    how_to = next((place for place, line in enumerate(lines) if _HOW_TO.match(line.strip())), None)
    if how_to is None:
        return []
    message, how, marker = (
        r"\s+".join(map(re.escape, " ".join(part).split()))
        for part in (lines[:how_to], lines[how_to : how_to + 1], lines[how_to + 1 :])
    )
    before, after = (
        (rf"(?:{message}\s+)?" if message else ""),
        (rf"(?:\s+{marker})?" if marker else ""),
    )
    copies = re.finditer(before + how + after, text, re.IGNORECASE)
    return [_with_quotes(text, *match.span()) for match in copies]


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """Take the quotation marks along that stand around a copy."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if before.endswith('"') and after.startswith('"'):
        return len(before) - 1, len(text) - len(after) + 1
    return start, end


def _between_quotes(text: str, asked: str) -> list[tuple[int, int]]:
    """Find the part in quotation marks that holds how to answer, which may hold such marks too."""
    how = _HOW_TO.search(text)
    if how is None:
        return []
    has_options = f'{how.group()} "'.lower() in asked.lower()
    start = text.rfind('"', 0, how.start())
    end = text.rfind('"', how.end()) if has_options else text.find('"', how.end())
    return [(start, end + 1)] if 0 <= start < end else []


def _is_asked(line: str, code: str, lines: set[str]) -> bool:
    """Tell whether a line of a text that copies the question is one of the question's."""
    bare = _MARKER.search(line) and _MARKER.sub("", line).strip(' \t"') == code
    return bool(bare) or _squeezed(line) in lines or _HOW_TO.match(line.strip()) is not None


def _squeezed(line: str) -> str:
    return " ".join(line.split())


def _lines(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^\n\r]+", text)]


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    """Put blanks where the spans are; every other character keeps its place."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _rest(body: str, folded: Folded, removed: list[tuple[int, int]]) -> str:
    """Return what is left of the original, with a blank where something was taken out."""
    characters = list(body)
    ends = (*folded.origin, len(body))
    for start, end in removed:
        for place in range(ends[start], ends[end]):
            characters[place] = "\n" if body[place] in "\n\r" else " "
    lines = "".join(characters).splitlines()
    kept = (line for line in lines if line.strip(_EMPTY_LINE))
    text = _trimmed("\n".join(re.sub(r"[ \t]{2,}", " ", line).strip() for line in kept))
    for _ in range(_MOST_WRAPPERS):
        inner = _trimmed(_unwrapped(text))
        if inner == text:
            break
        text = inner
    return text if any(map(_says_something, text)) else ""


def _trimmed(text: str) -> str:
    """Take off blanks, loose separators and invisible marks."""
    start, end = 0, len(text)
    while start < end and (_is_edge(text[start]) or _is_loose(text[start], text[start + 1 : end])):
        start += 1
    while end > start and (_is_edge(text[end - 1]) or text[end - 1] in _LOOSE_ENDS):
        end -= 1
    return text[start:end]


def _is_loose(character: str, behind: str) -> bool:
    """Tell whether a mark at the beginning separates nothing any more; "-5" and ":)" stay."""
    if not behind or behind[0].isspace():
        return character in _LOOSE_STARTS
    return character in ",;:" and behind[0].isalnum()


def _unwrapped(text: str) -> str:
    """Take off one pair around the text, or a half of one that the code left behind."""
    first, last, inner = text[:1], text[-1:], text[1:-1]
    opens = bool(first) and first in _OPENERS
    if opens and len(text) > 1 and last == _CLOSERS[_OPENERS.index(first)]:
        return text if first in inner or last in inner else inner
    if opens and not any(c in _CLOSERS for c in text[1:]):
        return text[1:]
    if last and last in _HALVES and last not in text[:-1]:
        return text[:-1]
    return text


def _says_something(character: str) -> bool:
    return character in "?!" or not (
        character.isspace() or is_invisible(character) or unicodedata.category(character)[0] == "P"
    )


def _is_edge(character: str) -> bool:
    # Joiners and tags belong to the word or the emoji before them.
    return character.isspace() or (is_invisible(character) and not _joins(character))


def _joins(character: str) -> bool:
    return character in "\u200c\u200d\ufe0f\u20e3" or character >= "\U000e0000"
