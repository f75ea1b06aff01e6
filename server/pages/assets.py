"""Where the built viewer's files are: reads Vite's manifest, so that pages link hashed names."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)
FOLDER = Path(__file__).resolve().parent.parent / "static" / "viewer"
BASE_URL = "/static/viewer/"
ENTRY = "src/main.ts"


@dataclass(frozen=True, slots=True)
class PageAssets:
    """URLs a page links: styles in order, the entry script (None when the viewer is not built), modules to preload."""

    styles: tuple[str, ...]
    script: str | None
    preload: tuple[str, ...]


class Manifest:
    """Vite's manifest, read again when a new build replaced it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._path = folder / "manifest.json"
        self._entries: dict[str, Any] = {}
        self._stamp_ns = -1

    def page(self, name: str) -> PageAssets:
        """What the page called `name` needs: main.ts and `src/features/<name>/page.ts`."""
        entries = self._read()
        if ENTRY not in entries:
            return PageAssets((), None, ())
        chunks = _chunks(entries, [ENTRY, f"src/features/{name}/page.ts"])
        styles = [sheet for chunk in chunks for sheet in chunk.get("css", ())]
        modules = [chunk["file"] for chunk in chunks[1:]]
        return PageAssets(
            tuple(BASE_URL + sheet for sheet in dict.fromkeys(styles)),
            BASE_URL + entries[ENTRY]["file"],
            tuple(BASE_URL + module for module in dict.fromkeys(modules)),
        )

    def _read(self) -> dict[str, Any]:
        try:
            stamp_ns = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            log.warning("viewer not built", extra={"expected": self._path.name, "run": "npm run build"})
            return {}
        if stamp_ns != self._stamp_ns:
            self._entries = json.loads(self._path.read_text(encoding="utf-8"))
            self._stamp_ns = stamp_ns
        return self._entries


def _chunks(entries: dict[str, Any], keys: list[str]) -> list[dict[str, Any]]:
    """The chunks of `keys` and all that they import, each once, imports after their importer."""
    found: dict[str, dict[str, Any]] = {}
    waiting = [key for key in keys if key in entries]
    while waiting:
        key = waiting.pop(0)
        if key not in found:
            found[key] = entries[key]
            waiting.extend(entries[key].get("imports", ()))
    return list(found.values())


__all__ = ["BASE_URL", "FOLDER", "Manifest", "PageAssets"]
