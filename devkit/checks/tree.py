"""The package's files, read once, with what is wrong about their form."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devkit.checks import shape
from devkit.checks.problem import Problem
from devkit.definitions import DEFINITIONS, MANAGERS, NOTES, SCRIPTS, WIDGETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACTION_ENDING = ".actiondef"


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON object of the package.

    Attributes:
        file: its path below the package's folder.
        stem: the file's name without its ending.
        fields: the object; a field that is missing or of a wrong type holds an empty value.
        text: the file as it is.
    """

    file: str
    stem: str
    fields: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file that is shipped.

    Attributes:
        nodes: all nodes of its syntax tree.
    """

    file: str
    stem: str
    text: str
    code: ast.Module
    nodes: tuple[ast.AST, ...]


class Tree:
    """All that the rules look at. Files that cannot be read become problems and are left out.

    Attributes:
        root: the package's folder.
        problems: what is wrong about the form of the files.
        integration: the `.def` file, if there is one.
        actions: the action definitions.
        notes: the release notes.
        widgets: the widget definitions.
        modules: the shipped Python files.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.integration = self._integration()
        self.actions = [
            self._action(one) for one in self._objects(DEFINITIONS, ACTION_ENDING, shape.ACTION)
        ]
        self.notes = self._notes()
        self.widgets = list(self._objects(WIDGETS, ".json", shape.WIDGET))
        self.modules = list(self._modules())

    @property
    def identifier(self) -> str:
        return self.integration.fields["Identifier"] if self.integration else ""

    def files(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, without Python's caches."""
        found = (self.root / folder).glob("*")
        return sorted(path.name for path in found if path.name != "__pycache__")

    def text(self, name: str) -> str | None:
        """Return a file's text, or None; what is wrong becomes a problem."""
        try:
            return (self.root / name).read_bytes().decode("utf-8")
        except OSError:
            self.problems.append(Problem(name, "", "The file is missing."))
        except UnicodeDecodeError:
            self.problems.append(Problem(name, "", "The file is no UTF-8 text."))
        return None

    def _json(self, name: str) -> tuple[Any, str]:
        text = self.text(name)
        if text is None:
            return None, ""
        try:
            return json.loads(text), text
        except ValueError as error:
            self.problems.append(Problem(name, "", f"The file is no JSON: {error}."))
            return None, text

    def _object(self, name: str, fields: dict[str, shape.Kind]) -> Document | None:
        value, text = self._json(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.problems.append(Problem(name, "", "The file is no JSON object."))
            return None
        clean, problems = shape.conform(value, fields, name)
        self.problems += problems
        return Document(name, name.rpartition("/")[2].rpartition(".")[0], clean, text)

    def _objects(
        self, folder: str, ending: str, fields: dict[str, shape.Kind]
    ) -> Iterator[Document]:
        for name in self.files(folder):
            document = name.endswith(ending) and self._object(f"{folder}/{name}", fields)
            if document:
                yield document

    def _integration(self) -> Document | None:
        names = sorted(path.name for path in self.root.glob("Integration-*.def"))
        if len(names) != 1:
            found = f"There are {len(names)} files of this name instead of one."
            self.problems.append(Problem("Integration-*.def", "", found))
            return None
        document = self._object(names[0], shape.INTEGRATION)
        if document:
            self._items(document, "IntegrationProperties", "PropertyName", shape.PROPERTY)
        return document

    def _action(self, document: Document) -> Document:
        self._items(document, "Parameters", "Name", shape.PARAMETER)
        self._items(document, "DynamicResultsMetadata", "ResultName", shape.RESULT)
        return document

    def _items(
        self, document: Document, field: str, name: str, fields: dict[str, shape.Kind]
    ) -> None:
        items = document.fields[field]
        clean, problems = shape.conform_items(items, name, fields, document.file, field)
        document.fields[field] = clean
        self.problems += problems

    def _notes(self) -> list[dict[str, Any]]:
        value, _ = self._json(NOTES)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problems.append(Problem(NOTES, "", "The file is no JSON list."))
            return []
        clean, problems = shape.conform_items(value, "", shape.NOTE, NOTES, "")
        self.problems += problems
        return clean

    def _modules(self) -> Iterator[Module]:
        for folder in (SCRIPTS, MANAGERS):
            for name in self.files(folder):
                text = self.text(f"{folder}/{name}") if name.endswith(".py") else None
                if text is not None:
                    yield from self._module(f"{folder}/{name}", text)

    def _module(self, file: str, text: str) -> Iterator[Module]:
        try:
            code = ast.parse(text)
        except (SyntaxError, ValueError) as error:
            self.problems.append(Problem(file, "", f"The file is no Python: {error}."))
            return
        stem = file.rpartition("/")[2].removesuffix(".py")
        yield Module(file, stem, text, code, tuple(ast.walk(code)))
