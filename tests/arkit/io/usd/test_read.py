from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from arkit.document import bounds, indices, instances, primitive_of, triangle_count, values
from arkit.errors import ArkitError, ReadError
from arkit.io import Source, read, write_usdz
from tests import build

pytest.importorskip("pxr", reason="usd-core is not installed")

QUAD = """int[] faceVertexCounts = [4]
        int[] faceVertexIndices = [0, 1, 2, 3]
        point3f[] points = [(0, 0, 0), (2, 0, 0), (2, 1, 0), (0, 1, 0)]
        uniform token subdivisionScheme = "none"
"""
PREVIEW = """def Material "Oak" (displayName = "Eiche 橡木") {{
    token outputs:surface.connect = </Oak/s.outputs:surface>
    def Shader "s" {{
        uniform token info:id = "UsdPreviewSurface"
        {inputs}
        token outputs:surface
    }}
    {more}
}}
"""


def usda(body: str, head: str = 'metersPerUnit = 0.01\n    upAxis = "Z"') -> bytes:
    return f"#usda 1.0\n(\n    {head}\n)\n{body}\n".encode()


def mesh(name: str, more: str = "", quad: str = QUAD) -> str:
    return f'def Mesh "{name}" {{\n        {quad}        {more}\n}}\n'


def packed(entries: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return sink.getvalue()


def read_bytes(folder: Path, data: bytes, name: str = "model.usda") -> Source:
    (folder / name).write_bytes(data)
    return read(folder / name)


def test_what_we_write_comes_back_whole(tmp_path: Path) -> None:
    """Size, names, colours, pictures, packed channels and moved uv of our own USDZ."""
    box = build.box(0.6, 0.8, 0.5, image=build.png(build.checkerboard()), name="Regal 架子")
    moved = {"scale": [2.0, 3.0], "offset": [0.25, 0.5], "rotation": 0.7}
    base = {"index": 0, "extensions": {"KHR_texture_transform": moved}}
    pbr = {"baseColorTexture": base, "metallicRoughnessTexture": {"index": 0}, "roughnessFactor": 0.5}
    material = {"name": "oak", "pbrMetallicRoughness": pbr, "alphaMode": "MASK", "alphaCutoff": 0.25}
    normal = {"normalTexture": {"index": 0, "scale": 0.5}, "occlusionTexture": {"index": 0}, "doubleSided": True}
    box = replace(box, gltf={**box.gltf, "materials": [{**material, **normal}]})
    write_usdz(box, tmp_path / "box.usdz")
    source = read(tmp_path / "box.usdz")
    assert (source.format, source.unit, source.up, source.triangles) == ("usd", "m", "y", 12)
    assert np.allclose(bounds(source.document), bounds(box), atol=1e-6)
    assert source.document.images == box.images
    back = source.document.gltf["materials"][0]
    assert back["name"] == "oak" and back["doubleSided"]
    assert (back["alphaMode"], back["alphaCutoff"]) == ("MASK", 0.25)
    found = back["pbrMetallicRoughness"]["baseColorTexture"]["extensions"]["KHR_texture_transform"]
    assert found["scale"] == pytest.approx([2, 3]) and found["rotation"] == pytest.approx(0.7)
    assert found["offset"] == pytest.approx([0.25, 0.5], abs=1e-6)
    assert back["pbrMetallicRoughness"]["roughnessFactor"] == pytest.approx(0.5)
    assert back["normalTexture"]["scale"] == pytest.approx(0.5)
    assert "metallicRoughnessTexture" in back["pbrMetallicRoughness"] and "occlusionTexture" in back
    before, after = (primitive_of(one, next(iter(instances(one)))) for one in (box, source.document))
    for key in ("POSITION", "NORMAL", "TEXCOORD_0"):
        corners = [
            values(one, primitive["attributes"][key])[indices(one, primitive)]
            for one, primitive in ((box, before), (source.document, after))
        ]
        assert np.allclose(np.sort(corners[0], axis=0), np.sort(corners[1], axis=0), atol=1e-6)


def test_colours_without_pictures_come_back(tmp_path: Path) -> None:
    write_usdz(build.box(1, 1, 1, color=(0.2, 0.4, 0.6, 1)), tmp_path / "box.usdz")
    material = read(tmp_path / "box.usdz").document.gltf["materials"][0]
    assert material["pbrMetallicRoughness"]["baseColorFactor"] == pytest.approx([0.2, 0.4, 0.6, 1])


@pytest.mark.parametrize(
    "head,unit,up", [('upAxis = "Z"', "", "z"), ("metersPerUnit = 0.0254", "in", ""), ("", "", "")]
)
def test_unit_and_up_are_what_the_file_declares(tmp_path: Path, head: str, unit: str, up: str) -> None:
    source = read_bytes(tmp_path, usda(mesh("quad"), head))
    assert (source.unit, source.up) == (unit, up)
    assert (unit == "") == any("metersPerUnit" in one for one in source.guesses)


def test_trees_transforms_and_instances(tmp_path: Path) -> None:
    door = 'double3 xformOp:translate = (10, 0, 0)\nuniform token[] xformOpOrder = ["xformOp:translate"]\n'
    twice = "".join(
        f'def Xform "copy{place}" (instanceable = true\n prepend references = </Proto>) '
        f"{{ double3 xformOp:translate = (0, 0, {place * 5})\n"
        'uniform token[] xformOpOrder = ["xformOp:translate"]\n}\n'
        for place in (1, 2)
    )
    body = f'def Xform "Cabinet" {{\ndef Xform "Door" {{\n{door}{mesh("Leaf")}}}\n}}\n'
    source = read_bytes(tmp_path, usda(body + f'class "Proto" {{\n{mesh("Knob")}}}\n' + twice))
    nodes = {one["name"]: one for one in source.document.gltf["nodes"]}
    assert set(nodes) == {"Cabinet", "Door", "Leaf", "copy1", "copy2", "Knob"}
    assert nodes["Door"]["translation"] == [10, 0, 0] and "translation" not in nodes["Leaf"]
    assert source.triangles == 6
    low, high = bounds(source.document)
    assert low.tolist() == [0, 0, 0] and high.tolist() == [12, 1, 10]


def test_point_instancers_stand_where_they_say(tmp_path: Path) -> None:
    body = f"""def PointInstancer "Studs" {{
    int[] protoIndices = [0, 0, 0]
    point3f[] positions = [(0, 0, 0), (0, 0, 4), (0, 0, 9)]
    rel prototypes = </Studs/Stud>
    {mesh("Stud")}
}}"""
    source = read_bytes(tmp_path, usda(body))
    assert source.triangles == 6 and bounds(source.document)[1].tolist() == [2, 1, 9]


def test_subsets_sides_winding_and_cages(tmp_path: Path) -> None:
    quad = """int[] faceVertexCounts = [3, 3]
        int[] faceVertexIndices = [0, 1, 2, 0, 2, 3]
        point3f[] points = [(0, 0, 0), (2, 0, 0), (2, 1, 0), (0, 1, 0)]
        uniform token orientation = "leftHanded"
        prepend rel material:binding = </Oak>
        def GeomSubset "part" {
            uniform token elementType = "face"
            uniform token familyName = "materialBind"
            int[] indices = [1]
            prepend rel material:binding = </Red>
        }
"""
    red = (
        PREVIEW.replace("Oak", "Red")
        .replace("Eiche 橡木", "")
        .format(inputs="color3f inputs:diffuseColor = (1, 0, 0)", more="")
    )
    oak = PREVIEW.format(inputs="color3f inputs:diffuseColor = (0.5, 0.25, 0)\nfloat inputs:opacity = 0.5", more="")
    source = read_bytes(tmp_path, usda(mesh("quad", quad=quad) + oak + red))
    materials = {one["name"]: one for one in source.document.gltf["materials"]}
    assert set(materials) == {"Eiche 橡木", "Red"}
    assert materials["Eiche 橡木"]["pbrMetallicRoughness"]["baseColorFactor"] == pytest.approx([0.5, 0.25, 0, 0.5])
    assert materials["Eiche 橡木"]["alphaMode"] == "BLEND"
    for instance in instances(source.document):
        primitive = primitive_of(source.document, instance)
        a, b, c = values(source.document, primitive["attributes"]["POSITION"])[indices(source.document, primitive)[0]]
        assert np.cross(b - a, c - a)[2] < 0  # left-handed faces turn the other way
    assert any("cages" in one for one in source.guesses)


def test_display_colours_are_read_where_no_material_is(tmp_path: Path) -> None:
    paint = 'color3f[] primvars:displayColor = [(0.2, 0.4, 0.6)] (interpolation = "constant")'
    source = read_bytes(tmp_path, usda(mesh("quad", paint)))
    primitive = primitive_of(source.document, next(iter(instances(source.document))))
    assert np.allclose(values(source.document, primitive["attributes"]["COLOR_0"]), (0.2, 0.4, 0.6))
    bound = paint + "\nprepend rel material:binding = </Oak>"
    oak = PREVIEW.format(inputs="color3f inputs:diffuseColor = (0.5, 0.25, 0)", more="")
    source = read_bytes(tmp_path, usda(mesh("quad", bound) + oak))
    assert "COLOR_0" not in primitive_of(source.document, next(iter(instances(source.document))))["attributes"]


def test_pictures_and_layers_beside_the_file(tmp_path: Path) -> None:
    texture = """def Shader "t" {
        uniform token info:id = "UsdUVTexture"
        asset inputs:file = @C:/maps/wood.png@
        float3 outputs:rgb
    }"""
    oak = PREVIEW.format(inputs="color3f inputs:diffuseColor.connect = </Oak/t.outputs:rgb>", more=texture)
    (tmp_path / "parts").mkdir()
    (tmp_path / "wood.png").write_bytes(build.png(build.checkerboard()))
    inner = usda(mesh("quad", "prepend rel material:binding = </Oak>") + oak)
    (tmp_path / "parts" / "inner.usda").write_bytes(inner)
    head = "metersPerUnit = 0.01\n    subLayers = [@./parts/inner.usda@]"
    source = read_bytes(tmp_path, usda("", head))
    assert source.triangles == 2 and source.unit == "cm"
    assert source.document.images == (build.png(build.checkerboard()),)


@pytest.mark.parametrize(
    "asset", ["/etc/passwd", "../secret.usda", "{folder}/secret.usda", "/proc/self/environ", "secret.usdz[x.usda]"]
)
@pytest.mark.parametrize("arc", ["references", "payload", "subLayers"])
def test_what_lies_outside_is_never_opened(tmp_path: Path, asset: str, arc: str) -> None:
    (tmp_path / "secret.usda").write_bytes(usda(mesh("secret")))
    upload = tmp_path / "upload"
    upload.mkdir()
    asset = asset.format(folder=tmp_path)
    own = mesh("own")
    if arc == "subLayers":
        data = usda(own, f"subLayers = [@{asset}@]")
    else:
        data = usda(own + f'def Xform "other" (prepend {arc} = @{asset}@) {{\n}}\n')
    source = read_bytes(upload, packed({"root.usda": data}), "model.usdz")
    assert source.triangles == 2 and [node["name"] for node in source.document.gltf["nodes"]] == ["own"]
    assert any("outside the package" in one for one in source.guesses)


def test_variants_clips_and_hidden_prims(tmp_path: Path) -> None:
    variants = f"""def Xform "Sofa" (
    variants = {{ string color = "red" }}
    prepend variantSets = "color"
) {{
    variantSet "color" = {{
        "blue" {{ {mesh("Blue")} }}
        "red" {{ {mesh("Red")} }}
    }}
    {mesh("Ghost", 'token visibility = "invisible"')}
    {mesh("Guide", 'uniform token purpose = "guide"')}
}}
def Xform "Clip" (clips = {{ dictionary default = {{ asset[] assetPaths = [@/etc/passwd@] }} }}) {{ {mesh("Kept")} }}
"""
    source = read_bytes(tmp_path, usda(variants))
    assert {one["name"] for one in source.document.gltf["meshes"]} == {"Red", "Kept"}
    assert any("2 hidden" in one for one in source.guesses) and any("value clips" in one for one in source.guesses)


CRATE = b"PXR-USDC" + bytes(8) + struct.pack("<q", 24)


@pytest.mark.parametrize(
    "data,said",
    [
        (usda('def Sphere "ball" {\n}\n'), "visible meshes, it has none, only Sphere"),
        (usda("def Mesh"), "cannot be read"),
        (usda("{" * 20_000), "depth: expected at most"),
        (usda("".join(f'def "n{place}" {{' for place in range(20_000)) + "}" * 20_000), "depth: expected at most"),
        (usda(f'def "x" {{ custom int[] a = {"[" * 20_000} }}'), "brackets"),
        (usda("def Xform {")[:-1], "open braces"),
        (usda(mesh("quad").replace("[0, 1, 2, 3]", "[0, 1, 2, 9]")), "a face asks for point 9"),
        (usda(mesh("quad").replace("[4]", "[400000000]")), "do not agree"),
        (CRATE + struct.pack("<Q", 2**40), "sections: expected at most"),
        (CRATE + struct.pack("<Q16sqq", 1, b"TOKENS", 8, 2**40), "TOKENS lies outside"),
        (b"PXR-USDC" + bytes(8) + struct.pack("<q", 2**62), "table of contents"),
        (CRATE + struct.pack("<Q16sqq", 1, b"TOKENS", 24, 8), "cannot be read"),
        (packed({"a.usda": usda(mesh("quad")), "../b.usda": b"x"}), "names inside the zip"),
        (packed({"a.usda": usda(mesh("quad")), "/b.png": b"x"}), "names inside the zip"),
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(ArkitError, match=said) as raised:
        read_bytes(tmp_path, data, "model.usdz")
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 300


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.usda", b"#usda 1.0\n" + b" " * (64 << 20))
    with pytest.raises(ArkitError, match="unpacked bytes per packed byte"):
        read_bytes(tmp_path, sink.getvalue(), "model.usdz")


def test_cut_packages_are_refused(tmp_path: Path) -> None:
    write_usdz(build.box(1, 1, 1), tmp_path / "whole.usdz")
    layer = zipfile.ZipFile(tmp_path / "whole.usdz").read("model.usdc")
    assert triangle_count(read_bytes(tmp_path, layer, "model.usdc").document) == 12
    for part in (0.1, 0.5, 0.9):
        with pytest.raises(ReadError):
            read_bytes(tmp_path, layer[: int(part * len(layer))], "model.usdc")


def test_a_second_set_of_uv_is_kept_for_what_reads_it(tmp_path: Path) -> None:
    box = build.box(1, 1, 1, image=build.png(build.checkerboard()))
    other = np.random.default_rng(1).random((24, 2)).astype(np.float32)
    box = build.with_accessor(box, other)
    gltf = {**box.gltf, "materials": [{**box.gltf["materials"][0], "occlusionTexture": {"index": 0, "texCoord": 1}}]}
    primitive = box.gltf["meshes"][0]["primitives"][0]
    attributes = {**primitive["attributes"], "TEXCOORD_1": len(box.accessors) - 1}
    gltf["meshes"] = [{**box.gltf["meshes"][0], "primitives": [{**primitive, "attributes": attributes}]}]
    write_usdz(replace(box, gltf=gltf), tmp_path / "box.usdz")
    back = read(tmp_path / "box.usdz").document
    assert back.gltf["materials"][0]["occlusionTexture"]["texCoord"] == 1
    assert "texCoord" not in back.gltf["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]
    found = values(back, primitive_of(back, next(iter(instances(back))))["attributes"]["TEXCOORD_1"])
    assert np.allclose(np.sort(found, axis=0), np.sort(other, axis=0), atol=1e-6)
