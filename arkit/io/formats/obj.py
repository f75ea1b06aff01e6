"""Read Wavefront OBJ: groups, materials, negative indices, polygons, vertex colours, and encodings of many machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from arkit.color import srgb_to_linear
from arkit.document import Document
from arkit.errors import ReadError
from arkit.io.cloud.surface import FEWEST, surfaced
from arkit.io.files import Files
from arkit.io.formats.mtl import read_mtl
from arkit.io.limits import Limits, hold
from arkit.io.parts.assemble import assemble
from arkit.io.parts.material import Surface
from arkit.io.parts.part import Faces, Part
from arkit.io.parts.texturing import Textures
from arkit.io.text import decode

Color = tuple[float, float, float]
_MOST_INDEX = 2**31
_BRIDGES = 4096  # a face with holes comes back to a corner for each; what follows takes time by the square of it


@dataclass(slots=True)
class _Group:
    """Faces of one group in one material; a corner is known by its (v, vt, vn), -1 where it has none."""

    faces: Faces = field(default_factory=Faces)
    corners: dict[tuple[int, int, int], int] = field(default_factory=dict)


@dataclass(slots=True)
class _Obj:
    """What has been read so far."""

    positions: list[list[str]] = field(default_factory=list)
    uv: list[list[str]] = field(default_factory=list)
    normals: list[list[str]] = field(default_factory=list)
    groups: dict[tuple[str, str, str | None], _Group] = field(default_factory=dict)
    libraries: list[str] = field(default_factory=list)
    lines: int = 0
    other: int = 0
    object_name: str = ""
    group_name: str = ""
    material: str | None = None


def read_obj(data: bytes, name: str, files: Files, limits: Limits) -> tuple[Document, list[str], dict[str, Color]]:
    """A document in the file's own units and axes, what was guessed, and the colours (sRGB) of its materials."""
    text, encoding = decode(data)
    guesses = [] if encoding.startswith(("utf", "ascii")) else [f"text of {name} read as {encoding}"]
    scan = _scan(text, name, limits)
    if not scan.groups:
        return _points(scan, name, files, limits)
    surfaces = _surfaces(scan, name, files, guesses)
    used = {material for _, _, material in scan.groups}
    textures = Textures(files, limits, stem=name.rsplit("/", 1)[-1].rsplit(".", 1)[0], alone=len(used) == 1)
    document = assemble(list(_parts(scan, name)), surfaces, textures, limits)
    plain = {key: one.color_srgb for key, one in surfaces.items() if key in used and "base" not in one.maps}
    return document, guesses + textures.guesses, plain


def _points(scan: _Obj, name: str, files: Files, limits: Limits) -> tuple[Document, list[str], dict[str, Color]]:
    """A scan: vertices without faces, a surface laid through them."""
    if len(scan.positions) < FEWEST or scan.lines:
        held = f"{len(scan.positions)} vertices, {scan.lines} lines, {scan.other} points"
        raise ReadError(f"{name}: expected an OBJ with faces, it has none ({held})")
    positions, colors = _vertices(scan.positions, name)
    normals = _table(scan.normals, 3, f"{name}: normals") if len(scan.normals) == len(positions) else None
    part, guesses = surfaced(positions, colors, _unit(normals) if normals is not None else None, name)
    surface = Surface("default", color_srgb=(1, 1, 1) if colors is not None else (0.8, 0.8, 0.8))
    return assemble([part], {"default": surface}, None, limits), guesses, {"default": surface.color_srgb}


def _lines(text: str) -> Iterator[str]:
    """Lines with continuations ("\\\\" at the end) joined."""
    held = ""
    for line in text.splitlines():
        if line.endswith("\\"):
            held += line[:-1] + " "
            continue
        yield held + line
        held = ""
    if held:
        yield held


def _scan(text: str, name: str, limits: Limits) -> _Obj:
    scan = _Obj()
    for number, line in enumerate(_lines(text), 1):
        words = line.split()
        if not words:
            continue
        key = words[0]
        if key == "v":
            scan.positions.append(words[1:])
        elif key == "vt":
            scan.uv.append(words[1:])
        elif key == "vn":
            scan.normals.append(words[1:])
        elif key == "f":
            _face(scan, words[1:], f"{name} line {number}")
        elif key[0] != "#":
            _statement(scan, key, line.strip()[len(key) :].strip())
    hold(f"{name}: vertices", len(scan.positions), limits.vertices)
    return scan


def _statement(scan: _Obj, key: str, rest: str) -> None:
    if key == "o":
        scan.object_name, scan.group_name = rest, ""
    elif key == "g":
        scan.group_name = "" if rest.lower() in ("default", "(null)") else rest
    elif key == "usemtl":
        scan.material = rest or None
    elif key == "mtllib":
        scan.libraries.append(rest)
    elif key == "l":
        scan.lines += 1
    elif key == "p":
        scan.other += 1


def _face(scan: _Obj, words: list[str], where: str) -> None:
    key = (scan.object_name, scan.group_name, scan.material)
    group = scan.groups.get(key) or _Group()
    polygon: list[int] = []
    for word in words:
        if word.startswith("#"):
            break
        corner = _corner(scan, word, where)
        index = group.corners.setdefault(corner, len(group.corners))
        if not polygon or index != polygon[-1]:
            polygon.append(index)
    if len(polygon) > 2 and polygon[0] == polygon[-1]:
        polygon.pop()
    if len(polygon) > _BRIDGES and max(Counter(polygon).values()) > _BRIDGES:
        raise ReadError(f"{where}: expected a face of different corners, one stands in it more than {_BRIDGES} times")
    if len(polygon) > 2:
        group.faces.polygons.append(polygon)
        scan.groups[key] = group


def _corner(scan: _Obj, word: str, where: str) -> tuple[int, int, int]:
    """Zero-based (v, vt, vn) of "3/1/2", "3//2", "-1": counted from the end of what has been read when negative."""
    fields = [*word.split("/"), "", ""][:3]
    found = []
    for written, stored in zip(fields, (scan.positions, scan.uv, scan.normals), strict=True):
        if not written:
            found.append(-1)
            continue
        try:
            index = int(written)
        except ValueError as error:
            raise ReadError(f'{where}: expected corners like 1/2/3, got "{word}"') from error
        found.append(index - 1 if index > 0 else len(stored) + index)
        if index == 0 or not 0 <= found[-1] < _MOST_INDEX:
            raise ReadError(f'{where}: expected corners from 1 or counted back from the last, got "{word}"')
    return found[0], found[1], found[2]


def _parts(scan: _Obj, name: str) -> Iterator[Part]:
    positions, colors = _vertices(scan.positions, name)
    uv = _table(scan.uv, 2, f"{name}: texture coordinates")
    normals = _table(scan.normals, 3, f"{name}: normals")
    for (parent, group_name, material), group in scan.groups.items():
        corners = np.array(list(group.corners), dtype=np.int64).reshape(-1, 3)
        for column, (table, what) in enumerate(((positions, "v"), (uv, "vt"), (normals, "vn"))):
            if corners[:, column].max(initial=-1) >= len(table):
                raise ReadError(
                    f"{name}: expected {what} 1 to {len(table)}, a face asks for {corners[:, column].max() + 1}"
                )
        own = positions[corners[:, 0]]
        whole_uv, whole_normals = (corners[:, 1] >= 0).any(), (corners[:, 2] >= 0).all()
        flipped = np.where(corners[:, 1:2] >= 0, uv[corners[:, 1]] * (1, -1) + (0, 1), 0.0) if whole_uv else None
        yield Part(
            name=group_name or parent,
            parent=parent if group_name else "",
            material=material,
            positions=own,
            triangles=group.faces.triangles(own),
            normals=_unit(normals[corners[:, 2]]) if whole_normals else None,
            uv=flipped,
            colors=None if colors is None else colors[corners[:, 0]],
        )


def _vertices(rows: list[list[str]], name: str) -> tuple[np.ndarray, np.ndarray | None]:
    """Positions (n, 3), and linear colours (n, 3) where vertices carry sRGB after x y z (white where one has none)."""
    colored = any(len(row) in (6, 7) for row in rows)
    positions = _table(rows, 3, f"{name}: vertices")
    if not colored:
        return positions, None
    white = ["1", "1", "1"]
    colors = _table([row[3:6] if len(row) in (6, 7) else white for row in rows], 3, f"{name}: vertex colours")
    return positions, srgb_to_linear(np.clip(colors / 255 if colors.max() > 1.5 else colors, 0, 1))


def _table(rows: list[list[str]], columns: int, what: str) -> np.ndarray:
    if not rows:
        return np.zeros((0, columns))
    try:
        table = np.array([(row + ["0"] * columns)[:columns] if len(row) < columns else row[:columns] for row in rows])
        numbers = table.astype(np.float64)
    except ValueError as error:
        raise ReadError(f"{what}: expected {columns} numbers a line, got something else ({error})") from error
    if not np.isfinite(numbers).all():
        raise ReadError(f"{what}: expected finite numbers, got NaN or infinity")
    return numbers


def _unit(normals: np.ndarray) -> np.ndarray | None:
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return None if (lengths < 1e-9).any() else normals / lengths


def _surfaces(scan: _Obj, name: str, files: Files, guesses: list[str]) -> Mapping[str, Surface]:
    """The materials of the libraries the OBJ names, or of the MTL beside it with its own stem."""
    surfaces: dict[str, Surface] = {}
    named = list(scan.libraries)
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if not named and any(material for _, _, material in scan.groups):
        named = [f"{stem}.mtl"]
    for library in named:
        whole = files.find(library) or files.find(library.rsplit(".", 1)[0] + ".mtl")
        stored = [whole] if whole else [files.find(word) for word in library.split()]
        for one in stored:
            if one is None or not one.casefold().endswith(".mtl"):
                guesses.append(f'material library "{library}" is named but not there: grey materials')
            else:
                surfaces = {**read_mtl(decode(files.load(one))[0]), **surfaces}
    return surfaces


__all__ = ["read_obj"]
