"""Take the answer out of a reply, and tell which option it chooses. Pure rules, no I/O."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from TwilioReplySignature import find_attributions, find_signatures
from TwilioTextNormalizing import fold, is_invisible

if TYPE_CHECKING:
    from TwilioTextNormalizing import Folded

    Span = tuple[int, int]

_MARKER = re.compile(r"siemplify[ _-]?id[ \t]*[:=#.-]?[ \t]*", re.IGNORECASE)
_COUNTER = re.compile(r"(?<!\S)[(\[][0-9]{1,2} ?(?:/|of) ?[0-9]{1,2}[)\]](?!\S)")  # (1/2)
_TAKEN = "\0"  # stands for what is taken out; a folded text holds none
_TAKEN_PART = re.compile(r"\0(?:[\0 \t]*\0)?")
_NOTHING_SAID = {"", "\n", _TAKEN}  # beside a code and its marks
_BLANKS = " \t"
_SEPARATORS = ",;:|/\\-→·•"  # between an answer and the code
_SIGNS = "#*_~=+<>@&^`"  # around a code, but a word may end in them
_ENDS = ".!"  # of a sentence
_OPENERS, _CLOSERS, _QUOTES = "([{", ")]}", "\"'"
_MARKS = _SEPARATORS + _SIGNS + _ENDS + _OPENERS + _CLOSERS + _QUOTES
_SEPARATED = {mark * 2 for mark in _SEPARATORS}  # ", 482139,"
_ATTACHED = {*"?!.,;:)]}\"'"}  # to the word before them
_LONGEST_SIGN = 3  # as "-->"
_PAIRED = re.compile(r"(?<!\w)'|'(?!\w)|[()\[\]{}\"]")
_FACE = r"[:;=][-'^o]?[()\[\]{}</\\|*@]"
_OTHER_FACE = r"[()\[\]{}<>/\\|][-'^o]?[:;=]|\^[._]?\^|[-<>][._][-<>]"
_FACE_BEFORE = re.compile(rf"(?:{_FACE}|(?<!\S)(?:{_OTHER_FACE}))\Z")
_FACE_BEHIND = re.compile(rf">?{_FACE}|{_OTHER_FACE}")
_EMPTY_LINE = " \t\"'“”„«»‘’-–—_*=|…"  # nothing but these says nothing
_MOST_DECORATION = 20  # marks around a code
_MOST_WRAPPERS = 10  # quotes and brackets taken off around an answer
_WRAPPERS = dict(zip("([{<\"'“‘„«*_「『【《", ")]}>\"'”’“»*_」』】》", strict=True))
_MOST_MARKS = 100  # around an option
_MOST_FORMS = 4  # characters in which one letter may be written
_SIGNS_AT_DIGITS = {*"<>+-=~^%/\\&@|"}
_BEFORE_A_DIGIT = _SIGNS_AT_DIGITS | {*".,:([{"}
_DOUBTS = {*"👎❌❎✖✗✘🚫⛔🛑🤔🤷🙅🙄🤨🤬💩🖕"}
_SAME_LETTERS = str.maketrans("يىكةٱہھøłđ", "ییکهاههold", "ـ🏻🏼🏽🏾🏿")
_ACCENTS = {*range(10, 36), *range(200, 250)}  # combining classes; not of vowels, as in Thai


def read_rest(body: str, folded: Folded, codes: list[Span], quoted: list[Span]) -> tuple[str, str]:
    """Return what a reply says besides its code.

    Args:
        body: the reply as it arrived.
        folded: the same, folded.
        codes: where the code stands, in order.
        quoted: where it quotes something.

    Returns:
        The text without anything that looks like a signature; the text with what may be the
        answer itself, such as words below dashes.
    """
    found = [match.span() for rule in (_MARKER, _COUNTER) for match in rule.finditer(folded.text)]
    visible = _blank(folded.text, codes + quoted + found, _TAKEN)
    partners = _partners(visible)
    taken = [_grown(visible, *match.span(), partners) for match in _TAKEN_PART.finditer(visible)]
    taken += find_attributions(visible, quoted)
    certain, likely = find_signatures(_blank(visible, taken, " "), codes)
    text = _tidy(_without(body, folded, taken + certain))
    return (_tidy(_without(body, folded, taken + certain + likely)) if likely else text), text


def _blank(text: str, spans: list[Span], mark: str) -> str:
    """Return the text with marks in the spans; all other characters keep their places."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = mark * (end - start)
    return "".join(characters)


def _partners(text: str) -> dict[int, int]:
    """Return the place of each paired bracket or quotation mark with that of its partner."""
    partners: dict[int, int] = {}
    opened: dict[str, list[int]] = defaultdict(list)
    for match in _PAIRED.finditer(text):
        mark, place = match[0], match.start()
        waiting = opened[mark.translate(str.maketrans(_CLOSERS, _OPENERS))]
        if waiting and mark not in _OPENERS:
            partners[place] = waiting.pop()
            partners[partners[place]] = place
        elif mark not in _CLOSERS:
            waiting.append(place)
    return partners


def _grown(text: str, start: int, end: int, partners: dict[int, int]) -> Span:
    """Return a code's span with the marks that decorate it or separate it from the answer."""
    before = text[:start].rstrip(_BLANKS + _MARKS)[-1:] not in _NOTHING_SAID
    behind = text[end:].lstrip(_BLANKS + _MARKS)[:1] not in _NOTHING_SAID
    left, right = _before_blanks(text, start), _behind_blanks(text, end)
    for _ in range(_MOST_DECORATION):
        around = text[left - 1 : left] + text[right : right + 1]
        at_edge = before != behind
        if partners.get(left - 1) == right or around in _SEPARATED:
            start, end = left - 1, right + 1
            left, right = _before_blanks(text, start), _behind_blanks(text, end)
        elif (
            left and left - 1 not in partners and _is_before(text, left - 1, start, at_edge=at_edge)
        ):
            start = left - 1
            left = _before_blanks(text, start)
        elif right not in partners and _is_behind(
            text, right, end, at_edge=at_edge, inside=before and behind
        ):
            end = right + 1
            right = _behind_blanks(text, end)
        else:
            break
    return start, end


def _before_blanks(text: str, at: int) -> int:
    """Return where the text before this place ends, maybe on a line above."""
    return len(text[:at].rstrip(_BLANKS + "\n"))


def _behind_blanks(text: str, at: int) -> int:
    """Return where the line goes on behind this place."""
    return len(text) - len(text[at:].lstrip(_BLANKS))


def _is_before(text: str, at: int, start: int, *, at_edge: bool) -> bool:
    """Return whether a mark before a code leads to it and says nothing else."""
    token, glued = text[max(0, at - _LONGEST_SIGN) : at + 1], at + 1 == start
    if text[at] not in _MARKS or _FACE_BEFORE.search(token):
        return False
    if text[at] in _SEPARATORS:
        return glued or at_edge
    standalone = at_edge and _is_sign(token.split()[-1])
    return text[at] not in _ENDS + _CLOSERS and (glued or standalone)


def _is_behind(text: str, at: int, end: int, *, at_edge: bool, inside: bool) -> bool:
    """Return whether a mark behind a code belongs to it, or separates it from what follows."""
    mark, following = text[at : at + 1], text[at + 1 : at + 2]
    if not mark or mark not in _MARKS or _FACE_BEHIND.match(text, at):
        return False
    if following.isdecimal() and text[at - 1] != _TAKEN:
        return False
    if at == end:
        return not inside or mark not in ",;:.!" or following.isalnum()
    token, *_ = text[at : at + _LONGEST_SIGN + 1].split()
    return at_edge and (_is_sign(token) or (mark in ",;:" and following.isalnum()))


def _is_sign(token: str) -> bool:
    return len(token) <= _LONGEST_SIGN and not token.strip(_MARKS)


def _without(body: str, folded: Folded, spans: list[Span]) -> str:
    """Return the original without the spans, a blank or line end in the place of each."""
    places, parts, done = (*folded.origin, len(body)), [], 0
    for start, end in sorted(spans):
        attached = folded.text[end : end + 1] in _ATTACHED  # "yes 482139?" becomes "yes?"
        until = max(done, _before_blanks(folded.text, start) if attached else start)
        if end > done:
            blank = "\n" if "\n" in folded.text[start:end] else " "
            last = max(places[until], places[until - 1] + 1 if until else 0)  # whole characters
            parts += [body[places[done] : last], "" if attached else blank]
            done = end
    return "".join(parts) + body[places[done] :]


def _tidy(text: str) -> str:
    """Return an answer without what only surrounds it, or nothing where nothing is said."""
    lines = [line for line in text.splitlines() if line.strip(_EMPTY_LINE)]
    text = _trimmed("\n".join(re.sub(r"[ \t]{2,}", " ", line).strip() for line in lines))
    for _ in range(_MOST_WRAPPERS):
        first, last, inner = text[:1], text[-1:], text[1:-1]
        if _WRAPPERS.get(first) != last or first in inner or last in inner:
            break
        text = _trimmed(inner)
    plain = fold(text).text
    says = "?" in plain or "!" in plain or _FACE_BEHIND.search(plain)
    return text if says or any(map(_is_no_mark, plain)) else ""


def _is_no_mark(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character)[0] != "P"


def _trimmed(text: str) -> str:
    # Joiners, keycaps and tags belong to the word or the emoji before them.
    inner = "\u200c\u200d\ufe0f\u20e3"
    edges = {one for one in set(text) if one.isspace() or (is_invisible(one) and one not in inner)}
    return text.strip("".join(one for one in edges if one < "\U000e0000"))


def option_of(answer: str, options: tuple[str, ...]) -> str | None:
    """Return the option an answer equals, as it was spelled, or None."""
    if len(answer) > _MOST_MARKS + _MOST_FORMS * max(map(len, options), default=0):
        return None
    for same in (plain_answer, _loose_answer):
        wanted = same(answer)
        found = [option for option in options if same(option) == wanted]
        if len(found) == 1 and _DOUBTS & {*answer} <= {*found[0]}:
            return found[0]
    return None


def plain_answer(text: str) -> str:
    """Return what makes an answer equal to an option: no case, no surrounding marks.

    Question marks stay, and so do signs at a digit: "-1" and "<3" are other words than 1 and 3.
    """
    # Turkish has two letters i, of which only one has the case that other scripts know.
    cased = unicodedata.normalize("NFKC", text.replace("´", "'")).casefold().replace("i\u0307", "i")
    plain = " ".join(fold(cased.replace("ı", "i")).text.split())
    marks = "".join(mark for mark in set(plain) if _is_mark(mark))
    said = plain.strip(marks)
    start = plain.find(said)
    before, after = plain[:start][-1:], plain[start + len(said) :][:1]
    if before + after in {"()", "[]", "{}", "<>"}:
        return said
    signed = said[:1].isdecimal() and before in _BEFORE_A_DIGIT
    signed = signed or (said[-1:].isdecimal() and after in _SIGNS_AT_DIGITS)
    return plain if signed else said or plain


def _is_mark(character: str) -> bool:
    punctuation = unicodedata.category(character)[0] == "P" and character != "?"
    return punctuation or character in " ~`=+|^<>"


def _loose_answer(text: str) -> str:
    """Return the plain answer without a last emoji and accents, in one form of Arabic letters."""
    plain = plain_answer(text)
    emoji = {one for one in plain if unicodedata.category(one) in {"So", "Sk", "Cn"}}
    said = plain.rstrip("".join(emoji) + " ")
    letters = unicodedata.normalize("NFD", plain_answer(said) if said else plain).translate(
        _SAME_LETTERS
    )
    return "".join(one for one in letters if unicodedata.combining(one) not in _ACCENTS)
