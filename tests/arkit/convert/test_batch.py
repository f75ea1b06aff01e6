from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from arkit.convert import ConvertOptions, convert_catalogue
from arkit.convert.batch import plan_catalogue
from arkit.convert.records import HIDDEN, opened, remember, remembered
from arkit.convert.row import Outcome
from arkit.errors import CheckError, NotFoundError
from arkit.io import read, write_glb
from arkit.io.guard.allowance import Allowance
from tests import build

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
FAST = ConvertOptions(effort="fast", validate=False)
MM = {"unit": "mm", "effort": "fast", "validate": False}
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    """Three boxes in millimetres, a file that is no model, and a list of them."""
    own = tmp_path / "brand"
    own.mkdir()
    for name, width in (("small", 300), ("wide", 900), ("tall", 400)):
        write_glb(build.box(width, 450, 350, color=(0.4, 0.2, 0.1, 1)), own / f"{name}.glb", meshopt=False)
    (own / "broken.glb").write_bytes(b"glTF and then nothing")
    lines = ("small,30,35,45", "wide,90,35,45", "broken,1,1,1", "tall,40,35,45", "gone,1,1,1")
    text = "".join(f"{line.split(',')[0]},{line.split(',')[0]}.glb,{line.split(',', 1)[1]}\n" for line in lines)
    (own / "list.csv").write_text("sku,file,width,depth,height\n" + text, encoding="utf-8")
    return own


def states(catalogue: dict[str, Any]) -> dict[str, str]:
    return {row["sku"]: row["state"] for row in catalogue["rows"]}


def converted(source: Path, out: Path, **more: Any) -> dict[str, Any]:
    """With one worker: its start costs more than these rows."""
    return convert_catalogue(source, out, FAST, workers=1, also=(), **more)


def test_good_rows_are_converted_and_only_what_changed_is_again(brand: Path, tmp_path: Path) -> None:
    heard: list[str] = []
    out = tmp_path / "out"
    catalogue = converted(brand / "list.csv", out, heard=lambda outcome, count: heard.append(outcome.sku))
    assert states(catalogue) == dict(small="done", wide="done", broken="failed", tall="done", gone="failed")
    assert sorted(heard) == sorted(states(catalogue))
    by_sku = {row["sku"]: row for row in catalogue["rows"]}
    assert by_sku["broken"]["error"].startswith("broken.glb: expected")
    assert by_sku["gone"]["error"].startswith("line 6, column file: expected")
    assert by_sku["wide"]["size_m"] == pytest.approx([0.9, 0.45, 0.35], abs=1e-4)
    assert by_sku["wide"]["size_error_mm"] < 0.1 and by_sku["wide"]["cpu_s"] > 0
    assert read(out / "wide" / "wide.glb").triangles == by_sku["wide"]["outputs"][0]["triangles"] == 12
    assert {"wide/wide.glb", "wide/wide.report.json"} <= set(by_sku["wide"]["files"])
    assert not (out / "broken").exists() and not list((out / HIDDEN).glob("work"))
    assert json.loads((out / "catalogue.json").read_text(encoding="utf-8")) == json.loads(json.dumps(catalogue))
    with (out / "catalogue.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {line["sku"]: line for line in csv.DictReader(file)}
    assert listed["small"]["state"] == "done" and float(listed["small"]["width_m"]) == pytest.approx(0.3, abs=1e-4)
    assert listed["gone"]["error"] == by_sku["gone"]["error"]

    before = (out / "wide" / "wide.glb").stat().st_mtime_ns
    (out / "tall" / "tall.glb").unlink()
    (out / "small" / "small.glb").write_bytes(b"spoiled")
    again = converted(brand / "list.csv", out)
    assert states(again) == dict(small="done", wide="unchanged", broken="failed", tall="done", gone="failed")
    assert (out / "wide" / "wide.glb").stat().st_mtime_ns == before
    assert again["rows"][1] == {**by_sku["wide"], "state": "unchanged"} | {"cpu_s": again["rows"][1]["cpu_s"]}


def test_a_source_is_read_once_for_all_profiles(brand: Path, tmp_path: Path) -> None:
    options = replace(FAST, unit="mm")
    catalogue = convert_catalogue(brand / "tall.glb", tmp_path, options, profiles=("store", "web"), workers=1)
    assert [one["profile"] for one in catalogue["rows"][0]["outputs"]] == ["store", "web"]
    assert {"tall/tall.glb", "tall/tall.store.glb"} <= set(catalogue["rows"][0]["files"])


def test_a_row_that_eats_time_fails_alone(brand: Path, tmp_path: Path) -> None:
    write_glb(build.sphere(300, rows=700), brand / "wide.glb", meshopt=False)
    listed = (brand / "list.csv").read_text(encoding="utf-8")
    (brand / "list.csv").write_text(listed.replace("90,35,45", "60,60,60"), encoding="utf-8")
    little = Allowance(memory_bytes=12 * 2**30, cpu_s=2, wall_s=120)
    catalogue = converted(brand / "list.csv", tmp_path / "out", allowance=little)
    rows = {row["sku"]: row for row in catalogue["rows"]}
    assert rows["small"]["state"] == rows["tall"]["state"] == "done"
    assert rows["wide"]["state"] == "failed" and "within 2 s of processor time" in rows["wide"]["error"]
    assert rows["wide"]["outputs"] == () and not (tmp_path / "out" / "wide").exists()


def test_killed_it_leaves_no_process_and_goes_on_where_it_was(brand: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    slow = brand / "zz.glb"  # the last of the folder
    write_glb(build.sphere(300, rows=700), slow, meshopt=False)
    program = "from pathlib import Path; from arkit.convert import ConvertOptions, convert_catalogue\n"
    program += f"convert_catalogue(Path({str(brand)!r}), Path({str(out)!r}), ConvertOptions(**{MM!r}),"
    program += " workers=1, also=())"
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) as child:
        for _ in range(600):
            if (out / HIDDEN / "rows" / "small.json").exists() or child.poll() is not None:
                break
            time.sleep(0.1)
        with pytest.raises(CheckError, match="one conversion at a time"):
            converted(brand, out)
        os.kill(child.pid, signal.SIGKILL)
    for _ in range(100):
        if not working(out):
            break
        time.sleep(0.1)
    assert working(out) == []
    slow.write_bytes(b"")
    again = convert_catalogue(brand, out, ConvertOptions(**MM), workers=1, also=())
    assert states(again)["small"] == "unchanged" and states(again)["zz"] == "failed"


def working(out: Path) -> list[int]:
    """Processes that work below `out`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve().is_relative_to(out):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def test_one_model_is_a_catalogue_of_one(brand: Path, tmp_path: Path) -> None:
    plan = plan_catalogue(brand / "small.glb", FAST)
    assert [(row.sku, row.source) for row in plan.rows] == [("small", brand / "small.glb")]


def test_nothing_to_convert_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        convert_catalogue(tmp_path / "none", tmp_path / "out", FAST)
    with pytest.raises(CheckError, match="profiles"):
        convert_catalogue(tmp_path, tmp_path / "out", FAST, profiles=())
    assert list(tmp_path.iterdir()) == []


def test_a_cell_that_a_spreadsheet_would_run_is_text(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("sku,file\n=cmd|'/C calc'!A0,x.glb\n", encoding="utf-8")
    catalogue = convert_catalogue(tmp_path / "list.csv", tmp_path / "out", FAST)
    assert catalogue["failed"] == 1
    assert "\n=cmd" not in (tmp_path / "out" / "catalogue.csv").read_text(encoding="utf-8-sig")


def test_a_broken_record_is_no_record(tmp_path: Path) -> None:
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "box.glb").write_bytes(b"model")
    outcome = Outcome("box", "box.glb", "done", key="k", files=("box/box.glb",), size_m=(1.0, 2.0, 3.0))
    with opened(tmp_path) as hidden:
        remember(hidden, outcome)
        assert remembered(hidden, "box", "k") == outcome
        assert remembered(hidden, "box", "another key") is None
        for text in ("", "[]", '{"key": "k"}', '{"key": "k", "digests": {}, "outcome": {}}'):
            (hidden / "rows" / "box.json").write_text(text, encoding="utf-8")
            assert remembered(hidden, "box", "k") is None
