from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from arkit.document import bounds, indices, instances, primitive_of, values
from arkit.errors import ArkitError, ReadError
from arkit.io import Limits, Source, read


def chunk(kind: int, *content: bytes) -> bytes:
    held = b"".join(content)
    return struct.pack("<HI", kind, 6 + len(held)) + held


def text(value: str) -> bytes:
    return value.encode("gb18030") + b"\0"


def material(name: str, rgb: tuple[int, int, int], *more: bytes) -> bytes:
    return chunk(0xAFFF, chunk(0xA000, text(name)), chunk(0xA020, chunk(0x0011, bytes(rgb))), *more)


def mesh(name: str, *, at: tuple[float, float, float] = (0, 0, 0), groups: int = 0, used: str = "Oak") -> bytes:
    """A roof of two triangles, 2 x 1 x 1, with its pivot at `at`."""
    corners = np.array([(0, 0, 0), (1, 0, 1), (1, 1, 1), (2, 0, 0)], dtype="<f4") + np.array(at, dtype="<f4")
    faces = np.array([(0, 1, 2, 0), (1, 3, 2, 0)], dtype="<u2")
    uv = np.array([(0, 0), (0.5, 0), (0.5, 1), (1, 0)], dtype="<f4")
    frame = np.array([(1, 0, 0), (0, 1, 0), (0, 0, 1), at], dtype="<f4")
    listed = chunk(0x4130, text(used), struct.pack("<3H", 2, 0, 1))
    smooth = chunk(0x4150, struct.pack("<2I", groups, groups))
    body = (
        chunk(0x4110, struct.pack("<H", 4), corners.tobytes()),
        chunk(0x4120, struct.pack("<H", 2), faces.tobytes(), listed, smooth),
        chunk(0x4140, struct.pack("<H", 4), uv.tobytes()),
        chunk(0x4160, frame.tobytes()),
    )
    return chunk(0x4000, text(name), chunk(0x4100, *body))


def key(number: int, name: str, parent: int) -> bytes:
    flags = struct.pack("<3H", 0, 0, parent)
    return chunk(0xB002, chunk(0xB030, struct.pack("<H", number)), chunk(0xB010, text(name), flags))


def file_of(*editor: bytes, keys: tuple[bytes, ...] = ()) -> bytes:
    return chunk(0x4D4D, chunk(0x0002, struct.pack("<I", 3)), chunk(0x3D3D, *editor), chunk(0xB000, *keys))


def read_bytes(folder: Path, data: bytes, limits: Limits | None = None) -> Source:
    (folder / "model.3ds").write_bytes(data)
    return read(folder / "model.3ds", limits=limits)


def test_names_colours_and_the_tree_with_its_pivots_survive(tmp_path: Path) -> None:
    data = file_of(
        material("Oak", (128, 64, 0), chunk(0xA050, chunk(0x0030, struct.pack("<h", 25)))),
        mesh("柜子"),
        mesh("door", at=(10, 0, 0)),
        keys=(key(0, "柜子", 0xFFFF), key(1, "door", 0)),
    )
    source = read_bytes(tmp_path, data)
    assert (source.format, source.unit, source.up, source.triangles) == ("3ds", "", "", 4)
    gltf = source.document.gltf
    assert [node["name"] for node in gltf["nodes"]] == ["柜子", "door"]
    assert gltf["nodes"][0]["children"] == [1] and gltf["nodes"][1]["translation"] == [10, 0, 0]
    assert source.colors_srgb["Oak"] == pytest.approx((128 / 255, 64 / 255, 0))
    assert gltf["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"][3] == pytest.approx(0.75)
    low, high = bounds(source.document)
    assert low.tolist() == [0, 0, 0] and high.tolist() == [12, 1, 1]


def test_pictures_are_found_by_base_name_and_stand_upright(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), "red").save(tmp_path / "wood.png")
    named = chunk(0xA200, chunk(0xA300, text("C:\\MAPS\\WOOD.PNG")))
    source = read_bytes(tmp_path, file_of(material("Oak", (1, 2, 3), named), mesh("roof")))
    assert len(source.document.images) == 1 and source.colors_srgb == {}
    uv = values(source.document, source.document.gltf["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"])
    assert set(map(tuple, uv.tolist())) == {(0, 1), (0.5, 0), (0.5, 1), (1, 1)}


@pytest.mark.parametrize("groups,vertices,shared", [(1, 4, True), (0, 6, False)])
def test_smoothing_groups_join_or_part_the_faces(tmp_path: Path, groups: int, vertices: int, shared: bool) -> None:
    source = read_bytes(tmp_path, file_of(material("Oak", (1, 2, 3)), mesh("roof", groups=groups)))
    primitive = primitive_of(source.document, next(iter(instances(source.document))))
    normals = values(source.document, primitive["attributes"]["NORMAL"])
    assert source.vertices == vertices and np.allclose(np.linalg.norm(normals, axis=1), 1)
    first, second = (normals[one] for one in indices(source.document, primitive))
    assert bool(np.allclose(first[1:], second[[0, 2]])) is shared


@pytest.mark.parametrize(
    "data,said",
    [
        (file_of(material("Oak", (1, 2, 3))), "with triangles"),
        (file_of(mesh("x"))[:200], "expected a chunk within"),
        (
            file_of(mesh("x")).replace(struct.pack("<4H", 0, 1, 2, 0), struct.pack("<4H", 0, 1, 9, 0)),
            "a face asks for 9",
        ),
        (
            file_of(chunk(0x4000, text("x"), chunk(0x4100, chunk(0x4110, b"\xff\xff"), chunk(0x4120, b"\1\0")))),
            "65535 entries",
        ),
        (file_of(chunk(0x4000, b"no end")), "with triangles"),
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=said) as raised:
        read_bytes(tmp_path, data)
    assert "\n" not in str(raised.value)


def test_limits_and_trees_that_hold_themselves(tmp_path: Path) -> None:
    with pytest.raises(ArkitError, match="triangles"):
        read_bytes(tmp_path, file_of(mesh("x")), Limits(triangles=1))
    chain = tuple(key(number, f"n{number}", number + 1) for number in range(3000))
    with pytest.raises(ArkitError, match="depth"):
        read_bytes(tmp_path, file_of(mesh("x"), keys=chain))
    around = (key(0, "a", 1), key(1, "x", 0))
    assert read_bytes(tmp_path, file_of(mesh("x"), keys=around)).triangles == 2
