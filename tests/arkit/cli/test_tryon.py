"""`arkit track` and `arkit tryon` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
import skimage.data
from click.testing import CliRunner, Result
from PIL import Image

from arkit.cli import main
from arkit.io import write_glb
from arkit.look import look_from_json, look_to_json
from arkit.tryon import read_garment
from tests import build


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
    said = call("track", photo).stdout
    assert "frame fit only" in said and "lens" not in said


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


def two_faces() -> np.ndarray:
    head = skimage.data.astronaut()[:260, 80:380]
    return np.concatenate([head, head[:, ::-1]], axis=1)


def test_two_faces_wear_the_look_and_one_can_be_asked_for(tmp_path: Path) -> None:
    Image.fromarray(two_faces()).save(tmp_path / "two.png")
    words = ("tryon", tmp_path / "two.png", tmp_path / "out.png", "--lipstick", "#A2253B")
    answer = json.loads(call(*words, "--json").stdout)
    assert answer["most_faces"] == 2 and len(answer["faces"]) == 2
    changed = (np.array(Image.open(tmp_path / "out.png")) != two_faces()).any(axis=2)
    assert changed[:, :300].sum() > 100 and changed[:, 300:].sum() > 100
    assert json.loads(call(*words, "--faces", 1, "--json").stdout)["most_faces"] == 1
    refused = call("tryon", tmp_path / "two.png", tmp_path / "no.png", "--lipstick", "#A2253B", "--one-face")
    assert refused.exit_code == 1 and "2 faces found where one was asked for" in refused.stderr
    assert not (tmp_path / "no.png").exists()


def test_a_face_cut_by_the_border_is_dressed_as_far_as_it_goes(tmp_path: Path) -> None:
    Image.fromarray(skimage.data.astronaut()[30:240, 204:400]).save(tmp_path / "cut.png")
    result = call("tryon", tmp_path / "cut.png", tmp_path / "out.png", "--lipstick", "#A2253B", "--json")
    answer = json.loads(result.stdout)
    assert (answer["tracked"], answer["cut_by_border"], answer["changed_outside_mask"]) == (1, 1, 0)
    assert any("cut by the picture's border" in word for word in answer["said"])


def test_a_grey_picture_is_dressed_and_its_colour_not_judged(tmp_path: Path) -> None:
    Image.fromarray(skimage.data.astronaut()[:260, 80:380]).convert("L").save(tmp_path / "grey.png")
    answer = json.loads(
        call("tryon", tmp_path / "grey.png", tmp_path / "out.png", "--lipstick", "#A2253B", "--json").stdout
    )
    assert answer["tracked"] == 1 and answer["light"]["verdict"] == "gray"
    assert any("no colour" in word for word in answer["said"])


def test_a_large_phone_photo_that_lies_on_its_side(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    head = Image.fromarray(skimage.data.astronaut()[:260, 80:380]).resize((3000, 2600), Image.Resampling.BICUBIC)
    photo = Image.new("RGB", (3000, 4000), (90, 90, 90))
    photo.paste(head, (0, 700))
    photo.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "phone.jpg", exif=exif, quality=92)
    answer = json.loads(
        call("tryon", tmp_path / "phone.jpg", tmp_path / "out.jpg", "--lipstick", "#A2253B", "--json").stdout
    )
    assert (answer["tracked"], answer["changed_outside_mask"]) == (1, 0)
    with Image.open(tmp_path / "out.jpg") as out:
        assert out.size == (3000, 4000) and out.getexif().get(0x0112, 1) == 1


def test_transparency_stays(photo: Path, tmp_path: Path) -> None:
    picture = Image.open(photo)
    picture.putalpha(Image.fromarray(np.tile(np.linspace(0, 255, picture.width).astype(np.uint8), (picture.height, 1))))
    picture.save(tmp_path / "alpha.png")
    assert call("tryon", tmp_path / "alpha.png", tmp_path / "out.png", "--lipstick", "#A2253B").exit_code == 0
    np.testing.assert_array_equal(Image.open(tmp_path / "out.png").getchannel("A"), picture.getchannel("A"))
    result = call("tryon", tmp_path / "alpha.png", tmp_path / "out.jpg", "--lipstick", "#A2253B")
    assert "JPEG knows no transparency" in result.stderr


def test_a_video_with_a_broken_tail_is_written_as_far_as_it_goes(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    with av.open(str(tmp_path / "whole.mkv"), "w") as target:
        stream = target.add_stream("libx264", rate=25, options={"g": "4", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 300, 260, "yuv420p"
        for _ in range(24):
            noisy = skimage.data.astronaut()[:260, 80:380] + rng.normal(0, 4, (260, 300, 3))
            pixels = np.clip(noisy, 0, 255).astype(np.uint8)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        target.mux(stream.encode())
    data = (tmp_path / "whole.mkv").read_bytes()
    (tmp_path / "cut.mkv").write_bytes(data[: len(data) // 3])
    result = call("tryon", tmp_path / "cut.mkv", tmp_path / "out.mp4", "--lipstick", "#A2253B", "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0 and 4 < answer["frames"] < 12 and answer["tracked"] == answer["frames"]
    assert any("could be read, it breaks off; what was read is written" in word for word in answer["said"])
    with av.open(str(tmp_path / "out.mp4")) as made:
        assert sum(1 for _ in made.decode(video=0)) == answer["frames"]


def test_an_animation_goes_to_an_animation(clip: Path, tmp_path: Path) -> None:
    answer = json.loads(call("tryon", clip, tmp_path / "out.webp", "--lipstick", "#A2253B", "--json").stdout)
    assert answer["tracked"] == 4
    with Image.open(tmp_path / "out.webp") as moving:
        assert moving.n_frames == 4


def box_model(path: Path, size_m: tuple[float, float, float]) -> Path:
    write_glb(build.box(*size_m), path, meshopt=False)
    return path


def test_a_product_without_anchors_is_placed_by_its_size_and_says_so(photo: Path, tmp_path: Path) -> None:
    plain = box_model(tmp_path / "plain.glb", (0.14, 0.04, 0.02))
    told = read_garment(plain)
    assert told.garment.attach == "nose"
    assert told.said[0] == "plain.glb: no anchors in the file, placed as glasses by its size; --as says otherwise"
    assert read_garment(plain, "hat").garment.attach == "head"
    assert read_garment(box_model(tmp_path / "drop.glb", (0.01, 0.03, 0.01))).garment.attach == "ear"
    sofa = box_model(tmp_path / "sofa.glb", (2.0, 0.8, 0.9))
    refused = call("tryon", photo, tmp_path / "out.png", "--wear", sofa)
    assert refused.exit_code == 1 and "200x80x90 cm is the size of neither" in refused.stderr


def test_a_look_is_written_down_and_replays_to_the_same_bytes(photo: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    first = ("tryon", photo, tmp_path / "a.png", "--lipstick", "#7B2D5E", "--finish", "satin", "--save-look", saved)
    assert call(*first).exit_code == 0
    look = look_from_json(saved.read_text(encoding="utf-8"))
    assert look.makeup[0].color == "#7B2D5E" and look_from_json(look_to_json(look)) == look
    assert call("tryon", photo, tmp_path / "b.png", "--look", saved).exit_code == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_file_as_camera_is_written_to_a_film(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenCV opens a video by name as it opens a camera; no display, so there must be a file to write."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert call("tryon", clip, tmp_path / "feed.mp4", "--lipstick", "#A2253B").exit_code == 0
    words = ("--camera", tmp_path / "feed.mp4", "--lipstick", "#A2253B")
    result = call("tryon", tmp_path / "seen.mp4", *words, "--json")
    assert json.loads(result.stdout)["tracked"] == 4 and (tmp_path / "seen.mp4").stat().st_size > 1000
    assert call("tryon", *words).exit_code == 2
    missing = call("tryon", tmp_path / "no.mp4", "--camera", tmp_path / "none.mp4", "--lipstick", "#A2253B")
    assert missing.exit_code == 1 and "expected one that answers" in missing.stderr


def test_a_small_face_beside_a_large_one_is_the_second(photo: Path, tmp_path: Path) -> None:
    """The near finder sees only the large one; who asks for one face alone must hear of both."""
    face = Image.open(photo)
    both = Image.new("RGB", (1000, 600), (90, 90, 90))
    both.paste(face.resize((520, 451)), (10, 60))
    both.paste(face.resize((260, 225)), (640, 160))
    both.save(tmp_path / "both.png")
    assert len(json.loads(call("track", tmp_path / "both.png", "--json").stdout)["faces"]) == 2
    refused = call("tryon", tmp_path / "both.png", tmp_path / "out.png", "--lipstick", "#A2253B", "--one-face")
    assert refused.exit_code == 1 and "2 faces found" in refused.output
    assert not (tmp_path / "out.png").exists()


def test_track_tells_what_a_broken_video_still_shows(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.mkv", tmp_path / "broken.mkv"
    picture = skimage.data.astronaut()[:260, 80:380]
    with av.open(str(whole), "w") as target:
        stream = target.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt, stream.options = 300, 260, "yuv420p", {"g": "2"}
        for step in range(40):
            seen = np.ascontiguousarray(np.roll(picture, step, axis=1))
            target.mux(stream.encode(av.VideoFrame.from_ndarray(seen, format="rgb24")))
        target.mux(stream.encode())
    data = whole.read_bytes()
    broken.write_bytes(data[: len(data) * 7 // 10])
    result = call("track", broken, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0 and 0 < len(answer["frames"]) < 40
    assert "it breaks off" in answer["said"][0]


def test_pupils_are_told_as_they_stand_and_as_they_look_far(photo: Path) -> None:
    (face,) = json.loads(call("track", photo, "--json", "--fov", 40).stdout)["faces"]
    assert 0.3 < face["pd_far_mm"]["value"] - face["pd_mm"]["value"] < 3.0
    assert "when looking far" in call("track", photo, "--fov", 40).stdout


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('{"version": 9, "makeup": []}', "expected version 1, got 9"),
        ('{"makeup": [], "hair": "#112233"}', "got hair"),
        ('{"version": 1, "makeup": []}', "the look is empty"),
    ],
)
def test_a_look_that_cannot_be_worn_whole_is_refused(photo: Path, tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "look.json").write_text(text, encoding="utf-8")
    result = call("tryon", photo, tmp_path / "out.png", "--look", tmp_path / "look.json")
    assert result.exit_code == 1 and word in result.output
    assert not (tmp_path / "out.png").exists()


def test_track_says_where_a_face_is_cut_by_the_border(photo: Path, tmp_path: Path) -> None:
    whole = Image.open(photo)
    whole.crop((0, 0, 160, whole.height)).save(tmp_path / "cut.png")
    for path, cut in ((photo, False), (tmp_path / "cut.png", True)):
        (face,) = json.loads(call("track", path, "--json", "--fov", 40).stdout)["faces"]
        assert face["cut_by_border"] is cut
        assert ("cut by the picture's border" in call("track", path, "--fov", 40).stdout) is cut
