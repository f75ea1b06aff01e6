"""Conversions whose pictures or geometry are packed: KTX2 in, KTX2 out, Draco out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from arkit.cli.convert import command
from arkit.convert import ConvertOptions, convert
from arkit.document import Document
from arkit.errors import MissingError
from arkit.io import find_encoder, read, write_glb
from arkit.io.ktx2.container import MAGIC
from arkit.io.ktx2.document import BASISU
from tests import build
from tests.arkit.io.ktx2.test_ktx2 import RGB, ktx2


def ball(image: bytes | None = None) -> Document:
    document = build.with_texture(build.sphere(0.25, rows=16), image or build.png(build.checkerboard()))
    if image is not None and image.startswith(MAGIC):
        tree = json.loads(json.dumps(document.gltf))
        tree["images"][0]["mimeType"] = "image/ktx2"
        tree["textures"][0] = {"extensions": {BASISU: {"source": 0}}}
        tree["extensionsUsed"] = tree["extensionsRequired"] = [BASISU]
        document = replace(document, gltf=tree)
    return document


def options(**more: Any) -> ConvertOptions:
    return ConvertOptions(**{"effort": "fast", "validate": False, **more})


def saved(folder: Path, document: Document) -> Path:
    write_glb(document, folder / "ball.glb", meshopt=False)
    return folder / "ball.glb"


def red() -> bytes:
    pixels = np.full((8, 8, 3), (200, 30, 20), dtype=np.uint8)
    pixels[::2, ::3] = (180, 90, 10)
    return ktx2(pixels, RGB)


def test_store_and_ios_get_pictures_of_ktx2(tmp_path: Path) -> None:
    source = saved(tmp_path, ball(red()))
    convert(source, tmp_path / "store.glb", options(profile="store"))
    document = read(tmp_path / "store.glb").document
    assert document.gltf["images"][0]["mimeType"] in ("image/png", "image/jpeg")
    assert BASISU not in json.dumps(document.gltf)
    done = convert(source, tmp_path / "ball.usdz", options(profile="ios"))
    assert done.outputs[0].textures == 1


def test_web_passes_ktx2_through_and_is_still_compared(tmp_path: Path) -> None:
    done = convert(saved(tmp_path, ball(red())), tmp_path / "web.glb", options(effort="default"))
    assert read(tmp_path / "web.glb").document.images == (red(),)
    assert done.fidelity.psnr_db is None or done.fidelity.psnr_db > 40


def test_web_in_draco_keeps_its_size_and_says_so(tmp_path: Path) -> None:
    source = saved(tmp_path, ball())
    done = convert(source, tmp_path / "web.glb", options(draco=True, effort="default", validate=True))
    assert done.size_m == pytest.approx((0.5, 0.5, 0.5), abs=1.1e-4)
    assert done.fidelity.deviation_mm is not None
    assert done.fidelity.deviation_mm < 0.2
    assert read(tmp_path / "web.glb").packing == ("KHR_draco_mesh_compression",)
    assert all(check.ok for check in done.checks.get("validator", ()))


def test_the_command_line_writes_draco(tmp_path: Path) -> None:
    source = saved(tmp_path, ball())
    run = CliRunner().invoke(command, [str(source), str(tmp_path / "web.glb"), "--draco", "--effort", "fast", "--json"])
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["outputs"][0]["profile"] == "web"
    assert b"KHR_draco_mesh_compression" in (tmp_path / "web.glb").read_bytes()


def test_gpu_without_an_encoder_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = saved(tmp_path, ball())
    monkeypatch.setenv("ARKIT_BASISU", str(tmp_path / "none"))
    with pytest.raises(MissingError, match="basisu"):
        convert(source, tmp_path / "gpu.glb", options(profile="gpu"))
    assert not (tmp_path / "gpu.glb").exists()


@pytest.mark.parametrize("draco", [False, True])
def test_gpu_writes_ktx2_and_packed_geometry(tmp_path: Path, draco: bool) -> None:
    try:
        find_encoder()
    except MissingError as error:
        pytest.skip(error.message)
    source = saved(tmp_path, ball())
    done = convert(source, tmp_path / "gpu.glb", options(profile="gpu", draco=draco, effort="default", validate=True))
    written = read(tmp_path / "gpu.glb")
    assert [data.startswith(MAGIC) for data in written.document.images] == [True]
    assert written.packing == ("KHR_draco_mesh_compression" if draco else "EXT_meshopt_compression",)
    assert all(check.ok for check in done.checks.get("validator", ()))
    assert done.fidelity.psnr_db is None or done.fidelity.psnr_db > 30
