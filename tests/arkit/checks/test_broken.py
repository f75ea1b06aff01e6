"""Files broken on purpose: whoever reads them must complain, we in Python as the Khronos validator in Node."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from arkit.checks import structure, validate
from arkit.document import Document
from arkit.errors import ArkitError, MissingError
from arkit.io import glb_bytes, read
from tests import build

Gltf = dict[str, Any]
Break = Callable[[Gltf, bytearray], object]


def sound_document() -> Document:
    """A textured box with tangents, a skin of one joint and an animation that moves it."""
    box = build.box(1, 1, 1, image=build.png(build.checkerboard()))
    for array in (
        np.tile(np.array([1.0, 0, 0, 1], dtype=np.float32), (24, 1)),
        np.zeros((24, 4), dtype=np.uint8),
        np.tile(np.array([1.0, 0, 0, 0], dtype=np.float32), (24, 1)),
        np.eye(4, dtype=np.float32).reshape(1, 16),
        np.array([[0.0], [1.0]], dtype=np.float32),
        np.array([[0, 0, 0], [0, 1, 0]], dtype=np.float32),
    ):
        box = build.with_accessor(box, array)
    gltf = json.loads(json.dumps(box.gltf))
    gltf["accessors"][8] |= {"min": [0.0], "max": [1.0]}
    gltf["meshes"][0]["primitives"][0]["attributes"] |= {"TANGENT": 4, "JOINTS_0": 5, "WEIGHTS_0": 6}
    gltf["nodes"] = [{"mesh": 0, "skin": 0}, {"name": "bone"}]
    gltf["scenes"] = [{"nodes": [0, 1]}]
    gltf["skins"] = [{"joints": [1], "inverseBindMatrices": 7}]
    moving = {"samplers": [{"input": 8, "output": 9}]}
    gltf["animations"] = [moving | {"channels": [{"sampler": 0, "target": {"node": 1, "path": "translation"}}]}]
    return replace(box, gltf=gltf)


@cache
def sound_glb() -> bytes:
    return glb_bytes(sound_document(), meshopt=False)


def broken(spoil: Break) -> bytes:
    """The sound file with its JSON and its binary spoiled in place."""
    data = sound_glb()
    size = int.from_bytes(data[12:16], "little")
    gltf, binary = json.loads(data[20 : 20 + size]), bytearray(data[28 + size :])
    spoil(gltf, binary)
    text = json.dumps(gltf).encode()
    text += b" " * (-len(text) % 4)
    body = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


def write(gltf: Gltf, binary: bytearray, accessor: int, numbers: np.ndarray, row: int = 0) -> None:
    """Put `numbers` over an accessor's bytes from row `row` on."""
    entry = gltf["accessors"][accessor]
    view = gltf["bufferViews"][entry["bufferView"]]
    step = view.get("byteStride", numbers.dtype.itemsize * numbers.shape[-1])
    start = view.get("byteOffset", 0) + entry.get("byteOffset", 0) + row * step
    for place, line in enumerate(np.atleast_2d(numbers)):
        binary[start + place * step : start + place * step + line.nbytes] = line.tobytes()


def primitive(gltf: Gltf) -> Gltf:
    found: Gltf = gltf["meshes"][0]["primitives"][0]
    return found


def floats(*numbers: float) -> np.ndarray:
    return np.array([numbers], dtype=np.float32)


BREAKS: dict[str, Break] = {
    "a face asks for a missing vertex": lambda g, b: write(g, b, 3, np.array([[999]], dtype=np.uint32)),
    "a position is not a number": lambda g, b: write(g, b, 0, floats(np.nan, 0, 0)),
    "the stated minimum is not the data's": lambda g, b: g["accessors"][0].update(min=[-9, -9, -9]),
    "positions have no bounds": lambda g, b: g["accessors"][0].pop("min"),
    "a normal is twice too long": lambda g, b: write(g, b, 1, floats(0, 2, 0)),
    "a tangent has half a sign": lambda g, b: write(g, b, 4, floats(1, 0, 0, 0.5)),
    "weights sum to a half": lambda g, b: write(g, b, 6, floats(0.5, 0, 0, 0)),
    "a joint beyond the skin": lambda g, b: write(g, b, 5, np.array([[7, 0, 0, 0]], dtype=np.uint8)),
    "times run backwards": lambda g, b: (
        write(g, b, 8, floats(1)),
        write(g, b, 8, floats(0), row=1),
    ),
    "an accessor beyond its view": lambda g, b: g["accessors"][0].update(count=24_000),
    "a material that is not there": lambda g, b: primitive(g).update(material=9),
    "a texture that is not there": lambda g, b: g["materials"][0].update(normalTexture={"index": 5}),
    "a view that is not there": lambda g, b: g["images"][0].update(bufferView=99),
    "a child that is not there": lambda g, b: g["nodes"][1].update(children=[17]),
    "a node that is its own child": lambda g, b: g["nodes"][1].update(children=[1]),
    "a root that has a parent": lambda g, b: g["nodes"][1].update(children=[0]),
    "a metalness of seven": lambda g, b: g["materials"][0]["pbrMetallicRoughness"].update(metallicFactor=7),
    "an alpha cut below zero": lambda g, b: g["materials"][0].update(alphaMode="MASK", alphaCutoff=-1),
    "a turn that also scales": lambda g, b: g["nodes"][0].update(rotation=[0, 0, 0, 2]),
    "a matrix beside a move": lambda g, b: g["nodes"][1].update(
        matrix=[1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], translation=[1, 0, 0]
    ),
    "a matrix that shears": lambda g, b: g["nodes"][1].update(matrix=[1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
    "an extension nobody declared": lambda g, b: g["materials"][0].update(extensions={"KHR_materials_unlit": {}}),
    "an extension required, not used": lambda g, b: g.update(extensionsRequired=["KHR_texture_transform"]),
    "uv sets 0 and 2": lambda g, b: primitive(g)["attributes"].update(TEXCOORD_2=2),
    "attributes of unequal length": lambda g, b: g["accessors"][2].update(count=23),
    "an animation with too few values": lambda g, b: g["accessors"][9].update(count=1, max=[0, 0, 0]),
    "a joint that is not there": lambda g, b: g["skins"][0].update(joints=[44]),
    "no version": lambda g, b: g["asset"].pop("version"),
}


def complaint(path: Path) -> str:
    """What we say of a file: why it cannot be read, or the rules of its structure that fail."""
    try:
        document = read(path).document
    except ArkitError as error:
        return error.message
    return "; ".join(check.rule for check in structure(document) if not check.ok)


def test_the_sound_file_is_sound(tmp_path: Path) -> None:
    (tmp_path / "sound.glb").write_bytes(broken(lambda gltf, binary: None))
    assert complaint(tmp_path / "sound.glb") == ""


@pytest.mark.parametrize("name", BREAKS)
def test_we_complain(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.glb").write_bytes(broken(BREAKS[name]))
    assert complaint(tmp_path / "broken.glb") != ""


def test_the_validator_complains_of_the_same_files(tmp_path: Path) -> None:
    paths = [tmp_path / "sound.glb", *(tmp_path / f"{place}.glb" for place in range(len(BREAKS)))]
    for path, spoil in zip(paths, [lambda gltf, binary: None, *BREAKS.values()], strict=True):
        path.write_bytes(broken(spoil))
    try:
        sound, *spoiled = validate(paths)
    except MissingError as error:
        pytest.skip(error.message)
    assert sound.errors == 0, sound.messages
    silent = [name for name, report in zip(BREAKS, spoiled, strict=True) if report.errors == 0]
    assert silent == []
