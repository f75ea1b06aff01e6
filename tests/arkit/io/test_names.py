"""In every format that can name parts and materials, their names come through reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from arkit.io import glb_bytes, read
from tests import build
from tests.arkit.io.formats.step_box import step_box

OBJ = "o Regal\ng Tür\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl Eiche\nf 1 2 3\n"
DAE = """<?xml version="1.0"?><COLLADA version="1.4.1">
<library_materials><material id="m" name="Eiche"><instance_effect url="#e"/></material></library_materials>
<library_effects><effect id="e"><profile_COMMON><technique><lambert/></technique></profile_COMMON>
</effect></library_effects>
<library_geometries><geometry id="g"><mesh>
<source id="p"><float_array id="a" count="9">0 0 0 1 0 0 0 1 0</float_array><technique_common>
<accessor source="#a" count="3" stride="3"><param name="X" type="float"/><param name="Y" type="float"/>
<param name="Z" type="float"/></accessor></technique_common></source>
<vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
<triangles count="1" material="s"><input semantic="VERTEX" source="#v" offset="0"/><p>0 1 2</p></triangles>
</mesh></geometry></library_geometries>
<library_visual_scenes><visual_scene id="s"><node name="Regal"><translate>1 2 3</translate>
<node name="Tür"><translate>10 0 0</translate><instance_geometry url="#g"><bind_material><technique_common>
<instance_material symbol="s" target="#m"/></technique_common></bind_material></instance_geometry></node></node>
</visual_scene></library_visual_scenes></COLLADA>"""
FBX = """; FBX 7.4.0 project file
FBXHeaderExtension:  {
    FBXVersion: 7400
}
Objects:  {
    Geometry: 100, "Geometry::quad", "Mesh" {
        Vertices: *9 {
            a: 0,0,0,1,0,0,0,1,0
        }
        PolygonVertexIndex: *3 {
            a: 0,1,-3
        }
        LayerElementMaterial: 0 {
            MappingInformationType: "AllSame"
            ReferenceInformationType: "IndexToDirect"
            Materials: *1 {
                a: 0
            }
        }
    }
    Model: 150, "Model::Regal", "Null" {
        Properties70:  {
            P: "Lcl Translation", "Lcl Translation", "", "A",1,2,3
        }
    }
    Model: 200, "Model::Tür", "Mesh" {
        Properties70:  {
            P: "Lcl Translation", "Lcl Translation", "", "A",10,0,0
        }
    }
    Material: 300, "Material::Eiche", "" {
        ShadingModel: "lambert"
    }
}
Connections:  {
    C: "OO",150,0
    C: "OO",200,150
    C: "OO",100,200
    C: "OO",300,200
}
"""
USD = """#usda 1.0
(
    metersPerUnit = 1
    upAxis = "Y"
)
def Xform "Regal" {
    double3 xformOp:translate = (1, 2, 3)
    uniform token[] xformOpOrder = ["xformOp:translate"]
    def Mesh "door" (displayName = "Tür") {
        double3 xformOp:translate = (10, 0, 0)
        uniform token[] xformOpOrder = ["xformOp:translate"]
        int[] faceVertexCounts = [3]
        int[] faceVertexIndices = [0, 1, 2]
        point3f[] points = [(0, 0, 0), (1, 0, 0), (0, 1, 0)]
        rel material:binding = </Eiche>
    }
}
def Material "Eiche" {
    token outputs:surface.connect = </Eiche/s.outputs:surface>
    def Shader "s" {
        uniform token info:id = "UsdPreviewSurface"
        token outputs:surface
    }
}
"""
TEXTS = {"obj": OBJ, "dae": DAE, "fbx": FBX, "usda": USD}


@pytest.mark.parametrize("suffix", TEXTS)
def test_part_material_and_what_it_stands_in_keep_their_names(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"model.{suffix}").write_text(TEXTS[suffix], encoding="utf-8")
    gltf = read(tmp_path / f"model.{suffix}").document.gltf
    nodes = {node["name"]: node for node in gltf["nodes"]}
    assert {"Regal", "Tür"} <= set(nodes)
    assert gltf["nodes"][nodes["Regal"]["children"][0]]["name"] == "Tür"
    assert "mesh" in nodes["Tür"]
    assert [one["name"] for one in gltf["materials"]] == ["Eiche"]


@pytest.mark.parametrize("suffix", ["dae", "fbx", "usda"])
def test_a_hinge_stays_where_it_turns(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"model.{suffix}").write_text(TEXTS[suffix], encoding="utf-8")
    document = read(tmp_path / f"model.{suffix}").document
    nodes = {node["name"]: node for node in document.gltf["nodes"]}
    assert nodes["Regal"]["translation"] == [1, 2, 3] and nodes["Tür"]["translation"] == [10, 0, 0]
    assert document.accessors[0].min(axis=0).tolist() == [0, 0, 0]


def _step(path: Path) -> None:
    path.write_text(step_box((1, 2, 3), "Regal"))


def _glb(path: Path) -> None:
    path.write_bytes(glb_bytes(build.box(1, 1, 1, name="Regal"), meshopt=False))


def _stl(path: Path) -> None:
    corners = "vertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0"
    path.write_text(f"solid Regal\nfacet normal 0 0 1\nouter loop\n{corners}\nendloop\nendfacet\nendsolid Regal\n")


@pytest.mark.parametrize("write", [_step, _glb, _stl])
def test_formats_of_single_parts_keep_the_name(tmp_path: Path, write: Callable[[Path], None]) -> None:
    write(tmp_path / "model")
    gltf = read(tmp_path / "model").document.gltf
    assert "Regal" in [node.get("name") for node in gltf["nodes"]]
    assert all(one["name"] for one in gltf["materials"])
