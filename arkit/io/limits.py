"""How much a file may ask of us. Every reader holds its counts against these before it allocates anything."""

from __future__ import annotations

from dataclasses import dataclass

from arkit.errors import CheckError


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a source may hold; the defaults fit a scan of a room, not a city.

    Attributes:
        file_bytes: one file, also one entry of a zip.
        total_bytes: all files of a zip, unpacked.
        zip_entries, zip_ratio: entries of a zip; unpacked bytes per packed byte of one entry.
        triangles, vertices: of the whole document.
        texels: pixels of one picture.
        json_depth: nesting of glTF's JSON.
        nodes, node_depth: nodes of a glTF and how deep they nest.
        items: entries of any other list in a glTF.
    """

    file_bytes: int = 512 * 2**20
    total_bytes: int = 1024 * 2**20
    zip_entries: int = 2_000
    zip_ratio: int = 200
    triangles: int = 10_000_000
    vertices: int = 20_000_000
    texels: int = 8192 * 8192
    json_depth: int = 64
    nodes: int = 50_000
    node_depth: int = 256
    items: int = 100_000


def hold(what: str, count: float, limit: float) -> None:
    """Refuse a count above its limit with one sentence."""
    if count > limit:
        raise CheckError(f"{what}: expected at most {limit:,}, got {count:,}", name=what, limit=limit, actual=count)


__all__ = ["Limits", "hold"]
