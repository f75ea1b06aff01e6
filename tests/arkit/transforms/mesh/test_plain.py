from __future__ import annotations

from dataclasses import replace

import numpy as np

from arkit.checks import structure
from arkit.document import bounds, values
from arkit.transforms import apply, plain, quantize
from tests import build


def test_plain_undoes_quantize() -> None:
    ball = build.with_texture(build.sphere(0.5, rows=12), build.png(build.checkerboard()))
    small = apply(ball, quantize())
    assert small.gltf["extensionsRequired"] == ["KHR_mesh_quantization"]
    back = apply(small, plain())
    assert "extensionsRequired" not in back.gltf
    attributes = back.gltf["meshes"][0]["primitives"][0]["attributes"]
    for key in ("POSITION", "NORMAL", "TEXCOORD_0"):
        assert back.accessors[attributes[key]].dtype == np.float32
    assert np.allclose(bounds(back), bounds(small), atol=1e-7)
    assert np.abs(np.linalg.norm(values(back, attributes["NORMAL"]), axis=1) - 1).max() < 1e-4
    assert all(check.ok for check in structure(back) if "minimum" in check.rule)


def test_only_hints_are_no_longer_required() -> None:
    box = build.box(1, 1, 1)
    names = ["EXT_mesh_gpu_instancing", "KHR_materials_unlit", "KHR_texture_transform", "VENDOR_warp"]
    gltf = {**box.gltf, "extensionsUsed": names, "extensionsRequired": names}
    done = apply(replace(box, gltf=gltf), plain())
    assert done.gltf["extensionsUsed"] == names
    assert done.gltf["extensionsRequired"] == ["EXT_mesh_gpu_instancing", "VENDOR_warp"]
