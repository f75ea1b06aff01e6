"""`arkit track` and `arkit tryon` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from click.testing import CliRunner, Result
from PIL import Image

from arkit.cli import main


def call(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.fromarray(skimage.data.astronaut()[:260, 80:380]).save(path)
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.gif"
    frames = [Image.fromarray(skimage.data.astronaut()[:260, 80 + step : 380 + step]) for step in (0, 2, 4, 6)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=40)
    return path


def test_track_prints_one_object(photo: Path) -> None:
    result = call("track", photo, "--json", "--fov", 40)
    answer = json.loads(result.stdout)
    (face,) = answer["faces"]
    assert len(face["landmarks_px"]) == 478
    assert np.array(face["T_camera_face"]).shape == (4, 4)
    assert 50 < face["pd_mm"]["value"] < 75 and answer["seconds"] > 0
    assert "not for lenses" in call("track", photo).stdout


def test_track_follows_a_video(clip: Path) -> None:
    frames = json.loads(call("track", clip, "--json").stdout)["frames"]
    assert [round(frame["time_s"], 2) for frame in frames] == [0.0, 0.04, 0.08, 0.12]
    assert all(len(frame["faces"]) == 1 for frame in frames)


def test_lipstick_with_its_mask(photo: Path, tmp_path: Path) -> None:
    out, mask_path = tmp_path / "out.png", tmp_path / "mask.png"
    result = call("tryon", photo, out, "--lipstick", "#A2253B", "--finish", "satin", "--mask", mask_path, "--json")
    answer = json.loads(result.stdout)
    assert (answer["frames"], answer["tracked"], answer["changed_outside_mask"]) == (1, 1, 0)
    assert answer["ms_per_frame"]["p95"] >= answer["ms_per_frame"]["median"] >= answer["tracker_ms"]["median"] > 0
    before, after, mask = (np.array(Image.open(path)) for path in (photo, out, mask_path))
    np.testing.assert_array_equal(before[mask == 0], after[mask == 0])
    assert (before != after).any()


def test_a_look_replays_to_the_same_pixels(photo: Path, tmp_path: Path) -> None:
    look = {"wear": [], "makeup": [{"region": "lips", "color": "#7B2D5E", "finish": "gloss", "strength": 0.8}]}
    (tmp_path / "look.json").write_text(json.dumps(look), encoding="utf-8")
    for name in ("a.png", "b.png"):
        assert call("tryon", photo, tmp_path / name, "--look", tmp_path / "look.json").exit_code == 0
    words = ("--lipstick", "#7B2D5E", "--finish", "gloss", "--strength", 0.8)
    assert call("tryon", photo, tmp_path / "c.png", *words).exit_code == 0
    a, b, c = ((tmp_path / name).read_bytes() for name in ("a.png", "b.png", "c.png"))
    assert a == b == c


def test_video_to_video(clip: Path, tmp_path: Path) -> None:
    answer = json.loads(call("tryon", clip, tmp_path / "out.mp4", "--lipstick", "#A2253B", "--json").stdout)
    assert (answer["frames"], answer["tracked"], answer["changed_outside_mask"]) == (4, 4, 0)
    assert (tmp_path / "out.mp4").stat().st_size > 1000


@pytest.mark.parametrize(
    ("source", "words", "said"),
    [
        ("none.png", ["--lipstick", "#A2253B"], "found none"),
        ("text.png", ["--lipstick", "#A2253B"], "neither"),
        ("blank.png", ["--lipstick", "#A2253B"], "no face found"),
        ("photo.png", ["--lipstick", "red"], "#RRGGBB"),
        ("photo.png", ["--wear", "none.glb"], "none.glb"),
        ("photo.png", ["--look", "none.json"], "none.json"),
        ("photo.png", ["--look", "blank.png"], "its bytes are no text"),
        ("photo.png", ["--lipstick", "#A2253B", "--mask", "m.jpg"], ".png"),
    ],
)
def test_bad_input_is_one_line_and_no_file(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text.png").write_text("hello")
    Image.new("RGB", (200, 200), (200, 200, 200)).save("blank.png")
    before = sorted(path.name for path in tmp_path.iterdir())
    result = call("tryon", source, "out.png", *words)
    assert result.exit_code == 1
    assert said in result.stderr and len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_nothing_to_wear_is_wrong_usage(photo: Path, tmp_path: Path) -> None:
    assert call("tryon", photo, tmp_path / "out.png").exit_code == 2
