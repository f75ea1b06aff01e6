"""Read OFF: polygons, and the colours, normals and texture coordinates of its COFF, NOFF and STOFF kin."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from arkit.color import srgb_to_linear
from arkit.errors import ReadError, UnsupportedError
from arkit.io.files import Files
from arkit.io.limits import Limits, hold
from arkit.io.parts.assemble import assemble
from arkit.io.parts.found import Found, unit_normals
from arkit.io.parts.part import Faces, Part
from arkit.io.text import decode

HEADER = re.compile(r"(ST)?(C)?(N)?(4)?(n)?OFF\b[ \t]*(BINARY)?")
_Rows = list[list[str]]


def read_off(data: bytes, name: str, files: Files, limits: Limits) -> Found:
    """A document in the file's own units and axes; an OFF names neither, nor any part or material."""
    text = "\n".join(line.split("#", 1)[0].strip() for line in decode(data)[0].splitlines()).strip()
    header = HEADER.match(text)
    if header is None:
        raise ReadError(f"{name}: expected OFF in its first line, found none")
    if header[4] or header[5] or header[6]:
        raise UnsupportedError(f"{name}: expected an OFF of text and three dimensions, got {header[0].strip()}")
    rows = [line.split() for line in text[header.end() :].splitlines() if line]
    if not rows or len(rows[0]) < 2 or not all(word.isdecimal() for word in rows[0][:2]):
        raise ReadError(f"{name}: expected the counts of vertices and faces after OFF, found none")
    vertices, faces = int(rows[0][0]), int(rows[0][1])
    hold(f"{name}: vertices", vertices, limits.vertices)
    hold(f"{name}: faces", faces, limits.triangles)
    if len(rows) < 1 + vertices + faces:
        held = f"{vertices} vertices and {faces} faces"
        raise ReadError(f"{name}: expected {held}, the file ends after {len(rows) - 1} lines")
    columns = _columns(rows[1 : 1 + vertices], header, name)
    polygons, shades = _polygons(rows[1 + vertices : 1 + vertices + faces], vertices, name)
    part, guesses = _part(columns, polygons, shades, name)
    return Found(assemble([part], {}, None, limits), guesses=tuple(guesses))


def _columns(rows: _Rows, header: re.Match[str], name: str) -> dict[str, np.ndarray]:
    """Positions (n, 3) and what the header promises after them: normals (n, 3), colours (n, 3 or 4), uv (n, 2)."""
    known = 3 + 3 * bool(header[3]) + 2 * bool(header[1])
    width = min((len(row) for row in rows), default=0)
    shade = min(width - known, 4) if header[2] or width - known in (3, 4) else 0
    if not rows or width < known or shade not in (0, 3, 4):
        raise ReadError(f"{name}: expected vertices of at least {known} numbers, got {width}")
    try:
        table = np.array([row[: known + shade] for row in rows]).astype(np.float64)
    except ValueError as error:
        raise ReadError(f"{name}: expected vertices of numbers, got something else ({error})") from error
    if not np.isfinite(table).all():
        raise ReadError(f"{name}: expected finite coordinates, got NaN or infinity")
    found, place = {}, 0
    for key, count in (
        ("positions", 3),
        ("normals", 3 * bool(header[3])),
        ("colors", shade),
        ("uv", 2 * bool(header[1])),
    ):
        if count:
            found[key] = table[:, place : place + count]
            place += count
    return found


def _polygons(rows: _Rows, vertices: int, name: str) -> tuple[list[list[int]], list[tuple[float, ...]]]:
    """Corners of each face with three or more, and the numbers of its colour (none, three or four)."""
    polygons, shades = [], []
    for row in rows:
        try:
            count = int(row[0])
            corners = [int(word) for word in row[1 : 1 + count]]
            shade = tuple(float(word) for word in row[1 + count : 5 + count])
        except ValueError as error:
            raise ReadError(f"{name}: expected a face of whole numbers, got something else ({error})") from error
        if count < 0 or len(corners) < count:
            raise ReadError(f"{name}: expected a face of {count} corners, got {len(corners)}")
        if corners and not 0 <= min(corners) <= max(corners) < vertices:
            raise ReadError(f"{name}: expected corners 0 to {vertices - 1}, got {max(corners, key=abs)}")
        if count > 2:
            polygons.append(corners)
            shades.append(shade if len(shade) > 2 else ())
    if not polygons:
        raise ReadError(f"{name}: expected an OFF with faces, it has none")
    return polygons, shades


def _part(
    columns: dict[str, np.ndarray], polygons: list[list[int]], shades: list[tuple[float, ...]], name: str
) -> tuple[Part, list[str]]:
    normals = unit_normals(columns["normals"]) if "normals" in columns else None
    uv = columns["uv"] * (1, -1) + (0, 1) if "uv" in columns else None
    colors = _linear(columns["colors"]) if "colors" in columns else None
    positions = columns["positions"]
    if colors is None and any(shades):
        corners, polygons, colors = _by_shade(polygons, shades)
        positions = positions[corners]
        normals, uv = (None if one is None else one[corners] for one in (normals, uv))
    part = Part("", None, positions, Faces(list(polygons)).triangles(positions), normals, uv, colors)
    return part, [] if colors is None else [f"colours of {name} taken as sRGB"]


def _by_shade(
    polygons: list[list[int]], shades: list[tuple[float, ...]]
) -> tuple[np.ndarray, list[list[int]], np.ndarray]:
    """Vertices that faces of two colours share become one a colour: old indices, new faces, colours (n, 4)."""
    plain = (0.8, 0.8, 0.8, 1.0)
    top = 255.0 if max(max(one) for one in shades if one) > 1 else 1.0
    own = [(*(value / top for value in one), 1.0)[:4] if one else plain for one in shades]
    index: dict[tuple[int, Sequence[float]], int] = {}
    faces = [
        [index.setdefault((corner, shade), len(index)) for corner in polygon]
        for polygon, shade in zip(polygons, own, strict=True)
    ]
    return np.array([key[0] for key in index]), faces, _linear(np.array([key[1] for key in index]))


def _linear(colors: np.ndarray) -> np.ndarray:
    """Linear light (n, 3), or (n, 4) where some are seen through, of numbers 0…1 or 0…255."""
    scaled = np.clip(colors / (255 if colors.max() > 1 else 1), 0, 1)
    linear = srgb_to_linear(scaled[:, :3])
    opaque = scaled.shape[1] < 4 or (scaled[:, 3] == 1).all()
    return linear if opaque else np.concatenate([linear, scaled[:, 3:]], axis=1)


__all__ = ["HEADER", "read_off"]
