"""What `serve` does unless told otherwise. Imported for the help alone, too: so it is light."""

from __future__ import annotations

from typing import Final

HOST: Final = "127.0.0.1"
PORT: Final = 8800
# Below the 300 s after which the MCP server's HTTP client gives up.
PATIENCE_SECONDS: Final = 240.0
INTERVAL_SECONDS: Final = 2.0
ASYNC_MINUTES: Final = 60
