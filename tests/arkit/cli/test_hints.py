"""A refusal of a room ends with the option that mends it; a craft's own sentence names none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from arkit.cli import main
from arkit.cli.hints import HINTS, hinted
from arkit.errors import CheckError, NotFoundError
from arkit.frame import Frame
from arkit.room import Marker, find_room
from tests.arkit.room import drawn

CAMERA, T = drawn.camera(), drawn.looking(17, -14)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A wall without lines, and a room without a marker."""
    folder = tmp_path_factory.mktemp("pictures")
    made = {"wall": np.full((720, 960, 3), 190, np.uint8), "room": drawn.picture(CAMERA, T)}
    for name, pixels in made.items():
        Image.fromarray(pixels).save(folder / f"{name}.png")
    return {name: folder / f"{name}.png" for name in made}


@pytest.mark.parametrize(("name", "words", "option"), [("wall", (), "--fov"), ("room", ("--marker", "20"), "--camera")])
def test_the_command_names_the_option(
    name: str, words: tuple[str, ...], option: str, pictures: dict[str, Path]
) -> None:
    result = CliRunner().invoke(main, ["room", str(pictures[name]), *words, "--json"])
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1
    failure = json.loads(result.stdout)["error"]
    assert failure["code"] == "not_found" and option in failure["message"] and failure["facts"]["why"] in HINTS
    scale = Marker(0.2) if words else None
    with pytest.raises(NotFoundError) as caught:
        find_room(Frame(np.asarray(Image.open(pictures[name])), 0.0, CAMERA), scale=scale)
    assert "--" not in caught.value.message and failure["message"].startswith(caught.value.message)


def test_what_no_option_mends_stays_as_it_is() -> None:
    error = CheckError("file: expected a chair, got a table", why="ceiling")
    assert hinted(error) is error


def test_every_option_named_is_one(pictures: dict[str, Path]) -> None:
    told = CliRunner().invoke(main, ["room", "--help"]).stdout + CliRunner().invoke(main, ["place", "--help"]).stdout
    named = {word for hint in HINTS.values() for word in hint.replace("(", " ").split() if word.startswith("--")}
    assert named and all(told.count(f"{option} ") >= 2 for option in named)
