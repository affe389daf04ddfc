"""Tell whether a text is a reply to a question, and read it. Pure rules, no I/O.

A text is read on a folded copy (plain digits, plain hyphens, nothing invisible) that remembers
where each character came from, so the answer keeps its author's own characters. Every step
takes time in proportion to the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from TwilioAnswer import option_of, read_rest
from TwilioTextNormalizing import Folded, fold, letters

# https://help.twilio.com/articles/223134027: only where such a word is the whole message
OPT_OUT = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
OPT_IN = frozenset({"start", "yes", "unstop"})
_COMMANDS = OPT_OUT | {"start", "unstop", "help", "info"}

_MAX_BODY = 4096  # characters
_MOST_CODES = 20  # copies of the code that are read; a person writes one or two
_MOST_NUMBERS = 3  # different numbers as long as the code; more are guesses
_DIGITS = re.compile(r"[0-9]+")
_WIDEST_GAP = 5  # characters between two groups of one number
_SEPARATORS = "-.,/'_:;*+|~·•"
_PART_OF_A_NUMBER = {".", ",", "'", "-"}  # between digits, without blanks
_MOST_GROUPS = 3  # of thousands
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_QUOTED_LINE = re.compile(r"^[ \t]*>(?![^\w\s>\"]|[\d_])[^\n]*", re.MULTILINE)
_MOST_PLACES = 30  # of the code in the question
_LEAST_WORDS = 4  # letters; fewer are an answer
_LEAST_COPY = 20  # letters of the question that nobody writes by chance
_LEAST_QUOTATION = 8  # letters; between quotation marks fewer prove as much
_MARKER = "siemplifyid"
_OUR_WORDS = "reply followed by "  # of the package, before the code
_WIDE = "\u2e80"  # from here on a letter is a syllable or a word
_LETTERS_OF_A_WIDE_ONE = 3
_LONGEST_FRAME = 60  # characters around the quotation of a reaction
_REACTED = re.compile(
    r"\s*(?:(?:dis)?liked|loved|laughed at|emphasi[sz]ed|questioned"
    r"|(?:reacted )?[^\w\s\"]{1,20} to|reacted (?:with )?[^a-z\"\n]{1,20} to"
    r"|reacted with an? \w{1,20} to"
    r"|removed (?:[^a-z\"\n]{1,20}|an? (?:like|dislike|heart|love|laugh|haha|exclamation(?: mark)?"
    r"|emphasis|question(?: mark)?|reaction|sticker)) from)\s*",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"an? (?:image|photo|picture|video|movie|attachment|message|link)\s*", re.IGNORECASE
)

Span = tuple[int, int]


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
    code_alone: bool = False


class Number(NamedTuple):
    """A number in a text, maybe written in groups.

    Attributes:
        start, end: where it stands.
        digits: its digits without separators.
        alone: whether it is no part of a longer number.
    """

    start: int
    end: int
    digits: str
    alone: bool


class _Question(NamedTuple):
    text: str
    letters: Folded
    numbers: set[str]


def read_reply(body: str, code: str, question: str, options: tuple[str, ...]) -> Reading:
    """Return what is read in a text that a phone sent.

    Args:
        body: the text as it arrived; what is behind 4,096 characters is not read.
        code: the code of the question, ASCII digits.
        question: the question's text as sent, to know a copy of it.
        options: the offered answers; none where any text is an answer.
    """
    body = body[:_MAX_BODY]
    folded = fold(body)
    quoted = [match.span() for match in _BREAK.finditer(folded.text)]
    text = _BREAK.sub(lambda match: "\n".ljust(len(match[0])), folded.text)
    asked = _prepared(question, len(code))
    numbers = _find_numbers(text, len(code))
    others = {one.digits for one in numbers if one.alone or one.end - one.start == len(code)}
    others -= asked.numbers - {code}
    if len(others) > _MOST_NUMBERS:
        return Reading(None, "too_many_codes")
    codes = [one[:2] for one in numbers if one.digits == code and one.alone][:_MOST_CODES]
    reaction = _reaction(text, codes, asked, code)
    quoted += reaction + _copies(text, codes, asked, code, options)
    quoted += [match.span() for match in _QUOTED_LINE.finditer(text)]
    own = _outside(codes, quoted)
    joined = [one[:2] for one in numbers if one.digits == code and not one.alone]
    if own or (options and len(joined) == 1):
        rest, certain = read_rest(body, Folded(text, folded.origin), own or joined, quoted)
        option = option_of(rest or certain, options) or option_of(certain, options)
        answer = option if options else rest or certain or code
        if own or answer:  # "1 482 139" is read where all the rest is an option
            return Reading(answer, None if answer else "no_option", not (rest or certain))
    if reaction or codes:
        return Reading(None, "reaction" if reaction else "copy")
    return Reading(None, "wrong_code" if others - {code} else "no_code")


@lru_cache
def _prepared(question: str, length: int) -> _Question:
    text = fold(question).text
    return _Question(text, letters(text), {one.digits for one in _find_numbers(text, length)})


def keyword(body: str) -> str | None:
    """Return `out` or `in` where the whole message is an opt-out or opt-in word, else None."""
    word = _word(body)
    if word in OPT_OUT:
        return "out"
    return "in" if word in OPT_IN else None


def is_command(body: str) -> bool:
    """Return whether the whole message is a word for Twilio, which says nothing to a question.

    "Yes" opts in, too, but it is the answer of somebody who forgot the code.
    """
    return _word(body) in _COMMANDS


def _word(body: str) -> str:
    return fold(body[:_MAX_BODY]).text.strip().casefold()


def _find_numbers(text: str, length: int) -> list[Number]:
    """Return the numbers of so many digits, joined or in groups with one kind of separator."""
    runs = [match.span() for match in _DIGITS.finditer(text)]
    gaps = ["", *(_gap(text[left:right]) for (_, left), (right, _) in pairwise(runs)), ""]
    found = (_number(text, runs, gaps, first, length) for first in range(len(runs)))
    return [number for number in found if number]


def _gap(between: str) -> str:
    """Return the kind of separator, with a blank if it has any; nothing where it is none."""
    mark = between.strip(" \t") if len(between) <= _WIDEST_GAP else "\n"
    if len(mark) > 1 or mark not in _SEPARATORS:
        return ""
    return mark + (" " if mark != between else "")


def _number(text: str, runs: list[Span], gaps: list[str], first: int, length: int) -> Number | None:
    """Return the number that begins with a run of digits; gaps[n] stands before the run n."""
    last, separator, missing = first, gaps[first + 1], length - runs[first][1] + runs[first][0]
    while missing > 0 and separator and gaps[last + 1] == separator:
        last += 1
        missing -= runs[last][1] - runs[last][0]
    if missing:
        return None
    groups = [text[start:end] for start, end in runs[first : last + 1]]
    joins = _PART_OF_A_NUMBER if first == last else {*_PART_OF_A_NUMBER, separator}
    thousands = len(groups[-1]) == len("000") and len(groups) <= _MOST_GROUPS
    if first < last and separator[0] not in " -" and not thousands and len(groups) < length:
        return None
    around = gaps[first], gaps[last + 1]
    amid = around == (" ", " ") and all(
        end - start < length for start, end in (runs[first - 1], runs[last + 1])
    )
    alone = not amid and joins.isdisjoint(around)
    return Number(runs[first][0], runs[last][1], "".join(groups), alone)


def _outside(spans: list[Span], quoted: list[Span]) -> list[Span]:
    """Return the spans that begin in no quoted part."""
    covered: set[int] = set()
    for start, end in quoted:
        covered.update(range(start, end))
    return [span for span in spans if span[0] not in covered]


def _reaction(text: str, codes: list[Span], asked: _Question, code: str) -> list[Span]:
    """Return the quotation of a phone's reaction: short words around a part of the question."""
    phrase = _REACTED.match(text)
    if phrase and _MEDIA.fullmatch(text, phrase.end()):
        return [(0, len(text))]
    mark = '"' if '"' in text else "'"
    for start, end in _quotations(text, mark):
        frame, inner = text[:start].strip() + text[end + 1 :].strip(), text[start + 1 : end]
        if start < 0 or not frame or len(frame) > _LONGEST_FRAME:
            continue
        said, wanted = letters(inner).text, asked.letters.text
        begins = mark not in inner and wanted.startswith(said[:_LEAST_QUOTATION])
        enough = _weight(said.replace(code, "").replace(_MARKER, "")) >= _LEAST_QUOTATION
        is_copy = letters(frame).text and letters(text).text in wanted
        by_phone = phrase and phrase.end() == start and mark not in inner
        by_question = enough and (begins or said in wanted) and not is_copy
        if (by_phone or by_question) and all(start <= at <= end for at, _ in codes):
            return [(start, end)]
    return []


def _quotations(text: str, mark: str) -> list[Span]:
    """Return one quotation, which may hold such marks, or two: of the question and of a choice."""
    first, last = text.find(mark), text.rfind(mark)
    second, third = text.find(mark, first + 1), text.rfind(mark, 0, last)
    spans = (first, last), (first, second), (third, last)
    return [(start, end if end > start else len(text)) for start, end in spans]  # a cut one


def _weight(said: str) -> int:
    return sum(_LETTERS_OF_A_WIDE_ONE if letter >= _WIDE else 1 for letter in said)


def _copies(
    text: str, codes: list[Span], asked: _Question, code: str, options: tuple[str, ...]
) -> list[Span]:
    """Return the parts of a text that hold the code amid the question's own letters."""
    said, wanted = letters(text), asked.letters
    offered = {letters(fold(option).text).text for option in options}
    places = [match.start() for match in re.finditer(code, wanted.text)][:_MOST_PLACES]
    spans, done = [], 0
    for at in (bisect_left(said.origin, start) for start, _ in codes):
        common = [_common(said, at, wanted, place, len(code)) for place in places if at >= done]
        if not common:
            continue
        first, last, place = max(common, key=lambda one: one[1] - one[0])
        part = said.text[first:last]
        words = part.replace(_MARKER + code, "").replace(code, "")
        if _weight(words) < _LEAST_WORDS or words in offered:  # "Y" ends many a word
            continue
        cut = not _is_edge(wanted, place) or not _is_edge(wanted, place + last - first)
        whole = len(part) == len(said.text) and (cut or _OUR_WORDS + code in asked.text)
        if part.count(code) > 1 or _weight(words) >= _LEAST_COPY or whole:
            spans.append((said.origin[first], said.origin[last - 1] + 1))
            done = last
    return spans


def _common(said: Folded, at: int, wanted: Folded, place: int, size: int) -> tuple[int, int, int]:
    """Return how far both agree around a code, in whole words, and where the question's begins."""
    left, right = 0, size
    while left < min(at, place) and said.text[at - left - 1] == wanted.text[place - left - 1]:
        left += 1
    ends = min(len(said.text) - at, len(wanted.text) - place)
    while right < ends and said.text[at + right] == wanted.text[place + right]:
        right += 1
    while left and not _is_edge(said, at - left):
        left -= 1
    while right > size and not _is_edge(said, at + right):
        right -= 1
    return at - left, at + right, place - left


def _is_edge(one: Folded, at: int) -> bool:
    """Return whether a word may begin or end here."""
    if at in {0, len(one.text)} or one.text[at] >= _WIDE or one.text[at - 1] >= _WIDE:
        return True
    return one.origin[at] > one.origin[at - 1] + 1
