from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from arkit.document import bounds
from arkit.errors import ArkitError, CheckError, ReadError, UnsupportedError
from arkit.io import Limits, read
from arkit.io.read import Source

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
MATERIAL = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"
PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Target="/3D/main.model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)
VERTICES = "".join(f'<vertex x="{x}" y="{y}" z="0"/>' for x, y in ((0, 0), (40, 0), (40, 20), (0, 20)))
FACES = '<triangle v1="0" v2="1" v3="2"/><triangle v1="0" v2="2" v3="3"/>'
ITEM = '<item objectid="1"/>'


def mesh(faces: str = FACES, extra: str = "", number: int = 1) -> str:
    inner = f"<mesh><vertices>{VERTICES}</vertices><triangles>{faces}</triangles></mesh>"
    return f'<object id="{number}" type="model" {extra}>{inner}</object>'


def model(resources: str, build: str = ITEM, unit: str = "millimeter", before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<model unit="{unit}" xmlns="{CORE}" xmlns:m="{MATERIAL}" '
        f'xmlns:p="{PRODUCTION}"><resources>{resources}</resources><build>{build}</build></model>'
    )


def package(folder: Path, main: str, **others: bytes) -> Source:
    path = folder / "part.3mf"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("3D/main.model", main)
        for name, data in others.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return read(path)


@pytest.mark.parametrize(
    "unit,named,longest",
    [("millimeter", "mm", 40), ("inch", "in", 40), ("meter", "m", 40), ("foot", "ft", 40), ("micron", "mm", 0.04)],
)
def test_units_are_the_files_and_z_is_up(tmp_path: Path, unit: str, named: str, longest: float) -> None:
    source = package(tmp_path, model(mesh(extra='name="shelf"'), unit=unit))
    assert (source.format, source.unit, source.up, source.triangles) == ("3mf", named, "z", 2)
    assert bounds(source.document)[1][0] == pytest.approx(longest)
    assert source.document.gltf["meshes"][0]["name"] == "shelf"


def test_base_materials_keep_names_and_colours(tmp_path: Path) -> None:
    bases = (
        '<basematerials id="5"><base name="Oak" displaycolor="#804020"/><base name="Glass" displaycolor="#FFFFFF80"/>'
    )
    faces = FACES.replace('v3="3"', 'v3="3" pid="5" p1="1"')
    objects = mesh(faces, 'pid="5" pindex="0"')
    source = package(tmp_path, model(bases + "</basematerials>" + objects))
    assert [one["name"] for one in source.document.gltf["materials"]] == ["Oak", "Glass"]
    assert source.colors_srgb["Oak"] == pytest.approx((128 / 255, 64 / 255, 32 / 255))
    assert source.document.gltf["materials"][1]["alphaMode"] == "BLEND"


def test_colour_groups_become_vertex_colours(tmp_path: Path) -> None:
    group = '<m:colorgroup id="7"><m:color color="#FF0000"/><m:color color="#0000FF"/></m:colorgroup>'
    faces = '<triangle v1="0" v2="1" v3="2" pid="7" p1="0" p2="1" p3="1"/>'
    source = package(tmp_path, model(group + mesh(faces)))
    attributes = source.document.gltf["meshes"][0]["primitives"][0]["attributes"]
    colors = source.document.accessors[attributes["COLOR_0"]]
    assert sorted(map(tuple, colors.tolist())) == [(0, 0, 1), (0, 0, 1), (1, 0, 0)]


def test_textures_come_from_inside_the_package(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(stream, "PNG")
    group = (
        '<m:texture2d id="8" path="/3D/Textures/wood.png" contenttype="image/png"/><m:texture2dgroup id="9" texid="8">'
        '<m:tex2coord u="0" v="0"/><m:tex2coord u="1" v="0"/><m:tex2coord u="1" v="1"/></m:texture2dgroup>'
    )
    faces = '<triangle v1="0" v2="1" v3="2" pid="9" p1="0" p2="1" p3="2"/>'
    source = package(tmp_path, model(group + mesh(faces)), **{"3D__Textures__wood_dot_png": stream.getvalue()})
    assert len(source.document.images) == 1
    material = source.document.gltf["materials"][0]
    assert material["name"] == "wood" and "baseColorTexture" in material["pbrMetallicRoughness"]
    attributes = source.document.gltf["meshes"][0]["primitives"][0]["attributes"]
    assert source.document.accessors[attributes["TEXCOORD_0"]].tolist() == [[0, 1], [1, 1], [1, 0]]


def test_components_are_placed_over_files_and_mirrors_turn_round(tmp_path: Path) -> None:
    holder = (
        '<object id="2"><components><component objectid="1" p:path="/3D/other.model" '
        'transform="-1 0 0 0 1 0 0 0 1 100 0 5"/></components></object>'
    )
    source = package(
        tmp_path,
        model(holder, '<item objectid="2" transform="1 0 0 0 1 0 0 0 1 0 7 0"/>'),
        **{"3D__other_dot_model": model(mesh()).encode()},
    )
    low, high = bounds(source.document)
    assert low.tolist() == [60, 7, 5] and high.tolist() == [100, 27, 5]
    primitive = source.document.gltf["meshes"][0]["primitives"][0]
    points = source.document.accessors[primitive["attributes"]["POSITION"]]
    first = points[source.document.accessors[primitive["indices"]].reshape(-1, 3)[0]]
    assert np.cross(first[1] - first[0], first[2] - first[0])[2] > 0


def test_a_folder_with_one_is_read_as_one(tmp_path: Path) -> None:
    package(tmp_path, model(mesh()))
    assert read(tmp_path).format == "3mf"


def doubling(levels: int) -> str:
    objects = [mesh()]
    for number in range(2, levels + 2):
        inner = f'<component objectid="{number - 1}"/>' * 8
        objects.append(f'<object id="{number}"><components>{inner}</components></object>')
    return model("".join(objects), f'<item objectid="{levels + 1}"/>')


@pytest.mark.parametrize(
    "main,error",
    [
        (model(mesh(), build=""), ReadError),
        (model(mesh(), '<item objectid="4"/>'), ReadError),
        (model(mesh(), ITEM.replace("/>", ' transform="1 0 0"/>')), ReadError),
        (model(mesh(FACES.replace('"3"', '"4"'))), ReadError),
        (model(mesh(FACES.replace('"3"', '"-1"'))), ReadError),
        (model(mesh("")), ReadError),
        (model(mesh(), unit="league"), ReadError),
        (model('<object id="1"><components><component objectid="1"/></components></object>'), ReadError),
        (
            model('<object id="1"><components><component objectid="1" p:path="/../../etc/x"/></components></object>'),
            ReadError,
        ),
        (model(mesh(), before='<!DOCTYPE x [<!ENTITY a "b">]>'), UnsupportedError),
        (model(mesh())[:-20], ReadError),
        (doubling(9), CheckError),
    ],
)
def test_broken_packages_are_refused_in_one_sentence(tmp_path: Path, main: str, error: type[ArkitError]) -> None:
    with pytest.raises(error) as raised:
        package(tmp_path, main)
    assert "part.3mf" in str(raised.value) and "\n" not in str(raised.value)


def test_triangles_of_many_components_are_counted_before_they_are_made(tmp_path: Path) -> None:
    package_path = tmp_path / "part.3mf"
    package(tmp_path, doubling(2))
    with pytest.raises(CheckError, match="triangles"):
        read(package_path, limits=Limits(triangles=100))


def test_a_package_whose_directory_points_nowhere_is_refused(tmp_path: Path) -> None:
    package(tmp_path, model(mesh()))
    path = tmp_path / "part.3mf"
    data = bytearray(path.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    data[end + 16 : end + 20] = (2**31 - 1).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    with pytest.raises(ArkitError):
        read(path)
