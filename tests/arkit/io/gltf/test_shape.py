"""glTF JSON of wrong types: each is refused with a sentence that names the property, none escapes as another error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from arkit.errors import CheckError, ReadError
from arkit.io import glb_bytes, read
from arkit.io.gltf.container import split_glb
from arkit.io.gltf.shape import check_shape
from tests import build

ONE: dict[str, Any] = {"name": "one"}
VARIANTS = "KHR_materials_variants"


def loaded(folder: Path, name: str = "box.glb", **changes: Any) -> Any:
    """A box read again after `changes` of its JSON's top level."""
    data = glb_bytes(build.box(1, 1, 1), meshopt=False)
    text, binary = split_glb(data, name)
    gltf = {**json.loads(text), **changes}
    (folder / "box.bin").write_bytes(binary)
    gltf["buffers"] = [{"byteLength": len(binary), "uri": "box.bin"}]
    (folder / "box.gltf").write_text(json.dumps(gltf), encoding="utf-8")
    return read(folder / "box.gltf")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nodes": [{"mesh": 0, "matrix": [1, 2, 3]}]}, r"nodes\[0\].matrix to have 16 numbers, got 3"),
        ({"nodes": [{"mesh": 0, "matrix": "abc"}]}, r"nodes\[0\].matrix to be a list, got 'abc'"),
        ({"nodes": [{"mesh": 0, "translation": ["a", 0, 0]}]}, r"translation\[0\] to be a number"),
        ({"nodes": [{"mesh": 0, "scale": [1e40, 1, 1]}]}, r"scale\[0\] to be a number, got 1e\+40"),
        ({"nodes": [{"mesh": True}]}, r"nodes\[0\].mesh to be a whole number, got True"),
        ({"nodes": [{"mesh": 0, "children": 7}]}, "children to be a list"),
        ({"materials": [{"pbrMetallicRoughness": 7}]}, "pbrMetallicRoughness to be an object"),
        ({"materials": [{"pbrMetallicRoughness": {"baseColorFactor": [1, 1]}}]}, "have 4 numbers, got 2"),
        ({"materials": [{"name": {"a": 1}}]}, "name to be a text"),
        ({"materials": [{"normalTexture": {}}]}, 'normalTexture to have "index"'),
        ({"materials": [{"extensions": {"VENDOR_paint": 3}}]}, "extensions.VENDOR_paint to be an object"),
        ({"extensionsUsed": 7}, "extensionsUsed to be a list"),
        ({"extensions": []}, "extensions to be an object"),
        ({"extensions": {VARIANTS: {"variants": [{}]}}}, 'to have "name"'),
        ({"animations": [{"channels": 7}]}, "channels to be a list"),
        ({"accessors": [{"type": ["VEC3"], "componentType": 5126, "count": 3}]}, "type to be a text"),
        ({"accessors": [{"type": "VEC3", "componentType": {}, "count": 3}]}, "componentType to be a whole number"),
        ({"scenes": [{"nodes": {}}]}, r"scenes\[0\].nodes to be a list"),
    ],
)
def test_a_wrong_type_names_its_property(tmp_path: Path, changes: Mapping[str, Any], said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        loaded(tmp_path, **changes)
    assert caught.value.message.startswith("box.gltf: expected") and len(caught.value.message) < 160


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"skins": [{"joints": [99]}]}, "skin 0: joint"),
        ({"animations": [{"channels": [{"sampler": 0, "target": {}}], "samplers": []}]}, "animation 0: sampler"),
        ({"animations": [{"channels": [], "samplers": [{"input": 99, "output": 0}]}]}, "animation sampler 0: input"),
        ({"textures": [{"extensions": {"EXT_texture_webp": {"source": 4}}}]}, "texture: EXT_texture_webp"),
    ],
)
def test_an_index_that_points_nowhere_is_named(tmp_path: Path, changes: Mapping[str, Any], said: str) -> None:
    with pytest.raises(ReadError, match=said):
        loaded(tmp_path, **changes)


def test_variants_point_at_materials_and_names(tmp_path: Path) -> None:
    mapping = {"material": 0, "variants": [1]}
    primitive = {"attributes": {"POSITION": 0}, "extensions": {VARIANTS: {"mappings": [mapping]}}}
    with pytest.raises(ReadError, match="variant: expected a whole number from 0 to 0, got 1"):
        loaded(tmp_path, meshes=[{"primitives": [primitive]}], extensions={VARIANTS: {"variants": [ONE]}})


def test_extras_may_be_anything() -> None:
    check_shape({"nodes": [{"extras": {"matrix": "mine"}}], "extras": 7}, "a.gltf")


@pytest.mark.parametrize(
    ("scale", "error", "said"),
    [
        ([0, 0, 0], ReadError, "expected triangles with an area"),
        ([0, 1, 0], ReadError, "expected triangles with an area"),
        ([1e12, 1, 1], CheckError, r"within 1e\+09 units of the origin, got 5e\+11"),
    ],
)
def test_a_box_without_size_or_beyond_reason(
    tmp_path: Path, scale: list[float], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        loaded(tmp_path, nodes=[{"mesh": 0, "scale": scale}])


def test_a_required_extension_we_do_not_know_is_said(tmp_path: Path) -> None:
    source = loaded(tmp_path, extensionsUsed=["VENDOR_warp"], extensionsRequired=["VENDOR_warp"])
    assert [one for one in source.guesses if "VENDOR_warp" in one]
    assert not loaded(tmp_path, extensionsUsed=["KHR_mesh_quantization"]).guesses
