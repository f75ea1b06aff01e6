"""`arkit check` and `arkit convert --report` as people type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from arkit.checks import CHANNELS
from arkit.cli import main
from arkit.document import moved
from arkit.io import write_glb
from tests import build


@pytest.fixture
def box(tmp_path: Path) -> Path:
    standing = moved(build.box(0.4, 0.5, 0.3, image=build.png(build.checkerboard(512))), np.array([0, 0.25, 0]))
    write_glb(standing, tmp_path / "box.glb", meshopt=False)
    return tmp_path / "box.glb"


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


def held(*words: object) -> dict[str, dict[str, Any]]:
    code, out, err = run("check", *words, "--no-validator", "--json")
    assert (code, err) == (0, "")
    return {name: {one["rule"]: one for one in rows} for name, rows in json.loads(out)["checks"].items()}


def test_every_row_has_rule_limit_value_source_and_verdict(box: Path) -> None:
    found = held(box)
    assert set(found) == {"structure", *CHANNELS}
    for rows in found.values():
        for row in rows.values():
            assert set(row) == {"rule", "limit", "value", "ok", "source"} and row["source"]


def test_size_and_place_are_held_against_the_file(box: Path) -> None:
    right = held(box, "--size", "40x30x50cm", "--channel", "khronos")["khronos"]
    wrong = held(box, "--size", "40x30x60cm", "--attach", "wall", "--channel", "khronos")["khronos"]
    assert right["height off the stated one, m"]["ok"] and right["origin off the bottom middle, m"]["ok"]
    assert not wrong["height off the stated one, m"]["ok"] and not wrong["origin off the back middle, m"]["ok"]


def test_a_product_record_says_size_and_place(box: Path) -> None:
    folder = box.parent / "box-1"
    folder.mkdir()
    record = {"sku": "box-1", "title": {"zh": "盒", "en": "Box"}, "kind": "decor", "size_m": [0.4, 0.5, 0.3]}
    (folder / "product.json").write_text(json.dumps(record))
    assert held(box, "--product", folder, "--channel", "amazon")["amazon"]["height off the stated one, m"]["ok"]


def test_quick_leaves_surfaces_out(box: Path) -> None:
    rule = "edges of more than two triangles"
    assert rule in held(box)["khronos"] and rule not in held(box, "--quick")["khronos"]


def test_people_read_failing_rules_first_and_strict_fails(box: Path) -> None:
    code, out, _ = run("check", box, "--no-validator", "--channel", "khronos")
    assert code == 0
    assert out.index("FAIL") < out.index("ok    file bytes")
    assert max(map(len, out.splitlines())) <= 160
    assert run("check", box, "--no-validator", "--strict")[0] == 1


def test_a_mesh_without_a_unit_is_read_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n")
    found = held(tmp_path / "a.obj", "--channel", "google")
    assert [row["ok"] for row in found["format"].values()] == [False]
    assert found["google"]["file bytes"]["ok"]


def test_a_usdz_is_held_against_apples_rules(box: Path) -> None:
    pytest.importorskip("pxr", reason="usd-core is not installed")
    target = box.with_suffix(".usdz")
    assert run("convert", box, target, "--units", "m", "--effort", "fast", "--json")[0] == 0
    found = held(target)["apple"]
    assert found["triangles"]["value"] == 12
    assert [rule for rule, row in found.items() if not row["ok"]] == []


def test_a_bare_usd_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.usda").write_text("#usda 1.0\n")
    code, _, err = run("check", tmp_path / "a.usda")
    assert code == 1 and "pack it as USDZ" in err


def test_reports_by_suffix_alt_text_and_stages(box: Path) -> None:
    page, facts, poster = (box.with_name(name) for name in ("r.html", "r.json", "p.webp"))
    words = ("--units", "m", "--size", "40x30x50cm", "--effort", "fast", "--report", page, "--report", facts)
    code, out, err = run("convert", box, box.with_name("out.glb"), *words, "--poster", poster, "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert json.loads(facts.read_text(encoding="utf-8")) == answer
    assert {"read", "write", "check", "report"} <= {one["stage"] for one in answer["stages"]}
    assert sum(one["seconds"] for one in answer["stages"]) <= answer["seconds"] + 0.01
    assert answer["stated_m"] == pytest.approx([0.4, 0.5, 0.3])
    assert "40 cm wide, 30 cm deep, 50 cm high" in answer["alt"]["en"]
    assert json.loads((box.parent / "p.alt.json").read_text(encoding="utf-8")) == answer["alt"]
    assert poster.read_bytes()[8:12] == b"WEBP"
    text = page.read_text(encoding="utf-8")
    assert answer["outputs"][0]["sha256"] in text and 'id="size"' in text


def test_a_report_of_another_kind_is_refused_before_any_work(box: Path) -> None:
    code, _, err = run("convert", box, box.with_name("out.glb"), "--units", "m", "--report", box.with_name("r.pdf"))
    assert code == 1 and ".json or .html" in err
    assert not box.with_name("out.glb").exists()
