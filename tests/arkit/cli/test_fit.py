"""`arkit fit` from outside: one JSON object, plain sentences, one line when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from arkit.cli import main
from arkit.fit import rectangle_room
from arkit.io import write_glb
from arkit.room.scan import interior_to_json
from tests import build


def called(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def told(*arguments: object) -> dict[str, object]:
    result = called(*arguments, "--json")
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def test_a_typed_size_in_a_plain_room() -> None:
    facts = told("fit", "220x91x83", "--room", "4.2x3.1x2.5", "--at", "0,-1.0", "--kind", "sofa", "--door", "80x200")
    assert facts["fits"] is True and facts["size_m"] == [2.2, 0.83, 0.91]
    sides = facts["clearances_m"]
    assert isinstance(sides, dict) and sides["left"] == pytest.approx(1.0) and sides["back"] == pytest.approx(0.095)
    assert sides["front"] == pytest.approx(2.095) and sides["top"] == pytest.approx(1.67)
    door = facts["door"]
    assert isinstance(door, dict) and door["passes"] is False and door["clearance_m"]["value"] == pytest.approx(-0.03)
    assert {"sd_m", "collisions", "free_area_m2", "rules", "elsewhere", "reasons", "query_ms"} <= set(facts)


def test_a_model_and_a_saved_room_with_its_plan(tmp_path: Path) -> None:
    write_glb(build.box(1.4, 0.6, 0.7), tmp_path / "sofa.glb", meshopt=False)
    (tmp_path / "room.json").write_text(json.dumps(interior_to_json(rectangle_room(4, 3, 2.5))), encoding="utf-8")
    plan = tmp_path / "plan.png"
    facts = told("fit", tmp_path / "sofa.glb", tmp_path / "room.json", "--plan", plan)
    assert facts["fits"] is True and facts["door"] is None and len(facts["elsewhere"]) > 1  # type: ignore[arg-type]
    with Image.open(plan) as picture:
        assert picture.size[0] == 1000


def test_a_scan_whose_up_and_unit_the_file_does_not_say(tmp_path: Path) -> None:
    """A room of 4 x 3 x 2.5 m in centimetres, z up, as a mesh that tells neither; said, it is the same room."""
    corners = np.array([(x, y, z) for x in (0, 400) for y in (0, 300) for z in (0, 250)], dtype=float)
    faces = [(0, 2, 6, 4), (1, 5, 7, 3), (0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6)]
    lines = [
        *(f"v {x} {y} {z}" for x, y, z in corners),
        *(f"f {' '.join(str(1 + one) for one in face)}" for face in faces),
    ]
    (tmp_path / "room.obj").write_text("\n".join(lines), encoding="utf-8")
    facts = told("fit", "200x90x80", tmp_path / "room.obj", "--up", "z", "--unit", "cm")
    assert facts["fits"] is True and facts["free_area_m2"] == pytest.approx(12.0, rel=0.06)


def test_the_first_words_say_how_well() -> None:
    assert called("fit", "200x90x80", "--room", "4.2x3.1x2.5").stdout.startswith("It fits.")
    tight = called("fit", "200x90x80", "--room", "2.3x1.2x2.5", "--kind", "sofa").stdout
    assert tight.startswith("It fits, with less room around it than it wants.")
    assert called("fit", "300x90x80", "--room", "2.3x1.2x2.5").stdout.startswith("It does not fit.")


def test_only_a_door_in_words() -> None:
    passed = called("fit", "100x60x220", "--door", "80x200")
    assert passed.exit_code == 0 and "It passes the 80 x 200 cm opening" in passed.stdout
    stuck = called("fit", "1000mm x 600mm x 2200mm", "--door", "80x200", "--upright")
    assert "cannot pass" in stuck.stdout and stuck.exit_code == 0


def test_what_of_a_catalogue_fits_an_alcove(tmp_path: Path) -> None:
    title = {"zh": "样品", "en": "Sample"}
    rows = [{"sku": f"box-{w}", "title": title, "kind": "shelf", "size_m": [w / 100, 1, 0.4]} for w in (50, 85, 130)]
    (tmp_path / "all.json").write_text(
        json.dumps([*rows, rows[0] | {"sku": "no-size", "size_m": None}]), encoding="utf-8"
    )
    facts = told("fit", tmp_path / "all.json", "--alcove", "90x45x200")
    fits = facts["fits"]
    assert isinstance(fits, list) and facts["products"] == 4
    assert [(one["sku"], one["fits"]) for one in fits] == [("box-85", True), ("box-50", True), ("no-size", "unknown")]


def test_a_table_of_needs_of_ones_own(tmp_path: Path) -> None:
    table = {"walkway": {"least": 0.5, "good": 0.5}, "kinds": {"sofa": {"front": {"least": 3.0}}}}
    (tmp_path / "rules.json").write_text(json.dumps(table), encoding="utf-8")
    asked = ("fit", "220x91x83", "--room", "4x3x2.5", "--at", "0,-1.0", "--kind", "sofa")
    assert told(*asked)["comfortable"] is True
    assert told(*asked, "--rules", tmp_path / "rules.json")["comfortable"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing.glb", "--door", "80x200"), "expected a file or folder"),
        (("0x91x83", "--door", "80x200"), "above 0"),
        (("220x91x83", "--door", "8x200"), "10 cm to 10 m"),
        (("220x91x83", "missing.json"), "saved room or a scan"),
        (("220x91x83", "--room", "0.1x3x2"), "0.3 m to 100 m"),
        (("220x91x83", "--room", "4x3x2.5", "--plan", "plan.gif"), ".png"),
        (("nowhere", "--alcove", "90x45x200"), "catalogue"),
    ],
)
def test_refusals_are_one_line(arguments: tuple[str, ...], words: str) -> None:
    result = called("fit", *arguments)
    assert result.exit_code == 1 and words in result.stderr and result.stderr.count("\n") == 1


def test_a_model_of_no_known_unit(tmp_path: Path) -> None:
    (tmp_path / "thing.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\n", encoding="utf-8")
    result = called("fit", tmp_path / "thing.obj", "--door", "80x200")
    assert result.exit_code == 1 and "arkit convert" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("220x91x83",),
        ("220x91x83", "--door", "80"),
        ("220x91x83", "--room", "4x3"),
        ("220x91x83", "room.json", "--room", "4x3x2"),
        ("220x91x83", "--room", "4x3x2.5", "--at", "1"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert called("fit", *arguments).exit_code == 2
