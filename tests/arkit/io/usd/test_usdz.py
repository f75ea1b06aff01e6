from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from arkit.document import moved
from arkit.errors import UnsupportedError
from arkit.io import usd_problems, usd_triangles, write_usdz
from tests import build

pxr = pytest.importorskip("pxr", reason="usd-core is not installed")


def test_a_package_is_stored_valid_and_metric(tmp_path: Path) -> None:
    from pxr import Usd, UsdGeom

    box = moved(build.box(0.6, 0.8, 0.5, image=build.png(build.checkerboard())), np.array([0, 0.4, 0]))
    path = tmp_path / "box.usdz"
    assert write_usdz(box, path) == path.stat().st_size
    names = zipfile.ZipFile(path).infolist()
    assert names[0].filename.endswith(".usdc")
    assert {entry.compress_type for entry in names} == {zipfile.ZIP_STORED}
    assert [entry.filename.rsplit(".", 1)[-1] for entry in names] == ["usdc", "png"]
    stage = Usd.Stage.Open(str(path))
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1
    assert UsdGeom.GetStageUpAxis(stage) == "Y"
    assert usd_problems(path) == ()
    corners = usd_triangles(path).reshape(-1, 3)
    assert np.allclose([corners.min(axis=0), corners.max(axis=0)], [[-0.3, 0, -0.25], [0.3, 0.8, 0.25]])


def test_color_and_finish_are_the_documents(tmp_path: Path) -> None:
    from pxr import Usd, UsdShade

    write_usdz(build.box(1, 1, 1, color=(0.2, 0.4, 0.6, 1)), tmp_path / "box.usdz")
    stage = Usd.Stage.Open(str(tmp_path / "box.usdz"))
    shader = next(UsdShade.Shader(prim) for prim in stage.Traverse() if prim.GetName() == "surface")
    assert list(shader.GetInput("diffuseColor").Get()) == pytest.approx([0.2, 0.4, 0.6])
    assert shader.GetInput("metallic").Get() == 0
    assert shader.GetInput("roughness").Get() == 1


def test_a_moved_texture_keeps_its_place(tmp_path: Path) -> None:
    """v' of glTF is 1 - v' of USD at every uv, for any scale, turn and offset."""
    from pxr import Usd, UsdShade

    box = build.box(1, 1, 1, image=build.png(build.checkerboard()))
    scale, offset, angle = (2.0, 3.0), (0.25, 0.5), 0.7
    moved_by = {"scale": list(scale), "offset": list(offset), "rotation": angle}
    info = {"index": 0, "extensions": {"KHR_texture_transform": moved_by}}
    material = {**box.gltf["materials"][0], "pbrMetallicRoughness": {"baseColorTexture": info}}
    write_usdz(replace(box, gltf={**box.gltf, "materials": [material]}), tmp_path / "box.usdz")
    stage = Usd.Stage.Open(str(tmp_path / "box.usdz"))
    found = {prim.GetName(): UsdShade.Shader(prim) for prim in stage.Traverse() if prim.IsA(UsdShade.Shader)}
    node = next(shader for name, shader in found.items() if name.startswith("transform"))
    s, t = np.array(node.GetInput("scale").Get()), np.array(node.GetInput("translation").Get())
    r = np.radians(node.GetInput("rotation").Get())
    usd_turn = np.array([[np.cos(r), -np.sin(r)], [np.sin(r), np.cos(r)]])
    gltf_turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    for uv in np.random.default_rng(0).random((20, 2)):
        wanted = gltf_turn @ (np.array(scale) * uv) + offset
        st = usd_turn @ (s * (uv * (1, -1) + (0, 1))) + t
        assert st * (1, -1) + (0, 1) == pytest.approx(wanted, abs=1e-6)


def test_pictures_a_phone_cannot_read_are_refused(tmp_path: Path) -> None:
    box = build.box(1, 1, 1, image=build.png(build.checkerboard()))
    gltf = {**box.gltf, "images": [{"mimeType": "image/webp"}]}
    with pytest.raises(UnsupportedError, match="PNG or JPEG"):
        write_usdz(replace(box, gltf=gltf), tmp_path / "box.usdz")
    assert list(tmp_path.iterdir()) == []
