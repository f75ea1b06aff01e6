"""`arkit room SCAN`: what it prints, what it saves, and that pictures still go their own way."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from arkit.cli import main
from arkit.cli.room_scan import is_scan
from tests.arkit.room.scan.scanned import FURNISHED, mesh, scan_points


def ply(path: Path, points: np.ndarray, triangles: np.ndarray | None = None) -> Path:
    lines = ["ply", "format binary_little_endian 1.0", f"element vertex {len(points)}"]
    lines += [f"property float {axis}" for axis in "xyz"]
    body = points.astype("<f4").tobytes()
    if triangles is not None:
        lines += [f"element face {len(triangles)}", "property list uchar int vertex_indices"]
        rows = np.zeros(len(triangles), dtype=[("n", "u1"), ("v", "<i4", (3,))])
        rows["n"], rows["v"] = 3, triangles
        body += rows.tobytes()
    path.write_bytes("\n".join([*lines, "end_header\n"]).encode() + body)
    return path


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["room", *words])
    return result.exit_code, result.stdout, result.stderr


def test_a_scan_is_told_and_saved(tmp_path: Path) -> None:
    points = scan_points(FURNISHED, np.random.default_rng(0), per_m2=300)
    saved = tmp_path / "room.json"
    code, out, _ = run(str(ply(tmp_path / "scan.ply", points)), "--json", "--save", str(saved))
    facts = json.loads(out)
    assert code == 0 and facts["floor_m2"] == pytest.approx(20, abs=0.1)
    assert facts["height_m"]["value"] == pytest.approx(2.6, abs=0.01) and facts["height_m"]["sd"] > 0
    assert [one["kind"] for one in facts["planes"]] == ["floor", "ceiling", "wall", "wall", "wall", "wall"]
    assert facts["gravity_sd_rad"] > 0 and facts["seconds"] >= 0 and "positions_m" not in facts
    code, again, _ = run(str(saved), "--json")
    assert code == 0 and json.loads(again)["planes"] == facts["planes"]


def test_people_read_lines(tmp_path: Path) -> None:
    positions, triangles = mesh(FURNISHED)
    code, out, _ = run(str(ply(tmp_path / "scan.ply", 100 * positions, triangles)), "--unit", "cm", "--up", "y")
    assert code == 0 and "floor" in out and "door" in out and "±" in out


def test_a_question_is_one_line(tmp_path: Path) -> None:
    path = ply(tmp_path / "scan.ply", 37 * mesh(FURNISHED)[0])
    code, out, err = run(str(path))
    assert code == 1 and out == "" and "say its unit" in err and err.count("\n") == 1
    assert run(str(path), "--intrinsics", "1,2")[0] == 2
    assert run(str(tmp_path / "none.ply"))[0] == 1


def test_a_picture_is_no_scan(tmp_path: Path) -> None:
    assert not is_scan(Path("room.jpg")) and is_scan(Path("room.PLY")) and is_scan(tmp_path)
    code, out, _ = run("--help")
    assert code == 0 and "--camera-height" in out and "--intrinsics" in out
