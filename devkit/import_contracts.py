"""Contract types for import-linter that follow imports between the platform's flat modules.

The files of `Managers/` and `ActionsScripts/` import each other as top-level
modules (`from TwilioModels import Message`), because the platform has no packages. import-linter
takes these names for foreign packages; here they become imports between the files themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

if TYPE_CHECKING:
    from grimp import ImportGraph
    from importlinter import Contract, ContractCheck

    Base = Contract
else:
    Base = object

FLAT_FOLDERS = ("Managers", "ActionsScripts")


class _FlatImports(Base):
    """Resolve flat imports before the contract is checked."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        for folder in FLAT_FOLDERS:
            for module in graph.find_children(folder):
                _join(graph, module)
        return super().check(graph, verbose)  # type: ignore[safe-super] # a mixin


def _join(graph: ImportGraph, module: str) -> None:
    """Let those who import a module by its flat name import its file."""
    flat_name = module.rpartition(".")[2]
    if flat_name not in graph.modules:
        return
    for importer in graph.find_modules_that_directly_import(flat_name):
        graph.add_import(importer=importer, imported=module)


class FlatAcyclicContract(_FlatImports, AcyclicSiblingsContract):
    pass


class FlatForbiddenContract(_FlatImports, ForbiddenContract):
    pass


class FlatLayersContract(_FlatImports, LayersContract):
    pass


class FlatProtectedContract(_FlatImports, ProtectedContract):
    pass
