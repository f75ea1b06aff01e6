"""Read a product file, whatever it is: sniffed by content, held to limits, never empty."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import cast

import numpy as np

from arkit.color import linear_to_srgb
from arkit.document import Document, bounds, triangle_count, vertex_count
from arkit.errors import AmbiguousError, CheckError, NotFoundError, ReadError, UnsupportedError
from arkit.io.files import Files, folder_files, zip_files
from arkit.io.gltf.parse import read_gltf
from arkit.io.limits import Limits, hold
from arkit.io.parts.found import Found
from arkit.io.sniff import READABLE, sniff

log = logging.getLogger(__name__)
_FARTHEST = 1e9  # a thousand kilometres in millimetres
_WANTED = "OBJ, STL, PLY, OFF, 3MF, DAE, FBX, 3DS, STEP, USD, GLB or glTF (or a folder or zip of them)"
# Formats that say more of themselves than a document holds: the file of each and its reader. Importing all of them
# takes 40 ms, a tenth of a small conversion, so each comes when it is called.
_READERS = {
    "off": ("formats.off", "read_off"),
    "3mf": ("formats.threemf", "read_threemf"),
    "dae": ("formats.collada", "read_collada"),
    "fbx": ("formats.fbx", "read_fbx"),
    "3ds": ("formats.threeds", "read_3ds"),
    "step": ("formats.step", "read_step"),
    "usd": ("usd.read", "read_usd"),
}
_Reader = Callable[[bytes, str, Files, Limits], Found]
_BESIDE = ("obj", "ply", "gltf", "dae", "fbx", "3ds", "usd")  # may name pictures or layers that lie beside it
# Which model of a folder or zip is meant: the first of these of which there is any; two of a kind are a question.
_CHOICE = (
    (".glb", ".gltf"),
    (".obj",),
    (".fbx",),
    (".dae",),
    (".3mf",),
    (".usdz",),
    (".usdc", ".usda", ".usd"),
    (".3ds",),
    (".step", ".stp"),
    (".ply",),
    (".off",),
    (".stl",),
)
_PACKED = {".3mf": "3mf", ".usdz": "usd"}


@dataclass(frozen=True, slots=True)
class Source:
    """What a file says, untouched.

    Attributes:
        document: in the file's own units and axes.
        format: one of sniff.READABLE, "obj" or "3mf" for example.
        name: of the file that was read (inside its folder or zip).
        unit, up: what the format declares ("m", "y" for glTF), "" where it declares nothing.
        file_bytes: of the model file alone.
        guesses: what the file did not say and a reader took; one sentence each.
        triangles, vertices: of the whole document.
        colors_srgb: base colour, sRGB 0…1, that the file states for each material without a base colour picture.
        packing: extensions that a reader of the file must know and that the document no longer has.
    """

    document: Document
    format: str
    name: str
    unit: str
    up: str
    file_bytes: int
    guesses: tuple[str, ...] = ()
    triangles: int = 0
    vertices: int = 0
    colors_srgb: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    packing: tuple[str, ...] = ()


def read(path: Path, *, limits: Limits | None = None) -> Source:
    """Read a model of any format in sniff.READABLE, or the one model in a folder or zip.

    Raises:
        NotFoundError: nothing is at `path`, or no model in the folder or zip.
        ReadError: the bytes are not what their format says, or hold no triangles.
        UnsupportedError: a format or feature that is not read.
        AmbiguousError: a folder or zip holds several models.
    """
    limits = limits or Limits()
    if not path.exists():
        raise NotFoundError(f"{path}: expected a file or folder there, found none")
    if path.is_dir():
        files = folder_files(path, limits)
        packed = _only_zip(files)
        if packed:
            return read(path / packed, limits=limits)
        name, kind = _choose(files, path.name)
        return _read(files.load(name), name, kind, files, limits)
    hold(f"{path.name}: bytes", path.stat().st_size, limits.file_bytes)
    data = path.read_bytes()
    kind = sniff(data, path.suffix.lower())
    if kind == "zip":
        from arkit.io.formats.threemf import is_threemf

        files = zip_files(data, limits)
        if is_threemf(files):
            return _read(data, path.name, "3mf", files, limits)
        if _is_usdz(files):
            return _read(data, path.name, "usd", files, limits)
        name, kind = _choose(files, path.name)
        return _read(files.load(name), name, kind, files, limits)
    beside = kind in _BESIDE or (kind == "glb" and b'"uri"' in data)
    files = folder_files(path.parent, limits) if beside else Files((), lambda _: b"")
    return _read(data, path.name, kind, files, limits)


def _choose(files: Files, where: str) -> tuple[str, str]:
    """The name and kind of the one model among files."""
    for suffixes in _CHOICE:
        found = [name for name in files.names if name.lower().endswith(suffixes)]
        if len(found) > 1:
            names = ", ".join(found[:4])
            raise AmbiguousError(f"{where}: expected one model, got {len(found)} ({names}); send or name one of them")
        if found:
            kind = sniff(files.load(found[0]), PurePosixPath(found[0]).suffix.lower())
            return found[0], _PACKED.get(suffixes[0], kind) if kind == "zip" else kind
    raise NotFoundError(f"{where}: expected a model in it ({_WANTED}), found none")


def _only_zip(files: Files) -> str:
    """The one zip of a folder without a model of its own, "" where there is none."""
    known = tuple(suffix for suffixes in _CHOICE for suffix in suffixes)
    zips = [name for name in files.names if name.lower().endswith((".zip", ".zae"))]
    return zips[0] if len(zips) == 1 and not any(name.lower().endswith(known) for name in files.names) else ""


def _reader(kind: str) -> _Reader:
    module, function = _READERS[kind]
    return cast(_Reader, getattr(import_module(f"arkit.io.{module}"), function))


def _is_usdz(files: Files) -> bool:
    from arkit.io.usd.check import LAYERS

    return bool(files.names) and files.names[0].lower().endswith(LAYERS)


def _read(data: bytes, name: str, kind: str, files: Files, limits: Limits) -> Source:
    if not data:
        raise ReadError(f"{name}: expected {_WANTED}, the file is empty")
    if kind not in READABLE:
        if kind:
            raise UnsupportedError(f"{name}: expected {_WANTED}, got {kind.upper()}; save it as GLB or OBJ")
        raise ReadError(f"{name}: expected {_WANTED}, its bytes are none of these")
    if kind in _READERS:
        told = _reader(kind)(data, name, files, limits)
        source = _source(told.document, kind, name, limits)
        guessed = tuple(dict.fromkeys(told.guesses))
        said = replace(source, unit=told.unit, up=told.up, colors_srgb=told.colors_srgb)
        return replace(said, file_bytes=len(data), guesses=guessed)
    guesses: list[str] = []
    packing: tuple[str, ...] = ()
    colors: Mapping[str, tuple[float, float, float]] = {}
    if kind in ("glb", "gltf"):
        document, guesses, packing = read_gltf(data, name, files, limits)
        colors = _colors(document)
    elif kind == "obj":
        from arkit.io.formats.obj import read_obj

        document, guesses, colors = read_obj(data, name, files, limits)
    elif kind == "ply":
        from arkit.io.formats.ply import read_ply

        document, guesses = read_ply(data, name, files, limits)
    else:
        from arkit.io.formats.stl import read_stl

        document = read_stl(data, name, limits)
    source = _source(document, kind, name, limits)
    guessed = tuple(dict.fromkeys(guesses))
    return replace(source, file_bytes=len(data), guesses=guessed, colors_srgb=colors, packing=packing)


def _colors(document: Document) -> dict[str, tuple[float, float, float]]:
    found = {}
    for material in document.gltf.get("materials", []):
        pbr = material.get("pbrMetallicRoughness", {})
        if "baseColorTexture" not in pbr and material.get("name"):
            red, green, blue = (float(value) for value in linear_to_srgb(pbr.get("baseColorFactor", [1, 1, 1])[:3]))
            found[material["name"]] = (red, green, blue)
    return found


def _source(document: Document, kind: str, name: str, limits: Limits) -> Source:
    triangles = triangle_count(document)
    if not triangles:
        raise ReadError(f"{name}: expected triangles, the file holds none")
    hold(f"{name}: triangles", triangles, limits.triangles)
    if document.images:
        from arkit.io.parts.picture import hold_pixels
    for place, picture in enumerate(document.images):
        hold_pixels(picture, f"image {place}", limits)
    _check_box(document, name)
    declared: Mapping[str, str] = {"unit": "m", "up": "y"} if kind in ("glb", "gltf") else {"unit": "", "up": ""}
    log.debug("read %s", name, extra={"format": kind, "triangles": triangles})
    source = Source(document, kind, name, declared["unit"], declared["up"], file_bytes=0)
    return replace(source, triangles=triangles, vertices=vertex_count(document))


def _check_box(document: Document, name: str) -> None:
    """Refuse what has no size, or one that no arithmetic survives."""
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = bounds(document)
    farthest = float(np.abs([low, high]).max())
    if not farthest < _FARTHEST:
        raise CheckError(f"{name}: expected corners within {_FARTHEST:g} units of the origin, got {farthest:.3g}")
    if np.sort(high - low)[1] == 0:
        raise ReadError(f"{name}: expected triangles with an area, all their corners lie in one line")


__all__ = ["Source", "read"]
