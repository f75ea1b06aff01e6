"""Binary PLY with colours at the vertices, as a scanner or a sculpting program writes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assets.make.axes import turned_up
from assets.make.mesh import joined
from assets.make.model import Part
from assets.make.textures import rgb

_VERTEX = np.dtype([("position", "<f4", 3), ("normal", "<f4", 3), ("color", "u1", 3)])
_FACE = np.dtype([("count", "u1"), ("corners", "<i4", 3)])
_HEADER = """ply
format binary_little_endian 1.0
element vertex {vertices}
property float x
property float y
property float z
property float nx
property float ny
property float nz
property uchar red
property uchar green
property uchar blue
element face {faces}
property list uchar int vertex_indices
end_header
"""


def write_ply(path: Path, parts: Sequence[Part], *, unit_m: float = 1.0, up: str = "z") -> None:
    """Write all parts as one mesh; a part without vertex colours gets its material's (sRGB bytes).

    Args:
        path: file to write.
        parts: in metres, y up, front +z.
        unit_m: length of one file unit in metres.
        up: "y" or "z"; with "z" the front faces -y.
    """
    mesh = turned_up(joined([part.mesh for part in parts]), up)
    colors = [
        part.mesh.colors
        if part.mesh.colors is not None
        else np.tile(rgb(part.material.color), (len(part.mesh.positions), 1))
        for part in parts
    ]
    vertices = np.zeros(len(mesh.positions), dtype=_VERTEX)
    vertices["position"] = np.round(mesh.positions / unit_m, 6) + 0.0
    vertices["normal"] = np.round(mesh.normals, 5) + 0.0
    vertices["color"] = np.round(np.clip(np.concatenate(colors), 0, 1) * 255).astype(np.uint8)
    faces = np.zeros(len(mesh.triangles), dtype=_FACE)
    faces["count"], faces["corners"] = 3, mesh.triangles
    header = _HEADER.format(vertices=len(vertices), faces=len(faces)).encode("ascii")
    path.write_bytes(header + vertices.tobytes() + faces.tobytes())


__all__ = ["write_ply"]
