"""One run of an action, as its handler sees it: parameters, settings, entities, time."""

from __future__ import annotations

import ast
import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from TwilioConstants import CASE_REFERENCE, INTEGRATION, PHONE_ENTITY, SAVED_STATE
from TwilioExceptions import TwilioParameterError, TwilioPlatformError
from TwilioManager import TwilioManager
from TwilioRetry import Deadline
from TwilioSettings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from TwilioModels import Delivery

COMPLETED = 0
IN_PROGRESS = 1
FAILED = 2

MAX_SENTENCE = 600  # characters of an error shown to the analyst
SECONDS_WITHOUT_DEADLINE = 300.0  # the platform's own default for one run of a script
LATE_READ_SECONDS = 5.0  # seconds


def _cut(text: str, limit: int) -> str:
    return text if len(text) < limit else text[: limit - 2] + "…"


class Outcome(NamedTuple):
    """How a run ends.

    Attributes:
        state: COMPLETED, IN_PROGRESS or FAILED.
        value: the script result, or the saved state while in progress.
        message: a sentence for the analyst.
        result: the JSON result, or None for none.
        deliveries: the rows of the case-wall table.
    """

    state: int
    value: bool | str
    message: str
    result: dict[str, Any] | list[Any] | None = None
    deliveries: tuple[Delivery, ...] = ()

    @classmethod
    def completed(cls, message: str, *, value: bool | str) -> Outcome:
        """Return the end as completed."""
        return cls(COMPLETED, value, message)

    @classmethod
    def waiting(cls, saved_state: str, message: str) -> Outcome:
        """Return the end as in progress: the platform runs the action again."""
        return cls(IN_PROGRESS, saved_state, message)

    @classmethod
    def failed(cls, message: str) -> Outcome:
        """Return the end as failed, its message cut to a readable length."""
        return cls(FAILED, value=False, message=_cut(message, MAX_SENTENCE))

    def with_result(
        self, result: dict[str, Any] | list[Any], deliveries: tuple[Delivery, ...]
    ) -> Outcome:
        """Return it with the JSON result and the table."""
        return self._replace(result=result, deliveries=deliveries)

    def adding(self, sentence: str) -> Outcome:
        """Return it with one more line in the message, if there is one."""
        if not sentence:
            return self
        message = self.message
        if self.state == FAILED:  # what is added counts, too
            sentence = _cut(sentence, MAX_SENTENCE // 2)
            message = _cut(message, MAX_SENTENCE - len(sentence) - 1)
        return self._replace(message=f"{message}\n{sentence}")

    def with_table(self, deliveries: tuple[Delivery, ...]) -> Outcome:
        """Return it with the table alone."""
        return self._replace(deliveries=deliveries)


class ActionContext:
    """One run of an action: its parameters, its settings, its time.

    Attributes:
        deadline: when this process must be done.
        on_abort: called for an outcome when the handler raises; a handler that has sent
            something sets it, so that what was sent is never forgotten.
    """

    def __init__(self, siemplify: Any, failure: str, *, sends: bool = True) -> None:  # noqa: ANN401
        """Wrap the SDK's object; nothing is requested yet.

        Args:
            siemplify: the SDK's `SiemplifyAction`.
            failure: the action's failure message, with `{error}` for the reason.
            sends: whether this run may send. One that only reads makes short requests even where
                its deadline has passed; nothing is lost by that.
        """
        self._siemplify = siemplify
        self._parameters: dict[str, Any] = siemplify.parameters or {}
        self._failure = failure
        self.deadline = Deadline.of_process(
            _earliest(siemplify.execution_deadline_unix_time_ms, siemplify.script_timeout_deadline),
            otherwise=SECONDS_WITHOUT_DEADLINE,
            when_past=0.0 if sends else LATE_READ_SECONDS,
        )
        self.on_abort: Callable[[BaseException], Outcome | None] = lambda _: None

    def failed(self, reason: str) -> Outcome:
        """Return the end as failed, with the action's failure message."""
        return Outcome.failed(self._failure.format(error=reason))

    @cached_property
    def settings(self) -> Settings:
        """The instance's settings, checked.

        Raises:
            TwilioPlatformError: the platform did not hand them out.
            TwilioConfigurationError: they are wrong.
        """
        try:
            values = self._siemplify.get_configuration(INTEGRATION)
        except Exception as error:
            raise TwilioPlatformError(
                "The platform did not return the settings of the integration. Try again later."
            ) from error
        return read_settings(values or {})

    @cached_property
    def manager(self) -> TwilioManager:
        """Twilio's API, with these settings."""
        return TwilioManager(self.settings, self.deadline)

    @property
    def saved_state(self) -> Any:  # noqa: ANN401 (whatever the platform hands over)
        """What the last run of this wait saved."""
        return self._parameters.get(SAVED_STATE)

    @property
    def interval(self) -> float:
        """Seconds until the next run."""
        return float(_integer(self._siemplify.async_polling_interval_in_sec))

    @property
    def limit_ms(self) -> int:
        """The platform's limit for all runs together, in epoch milliseconds; 0 for none."""
        return _integer(self._siemplify.async_total_duration_deadline)

    def text(self, name: str, *, mandatory: bool = False, strip: bool = True) -> str:
        """Return a parameter's text, empty where it was left out.

        Args:
            name: the parameter.
            mandatory: whether it must not be empty.
            strip: whether blanks around belong to nothing, and a word such as `None` is a
                placeholder that came out empty; off for a text that is sent as it stands.

        Raises:
            TwilioParameterError: it is mandatory and empty, or holds a placeholder that
                was not replaced.
        """
        value = self._parameters.get(name)
        text = "" if value is None else str(value)
        bare = text.strip()
        if strip:
            text = "" if bare.casefold() in _EMPTY_VALUES else bare
        if mandatory and not text.strip():
            raise TwilioParameterError(f"{name} is empty", "Fill it in.")
        if "[" in text and _is_unreplaced(text, alone=strip):
            raise TwilioParameterError(
                f"{name} holds a placeholder that the playbook did not replace",
                "Check the name of the step or field between the brackets.",
            )
        return text

    def items(
        self, name: str, separators: str = ",;\n", *, mandatory: bool = False, pattern: str = ""
    ) -> list[str]:
        """Return the items of a list, in order, without the empty ones.

        A list is a JSON list, a printed one, or items with separators between them. Quotation
        marks around a whole item belong to the list.

        Args:
            name: the parameter.
            separators: the characters that may stand between items.
            mandatory: whether there must be an item.
            pattern: a regular expression of what stands between items, for `separators`.

        Raises:
            TwilioParameterError: see `text`; or it is a list of lists or of objects.
        """
        text = self.text(name, mandatory=mandatory)
        if text.startswith("[") and text.endswith("]"):
            listed = read_literal(text)
            if isinstance(listed, list):
                if any(isinstance(item, (list, tuple, dict, set)) for item in listed):
                    cure = 'Write it like ["first", "second"].'
                    raise TwilioParameterError(
                        f"{name} holds a list or an object inside a list", cure
                    )
                # Read as a number, +49… would lose its plus sign, and with it its country.
                if "+" not in text or all(isinstance(item, str | None) for item in listed):
                    texts = ("" if item is None else str(item).strip() for item in listed)
                    return list(filter(None, texts))
            if not _BRACKETS.intersection(text[1:-1]):
                text = text[1:-1]
        more = "".join(_OTHER_SEPARATORS.get(character, "") for character in separators)
        return _split(text, pattern or f"[{re.escape(separators + more)}]")

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes-or-no parameter.

        Raises:
            TwilioParameterError: it is neither true nor false.
        """
        text = self.text(name).lower()
        if text not in {"", "true", "false"}:
            raise TwilioParameterError(f"{name} is neither true nor false", "Choose one of them.")
        return text == "true" if text else default

    def number(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number, or None where it was left out.

        Raises:
            TwilioParameterError: it is no whole number from low to high.
        """
        text = self.text(name)
        if not text:
            return None
        whole = text.removesuffix(".0")
        plain = whole.isascii() and whole.isdecimal() and len(whole) <= len(str(high))
        if not (plain and low <= int(whole) <= high):
            problem = f"{name} must be a whole number from {low} to {high}"
            raise TwilioParameterError(problem, "Write it in digits.")
        return int(whole)

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        """Return one of the options; the first where it was left out.

        Raises:
            TwilioParameterError: it is none of them.
        """
        text = self.text(name) or options[0]
        for option in options:
            if option.casefold() == text.casefold():
                return option
        raise TwilioParameterError(
            f"{name} must be one of: {', '.join(options)}", "Choose one of them."
        )

    def phone_entities(self) -> list[str]:
        """Return the phone numbers among the entities that the step's scope selects.

        The SDK swallows failures to load them, so what the step names must all be there.

        Raises:
            TwilioPlatformError: the platform did not hand them all out.
        """
        chosen = self._siemplify.target_entity_ids
        wanted = {identifier for identifier, _ in filter(_is_phone, chosen)}
        if not wanted and not any(isinstance(one, str) for one in chosen):
            return []
        try:
            entities = self._siemplify.target_entities
        except Exception as error:
            raise TwilioPlatformError(_NO_ENTITIES) from error
        found = [one.identifier for one in entities if _is_phone((one.identifier, one.entity_type))]
        if not wanted <= set(found):
            raise TwilioPlatformError(_NO_ENTITIES)
        return found

    def case_line(self) -> str:
        """Return the line that names the case.

        Raises:
            TwilioParameterError: the action runs outside a case.
            TwilioPlatformError: the platform did not return the title.
        """
        case_id = str(self._siemplify.case_id or "")
        if not case_id.isdecimal() or int(case_id) == 0:
            raise TwilioParameterError(
                f"{CASE_REFERENCE} is on, but this run has no case", "Turn it off."
            )
        try:
            title = self._siemplify.case.title
        except Exception as error:
            raise TwilioPlatformError(
                "The platform did not return the title of the case; nothing was sent."
            ) from error
        return ": ".join(filter(None, (f"Case {case_id}", " ".join(str(title or "").split()))))

    def log(self, line: str) -> None:
        """Write to the log. Never a secret, a text, a code, or more of a number than its end."""
        self._siemplify.LOGGER.info(line)


_EMPTY_VALUES = frozenset({"none", "null", "undefined", "nan", "[]", "{}"})
_BRACKETS = frozenset("[]")
_OTHER_SEPARATORS = {",": "，、،", ";": "；؛", "\n": "\r\u2028\u2029", "|": "｜"}
# An opening mark, and those that close it.
_QUOTES = ('""', "''", "“”", "„“”", "‘’", "‚‘’", "«»", "»«")
_QUOTATION_MARKS = frozenset("".join(_QUOTES))


def _is_unreplaced(text: str, *, alone: bool) -> bool:
    """Return whether a text holds, or where `alone` is, a placeholder that was not replaced."""
    # Compiled only here: few texts hold a bracket.
    in_text = re.search(r"\[[^\[\]\n]+\.(?:JsonResult|is_success)\b[^\[\]\n]*\]", text)
    whole = alone and re.fullmatch(r"\[[A-Za-z][\w -]*\.[A-Za-z][^\[\]]*\]", text)
    return bool(in_text or whole)


def read_literal(text: str) -> Any:  # noqa: ANN401 (any JSON)
    """Return the value of JSON, or of a list or object that Python printed; None of other texts."""
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
    return None


def _split(text: str, separator: str) -> list[str]:
    """Return the parts between separators; none separates inside a quoted whole item."""
    if not _QUOTATION_MARKS.intersection(text):
        return list(filter(None, map(str.strip, re.split(separator, text))))
    quoted = "|".join(f"{marks[0]}[^{marks}]*[{marks[1:]}]" for marks in _QUOTES)
    item = rf"\s*((?:{quoted})(?=\s*(?:{separator}|\Z))|)(.*?)(?:{separator}|\Z)"
    found = [_unquoted(whole or rest) for whole, rest in re.findall(item, text, re.DOTALL)]
    return [text for text in found if text]


def _unquoted(item: str) -> str:
    bare = item.strip()
    marks = {bare[:1], bare[-1:]}
    around = len(bare) > 1 and marks <= _QUOTATION_MARKS and not marks.intersection(bare[1:-1])
    return bare[1:-1].strip() if around else bare


_NO_ENTITIES = (
    "The platform did not return all phone entities of the case; nothing was sent. Try again."
)


def _is_phone(entity: Any) -> bool:  # noqa: ANN401 (identifier and type; old steps: a text)
    return not isinstance(entity, str) and str(entity[1]).upper() == PHONE_ENTITY


def _earliest(*deadlines: Any) -> int:  # noqa: ANN401 (the platform's JSON)
    return min((ms for ms in map(_integer, deadlines) if ms > 0), default=0)


def _integer(value: Any) -> int:  # noqa: ANN401 (the platform's JSON)
    try:
        return int(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0
