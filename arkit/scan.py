"""Story: a scan of a room, whatever file it is, as the room in it."""

from __future__ import annotations

from pathlib import Path

from arkit.errors import NotFoundError
from arkit.io.limits import Limits, hold
from arkit.io.shape_only import read_shape_only
from arkit.room.scan import Scan, find_interior, read_scan_json
from arkit.surface import Interior


def read_scan(path: Path, *, up: str = "", unit: str = "", limits: Limits | None = None) -> Interior:
    """The room in a scan, levelled, in metres, the floor at y = 0.

    Args:
        path: a PLY of points or a mesh; a GLB, USDZ, OBJ or other mesh; a JSON of WebXR planes and meshes.
        up: "y", "z" or "-y" where it is known better than the file says.
        unit: "m", "cm", "mm", "in" or "ft" likewise.

    Raises:
        NotFoundError: nothing at `path`, or no floor in it.
        AmbiguousError: the file does not say which way is up or its unit, and its shape does not either.
        ReadError: the bytes are not what their format says.
    """
    path = Path(path)
    if not path.exists():
        raise NotFoundError(f"{path}: expected a scan there, found none")
    if path.suffix.lower() == ".json":
        limits = limits or Limits()
        hold(f"{path.name}: bytes", path.stat().st_size, limits.file_bytes)
        return find_interior(read_scan_json(path.read_bytes(), path.name), up=up, unit=unit)
    shape = read_shape_only(path, limits=limits)
    scan = Scan(shape.positions, shape.triangles, unit=shape.unit, up=shape.up, name=shape.name)
    return find_interior(scan, up=up, unit=unit)


__all__ = ["read_scan"]
