from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from arkit.document import bounds
from arkit.errors import ArkitError, ReadError, UnsupportedError
from arkit.io import read
from arkit.io.read import Source

ASSET = '<asset><unit meter="0.01" name="centimeter"/><up_axis>Z_UP</up_axis></asset>'
SOURCES = (
    '<source id="at"><float_array id="fa" count="12">0 0 0 40 0 0 40 20 0 0 20 0</float_array><technique_common>'
    '<accessor source="#fa" count="4" stride="3"/></technique_common></source>'
    '<source id="up"><float_array id="fu" count="3">0 0 2</float_array><technique_common>'
    '<accessor source="#fu" count="1" stride="3"/></technique_common></source>'
    '<source id="uv"><float_array id="fv" count="8">0 0 1 0 1 1 0 1</float_array><technique_common>'
    '<accessor source="#fv" count="4" stride="2"/></technique_common></source>'
    '<vertices id="v"><input semantic="POSITION" source="#at"/></vertices>'
)
INPUTS = (
    '<input semantic="VERTEX" source="#v" offset="0"/><input semantic="NORMAL" source="#up" offset="1"/>'
    '<input semantic="TEXCOORD" source="#uv" offset="2" set="0"/>'
)
CORNERS = ["0 0 0", "1 0 1", "2 0 2", "3 0 3"]
QUAD = f'<polylist material="s" count="1">{INPUTS}<vcount>4</vcount><p>{" ".join(CORNERS)}</p></polylist>'
PLAIN = "<diffuse><color>0.5 0.25 0 1</color></diffuse>"
BOUND = (
    "<bind_material><technique_common><instance_material symbol='s' target='#oak'/></technique_common></bind_material>"
)
NODE = f'<node id="n" name="shelf"><instance_geometry url="#g">{BOUND}</instance_geometry></node>'


def collada(
    group: str = QUAD, nodes: str = NODE, shader: str = PLAIN, asset: str = ASSET, extra: str = "", before: str = ""
) -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" '
        f'version="1.4.1">{asset}<library_images><image id="img"><init_from>file:///C:/maps/wood%20oak.png</init_from>'
        '</image></library_images><library_effects><effect id="e"><profile_COMMON><newparam sid="surf"><surface '
        'type="2D"><init_from>img</init_from></surface></newparam><newparam sid="samp"><sampler2D><source>surf</source>'
        f'</sampler2D></newparam><technique sid="t"><phong>{shader}</phong></technique></profile_COMMON></effect>'
        '</library_effects><library_materials><material id="oak" name="Oak"><instance_effect url="#e"/></material>'
        f'</library_materials><library_geometries><geometry id="g" name="quad"><mesh>{SOURCES}{group}</mesh></geometry>'
        f'</library_geometries>{extra}<library_visual_scenes><visual_scene id="scene">{nodes}</visual_scene>'
        '</library_visual_scenes><scene><instance_visual_scene url="#scene"/></scene></COLLADA>'
    )


def dae(folder: Path, text: str) -> Source:
    path = folder / "model.dae"
    path.write_text(text, encoding="utf-8")
    return read(path)


def attribute(source: Source, key: str) -> np.ndarray:
    document = source.document
    return document.accessors[document.gltf["meshes"][0]["primitives"][0]["attributes"][key]]


def test_names_colours_unit_and_up_survive(tmp_path: Path) -> None:
    source = dae(tmp_path, collada())
    assert (source.format, source.unit, source.up, source.triangles) == ("dae", "cm", "z", 2)
    assert source.document.gltf["meshes"][0]["name"] == "shelf"
    assert source.colors_srgb == {"Oak": (0.5, 0.25, 0.0)}
    assert attribute(source, "NORMAL").tolist() == [[0, 0, 1]] * 4
    assert attribute(source, "TEXCOORD_0").tolist() == [[0, 1], [1, 1], [1, 0], [0, 0]]


@pytest.mark.parametrize(
    "asset,unit,up,longest",
    [
        ("<asset/>", "", "", 40),
        ('<asset><unit meter="0.0254"/></asset>', "in", "", 40),
        ('<asset><unit meter="0,001"/><up_axis>X_UP</up_axis></asset>', "mm", "x", 40),
        ('<asset><unit meter="0.1"/><up_axis>Y_UP</up_axis></asset>', "m", "y", 4),
    ],
)
def test_declared_units(tmp_path: Path, asset: str, unit: str, up: str, longest: float) -> None:
    source = dae(tmp_path, collada(asset=asset))
    assert (source.unit, source.up) == (unit, up)
    assert bounds(source.document)[1][0] == pytest.approx(longest)


@pytest.mark.parametrize(
    "kind,order", [("triangles", (0, 1, 2, 0, 2, 3)), ("polygons", (0, 1, 2, 3)), ("tristrips", (0, 1, 3, 2))]
)
def test_every_list_of_polygons_covers_the_quad_facing_up(tmp_path: Path, kind: str, order: tuple[int, ...]) -> None:
    points = " ".join(CORNERS[one] for one in order)
    source = dae(tmp_path, collada(f'<{kind} material="s" count="2">{INPUTS}<p>{points}</p></{kind}>'))
    primitive = source.document.gltf["meshes"][0]["primitives"][0]
    corners = attribute(source, "POSITION")[source.document.accessors[primitive["indices"]].reshape(-1, 3)]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (normals[:, 2] > 0).all() and normals[:, 2].sum() / 2 == pytest.approx(800)


def test_nodes_nest_turn_scale_and_are_used_again(tmp_path: Path) -> None:
    inner = NODE.replace("<instance_geometry", "<rotate>0 0 1 90</rotate><scale>2 1 1</scale><instance_geometry", 1)
    nodes = f'<node id="top"><translate>100 0 5</translate>{inner}</node><node><instance_node url="#n"/></node>'
    source = dae(tmp_path, collada(nodes=nodes))
    assert source.triangles == 4
    low, high = bounds(source.document)
    assert low == pytest.approx([-20, 0, 0]) and high == pytest.approx([100, 80, 5])


@pytest.mark.parametrize("zipped", [False, True])
def test_pictures_are_found_by_name_beside_the_file_or_in_its_zip(tmp_path: Path, zipped: bool) -> None:
    text = collada(shader='<diffuse><texture texture="samp" texcoord="UV"/></diffuse>')
    Image.new("RGB", (4, 4), "red").save(tmp_path / "wood oak.png")
    source = dae(tmp_path, text)
    if zipped:
        with zipfile.ZipFile(tmp_path / "model.zae", "w") as archive:
            archive.write(tmp_path / "model.dae", "model.dae")
            archive.write(tmp_path / "wood oak.png", "images/wood oak.png")
        source = read(tmp_path / "model.zae")
    assert len(source.document.images) == 1 and source.colors_srgb == {}
    material = source.document.gltf["materials"][0]
    assert material["name"] == "Oak" and "baseColorTexture" in material["pbrMetallicRoughness"]


def test_pictures_and_nodes_outside_the_folder_are_never_followed(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), "red").save(tmp_path / "secret.png")
    (tmp_path / "in").mkdir()
    text = collada(shader='<diffuse><texture texture="samp"/></diffuse>').replace(
        "file:///C:/maps/wood%20oak.png", "../secret.png"
    )
    source = dae(
        tmp_path / "in",
        text.replace("</visual_scene>", '<node><instance_node url="../x.dae#n"/></node></visual_scene>'),
    )
    assert source.document.images == ()
    assert any("secret.png" in one for one in source.guesses) and any("x.dae" in one for one in source.guesses)


@pytest.mark.parametrize(
    "shine,alpha",
    [
        ("<transparency><float>0.25</float></transparency>", 0.25),
        ("<transparency><float>0</float></transparency>", 1.0),
        ('<transparent opaque="RGB_ZERO"><color>0.6 0.6 0.6 1</color></transparent>', 0.4),
        ('<transparent opaque="A_ONE"><color>1 1 1 0.5</color></transparent>', 0.5),
    ],
)
def test_transparency(tmp_path: Path, shine: str, alpha: float) -> None:
    source = dae(tmp_path, collada(shader=PLAIN + shine))
    factor = source.document.gltf["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"]
    assert factor[3] == pytest.approx(alpha)


def test_a_skin_stands_where_it_was_bound(tmp_path: Path) -> None:
    skin = (
        '<library_controllers><controller id="c"><skin source="#g"><bind_shape_matrix>1 0 0 7 0 1 0 0 0 0 1 0 0 0 0 1'
        "</bind_shape_matrix></skin></controller></library_controllers>"
    )
    nodes = '<node name="body"><translate>500 0 0</translate><instance_controller url="#c"/></node>'
    source = dae(tmp_path, collada(nodes=nodes, extra=skin))
    assert bounds(source.document)[1].tolist() == [47, 20, 0]
    assert any("bound" in one for one in source.guesses)


@pytest.mark.parametrize(
    "text,error",
    [
        (collada(nodes=""), ReadError),
        (collada(nodes='<node name="camera"/>'), ReadError),
        (collada(group=""), ReadError),
        (collada(group=QUAD.replace("3 0 3", "9 0 3")), ReadError),
        (collada(group=QUAD.replace("3 0 3", "-1 0 3")), ReadError),
        (collada(group=QUAD.replace("<vcount>4", "<vcount>40")), ReadError),
        (collada().replace("40 20 0", "40 here 0"), ReadError),
        (collada().replace("40 20 0", "40 NaN 0"), ReadError),
        (collada(nodes=NODE.replace("<instance_geometry", "<matrix>1 2 3</matrix><instance_geometry", 1)), ReadError),
        (collada(nodes='<node id="n"><instance_node url="#n"/></node>'), ReadError),
        (collada(asset='<asset><unit meter="-1"/></asset>'), ReadError),
        (collada()[:-40], ReadError),
        (collada(before='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]>'), UnsupportedError),
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path: Path, text: str, error: type[ArkitError]) -> None:
    with pytest.raises(error) as raised:
        dae(tmp_path, text)
    assert "model.dae" in str(raised.value) and "\n" not in str(raised.value)
