"""`arkit fit` in one photograph with its depth: the shipped loft, whose walls and door its truth.json tells."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from arkit.cli import main
from arkit.errors import CheckError
from arkit.fit import Space, Spot, Verdict, fit, open_room, shape_of
from arkit.place import Depth, read_depth, read_photo
from arkit.scan import room_of_photo
from arkit.surface import Interior

LOFT = Path(__file__).parents[2] / "assets" / "rooms" / "loft"
TRUTH = json.loads((LOFT / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def room() -> Interior:
    photo = read_photo(LOFT / "room.jpg")
    return room_of_photo(photo.frame, read_depth(LOFT / "depth.png"), focal_35mm=photo.focal_35mm)


@pytest.fixture(scope="module")
def space(room: Interior) -> Space:
    return open_room(room)


def test_walls_lie_where_they_are_within_three_sds(room: Interior) -> None:
    back = next(one for one in room.planes if one.kind == "wall" and one.T_room_plane[2, 1] > 0.9)
    ceiling = next(one for one in room.planes if one.kind == "ceiling")
    for plane, true_m in ((back, TRUTH["walls_m"]["back"]), (ceiling, TRUTH["walls_m"]["ceiling"])):
        away = abs(float(plane.T_room_plane[:3, 1] @ plane.T_room_plane[:3, 3]))
        sd = np.hypot(plane.offset_sd_m or 0.0, room.scale.sd * true_m)
        assert abs(away - true_m) < 3 * sd and sd < 0.12


def test_no_place_beyond_a_true_wall_is_free(space: Space) -> None:
    walls = TRUTH["walls_m"]
    generator = np.random.default_rng(4)
    said = set()
    for x, z, yaw in generator.uniform((-4.2, -6.0, -3.1), (2.4, 0.2, 3.1), (60, 3)):
        spot = Spot(float(x), float(z), float(yaw))
        found = fit(space, shape_of((1.4, 0.8, 0.7), sd_m=0.003), spot=spot, most=0).fits
        said.add(found)
        reach = np.abs(np.array([0.7 * np.cos(yaw), 0.35 * np.sin(yaw)])).sum()
        deep = np.abs(np.array([0.7 * np.sin(yaw), 0.35 * np.cos(yaw)])).sum()
        inside = -walls["left"] < x - reach and x + reach < walls["right"] and -walls["back"] < z - deep
        assert inside or found is not Verdict.YES
    assert said == set(Verdict)


def test_what_the_picture_does_not_show_is_unknown(space: Space) -> None:
    at_the_camera = fit(space, shape_of((1.4, 0.8, 0.7), sd_m=0.003), spot=Spot(0.0, -0.4), most=0)
    assert at_the_camera.fits is Verdict.UNKNOWN and "seen" in at_the_camera.reasons[0]["en"]


def test_a_depth_of_another_size_is_refused() -> None:
    with pytest.raises(CheckError, match="1280x960"):
        room_of_photo(read_photo(LOFT / "room.jpg").frame, Depth(np.ones((10, 10))))


def test_the_command_says_the_same() -> None:
    called = [str(LOFT / "room.jpg"), "--depth", str(LOFT / "depth.png"), "--at", "-1,-3.2", "--json"]
    result = CliRunner().invoke(main, ["fit", "160x85x80", "--photo", *called])
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    assert facts["fits"] is True and 0.5 < facts["clearances_m"]["back"] < 1.63
    alone = CliRunner().invoke(main, ["fit", "160x85x80", "--photo", str(LOFT / "room.jpg")])
    assert alone.exit_code == 2 and "--depth" in alone.output


def test_a_saved_photo_s_room_answers_as_the_photo_does(tmp_path: Path) -> None:
    saved = tmp_path / "loft.json"
    picture = ["room", str(LOFT / "room.jpg"), "--save", str(saved)]
    refused = CliRunner().invoke(main, picture)
    assert refused.exit_code == 2 and "--depth" in refused.output and not saved.exists()

    assert CliRunner().invoke(main, [*picture, "--depth", str(LOFT / "depth.png")]).exit_code == 0
    asked = ["fit", "140x80x70", "--at", "0,-2.5", "--json"]
    answers = [
        json.loads(CliRunner().invoke(main, [*asked[:2], *where, *asked[2:]]).stdout)
        for where in ([str(saved)], ["--photo", str(LOFT / "room.jpg"), "--depth", str(LOFT / "depth.png")])
    ]
    assert answers[0]["fits"] == answers[1]["fits"]
