from __future__ import annotations

import json
from pathlib import Path

import pytest

from arkit.convert.options import ConvertOptions
from arkit.convert.shelf import read_shelf
from arkit.errors import NotFoundError

RECORD = {"title": {"zh": "盒", "en": "Box"}, "kind": "decor", "size_m": [0.3, 0.2, 0.1], "model": "box.glb"}


def put(path: Path, data: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data, encoding="utf-8")


def record(folder: Path, **more: object) -> None:
    put(folder / "product.json", json.dumps({"sku": folder.name, **RECORD, **more}))
    put(folder / "box.glb")


def test_records_files_zips_and_folders_are_rows(tmp_path: Path) -> None:
    record(tmp_path / "living" / "box-1", unit="mm", up="z")
    record(tmp_path / "living" / "make-up", model="")
    put(tmp_path / "Oak Chair.obj")
    put(tmp_path / "Oak Chair.mtl")
    put(tmp_path / "rug.ZIP")
    put(tmp_path / "lamp" / "lamp.fbx")
    put(tmp_path / "lamp" / "maps" / "a.png")
    put(tmp_path / "maps" / "b.png")
    put(tmp_path / ".hidden" / "c.obj")
    put(tmp_path / "out" / "d.glb")
    rows = {row.sku: row for row in read_shelf(tmp_path, ConvertOptions(), leave_out=tmp_path / "out")}
    assert set(rows) == {"box-1", "make-up", "oak-chair", "rug", "lamp"}
    assert rows["lamp"].source == tmp_path / "lamp" and rows["rug"].source == tmp_path / "rug.ZIP"
    assert rows["make-up"].source is None and not rows["make-up"].error
    options = rows["box-1"].options
    assert (options.size_m, options.unit, options.up, options.attach) == ((0.3, 0.2, 0.1), "mm", "z", "table")


def test_a_folder_with_a_record_is_one_product(tmp_path: Path) -> None:
    record(tmp_path / "box-1")
    put(tmp_path / "box-1" / "other.obj")
    assert [row.sku for row in read_shelf(tmp_path / "box-1", ConvertOptions())] == ["box-1"]


def test_bad_records_are_rows_that_say_so(tmp_path: Path) -> None:
    record(tmp_path / "box-1", kind="spaceship")
    record(tmp_path / "box-2", model="../box-1/box.glb")
    record(tmp_path / "box-3")
    errors = {row.sku: row.error for row in read_shelf(tmp_path, ConvertOptions())}
    assert "kind: expected one of" in errors["box-1"]
    assert "beside product.json" in errors["box-2"]
    assert errors["box-3"] == ""


def test_one_product_in_two_formats_is_converted_once_and_told(tmp_path: Path) -> None:
    put(tmp_path / "chair.stl")
    put(tmp_path / "chair.glb")
    first, second = read_shelf(tmp_path, ConvertOptions())
    assert (first.where, first.error) == ("chair.glb", "")
    assert "chair is also chair.glb" in second.error


def test_links_are_left_out_and_nothing_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere" / "chair.obj")
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "chair.obj").symlink_to(tmp_path / "elsewhere" / "chair.obj")
    with pytest.raises(NotFoundError, match="expected products"):
        read_shelf(tmp_path / "brand", ConvertOptions())
