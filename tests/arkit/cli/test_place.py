"""`arkit room` and `arkit place`: keys, files, exit status; nothing half written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from arkit.cli import main
from arkit.draw.thread import run
from arkit.errors import MissingError
from arkit.io import write_glb
from tests import build
from tests.arkit.room import drawn

CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawn room, one with a marker, an empty picture and a sofa."""
    made = tmp_path_factory.mktemp("place")
    Image.fromarray(drawn.picture(CAMERA, T_CAMERA_ROOM)).save(made / "room.png")
    marker = drawn.marker_picture(CAMERA, T_CAMERA_ROOM, drawn.square_on_floor(0.2, -2.4, 0.2, 0.3))
    Image.fromarray(marker).save(made / "marker.png")
    Image.fromarray(np.full((240, 320, 3), 200, dtype=np.uint8)).save(made / "plain.png")
    write_glb(build.box(1.4, 0.6, 0.7, at=(0, 0.3, 0)), made / "sofa.glb", meshopt=False)
    return made


def called(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def opengl() -> None:
    try:
        run(lambda gpu: gpu.ctx.info["GL_RENDERER"])
    except MissingError as error:
        pytest.skip(f"arkit.draw: {error.message}")


def test_room_says_what_it_found(folder: Path) -> None:
    result = called("room", folder / "room.png", "--camera-height", 1.45, "--json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    assert {"camera", "gravity_camera", "gravity_sd_rad", "horizon", "T_camera_room", "scale", "planes", "light"} < set(
        facts
    )
    assert facts["camera"]["fy"] == pytest.approx(CAMERA.fy, rel=0.02) and facts["camera"]["source"] == "lines"
    assert facts["gravity_camera"] == pytest.approx((-T_CAMERA_ROOM[:3, 1]).tolist(), abs=0.01)
    assert set(facts["horizon"]) == {"y_left", "y_right"} and facts["scale"]["source"] == "camera_height"
    assert facts["seconds"] > 0


def test_room_in_words(folder: Path) -> None:
    result = called("room", folder / "marker.png", "--marker", 20)
    assert result.exit_code == 0 and re.search(r"looks 1[12]\.\d degrees down", result.stdout)
    assert "from marker" in result.stdout


def test_room_without_lines(folder: Path) -> None:
    result = called("room", folder / "plain.png", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == "not_found"
    assert result.stderr.count("\n") == 1 and "8 straight lines" in result.stderr


def test_place_draws_and_records(folder: Path, tmp_path: Path) -> None:
    opengl()
    output, scene = tmp_path / "out.jpg", tmp_path / "scene.json"
    result = called(
        *("place", folder / "sofa.glb", folder / "room.png", output, "--at", "520,520", "--yaw", 30),
        *("--camera-height", 1.45, "--scene", scene, "--json"),
    )
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    assert facts["size_on_floor_m"] == pytest.approx([1.4, 0.6, 0.7], abs=1e-6)
    assert len(facts["footprint_px"]) == 4 and facts["shadow"]["darkest"] > 0.3
    assert facts["contact"]["gap_m"] == pytest.approx(0, abs=1e-6) and facts["position_sd_cm"] > 0
    with Image.open(output) as drawn_picture:
        assert drawn_picture.size == (960, 720) and drawn_picture.format == "JPEG"
    record = json.loads(scene.read_text(encoding="utf-8"))
    assert record["placements"][0]["T_space_product"] == facts["T_room_product"]
    turned = np.array(facts["T_room_product"])[:3, 2]
    assert turned == pytest.approx([np.sin(np.pi / 6), 0, np.cos(np.pi / 6)])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--at", "480,40"), "expected a pixel on the floor"),
        (("--at", "520,520", "--marker", "20"), "marker: expected an ArUco"),
        (("--at", "520,520", "--known", "10,10,400,600=200"), "above the horizon"),
        (("--at", "520,520", "--variant", "Pink"), 'got "Pink"'),
    ],
)
def test_refusals_are_one_line_and_leave_nothing(
    folder: Path, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    opengl()
    result = called("place", folder / "sofa.glb", folder / "room.png", tmp_path / "out.png", *options)
    assert result.exit_code == 1 and words in result.stderr
    assert result.stderr.count("\n") == 1 and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "options",
    [
        ("--at", "5"),
        ("--at", "a,b"),
        ("--at", "5,5", "--marker", "20", "--camera-height", "1.4"),
        ("--at", "5,5", "--known", "1,2,3=4"),
        ("--at", "5,5", "--known", "1,2,3,4"),
        (),
    ],
)
def test_wrong_usage(folder: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    result = called("place", folder / "sofa.glb", folder / "room.png", tmp_path / "out.png", *options)
    assert result.exit_code == 2


def test_an_output_of_no_picture_format(folder: Path, tmp_path: Path) -> None:
    result = called("place", folder / "sofa.glb", folder / "room.png", tmp_path / "out.gif", "--at", "520,520")
    assert result.exit_code == 1 and ".png" in result.stderr and not list(tmp_path.iterdir())


def test_several_items_and_the_scene_again(folder: Path, tmp_path: Path) -> None:
    opengl()
    scene, first, second = folder / "scene.json", tmp_path / "first.png", tmp_path / "second.png"
    items = ("--item", f"{folder / 'sofa.glb'}@400,560,20", "--item", f"{folder / 'sofa.glb'}@on=sofa")
    result = called(
        *("place", folder / "room.png", first, *items, "--camera-height", 1.45, "--scene", scene, "--json"),
    )
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    assert [item["name"] for item in facts["items"]] == ["sofa", "sofa-2"]
    assert facts["items"][1]["T_room_product"][1][3] == pytest.approx(0.6) and facts["items"][1]["surface"] == "table"
    assert {"hidden", "position_sd_cm", "size_sd_percent", "contact", "warnings"} < set(facts["items"][0])
    again = called("place", scene, folder / "room.png", second, "--json")
    assert again.exit_code == 0, again.output
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("text", ["sofa.glb", "sofa.glb@5", "sofa.glb@a,b", "@5,5", "sofa.glb@5,5,6,7", "sofa.glb@on="])
def test_an_item_of_another_form(folder: Path, tmp_path: Path, text: str) -> None:
    result = called("place", folder / "room.png", tmp_path / "out.png", "--item", text)
    assert result.exit_code == 2 and "MODEL@U,V[,YAW][,SURFACE]" in result.stderr


def test_two_that_overlap_in_one_line(folder: Path, tmp_path: Path) -> None:
    opengl()
    item = f"{folder / 'sofa.glb'}@480,560"
    result = called("place", folder / "room.png", tmp_path / "out.png", "--item", item, "--item", item)
    assert result.exit_code == 1 and "sofa-2 and sofa stand in each other by 70 cm" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_lamp_hangs_from_a_ceiling_of_known_height(folder: Path, tmp_path: Path) -> None:
    opengl()
    target = tmp_path / "out.png"
    options = ("--at", "480,30", "--surface", "ceiling", "--height", 2.6, "--camera-height", 1.45, "--json")
    result = called("place", folder / "sofa.glb", folder / "room.png", target, *options)
    assert result.exit_code == 0, result.output
    T = np.array(json.loads(result.stdout)["T_room_product"])
    assert T[1, 3] < 2.6 and json.loads(result.stdout)["contact"]["gap_m"] == pytest.approx(0, abs=1e-6)
