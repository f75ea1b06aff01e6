from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from arkit.document import bounds
from arkit.errors import ReadError
from arkit.io import read

CORNERS = np.array([[[0, 0, 0], [10, 0, 0], [0, 20, 0]], [[10, 0, 0], [10, 20, 0], [0, 20, 0]]], dtype=np.float32)


def binary(header: bytes = b"made by a mill", attributes: tuple[int, int] = (0, 0), tail: bytes = b"") -> bytes:
    body = header.ljust(80, b"\0") + struct.pack("<I", 2)
    for corners, attribute in zip(CORNERS, attributes, strict=True):
        body += struct.pack("<12fH", 0, 0, 1, *corners.reshape(-1), attribute)
    return body + tail


def ascii_text(name: str = "part") -> str:
    facets = "".join(
        "facet normal 0 0 1\nouter loop\n"
        + "".join(f"vertex {x:g} {y:g} {z:g}\n" for x, y, z in corners)
        + "endloop\nendfacet\n"
        for corners in CORNERS
    )
    return f"solid {name}\n{facets}endsolid {name}\n"


@pytest.mark.parametrize(
    "data",
    [binary(), binary(b"solid but binary"), binary(tail=b"junk"), ascii_text().encode(), ascii_text().upper().encode()],
)
def test_both_kinds_read_the_same(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "part.bin"
    path.write_bytes(data)
    source = read(path)
    assert source.format == "stl"
    assert source.triangles == 2
    assert source.vertices == 4
    assert bounds(source.document)[1].tolist() == [10, 20, 0]


def test_solids_keep_their_names(tmp_path: Path) -> None:
    path = tmp_path / "two.stl"
    path.write_text(ascii_text("seat") + "solid empty\nendsolid empty\n" + ascii_text("back"))
    assert [mesh["name"] for mesh in read(path).document.gltf["meshes"]] == ["seat", "back"]


def test_colors_hidden_in_the_attribute(tmp_path: Path) -> None:
    red_viscam = 0x8000 | 31 << 10
    path = tmp_path / "colored.stl"
    path.write_bytes(binary(attributes=(red_viscam, red_viscam)))
    document = read(path).document
    attributes = document.gltf["meshes"][0]["primitives"][0]["attributes"]
    assert document.accessors[attributes["COLOR_0"]][0].tolist() == [1, 0, 0]
    path.write_bytes(binary(b"COLOR=" + bytes([0, 255, 0, 255]), attributes=(0x8000, 31)))
    document = read(path).document
    colors = document.accessors[document.gltf["meshes"][0]["primitives"][0]["attributes"]["COLOR_0"]]
    assert sorted({tuple(row) for row in colors.tolist()}) == [(0, 1, 0), (1, 0, 0)]


@pytest.mark.parametrize("data", [binary()[:130], b"solid nothing\nendsolid nothing\n"])
def test_cut_or_empty_files_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.stl"
    path.write_bytes(data)
    with pytest.raises(ReadError, match="expected"):
        read(path)
