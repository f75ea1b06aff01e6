"""The neutral renderer on models written here: same file same pixels, variants differ, losses are seen."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.rendered import IDENTICAL_DB, Pictures, Renderer, fidelity
from bench.rendered.renderer import BROWSERS, THREE

RED, BLUE = [0.8, 0.02, 0.02, 1.0], [0.02, 0.02, 0.8, 1.0]
drawn_only = pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)) or not THREE.is_dir(), reason="needs Chromium and viewer/node_modules"
)


def two_faced(path: Path, *, variants: bool = True, moved_m: float = 0.0) -> Path:
    """A tetrahedron of 1 m, red or in its variant blue, shiny, as a plain GLB."""
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32) + np.float32(moved_m)
    faces = np.array([0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3], np.uint16)
    blob = corners.tobytes() + faces.tobytes()
    primitive: dict[str, Any] = {"attributes": {"POSITION": 0}, "indices": 1, "material": 0}
    mapping = [{"material": 0, "variants": [0]}, {"material": 1, "variants": [1]}]
    gltf: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [primitive]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": color}} for color in (RED, BLUE)],
        "buffers": [{"byteLength": len(blob)}],
        "bufferViews": [
            {"buffer": 0, "byteLength": corners.nbytes},
            {"buffer": 0, "byteOffset": corners.nbytes, "byteLength": faces.nbytes},
        ],
        "accessors": [
            {
                "bufferView": 0,
                "componentType": 5126,
                "count": 4,
                "type": "VEC3",
                "min": corners.min(axis=0).tolist(),
                "max": corners.max(axis=0).tolist(),
            },
            {"bufferView": 1, "componentType": 5123, "count": 12, "type": "SCALAR"},
        ],
    }
    if variants:
        gltf["extensionsUsed"] = ["KHR_materials_variants"]
        gltf["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "red"}, {"name": "blue"}]}}
        primitive["extensions"] = {"KHR_materials_variants": {"mappings": mapping}}
    text = json.dumps(gltf).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(blob), 0x004E4942) + blob
    path.write_bytes(struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks)
    return path


def fresh_pictures(path: Path) -> Pictures:
    with Renderer(views=2, px=96) as again:
        return again.pictures(path)


class Apart:
    """A renderer in a thread of its own: the browser tests may drive theirs in this one."""

    def __init__(self, pool: ThreadPoolExecutor, renderer: Apart) -> None:
        self._pool, self._renderer = pool, renderer

    def pictures(self, path: Path, **options: Any) -> Pictures:
        return self._pool.submit(self._renderer.pictures, path, **options).result()


@pytest.fixture(scope="module")
def renderer() -> Iterator[Apart]:
    with ThreadPoolExecutor(1) as pool:
        one = Renderer(views=2, px=96)
        pool.submit(one.__enter__).result()
        yield Apart(pool, one)
        pool.submit(one.__exit__, None, None, None).result()


@drawn_only
@pytest.mark.browser
def test_the_same_file_in_two_browsers_gives_the_same_pixels(tmp_path: Path, renderer: Apart) -> None:
    path = two_faced(tmp_path / "one.glb")
    first = renderer.pictures(path)
    with ThreadPoolExecutor(1) as apart:  # Playwright allows one browser driver a thread
        second = apart.submit(fresh_pictures, path).result()
    assert np.array_equal(first.rgb, second.rgb)
    assert np.array_equal(first.inside, second.inside)
    assert fidelity(first, second)["pooled"].psnr_db == IDENTICAL_DB


@drawn_only
@pytest.mark.browser
def test_every_variant_is_drawn_in_its_own_colour_inside_the_shape(tmp_path: Path, renderer: Apart) -> None:
    seen = renderer.pictures(two_faced(tmp_path / "one.glb"))
    assert seen.names == ("red", "blue")
    assert seen.rgb.shape == (2, 2, 96, 96, 3)
    assert 0.1 < seen.inside.mean() < 0.9
    red, blue = seen.rgb[0][seen.inside].mean(axis=0), seen.rgb[1][seen.inside].mean(axis=0)
    assert red[0] > 2 * red[2] and blue[2] > 2 * blue[0]
    outside = seen.rgb[0][~seen.inside]
    assert np.median(np.ptp(outside.astype(int), axis=1)) == 0  # a grey ground
    np.testing.assert_allclose(seen.box_m, [[0, 0, 0], [1, 1, 1]], atol=1e-6)


@drawn_only
@pytest.mark.browser
def test_losing_the_variants_or_the_place_is_seen(tmp_path: Path, renderer: Apart) -> None:
    source = renderer.pictures(two_faced(tmp_path / "one.glb"))
    bare = renderer.pictures(two_faced(tmp_path / "bare.glb", variants=False), framed_as=source)
    rows = fidelity(source, bare)
    assert rows["red"].psnr_db > 40 and rows["blue"].psnr_db < 15
    assert rows["pooled"].delta_e_p95 > 20
    moved = renderer.pictures(two_faced(tmp_path / "moved.glb", moved_m=0.05), framed_as=source)
    assert fidelity(source, moved)["pooled"].psnr_db < 30


@drawn_only
@pytest.mark.browser
def test_a_file_that_three_cannot_read_is_named(tmp_path: Path, renderer: Apart) -> None:
    broken = tmp_path / "broken.glb"
    broken.write_bytes(b"not a model")
    with pytest.raises(Exception, match=r"broken\.glb: expected a GLB"):
        renderer.pictures(broken)


def test_likeness_of_a_known_error() -> None:
    rgb = np.full((1, 1, 16, 16, 3), 100, np.uint8)
    inside = np.zeros((1, 16, 16), bool)
    inside[0, 4:12, 4:12] = True
    other = rgb.copy()
    other[0, 0, 4:12, 4:12] += 51  # 0.2 of the range: 13.98 dB
    other[0, 0, 0, 0] = 255  # outside: not counted
    box = np.array([[0.0, 0, 0], [1, 1, 1]])
    rows = fidelity(Pictures(("",), rgb, inside, box), Pictures(("",), other, inside, box))
    assert rows[""].psnr_db == pytest.approx(13.979, abs=1e-3)
    assert rows[""] == rows["pooled"]
    assert rows["pooled"].delta_e_mean == pytest.approx(rows["pooled"].delta_e_p95)
