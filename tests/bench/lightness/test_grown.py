"""The bench's own inputs are what their names say, to arkit's readers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from arkit.document import bounds
from arkit.io import read
from bench.lightness.grown import ball_glb, scan_ply


def test_the_ball_has_the_triangles_and_texels_asked(tmp_path: Path) -> None:
    ball_glb(tmp_path / "ball.glb", triangles=5000, texture_px=64)
    found = read(tmp_path / "ball.glb")
    assert found.triangles == pytest.approx(5000, rel=0.05)
    assert len(found.document.images) == 1
    low, high = bounds(found.document)
    np.testing.assert_allclose(high - low, 0.5, atol=0.1)


def test_the_scan_is_the_same_ball_with_colours(tmp_path: Path) -> None:
    scan_ply(tmp_path / "scan.ply", triangles=5000)
    found = read(tmp_path / "scan.ply")
    assert found.triangles == pytest.approx(5000, rel=0.05)
    primitive = found.document.gltf["meshes"][0]["primitives"][0]
    assert "COLOR_0" in primitive["attributes"]
