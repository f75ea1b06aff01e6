from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from arkit.document import Document
from arkit.errors import CheckError, ReadError, UnsupportedError
from arkit.transforms import TextureChange, apply, textures
from arkit.transforms.pictures.texels import enlarged
from arkit.transforms.pictures.texture_change import mean_turn_rad, psnr
from tests import build


def speckled(size: int = 128, channels: int = 3) -> np.ndarray:
    noise = np.random.default_rng(1).integers(0, 40, (size, size, 1)) * np.ones(channels, dtype=int)
    return (noise + np.linspace(0, 180, size).astype(int)[:, None, None]).astype(np.uint8)


def bumpy(size: int = 128) -> np.ndarray:
    """A smooth normal map: gentle waves."""
    x = np.sin(np.arange(size) / 9)[None, :] * 0.3
    y = np.cos(np.arange(size) / 7)[:, None] * 0.3
    x, y = np.broadcast_arrays(x, y)
    normals = np.stack([x, y, np.sqrt(1 - x**2 - y**2)], axis=-1)
    return np.round((normals + 1) * 127.5).astype(np.uint8)


def painted(image: bytes, key: str = "baseColorTexture", **more: Any) -> Document:
    box = build.box(1, 1, 1, image=image)
    inside = key in ("baseColorTexture", "metallicRoughnessTexture")
    pbr = {key: {"index": 0}} if inside else {"metallicFactor": 0.0}
    material: dict[str, Any] = {"name": "m", "pbrMetallicRoughness": pbr, **more}
    if not inside:
        material[key] = {"index": 0}
    return replace(box, gltf={**box.gltf, "materials": [material]})


def opened(document: Document) -> Image.Image:
    return Image.open(io.BytesIO(document.images[0]))


def pixels(document: Document) -> np.ndarray:
    return np.asarray(opened(document).convert("RGB"))


def test_colour_becomes_a_smaller_webp_that_looks_the_same() -> None:
    source = build.png(speckled())
    small = apply(painted(source), textures("webp", price=500))
    assert len(small.images[0]) < len(source) / 3
    assert small.gltf["images"][0]["mimeType"] == "image/webp"
    assert small.gltf["textures"][0] == {"extensions": {"EXT_texture_webp": {"source": 0}}}
    assert small.gltf["extensionsRequired"] == ["EXT_texture_webp"]
    assert psnr(speckled(), pixels(small), np.ones(4)) > 28


def test_efforts_and_price_move_along_one_curve() -> None:
    """More bytes, less loss: with the price a byte is worth, and from fast to max."""
    source = build.png(speckled(256))
    rows: list[TextureChange] = []
    for price in (1e2, 1e3, 1e5):
        apply(painted(source), textures("webp", price=price, note=rows.append))
    sizes, losses = [row.bytes_after for row in rows], [row.psnr_db or 99.0 for row in rows]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]
    assert losses == sorted(losses) and losses[0] < losses[-1] - 3
    fast, most = (apply(painted(source), textures("webp", effort=one)) for one in ("fast", "max"))
    assert psnr(speckled(256), pixels(most), np.ones(4)) >= psnr(speckled(256), pixels(fast), np.ones(4))


def test_a_source_that_is_smaller_stays() -> None:
    source = build.png(np.tile(np.array([[[0, 0, 0], [255, 255, 255]]], dtype=np.uint8), (2, 1, 1)))
    kept = apply(painted(source), textures("webp"))
    assert len(kept.images[0]) <= len(source)


@pytest.mark.parametrize("form", ["webp", "common"])
def test_no_picture_grows(form: Any) -> None:
    """A JPEG saved at quality 20 holds less than any copy of it would at a good one."""
    stream = io.BytesIO()
    Image.fromarray(speckled(256)).save(stream, "JPEG", quality=20)
    kept = apply(painted(stream.getvalue()), textures(form, effort="max"))
    assert len(kept.images[0]) <= len(stream.getvalue())


def test_normals_keep_their_direction() -> None:
    small = apply(painted(build.png(bumpy()), "normalTexture"), textures("webp"))
    assert np.degrees(mean_turn_rad(bumpy(), enlarged(pixels(small), (128, 128)))) < 1.5


def smooth_shade() -> np.ndarray:
    """(256, 256, 3) uint8: a soft shadow."""
    across, down = np.meshgrid(np.linspace(-2, 2, 256), np.linspace(-2, 2, 256))
    return np.repeat(np.round(255 - 120 * np.exp(-(across**2) - down**2))[..., None], 3, axis=-1).astype(np.uint8)


def test_a_soft_shadow_is_halved_and_looks_the_same() -> None:
    small = pixels(apply(painted(build.png(smooth_shade()), "occlusionTexture"), textures("webp")))
    assert small.shape[:2] == (128, 128)
    assert psnr(smooth_shade(), enlarged(small, (256, 256)), np.array([1, 0, 0, 0])) > 40


def test_a_weave_is_not_halved() -> None:
    weave = np.kron(np.random.default_rng(5).integers(60, 200, (128, 128, 1)), np.ones((2, 2, 3))).astype(np.uint8)
    weave[::2] = weave[::2] // 2
    assert pixels(apply(painted(build.png(weave)), textures("webp"))).shape[:2] == (256, 256)


def test_a_mask_keeps_what_is_read_and_nothing_else() -> None:
    """Roughness and metalness checker against each other; red, unread, is noise that would cost bytes."""
    rng = np.random.default_rng(2)
    pattern = rng.integers(0, 256, (128, 128, 3)).astype(np.uint8)
    pattern[..., 1] = np.kron(rng.integers(40, 220, (8, 8)), np.ones((16, 16)))
    pattern[..., 2] = np.kron(rng.integers(0, 2, (4, 4)) * 255, np.ones((32, 32)))
    small = apply(painted(build.png(pattern), "metallicRoughnessTexture"), textures("webp"))
    assert psnr(pattern, pixels(small), np.array([0, 1, 1, 0])) > 30
    assert len(small.images[0]) < 3_000
    assert psnr(pattern, pixels(small), np.array([1, 0, 0, 0])) < 15


def test_occlusion_alone_is_written_grey() -> None:
    pattern = np.dstack([speckled()[..., 0], *np.random.default_rng(0).integers(0, 255, (2, 128, 128), dtype=np.uint8)])
    small = pixels(apply(painted(build.png(pattern), "occlusionTexture"), textures("webp")))
    assert np.ptp(small.astype(int), axis=-1).max() <= 2
    assert psnr(pattern, small, np.array([1, 0, 0, 0])) > 28


def test_one_picture_in_two_slots_keeps_the_channels_of_both() -> None:
    pattern = np.dstack([speckled()[..., 0], speckled()[::-1, :, 0], speckled()[..., 0].T])
    pbr = {"metallicRoughnessTexture": {"index": 0}}
    both = painted(build.png(pattern), "occlusionTexture", pbrMetallicRoughness=pbr)
    small = pixels(apply(both, textures("webp", effort="max")))
    assert psnr(pattern, small, np.ones(4)) > 26


def test_alpha_survives_where_it_is_read() -> None:
    rgba = np.dstack([speckled(), np.full((128, 128), 255, dtype=np.uint8)])
    assert opened(apply(painted(build.png(rgba), alphaMode="BLEND"), textures("webp"))).mode == "RGB"
    rgba[:64, :, 3] = 0
    clear = opened(apply(painted(build.png(rgba), alphaMode="BLEND"), textures("webp")))
    assert clear.mode == "RGBA"
    assert np.array_equal(np.asarray(clear)[..., 3], rgba[..., 3])
    assert opened(apply(painted(build.png(rgba)), textures("webp"))).mode == "RGB"


def test_large_pictures_are_made_smaller_in_their_shape() -> None:
    small = apply(painted(build.png(speckled(256)[:, :128])), textures("webp", max_px=64))
    assert opened(small).size == (32, 64)


def repeated(times: float, size: int = 512) -> Document:
    """A box a metre wide whose every side shows the picture `times` x `times`."""
    found = painted(build.png(speckled(size)))
    pbr = found.gltf["materials"][0]["pbrMetallicRoughness"]
    pbr["baseColorTexture"]["extensions"] = {"KHR_texture_transform": {"scale": [times, times]}}
    return found


def test_texels_finer_than_a_screen_shows_go() -> None:
    """512 texels a side on 1,080 pixels: kept once. 24 times: 12,288, four times as many as the three a pixel kept."""
    assert opened(apply(repeated(1), textures("webp"))).size == (512, 512)
    assert opened(apply(repeated(24), textures("webp"))).size == (128, 128)


def test_a_sampler_without_mip_levels_keeps_every_texel() -> None:
    sharp = repeated(16)
    gltf = {**sharp.gltf, "samplers": [{"minFilter": 9728}], "textures": [{"source": 0, "sampler": 0}]}
    assert opened(apply(replace(sharp, gltf=gltf), textures("webp"))).size == (512, 512)


def test_equal_pictures_are_written_once() -> None:
    source = build.png(speckled())
    box = painted(source, "occlusionTexture", pbrMetallicRoughness={"baseColorTexture": {"index": 1}})
    twice = {**box.gltf, "images": [*box.gltf["images"]] * 2, "textures": [{"source": 0}, {"source": 1}]}
    rows: list[TextureChange] = []
    small = apply(Document(twice, box.accessors, (source, source)), textures("webp", note=rows.append))
    assert small.images[0] == small.images[1]
    assert [row.slots for row in rows] == [("baseColor", "occlusion")]


def test_what_became_of_each_picture_is_told() -> None:
    rows: list[TextureChange] = []
    source = build.png(speckled())
    small = apply(painted(source), textures("webp", price=500, note=rows.append))
    (row,) = rows
    assert (row.bytes_before, row.bytes_after) == (len(source), len(small.images[0]))
    assert row.size_px_before == row.size_px_after == (128, 128)
    assert row.how.startswith("webp ") and row.turn_deg is None
    assert row.psnr_db == pytest.approx(psnr(speckled(), pixels(small), np.ones(4)), abs=0.01)
    apply(painted(build.png(np.full((8, 8, 3), 60, dtype=np.uint8))), textures("webp", note=rows.append))
    assert (rows[1].how, rows[1].bytes_after) == ("factor", 0)


def test_stores_get_png_and_jpeg_without_extensions() -> None:
    web = apply(painted(build.png(speckled())), textures("webp"))
    store = apply(web, textures("common"))
    assert store.gltf["images"][0]["mimeType"] in ("image/jpeg", "image/png")
    assert store.gltf["textures"][0] == {"source": 0}
    assert "extensionsUsed" not in store.gltf
    normal = apply(painted(build.png(bumpy()), "normalTexture"), textures("common"))
    assert np.degrees(mean_turn_rad(bumpy(), enlarged(pixels(normal), (128, 128)))) < 1.5
    assert len(normal.images[0]) <= len(build.png(bumpy()))


def test_few_colours_stay_exact_for_stores() -> None:
    sign = np.kron(np.random.default_rng(4).integers(0, 2, (25, 25, 1)), np.ones((11, 11, 3))).astype(np.uint8) * 255
    store = apply(painted(build.png(sign)), textures("common"))
    assert store.gltf["images"][0]["mimeType"] == "image/png"
    assert np.array_equal(pixels(store), sign)


def test_avif_and_fallbacks_become_one_picture() -> None:
    stream = io.BytesIO()
    Image.fromarray(speckled()).save(stream, "AVIF", quality=90)
    box = painted(build.png(speckled()))
    texture = {"source": 0, "extensions": {"EXT_texture_avif": {"source": 1}}}
    gltf = {**box.gltf, "images": [*box.gltf["images"], {"mimeType": "image/avif"}], "textures": [texture]}
    both = Document({**gltf, "extensionsUsed": ["EXT_texture_avif"]}, box.accessors, (*box.images, stream.getvalue()))
    small = apply(both, textures("webp"))
    assert small.gltf["textures"] == [{"extensions": {"EXT_texture_webp": {"source": 1}}}]
    assert small.gltf["extensionsUsed"] == ["EXT_texture_webp"]


def test_ktx2_passes_for_the_web_and_is_refused_for_stores() -> None:
    ktx = b"\xabKTX 20\xbb\r\n\x1a\n" + b"\0" * 64
    assert apply(painted(ktx), textures("webp")).images == (ktx,)
    with pytest.raises(UnsupportedError, match="KTX2"):
        apply(painted(ktx), textures("common"))


def test_broken_pictures_and_wrong_options_are_refused() -> None:
    with pytest.raises(ReadError, match="image 0: expected a picture"):
        apply(painted(b"\x89PNG not really"), textures())
    with pytest.raises(CheckError, match="effort"):
        textures(effort="slow")  # type: ignore[arg-type]
