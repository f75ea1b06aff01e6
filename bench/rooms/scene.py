"""A furnished room as one soup of triangles, with the light that reaches every corner of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bench.rooms.arrange import Standing, furnish
from bench.rooms.finishes import LAYERS, repeat_m
from bench.rooms.plan import Plan, make_plan
from bench.rooms.shell import shell
from bench.rooms.solids import Part, placed


@dataclass(frozen=True, slots=True)
class Soup:
    """Triangles of a room. Per vertex: positions_m, normals (n, 3), uv (n, 2) in repeats, layer (n,), tint (n, 3),
    gloss, glow, number (n,); triangles (m, 3); `blocks` (m,) whether they stop light.
    """

    positions_m: np.ndarray
    normals: np.ndarray
    uv: np.ndarray
    layer: np.ndarray
    tint: np.ndarray
    gloss: np.ndarray
    glow: np.ndarray
    number: np.ndarray
    triangles: np.ndarray
    blocks: np.ndarray


@dataclass(frozen=True, slots=True)
class Furnished:
    """A plan, what stands in it, and both as parts."""

    plan: Plan
    standing: tuple[Standing, ...]
    parts: tuple[Part, ...]


@lru_cache(maxsize=4)
def furnished(seed: int) -> Furnished:
    """Room `seed` with its furniture."""
    plan = make_plan(seed)
    standing = furnish(plan)
    parts = shell(plan)
    for one in standing:
        parts += placed(one.piece.parts, one.T_room_piece, one.number)
    return Furnished(plan, tuple(standing), tuple(parts))


def soup(parts: tuple[Part, ...]) -> Soup:
    """All parts in one."""
    counts = [len(part.mesh.positions) for part in parts]
    starts = np.cumsum([0, *counts[:-1]])
    uv = []
    for part in parts:
        size = repeat_m(part.look.texture)
        uv.append(part.mesh.uv / size if size else part.mesh.uv)
    return Soup(
        np.concatenate([part.mesh.positions for part in parts]),
        np.concatenate([part.mesh.normals for part in parts]),
        np.concatenate(uv),
        np.repeat([LAYERS.index(part.look.texture) for part in parts], counts),
        np.repeat([part.look.tint for part in parts], counts, axis=0),
        np.repeat([part.look.gloss for part in parts], counts),
        np.repeat([part.look.glow for part in parts], counts),
        np.repeat([part.number for part in parts], counts),
        np.concatenate([part.mesh.triangles + start for part, start in zip(parts, starts, strict=True)]),
        np.concatenate([np.full(len(part.mesh.triangles), part.blocks_light) for part in parts]),
    )


__all__ = ["Furnished", "Soup", "furnished", "soup"]
