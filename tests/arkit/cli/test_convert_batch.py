"""`arkit convert` on catalogues, in the words a person reads and a program does."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from arkit.cli import main
from arkit.cli.convert_batch import is_catalogue, table
from arkit.errors import CheckError
from arkit.io import write_glb
from tests import build

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
QUICK = ("--effort", "fast", "--no-posters", "--jobs", "1", "--units", "mm")


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    own = tmp_path / "brand"
    own.mkdir()
    write_glb(build.box(300, 200, 100), own / "good.glb", meshopt=False)
    (own / "bad.obj").write_text("no model")
    return own


def test_a_folder_to_a_folder_ends_with_a_table_and_a_line_for_what_failed(brand: Path, tmp_path: Path) -> None:
    code, out, err = run("convert", brand, f"{tmp_path}/out/", "--profile", "web", "--profile", "store", *QUICK)
    assert code == 1
    assert err == f"arkit: 1 of 2 products failed; {tmp_path}/out/catalogue.csv says why\n"
    lines = out.splitlines()
    assert lines[0].split() == ["sku", "in", "out", "triangles", "size", "error", "checks", "CPU", "s"]
    assert lines[1].startswith("bad   failed: bad.obj: expected")
    assert lines[2].split()[0] == "good" and " 12 " in lines[2]
    assert lines[3].startswith("1 done, 1 failed in ")
    assert {path.name for path in (tmp_path / "out" / "good").iterdir()} >= {"good.glb", "good.store.glb"}
    (brand / "bad.obj").unlink()
    code, out, err = run("convert", brand, tmp_path / "out", "--profile", "web", "--profile", "store", *QUICK, "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert (answer["unchanged"], answer["failed"], answer["profiles"]) == (1, 0, ["web", "store"])
    assert {"rows", "seconds", "converter", "ignored_columns"} <= set(answer)


def test_progress_is_a_json_line_a_product(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("sku,file\naa,none.obj\nbb,none.obj\n")
    code, out, err = run("convert", tmp_path / "list.csv", f"{tmp_path}/out/", "--progress-json", "--json", *QUICK)
    lines = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    assert code == 1 and json.loads(out)["failed"] == 2
    assert lines[-1] == {"progress": 1.0, "stage": "bb", "state": "failed"}


@pytest.mark.parametrize(
    ("target", "source", "many"),
    [("out/", "a.obj", True), ("out", "a.csv", True), ("here", "a", True), ("a.glb", "a", False), ("new", "a", False)],
)
def test_the_target_says_whether_many_are_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, source: str, many: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").mkdir()
    assert is_catalogue(Path(source), target) == many


def test_one_product_with_textures_is_still_a_folder_to_a_file(brand: Path, tmp_path: Path) -> None:
    (brand / "bad.obj").unlink()
    code, _, _ = run("convert", brand, tmp_path / "one.glb", "--effort", "fast", "--units", "mm")
    assert code == 0 and (tmp_path / "one.glb").stat().st_size > 500


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list.csv", "out.glb"), "expected a folder to write a product list to"),
        (("list.csv", "out/", "--poster", "a.png"), "--poster: expected none for a catalogue"),
        (("list.csv", "list.csv/"), "expected a folder to write to"),
        (("none", "out/"), "expected a folder, a product list or a model there"),
        (("brand/good.glb", "a.glb", "--profile", "web", "--profile", "store"), "a folder to write several to"),
        (("list.xlsx", "out/"), "save it as CSV"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_work(
    brand: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(brand.parent)
    Path("list.csv").write_text("sku,file\naa,brand/good.glb\n")
    Path("list.xlsx").write_bytes(b"PK\x03\x04")
    before = sorted(brand.parent.rglob("*"))
    code, _, err = run("convert", *words)
    assert code == 1 and said in err and err.count("\n") == 1
    assert sorted(brand.parent.rglob("*")) == before


def test_a_list_for_a_file_is_refused() -> None:
    with pytest.raises(CheckError, match="like out/"):
        is_catalogue(Path("list.tsv"), "out.usdz")


def test_the_table_aligns_and_says_where() -> None:
    row = {"where": "line 2", "outputs": [], "size_error_mm": None, "failed_checks": [], "cpu_s": 0.0, "input_bytes": 0}
    rows = [
        {**row, "sku": "a", "state": "failed", "error": "expected a chair"},
        {**row, "sku": "lips", "state": "skipped", "error": "", "where": "lips"},
        {**row, "sku": "b", "state": "unchanged", "error": "", "outputs": [{"bytes": 1500, "triangles": 12}]},
    ]
    counts = {"done": 0, "unchanged": 1, "failed": 1, "skipped": 1}
    lines = list(table({"rows": rows, "seconds": 1.0, "ignored_columns": ["Price"], **counts}))
    assert lines[1] == "a     failed: line 2: expected a chair"
    assert lines[2] == "lips  skipped: lips: no model in its record"
    assert lines[3].endswith("same") and len(lines[3]) == len(lines[0])
    assert lines[4] == "1 unchanged, 1 failed, 1 skipped in 1.0 s"
    assert lines[5] == "columns that mean nothing here: Price"
