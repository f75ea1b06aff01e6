from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from arkit.cli import main
from arkit.cli.convert import Size
from arkit.io import write_glb
from tests import build

KEYS = "input outputs size_m unit up origin materials variants fidelity checks guesses seconds".split()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    write_glb(build.box(400, 450, 350, image=build.png(build.checkerboard())), tmp_path / "box.glb", meshopt=False)
    return tmp_path / "box.glb"


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


def test_json_is_one_object_with_the_contracts_keys(box: Path) -> None:
    report = box.with_name("report.json")
    words = (
        "convert",
        box,
        box.with_name("out.glb"),
        "--size",
        "40x35x45cm",
        "--effort",
        "fast",
        "--json",
        "--report",
        report,
    )
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert set(KEYS) <= set(answer)
    assert answer["unit"]["chosen"] == "mm"
    assert answer["size_m"] == pytest.approx([0.40, 0.45, 0.35], abs=1e-3)
    assert answer["seconds"] > 0
    assert json.loads(report.read_text(encoding="utf-8")) == answer


def test_people_read_size_unit_and_guesses(box: Path) -> None:
    code, out, _ = run("convert", box, box.with_name("out.glb"), "--size", "40x35x45cm", "--effort", "fast")
    assert code == 0
    assert "40.0 × 35.0 × 45.0 cm (width × depth × height)" in out
    assert "guess   the file declares m, its size says mm" in out


def test_progress_comes_as_json_lines_on_stderr(box: Path) -> None:
    _, _, err = run(
        "convert", box, box.with_name("o.glb"), "--units", "mm", "--effort", "fast", "--json", "--progress-json"
    )
    lines = [json.loads(line) for line in err.splitlines()]
    assert [line["stage"] for line in lines][:2] == ["read", "orient"]
    assert lines[-1] == {"progress": 1.0, "stage": "done"}


@pytest.mark.parametrize("text", ["text", "v 0 0 0\n", ""])
def test_bad_input_is_one_line_and_exit_1(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.glb").write_text(text)
    code, out, err = run("convert", tmp_path / "bad.glb", tmp_path / "out.glb", "--json")
    assert code == 1
    assert err.startswith("arkit: bad.glb: expected")
    assert err.count("\n") == 1
    assert json.loads(out)["error"]["message"] == err.removeprefix("arkit: ").strip()
    assert [path.name for path in tmp_path.iterdir()] == ["bad.glb"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--poster", "no/poster.png"), "no is not there"),
        (("--poster", "poster.jpg"), "ending in .png"),
        (("--report", "no/report.json"), "no is not there"),
    ],
)
def test_a_second_target_that_cannot_be_written_leaves_no_first(
    box: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, str], words: str
) -> None:
    monkeypatch.chdir(box.parent)
    code, _, err = run("convert", box, "out.glb", "--units", "mm", "--effort", "fast", *options)
    assert code == 1 and words in err
    assert [path.name for path in box.parent.iterdir()] == ["box.glb"]


@pytest.mark.parametrize("size", ["40x35", "40x35x45", "0x35x45cm", "axbxccm", "-1x2x3cm", "1.2.3x1x1cm"])
def test_a_wrong_size_is_wrong_usage(box: Path, size: str) -> None:
    code, _, err = run("convert", box, box.with_name("out.glb"), f"--size={size}")
    assert code == 2
    assert "width x depth x height" in err


@pytest.mark.parametrize("text", ["55x45x80cm", "550 x 450 x 800 mm", "0.55×0.45×0.8m", "55X45X80CM"])
def test_size_is_width_depth_height(text: str) -> None:
    assert Size().convert(text, None, None) == pytest.approx((0.55, 0.80, 0.45))


def test_inspect_says_what_a_file_holds(box: Path) -> None:
    code, out, _ = run("inspect", box, "--json")
    facts = json.loads(out)
    assert code == 0
    assert (facts["format"], facts["triangles"], facts["vertices"]) == ("glb", 12, 24)
    assert facts["size_m"] == [400, 450, 350]
    assert facts["materials"] == ["box material"]
    assert "image/png" in facts["textures"][0]
    keys = "bytes nodes variants extensions animations".split()
    assert all(key in facts for key in keys)


def test_packed_geometry_is_an_extension_that_shops_must_know(tmp_path: Path) -> None:
    write_glb(build.sphere(0.3, rows=40), tmp_path / "packed.glb", meshopt=True)
    assert json.loads(run("inspect", tmp_path / "packed.glb", "--json")[1])["extensions"] == ["EXT_meshopt_compression"]
    held = json.loads(run("check", tmp_path / "packed.glb", "--channel", "google", "--json")[1])["checks"]["google"]
    (rule,) = (one for one in held if one["rule"] == "extensions a reader must know")
    assert (rule["value"], rule["ok"]) == (1, False)


def test_check_prints_rules_and_strict_fails(box: Path) -> None:
    code, out, _ = run("check", box, "--channel", "khronos,google", "--json")
    held = json.loads(out)["checks"]
    assert code == 0
    assert {"structure", "khronos", "google"} <= set(held)
    assert not next(one for one in held["structure"] if one["rule"] == "longest side, m, at most")["ok"]
    assert run("check", box, "--strict")[0] == 1
    assert run("check", box, "--channel", "nobody")[0] == 1
