from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from arkit.document import bounds
from arkit.errors import ArkitError, ReadError
from arkit.io import Limits, read
from arkit.io.read import Source


def fbx(
    folder: Path, *, unit_cm: float = 1, up: int = 1, faces: str = "0,1,2,-4", extra: str = "", links: str = ""
) -> Source:
    front = {1: 2, 2: 1}[up]
    text = f"""; FBX 7.4.0 project file
FBXHeaderExtension:  {{
    FBXVersion: 7400
}}
GlobalSettings:  {{
    Properties70:  {{
        P: "UpAxis", "int", "Integer", "",{up}
        P: "UpAxisSign", "int", "Integer", "",1
        P: "FrontAxis", "int", "Integer", "",{front}
        P: "FrontAxisSign", "int", "Integer", "",{1 if up == 1 else -1}
        P: "CoordAxis", "int", "Integer", "",0
        P: "CoordAxisSign", "int", "Integer", "",1
        P: "UnitScaleFactor", "double", "Number", "",{unit_cm}
    }}
}}
Objects:  {{
    Geometry: 100, "Geometry::quad", "Mesh" {{
        Vertices: *12 {{
            a: 0,0,0,40,0,0,40,20,0,0,20,0
        }}
        PolygonVertexIndex: *{len(faces.split(","))} {{
            a: {faces}
        }}
        LayerElementMaterial: 0 {{
            MappingInformationType: "AllSame"
            ReferenceInformationType: "IndexToDirect"
            Materials: *1 {{
                a: 0
            }}
        }}
    }}
    Model: 200, "Model::shelf", "Mesh" {{
        Properties70:  {{
            P: "Lcl Translation", "Lcl Translation", "", "A",100,0,5
            P: "Lcl Scaling", "Lcl Scaling", "", "A",2,1,1
        }}
    }}
    Material: 300, "Material::Oak", "" {{
        ShadingModel: "lambert"
        Properties70:  {{
            P: "DiffuseColor", "Color", "", "A",0.5,0.25,0
        }}
    }}
    {extra}
}}
Connections:  {{
    C: "OO",200,0
    C: "OO",100,200
    C: "OO",300,200
    {links}
}}
"""
    path = folder / "model.fbx"
    path.write_text(text)
    return read(path)


TEXTURE = """Texture: 400, "Texture::wood", "" {
        Type: "TextureVideoClip"
        FileName: "C:\\maps\\wood.png"
        RelativeFilename: "..\\maps\\wood.png"
    }"""


@pytest.mark.parametrize("unit_cm,unit", [(1, "cm"), (100, "m"), (0.1, "mm"), (2.54, "in")])
@pytest.mark.parametrize("up,named", [(1, "y"), (2, "z")])
def test_names_colours_unit_and_up_survive(tmp_path: Path, unit_cm: float, unit: str, up: int, named: str) -> None:
    source = fbx(tmp_path, unit_cm=unit_cm, up=up)
    assert (source.format, source.unit, source.up, source.triangles) == ("fbx", unit, named, 2)
    assert source.document.gltf["meshes"][0]["name"] == "shelf"
    assert source.colors_srgb["Oak"] == pytest.approx((0.5, 0.25, 0))
    low, high = bounds(source.document)
    assert low.tolist() == [100, 0, 5] and high.tolist() == [180, 20, 5]


def test_odd_units_become_metres(tmp_path: Path) -> None:
    source = fbx(tmp_path, unit_cm=500)
    assert source.unit == "m" and bounds(source.document)[1][0] == pytest.approx(900)
    assert any("metres" in one for one in source.guesses)


def test_pictures_are_found_by_base_name_and_only_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "maps").mkdir()
    Image.new("RGB", (4, 4), "red").save(tmp_path / "maps" / "wood.png")
    link = 'C: "OP",400,300, "DiffuseColor"'
    source = fbx(tmp_path / "in", extra=TEXTURE, links=link)
    assert source.document.images == () and any("wood.png" in one for one in source.guesses)
    Image.new("RGB", (4, 4), "red").save(tmp_path / "in" / "wood.png")
    source = fbx(tmp_path / "in", extra=TEXTURE, links=link)
    assert len(source.document.images) == 1 and source.colors_srgb == {}


def test_limits_hold(tmp_path: Path) -> None:
    fbx(tmp_path)
    with pytest.raises(ArkitError, match="triangles"):
        read(tmp_path / "model.fbx", limits=Limits(triangles=1))


@pytest.mark.parametrize(
    "data",
    [
        b"Kaydara FBX Binary  \0",
        b"Kaydara FBX Binary  \0\x1a\0\xe8\x1c\0\0" + b"\xff" * 300,
        b"; FBX 7.4.0 project file\nObjects: {{{",
        b"; FBX 7.4.0 project file\nFBXHeaderExtension:  {\n FBXVersion: 7400\n}\nObjects:  {\n}\n",
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.fbx").write_bytes(data)
    with pytest.raises(ReadError) as raised:
        read(tmp_path / "model.fbx")
    assert "model.fbx" in str(raised.value) and "\n" not in str(raised.value)


def test_without_faces_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="triangles"):
        fbx(tmp_path, faces="0,-2")
