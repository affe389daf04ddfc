"""The package's files, each read once, with what is wrong about their form."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import yaml
from pydantic import TypeAdapter, ValidationError

from devkit.checks.ai_texts import PRODUCTS, TEXTS, ActionTexts, Products
from devkit.checks.formats import Action, Integration, Note, Widget
from devkit.checks.problem import Problem
from devkit.definitions import DEFINITIONS, MANAGERS, NOTES, SCRIPTS, WIDGET_PAGES, WIDGETS
from devkit.json_files import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Content = TypeVar("Content")

ENDINGS = {
    DEFINITIONS: ".actiondef",
    SCRIPTS: ".py",
    MANAGERS: ".py",
    WIDGETS: ".json",
    WIDGET_PAGES: ".html",
}
# What names an item of a list, in place of its number.
_NAMES = ("Name", "PropertyName", "ResultName")
_SENTENCES = {
    "bool_type": "This is no boolean.",
    "dict_type": "This is no object.",
    "extra_forbidden": "The platform's tools know no such field and drop it.",
    "float_type": "This is no number.",
    "greater_than": "This must be more than {gt}.",
    "int_type": "This is no whole number.",
    "list_type": "This is no list.",
    "literal_error": "This must be {expected}.",
    "missing": "The field is missing.",
    "model_type": "This is no object.",
    "none_required": "This must be null.",
    "string_too_long": "The text has more than {max_length:,} characters.",
    "string_type": "This is no text.",
    "too_long": "There are more than {max_length}.",
    "too_short": "The list is empty.",
    "value_error": "{error}",
}


def path_of(folder: str, stem: str) -> str:
    """Return the path of a file below the package's folder."""
    return f"{folder}/{stem}{ENDINGS[folder]}"


@dataclass(frozen=True, slots=True)
class Document(Generic[Content]):
    """A JSON file.

    Attributes:
        file: its path below the package's folder.
        stem: the file's name without its ending.
        text: the file as it is.
        value: the JSON value.
        content: the value in its format.
    """

    file: str
    stem: str
    text: str
    value: Any
    content: Content


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file that is shipped."""

    file: str
    stem: str
    text: str


class PackageFiles:
    """All that the rules look at.

    Attributes:
        root: the package's folder.
        problems: what is wrong about the form of the files. What has a wrong form is left out of
            the attributes below, so that one mistake is told once.
        documents: all JSON files.
        stems: the names of the files in each folder, without their ending.
        integration: the `.def` file.
        actions: the action definitions.
        notes: the release notes.
        widgets: the widget definitions.
        modules: the shipped Python files.
        texts: what AI agents read, by the name of the action.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.documents: list[Document[Any]] = []
        self.integration = self._integration()
        self.stems = {folder: list(self._stems(folder)) for folder in ENDINGS}
        self.actions = self._all(DEFINITIONS, Action)
        self.widgets = self._all(WIDGETS, Widget)
        notes = self._read(NOTES, list[Note])
        self.notes = notes.content if notes else None
        self.modules = list(self._modules())
        self.texts = self._texts()

    def text(self, name: str) -> str | None:
        """Return a file's text, or None; what is wrong becomes a problem."""
        try:
            return (self.root / name).read_bytes().decode("utf-8")
        except OSError:
            self.problems.append(Problem(name, "", "The file is missing."))
        except UnicodeDecodeError:
            self.problems.append(Problem(name, "", "The file is no UTF-8 text."))
        return None

    def _yaml(self, name: str) -> Any:  # noqa: ANN401 (any YAML value)
        """Return a YAML file's value, or None; what is wrong becomes a problem."""
        text = self.text(name)
        try:
            return yaml.safe_load(text) if text is not None else None
        except yaml.YAMLError:
            self.problems.append(Problem(name, "", "The file is no YAML."))
            return None

    def _conforming(self, file: str, value: Any, form: type[Content]) -> Content | None:  # noqa: ANN401
        """Return a value in a format, or None; each field that is wrong becomes a problem."""
        try:
            return TypeAdapter(form).validate_python(value)
        except ValidationError as failure:
            for error in failure.errors(include_url=False):
                text = _SENTENCES.get(error["type"], error["msg"] + ".")
                text = text.format(**error.get("ctx", {}))
                text = text.replace("True.", "true.").replace("False.", "false.")
                self.problems.append(Problem(file, _place(value, error["loc"]), text))
            return None

    def _integration(self) -> Document[Integration] | None:
        names = sorted(path.name for path in self.root.glob("Integration-*.def"))
        if len(names) == 1:
            return self._read(names[0], Integration)
        found = f"There are {len(names)} files of this name instead of one."
        self.problems.append(Problem("Integration-*.def", "", found))
        return None

    def _stems(self, folder: str) -> Iterator[str]:
        """Yield the names of a folder's files; one of another kind becomes a problem."""
        for path in sorted((self.root / folder).glob("*")):
            if path.suffix == ENDINGS[folder]:
                yield path.stem
            elif path.name != "__pycache__":
                text = f"Only {ENDINGS[folder]} files belong here."
                self.problems.append(Problem(f"{folder}/{path.name}", "", text))

    def _all(self, folder: str, form: type[Content]) -> dict[str, Document[Content]]:
        """Return the files of one kind that have the right form, by their names without ending."""
        found = [self._read(path_of(folder, stem), form) for stem in self.stems[folder]]
        return {document.stem: document for document in found if document}

    def _read(self, name: str, form: type[Content]) -> Document[Content] | None:
        """Return a JSON file in its format, or None; what is wrong becomes a problem."""
        text = self.text(name)
        if text is None:
            return None
        try:
            value = parse_json(text)
        except ValueError as error:
            self.problems.append(Problem(name, "", f"The file is no JSON: {error}."))
            return None
        content = self._conforming(name, value, form)
        document = Document(name, PurePosixPath(name).stem, text, value, content)
        self.documents.append(document)
        return cast("Document[Content]", document) if content is not None else None

    def _texts(self) -> dict[str, ActionTexts]:
        products = self._yaml(PRODUCTS)
        if products is not None:
            self._conforming(PRODUCTS, products, Products)
        value = self._yaml(TEXTS)
        if value is None:
            return {}
        return self._conforming(TEXTS, value, dict[str, ActionTexts]) or {}

    def _modules(self) -> Iterator[Module]:
        for folder in (SCRIPTS, MANAGERS):
            for stem in self.stems[folder]:
                file = path_of(folder, stem)
                text = self.text(file)
                if text is None:
                    continue
                try:
                    ast.parse(text)
                except (SyntaxError, ValueError) as error:
                    self.problems.append(Problem(file, "", f"The file is no Python: {error}."))
                else:
                    yield Module(file, stem, text)


def _place(value: Any, location: tuple[str | int, ...]) -> str:  # noqa: ANN401 (any JSON)
    """Return `Parameters[Message].Type` for `("Parameters", 0, "Type")`."""
    place = ""
    for part in location:
        if part == "[key]":  # pydantic's: the key itself is wrong
            continue
        value = _inside(value, part)
        if isinstance(part, str):
            place += f".{part}"
        else:
            named = value if isinstance(value, dict) else {}
            names = (name for key in _NAMES if isinstance(name := named.get(key), str))
            place += f"[{next(names, part)}]"
    return place.removeprefix(".")


def _inside(value: Any, part: str | int) -> Any:  # noqa: ANN401 (any JSON)
    try:
        return value[part]
    except (LookupError, TypeError):
        return None
