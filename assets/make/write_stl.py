"""Binary STL: triangles and nothing else, no colour, no unit. A CAD department's idea of a shop asset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assets.make.axes import turned_up
from assets.make.mesh import face_normals, joined
from assets.make.model import Part

_TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def write_stl(path: Path, parts: Sequence[Part], *, unit_m: float = 0.001, up: str = "z") -> None:
    """Write all parts as one soup.

    Args:
        path: file to write.
        parts: in metres, y up, front +z.
        unit_m: length of one file unit in metres.
        up: "y" or "z"; with "z" the front faces -y.
    """
    mesh = turned_up(joined([part.mesh for part in parts]), up)
    faces = face_normals(mesh)
    rows = np.zeros(len(mesh.triangles), dtype=_TRIANGLE)
    rows["normal"] = np.round(faces / np.linalg.norm(faces, axis=1, keepdims=True), 5) + 0.0
    rows["corners"] = np.round(mesh.positions[mesh.triangles] / unit_m, 4) + 0.0
    path.write_bytes(b"exported without colour".ljust(80, b" ") + np.uint32(len(rows)).tobytes() + rows.tobytes())


__all__ = ["write_stl"]
