from __future__ import annotations

import json
from pathlib import Path

import pytest

from arkit.convert import convert_product, product_options
from arkit.errors import CheckError, MissingError
from arkit.io import read, write_glb
from arkit.product import product_from_dict
from tests import build

RECORD = {
    "sku": "small-box",
    "title": {"zh": "盒子", "en": "Box"},
    "kind": "decor",
    "size_m": [0.3, 0.2, 0.1],
    "model": "box.glb",
}


def product(folder: Path, **more: object) -> Path:
    own = folder / "small-box"
    own.mkdir()
    (own / "product.json").write_text(json.dumps({**RECORD, **more}), encoding="utf-8")
    write_glb(build.box(0.3, 0.2, 0.1, color=(0.4, 0.2, 0.1, 1)), own / "box.glb", meshopt=False)
    return own


def test_a_folder_becomes_every_profile_with_poster_and_report(tmp_path: Path) -> None:
    pytest.importorskip("pxr", reason="usd-core is not installed")
    heard: list[float] = []
    try:
        done = convert_product(product(tmp_path), tmp_path / "out", progress=lambda part, _: heard.append(part))
    except MissingError as error:
        pytest.skip(error.message)
    assert [one.outputs[0].profile for one in done] == ["web", "store", "ios"]
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"small-box{end}" for end in (".alt.json", ".glb", ".store.glb", ".usdz", ".png", ".report.json")}
    assert heard == sorted(heard)
    assert heard[-1] == 1
    report = json.loads((tmp_path / "out" / "small-box.report.json").read_text(encoding="utf-8"))
    assert report[0]["size_m"] == pytest.approx([0.3, 0.2, 0.1], abs=1e-4)
    assert report[0]["fidelity"]["psnr_db"] > 40
    assert read(tmp_path / "out" / "small-box.glb").triangles == 12


def test_make_up_has_no_model_and_makes_no_files(tmp_path: Path) -> None:
    assert convert_product(product(tmp_path, model=""), tmp_path / "out") == ()
    assert not (tmp_path / "out").exists()


def test_a_model_outside_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match="beside product"):
        convert_product(product(tmp_path, model="../other.glb"), tmp_path / "out")


def test_the_record_says_size_unit_axis_and_place() -> None:
    options = product_options(product_from_dict({**RECORD, "kind": "glasses", "unit": "mm", "up": "y"}))
    assert (options.size_m, options.unit, options.up, options.attach) == ((0.3, 0.2, 0.1), "mm", "y", "nose")
