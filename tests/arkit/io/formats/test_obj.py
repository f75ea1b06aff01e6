from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from arkit.document import bounds, indices
from arkit.errors import ReadError
from arkit.io import read
from tests import build

SQUARE = "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\n"


def write(folder: Path, text: str, name: str = "thing.obj", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_groups_objects_and_materials_keep_their_names(tmp_path: Path) -> None:
    faces = (
        "o Chair\ng seat\nusemtl fabric\nf 1 2 3\ng legs\nusemtl oak wood\nf 1 3 4\no Cushion\nusemtl fabric\nf 2 3 4\n"
    )
    gltf = read(write(tmp_path, SQUARE + faces)).document.gltf
    assert [node["name"] for node in gltf["nodes"]] == ["seat", "Chair", "legs", "Cushion"]
    assert gltf["nodes"][1]["children"] == [0, 2]
    assert gltf["scenes"][0]["nodes"] == [1, 3]
    assert [material["name"] for material in gltf["materials"]] == ["fabric", "oak wood"]


def test_negative_indices_count_back_from_the_last(tmp_path: Path) -> None:
    document = read(write(tmp_path, SQUARE + "f -4 -3 -2 -1\n")).document
    assert bounds(document)[1].tolist() == [2, 2, 0]
    assert document.gltf["accessors"][0]["count"] == 4


def test_a_concave_polygon_covers_its_area_and_no_more(tmp_path: Path) -> None:
    arrow = "v 0 0 0\nv 4 0 0\nv 4 4 0\nv 2 1 0\nv 0 4 0\nf 1 2 3 4 5\n"
    document = read(write(tmp_path, arrow)).document
    corners = document.accessors[0].astype(np.float64)[indices(document, document.gltf["meshes"][0]["primitives"][0])]
    areas = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2] / 2
    assert (areas > 0).all()
    assert areas.sum() == pytest.approx(10)


def test_uv_runs_down_as_gltf_wants_and_normals_are_unit(tmp_path: Path) -> None:
    text = SQUARE + "vt 0 0\nvt 1 0\nvt 1 1\nvn 0 0 5\nf 1/1/1 2/2/1 3/3/1\n"
    document = read(write(tmp_path, text)).document
    attributes = document.gltf["meshes"][0]["primitives"][0]["attributes"]
    assert document.accessors[attributes["TEXCOORD_0"]].tolist() == [[0, 1], [1, 1], [1, 0]]
    assert document.accessors[attributes["NORMAL"]].tolist() == [[0, 0, 1]] * 3


def test_vertex_colors_are_srgb_and_become_linear(tmp_path: Path) -> None:
    text = "v 0 0 0 0.5 0.5 0.5\nv 1 0 0 1 1 1\nv 0 1 0 0 0 0\nf 1 2 3\n"
    document = read(write(tmp_path, text)).document
    attributes = document.gltf["meshes"][0]["primitives"][0]["attributes"]
    assert document.accessors[attributes["COLOR_0"]][0] == pytest.approx([0.21404] * 3, abs=1e-5)
    assert document.gltf["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] == [1, 1, 1, 1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_texture_is_found_by_its_base_name_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "tex").mkdir()
    (tmp_path / "tex" / "木纹.png").write_bytes(build.png(build.checkerboard()))
    mtl = 'newmtl 橡木\nKd 1 1 1\nmap_Kd "D:\\项目\\木纹.PNG"\n'
    write(tmp_path, mtl, "材质.mtl", encoding)
    path = write(tmp_path, "mtllib 材质.mtl\n" + SQUARE + "vt 0 0\nusemtl 橡木\nf 1/1 2/1 3/1\n", encoding=encoding)
    source = read(path)
    assert source.document.gltf["materials"][0]["name"] == "橡木"
    assert source.document.images == (build.png(build.checkerboard()),)
    assert not [guess for guess in source.guesses if "not there" in guess]


def test_pictures_the_mtl_does_not_name_are_found_and_said(tmp_path: Path) -> None:
    write(tmp_path, "newmtl oak\nKd 0.8 0.8 0.8\n", "thing.mtl")
    for suffix, code in (("BaseColor", 200), ("Roughness", 64), ("Metallic", 0)):
        (tmp_path / f"oak_{suffix}.png").write_bytes(build.png(np.full((8, 8, 3), code)))
    (tmp_path / "pine_normal.png").write_bytes(build.png(np.full((8, 8, 3), 128)))
    source = read(write(tmp_path, "mtllib thing.mtl\n" + SQUARE + "vt 0 0\nusemtl oak\nf 1/1 2/1 3/1\n"))
    material = source.document.gltf["materials"][0]
    assert {"baseColorTexture", "metallicRoughnessTexture"} <= set(material["pbrMetallicRoughness"])
    assert "normalTexture" not in material
    assert sum("by its name" in guess for guess in source.guesses) == 3


def test_a_missing_texture_is_said_and_left_out(tmp_path: Path) -> None:
    write(tmp_path, "newmtl a\nmap_Kd gone.png\n", "thing.mtl")
    source = read(write(tmp_path, "mtllib thing.mtl\n" + SQUARE + "usemtl a\nf 1 2 3\n"))
    assert source.guesses == ('texture "gone.png" is named but not there: left out',)
    assert not source.document.images


def test_what_the_file_states_as_color_is_kept_for_measuring(tmp_path: Path) -> None:
    write(tmp_path, "newmtl a\nKd 0.2 0.4 0.6\nnewmtl unused\nKd 1 0 0\n", "thing.mtl")
    source = read(write(tmp_path, SQUARE + "usemtl a\nf 1 2 3\n"))
    assert source.colors_srgb == {"a": (0.2, 0.4, 0.6)}


@pytest.mark.parametrize(
    "text,said",
    [
        (SQUARE, "expected an OBJ with faces"),
        (SQUARE + "f 1 2 9\n", "a face asks for 9"),
        (SQUARE + "f 0 1 2\n", 'got "0"'),
        (SQUARE + "f a b c\n", 'got "a"'),
        ("v 0 0 nan\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "finite"),
        ("v 0 0 x\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "3 numbers a line"),
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        read(write(tmp_path, text))
    assert "\n" not in caught.value.message
