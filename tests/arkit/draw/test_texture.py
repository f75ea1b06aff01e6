"""Pictures of a document."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from arkit.document import Document
from arkit.draw import Item, draw
from arkit.draw.texture import decode, mirror_scale
from arkit.errors import ReadError, UnsupportedError
from arkit.frame import camera_from_fov
from arkit.spaces import pose
from arkit.surface import Light
from tests import build


def textured(image: bytes, sampler: dict[str, int] | None = None) -> Document:
    box = build.box(0.6, 0.6, 0.01, image=image, color=(1, 1, 1, 1))
    box.gltf["materials"][0]["extensions"] = {"KHR_materials_unlit": {}}
    if sampler is not None:
        box.gltf["samplers"] = [sampler]
        box.gltf["textures"][0]["sampler"] = 0
    return box


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP", "AVIF"])
def test_it_reads_every_format_a_web_page_shows(kind: str) -> None:
    stream = io.BytesIO()
    Image.fromarray(np.full((8, 6, 3), (200, 100, 50), dtype=np.uint8)).save(stream, kind, quality=95)
    pixels = decode(textured(stream.getvalue()), 0)
    assert pixels.shape == (8, 6, 4)
    assert pixels[4, 3] == pytest.approx([200, 100, 50, 255], abs=4)


def test_what_it_cannot_read_it_names() -> None:
    with pytest.raises(UnsupportedError, match="KTX2"):
        decode(textured(b"\xabKTX 20\xbb\r\n\x1a\n" + bytes(64)), 0)
    with pytest.raises(ReadError, match="image 0"):
        decode(textured(b"no picture"), 0)


def test_a_mirrored_picture_repeats_as_its_mirror_image() -> None:
    ramp = np.zeros((8, 64, 3), dtype=np.uint8)
    ramp[..., 1] = np.linspace(0, 255, 64).astype(np.uint8)
    document = textured(build.png(ramp), {"wrapS": 33648, "wrapT": 10497})
    assert mirror_scale(document, 0) == (0.5, 1.0)
    info = document.gltf["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]
    info["extensions"] = {"KHR_texture_transform": {"scale": [2, 1]}}
    light = Light(np.ones(3), np.zeros(3), np.array([0.0, 1, 0]))
    camera = camera_from_fov(96, 64, 0.6)
    row = draw([Item(document, pose(None, np.array([0, 0, -1.0])))], camera, light).rgba[32, 22:74, 1]
    assert row[26] > 0.8 and row[2] < 0.1 and row[-3] < 0.1  # up to the middle, then down again
    clamped = replace(document, gltf={**document.gltf, "samplers": [{"wrapS": 33071, "wrapT": 33071}]})
    held = draw([Item(clamped, pose(None, np.array([0, 0, -1.0])))], camera, light).rgba[32, 22:74, 1]
    assert held[2] < 0.1 and held[30:].min() > 0.9
