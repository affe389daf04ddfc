"""The published MCP server for SecOps SOAR, started as its users start it."""

from __future__ import annotations

import importlib.util
import json
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
from anyio.from_thread import start_blocking_portal
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from anyio.from_thread import BlockingPortal


def server_script() -> Path:
    """Finds the server's file: its integrations are found from there alone, not by `-m`."""
    spec = importlib.util.find_spec("secops_soar_mcp")
    return Path(spec.origin).with_name("server.py")


def parameters(url: str, key: str, folder: Path) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable,
        args=[str(server_script()), "--integrations", "Twilio"],
        env={"SOAR_URL": url, "SOAR_APP_KEY": key},
        cwd=folder,
    )


@dataclass
class Tools:
    """Calls the server's tools from ordinary tests."""

    portal: BlockingPortal
    session: ClientSession

    def names(self) -> set[str]:
        listed = self.portal.call(self.session.list_tools)
        return {tool.name for tool in listed.tools}

    def call(self, name: str, **arguments: Any) -> Any:
        return self.portal.call(self._call, name, arguments)

    def call_at_once(self, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
        return self.portal.call(self._call_at_once, calls)

    async def _call(self, name: str, arguments: dict[str, Any]) -> Any:
        given = {"case_id": "42", "alert_group_identifiers": ["alert-travel_group"]} | arguments
        result = await self.session.call_tool(name, given)
        (item,) = result.content
        return item.text if result.isError else json.loads(item.text)

    async def _call_at_once(self, calls: tuple[tuple[str, dict[str, Any]], ...]) -> list[Any]:
        results: list[Any] = [None] * len(calls)

        async def one(place: int, name: str, arguments: dict[str, Any]) -> None:
            results[place] = await self._call(name, arguments)

        async with anyio.create_task_group() as group:
            for place, (name, arguments) in enumerate(calls):
                group.start_soon(one, place, name, arguments)
        return results


@contextmanager
def running(url: str, key: str, folder: Path) -> Iterator[Tools]:
    """Starts the server, and ends it."""
    with start_blocking_portal() as portal:
        wrapped = portal.wrap_async_context_manager(_session(url, key, folder))
        with wrapped as session:
            yield Tools(portal, session)


@asynccontextmanager
async def _session(url: str, key: str, folder: Path) -> AsyncIterator[ClientSession]:
    with (folder / "stderr.txt").open("w") as errors:
        async with (
            stdio_client(parameters(url, key, folder), errlog=errors) as streams,
            ClientSession(*streams) as session,
        ):
            await session.initialize()
            yield session
