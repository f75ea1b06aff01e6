"""From the makers' axes (y up, front +z) to those of a file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.make.mesh import Mesh

_Z_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])  # x y z becomes x -z y: front faces -y


def turned_up(mesh: Mesh, up: str) -> Mesh:
    """The mesh with `up` ("y" or "z") as its up axis; with "z" the front faces -y."""
    if up == "y":
        return mesh
    if up != "z":
        raise ValueError(f'up: expected "y" or "z", got "{up}"')
    return replace(mesh, positions=mesh.positions @ _Z_UP.T, normals=mesh.normals @ _Z_UP.T)


__all__ = ["turned_up"]
