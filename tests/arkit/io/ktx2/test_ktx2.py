from __future__ import annotations

import base64
import json
import os
import stat
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zstandard
from PIL import Image

from arkit.checks.measure import picture_size
from arkit.document import Document
from arkit.errors import ArkitError, CheckError, MissingError, ReadError, UnsupportedError
from arkit.io import Limits, find_encoder, has_ktx2, read, with_ktx2, without_ktx2, write_glb
from arkit.io.ktx2.container import ETC1S, MAGIC, UASTC, parse_ktx2, plain_pixels
from arkit.io.ktx2.decode import decode_ktx2
from arkit.io.ktx2.document import BASISU
from arkit.io.ktx2.encode import encode_ktx2
from tests import build

RGB, RGBA, GREY = 29, 43, 9  # R8G8B8_SRGB, R8G8B8A8_SRGB, R8_UNORM


def ktx2(pixels: np.ndarray, vk_format: int, *, packing: int = 0, **header: int) -> bytes:
    """A KTX2 of one level, written by the specification."""
    body = pixels.tobytes()
    if packing == 2:
        body = zstandard.ZstdCompressor().compress(body)
    elif packing == 3:
        body = zlib.compress(body)
    values = {"depth": 0, "layers": 0, "faces": 1, "levels": 1, "width": pixels.shape[1], "height": pixels.shape[0]}
    values |= header
    model = header.get("model", 1)
    basic = struct.pack("<IHHBBBB", 0, 2, 24 + 16, model, 1, 2, 0) + b"\0" * 32
    descriptor = struct.pack("<I", len(basic) + 4) + basic
    start = 80 + 24
    head = struct.pack(
        "<9I",
        vk_format,
        1,
        values["width"],
        values["height"],
        *(values[key] for key in ("depth", "layers", "faces", "levels")),
        packing,
    )
    index = struct.pack("<4I2Q", start, len(descriptor), 0, 0, 0, 0)
    level = struct.pack("<3Q", start + len(descriptor), len(body), pixels.nbytes)
    return MAGIC + head + index + level + descriptor + body


def picture(side: int = 16, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(side).integers(0, 256, (side, side, channels)).astype(np.uint8)


def smooth(side: int = 64) -> Image.Image:
    u, v = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side))
    return Image.fromarray(np.round(np.stack([u, v, 0.5 + 0 * u], axis=-1) * 255).astype(np.uint8))


def with_image(data: bytes, **texture: Any) -> Document:
    document = build.with_texture(build.sphere(0.5, rows=8), build.png(build.checkerboard()))
    tree = json.loads(json.dumps(document.gltf))
    tree["images"].append({"mimeType": "image/ktx2", "name": "wood"})
    tree["textures"][0] = {"extensions": {BASISU: {"source": 1}}, **texture}
    tree["extensionsUsed"] = tree["extensionsRequired"] = [BASISU]
    return replace(document, gltf=tree, images=(*document.images, data))


@pytest.fixture
def encoder() -> Path:
    try:
        return find_encoder()
    except MissingError as error:
        pytest.skip(error.message)


@pytest.mark.parametrize("vk_format,channels", [(RGB, 3), (RGBA, 4), (GREY, 1)])
@pytest.mark.parametrize("packing", [0, 2, 3])
def test_plain_pixels_come_back_exactly(vk_format: int, channels: int, packing: int) -> None:
    pixels = picture(channels=channels)
    data = ktx2(pixels, vk_format, packing=packing)
    head = parse_ktx2(data, "wood", Limits())
    assert (head.width, head.height, head.transfer) == (16, 16, "srgb")
    assert np.array_equal(plain_pixels(data, head, "wood"), pixels)
    assert np.array_equal(decode_ktx2([data], ["wood"], Limits())[0], pixels)


@pytest.mark.parametrize(
    "data,kind,words",
    [
        (b"no picture", ReadError, "expected a KTX2"),
        (ktx2(picture(), RGB)[:90], ReadError, "ends before"),
        (ktx2(picture(), RGB)[:-1], ReadError, "ends before"),
        (ktx2(picture(), RGB, faces=6), UnsupportedError, "one flat picture"),
        (ktx2(picture(), RGB, layers=2), UnsupportedError, "one flat picture"),
        (ktx2(picture(), RGB, levels=2**31), ReadError, "levels"),
        (ktx2(picture(), RGB, width=2**20, height=2**20), CheckError, "pixels: expected at most"),
        (ktx2(picture(), RGB, width=0), ReadError, "with pixels"),
        (ktx2(picture(), RGB, width=17), ReadError, "bytes of pixels"),
        (ktx2(picture(), 157), UnsupportedError, "Vulkan format 157"),
        (ktx2(picture(), RGB, packing=1), UnsupportedError, "Vulkan format"),
        (ktx2(picture(), RGB, packing=2).replace(b"\x28\xb5\x2f\xfd", b"\0" * 4), ReadError, "zstd in its KTX2"),
        (ktx2(picture(), RGB, packing=3)[:-9] + b"\0" * 9, ReadError, "zlib in its KTX2"),
    ],
)
def test_broken_pictures_are_refused_in_one_sentence(data: bytes, kind: type[ArkitError], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        decode_ktx2([data], ["wood"], Limits())
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("packing", [2, 3])
def test_a_bomb_is_unpacked_no_further_than_its_pixels(packing: int) -> None:
    data = ktx2(np.zeros((4096, 4096, 3), dtype=np.uint8), RGB, packing=packing, width=4, height=4)
    assert len(data) < 100_000
    with pytest.raises(ReadError, match="expected 48 bytes of pixels, got 49"):
        decode_ktx2([data], ["bomb"], Limits())


def test_garbage_of_basis_is_refused() -> None:
    data = ktx2(picture(), 0, model=UASTC)
    try:
        with pytest.raises(ReadError, match="image 0: expected a KTX2 picture"):
            decode_ktx2([data], ["image 0"], Limits())
    except MissingError as error:
        pytest.skip(error.message)


def test_a_missing_decoder_names_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ARKIT_NODE_MODULES", str(tmp_path))
    with pytest.raises(MissingError, match="npm ci --prefix viewer"):
        without_ktx2(with_image(ktx2(picture(), 0, model=ETC1S)), Limits())


def test_without_a_decoder_the_fallback_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ARKIT_NODE_MODULES", str(tmp_path))
    given = with_image(ktx2(picture(), 0, model=ETC1S), source=0)
    plain = without_ktx2(given, Limits())
    assert plain.images == given.images[:1]
    assert plain.gltf["textures"] == [{"source": 0}]


def test_a_document_gets_pictures_that_every_tool_reads(tmp_path: Path) -> None:
    given = with_image(ktx2(picture(), RGB), sampler=0)
    plain = without_ktx2(given, Limits())
    assert not has_ktx2(plain)
    assert has_ktx2(given)
    assert plain.gltf["textures"] == [{"sampler": 0, "source": 1}]
    assert plain.gltf["images"][1] == {"mimeType": "image/png", "name": "wood"}
    assert "extensionsRequired" not in plain.gltf
    (tmp_path / "wood.png").write_bytes(plain.images[1])
    assert np.array_equal(np.asarray(Image.open(tmp_path / "wood.png")), picture())


def test_checks_know_its_size() -> None:
    assert picture_size(ktx2(picture(12), RGB)) == (12, 12)


def test_ktx2_travels_untouched(tmp_path: Path) -> None:
    given = with_image(ktx2(picture(), RGB))
    write_glb(given, tmp_path / "ball.glb", meshopt=True)
    back = read(tmp_path / "ball.glb").document
    assert back.images == given.images
    assert back.gltf["textures"] == given.gltf["textures"]
    assert back.gltf["extensionsRequired"] == [BASISU]


# ---- with the encoder ----


def psnr_db(one: np.ndarray, two: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / max(((one.astype(float) - two) ** 2).mean(), 1e-9)))


@pytest.mark.parametrize("use,model,least_db", [("color", ETC1S, 32), ("normal", UASTC, 38), ("data", UASTC, 38)])
def test_encoded_pictures_decode_close_to_the_source(encoder: Path, use: Any, model: int, least_db: float) -> None:
    source = smooth()
    data = encode_ktx2(source, use=use)
    head = parse_ktx2(data, "x", Limits())
    assert head.model == model
    assert head.transfer == ("srgb" if use == "color" else "linear")
    assert len(head.levels) == 7  # 64 … 1
    (start,) = struct.unpack_from("<I", data, 48)
    assert data[start + 13] == (1 if use == "color" else 0)
    pixels = decode_ktx2([data], ["x"], Limits())[0]
    assert psnr_db(np.asarray(source), pixels) > least_db


def test_alpha_is_kept(encoder: Path) -> None:
    clear = smooth().convert("RGBA")
    clear.putalpha(clear.getchannel("R"))
    pixels = decode_ktx2([encode_ktx2(clear, use="color")], ["x"], Limits())[0]
    assert pixels.shape[2] == 4
    assert psnr_db(np.asarray(clear)[..., 3], pixels[..., 3]) > 30


def textured() -> Document:
    """A ball whose one picture is colour and mask at once, with a normal map of odd size."""
    odd = np.full((30, 50, 3), (128, 128, 255), dtype=np.uint8)
    document = build.with_texture(build.sphere(0.5, rows=8), build.png(np.asarray(smooth())))
    tree = json.loads(json.dumps(document.gltf))
    tree["images"].append({"mimeType": "image/png"})
    tree["textures"].append({"source": 1})
    tree["materials"][0]["normalTexture"] = {"index": 1}
    tree["materials"][0]["occlusionTexture"] = {"index": 0}
    return replace(document, gltf=tree, images=(*document.images, build.png(odd)))


def test_a_document_gets_textures_of_the_right_kind(encoder: Path, tmp_path: Path) -> None:
    packed = with_ktx2(textured(), Limits(), effort="fast")
    material = packed.gltf["materials"][0]
    heads = {}
    for key in ("normalTexture", "occlusionTexture"):
        heads[key] = material[key]["index"]
    heads["base"] = material["pbrMetallicRoughness"]["baseColorTexture"]["index"]
    found = {}
    for key, index in heads.items():
        image = packed.gltf["textures"][index]["extensions"][BASISU]["source"]
        found[key] = parse_ktx2(packed.images[image], key, Limits())
        assert packed.gltf["images"][image]["mimeType"] == "image/ktx2"
        assert "source" not in packed.gltf["textures"][index]
    assert (found["base"].model, found["base"].transfer) == (ETC1S, "srgb")
    assert (found["occlusionTexture"].model, found["occlusionTexture"].transfer) == (UASTC, "linear")
    assert (found["normalTexture"].width, found["normalTexture"].height) == (48, 32)
    assert packed.gltf["extensionsRequired"] == [BASISU]
    assert with_ktx2(packed, Limits()).images == packed.images
    from arkit.checks import validate

    write_glb(packed, tmp_path / "ball.glb", meshopt=False)
    try:
        (report,) = validate([tmp_path / "ball.glb"])
    except MissingError as error:
        pytest.skip(error.message)
    assert report.messages == ()


def test_a_missing_encoder_names_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ARKIT_BASISU", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ARKIT_NODE_MODULES", str(tmp_path))
    with pytest.raises(MissingError, match="npm install"):
        with_ktx2(textured(), Limits())
    monkeypatch.setenv("ARKIT_BASISU", str(tmp_path / "basisu"))
    with pytest.raises(MissingError, match="ARKIT_BASISU"):
        find_encoder()


def test_an_encoder_that_fails_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "basisu"
    program.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    program.chmod(program.stat().st_mode & ~stat.S_IXUSR)  # as npm leaves it without install scripts
    monkeypatch.setenv("ARKIT_BASISU", str(program))
    with pytest.raises(CheckError, match="exit 3"):
        encode_ktx2(smooth(), use="color")
    assert not os.access(program, os.X_OK) or os.geteuid() == 0
    with pytest.raises(CheckError, match="multiples of 4"):
        encode_ktx2(smooth(30), use="color")
    program.write_bytes(base64.b64decode("AAAA"))
    with pytest.raises(MissingError, match="runs here"):
        encode_ktx2(smooth(), use="color")
