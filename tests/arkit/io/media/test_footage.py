"""Photos and videos go in and out with their size, their times and their sound."""

from __future__ import annotations

import struct
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageCms

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.frame import Frame, camera_from_fov
from arkit.io.media.footage import check_target, open_footage, read_frames, write_photo, write_video
from arkit.io.media.photo import read_photo

FOV_RAD = 1.0


def picture(shade: int = 60, size: tuple[int, int] = (64, 48)) -> np.ndarray:
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    return np.stack([x * 3, y * 4, np.full_like(x, shade)], axis=-1).astype(np.uint8)


def frames(count: int) -> list[Frame]:
    camera = camera_from_fov(64, 48, FOV_RAD)
    return [Frame(picture(20 * index), index * 0.08 + (0.1 if index > 2 else 0), camera) for index in range(count)]


def video(path: Path, sound: bool = False) -> Path:
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        heard = target.add_stream("aac", rate=44100) if sound else None
        for index in range(5):
            target.mux(stream.encode(av.VideoFrame.from_ndarray(picture(40 * index), format="rgb24")))
        target.mux(stream.encode())
        if heard is not None:
            wave = np.sin(np.arange(1024) / 20).astype(np.float32)[None]
            for index in range(8):
                tone = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
                tone.sample_rate, tone.pts = 44100, index * 1024
                target.mux(heard.encode(tone))
            target.mux(heard.encode())
    return path


def test_png_comes_back_byte_for_byte(tmp_path: Path) -> None:
    write_photo(picture(), tmp_path / "a.png")
    footage = open_footage(tmp_path / "a.png")
    assert (footage.video, footage.width, footage.height, footage.fov_y_rad) == (False, 64, 48, None)
    (frame,) = read_frames(footage, FOV_RAD)
    np.testing.assert_array_equal(frame.pixels, picture())


def test_a_phone_photo_is_upright_and_tells_its_lens(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0xA405] = 26
    Image.fromarray(picture()).save(tmp_path / "phone.jpg", exif=exif)
    footage = open_footage(tmp_path / "phone.jpg")
    (frame,) = read_frames(footage, FOV_RAD)
    assert (footage.width, footage.height) == (48, 64) == frame.pixels.shape[1::-1]
    assert footage.fov_y_rad == pytest.approx(2 * np.arctan(43.27 * 0.8 / 2 / 26), rel=1e-6)


@pytest.mark.parametrize("suffix", [".tiff", ".webp", ".png"])
def test_every_kind_of_photo_stands_upright(tmp_path: Path, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / f"phone{suffix}"
    Image.fromarray(picture()).save(path, exif=exif)
    footage = open_footage(path)
    (frame,) = read_frames(footage, FOV_RAD)
    assert (footage.width, footage.height) == (48, 64) == frame.pixels.shape[1::-1]


def test_grey_of_16_bits_keeps_its_shades(tmp_path: Path) -> None:
    shades = np.linspace(0, 65_535, 400, dtype=np.uint16).reshape(20, 20)
    Image.fromarray(shades).save(tmp_path / "scan.png")
    (frame,) = read_frames(open_footage(tmp_path / "scan.png"), FOV_RAD)
    assert frame.pixels[..., 1].tolist() == (shades >> 8).tolist()


def test_a_picture_that_claims_to_be_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_photo(picture(), tmp_path / "bomb.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(CheckError, match="at most 60 megapixels, got far more"):
        open_footage(tmp_path / "bomb.png")


@pytest.mark.parametrize(
    ("matrix", "quarters"),
    [((0, 1, 0, -1, 0, 0, 0, 0, 1), 3), ((0, -1, 0, 1, 0, 0, 0, 0, 1), 1), ((-1, 0, 0, 0, -1, 0, 0, 0, 1), 2)],
)
def test_a_video_held_upright_on_a_turned_phone_stands_upright(
    tmp_path: Path, matrix: tuple[int, ...], quarters: int
) -> None:
    path = video(tmp_path / "phone.mp4")
    (stored, *_) = read_frames(open_footage(path), FOV_RAD)
    data = bytearray(path.read_bytes())
    start = data.index(b"tkhd") + 44  # where ISO 14496-12 keeps the display matrix: 16.16, its last column 2.30
    data[start : start + 36] = struct.pack(
        ">9i", *(one << (30 if place % 3 == 2 else 16) for place, one in enumerate(matrix))
    )
    path.write_bytes(data)
    footage = open_footage(path)
    (upright, *_) = read_frames(footage, FOV_RAD)
    assert footage.quarters == quarters
    assert (upright.pixels == np.rot90(stored.pixels, quarters)).all()
    assert (footage.width, footage.height) == upright.pixels.shape[1::-1]
    assert write_video([upright], footage, tmp_path / "out.mp4") == 1
    assert (open_footage(tmp_path / "out.mp4").width, open_footage(tmp_path / "out.mp4").quarters) == (footage.width, 0)


def test_video_keeps_times_and_sound(tmp_path: Path) -> None:
    source = open_footage(video(tmp_path / "in.mp4", sound=True))
    read = list(read_frames(source, FOV_RAD))
    assert source.video and len(read) == 5
    assert np.diff([frame.time_s for frame in read]) == pytest.approx([0.04] * 4)
    late = [replace(frame, time_s=frame.time_s + (0.5 if index > 2 else 0)) for index, frame in enumerate(read)]
    assert write_video(late, source, tmp_path / "out.mp4") == 5
    again = list(read_frames(open_footage(tmp_path / "out.mp4"), FOV_RAD))
    assert np.diff([frame.time_s for frame in again]) == pytest.approx([0.04, 0.04, 0.54, 0.04], abs=1e-3)
    assert np.abs(again[2].pixels.astype(int) - read[2].pixels).mean() < 4
    with av.open(str(tmp_path / "in.mp4")) as before, av.open(str(tmp_path / "out.mp4")) as after:
        sound = [[bytes(packet) for packet in file.demux(audio=0) if packet.size] for file in (before, after)]
    assert sound[0] == sound[1] and sound[0]


def test_gif_goes_to_gif(tmp_path: Path) -> None:
    source = open_footage(video(tmp_path / "in.mp4"))
    write_video(frames(5), source, tmp_path / "out.gif")
    footage = open_footage(tmp_path / "out.gif")
    times_s = [frame.time_s for frame in read_frames(footage, FOV_RAD)]
    assert footage.video
    assert np.diff(times_s) == pytest.approx([0.08, 0.08, 0.18, 0.08], abs=0.011)


def test_odd_sizes_are_cut_to_even_ones(tmp_path: Path) -> None:
    camera = camera_from_fov(65, 47, FOV_RAD)
    source = replace(open_footage(video(tmp_path / "in.mp4")), width=65, height=47)
    write_video([Frame(picture(9, (65, 47)), 0.0, camera)], source, tmp_path / "odd.mp4")
    assert (open_footage(tmp_path / "odd.mp4").width, open_footage(tmp_path / "odd.mp4").height) == (64, 46)


@pytest.mark.parametrize(("name", "data"), [("a.jpg", b"not a picture"), ("b.mp4", b"\0" * 400)])
def test_other_bytes_are_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match="neither"):
        open_footage(tmp_path / name)


def test_a_cut_off_photo_is_refused(tmp_path: Path) -> None:
    write_photo(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8), tmp_path / "a.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "a.png").read_bytes()[:60_000])
    with pytest.raises(ReadError, match="cannot be decoded"):
        list(read_frames(open_footage(tmp_path / "cut.png"), FOV_RAD))


def test_missing_files_tiny_pictures_and_wrong_targets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        open_footage(tmp_path / "none.jpg")
    write_photo(picture(size=(8, 8)), tmp_path / "tiny.png")
    with pytest.raises(CheckError, match="8x8"):
        open_footage(tmp_path / "tiny.png")
    write_photo(picture(), tmp_path / "a.png")
    photo, clip = open_footage(tmp_path / "a.png"), open_footage(video(tmp_path / "in.mp4"))
    for footage, target in ((photo, "o.mp4"), (clip, "o.png"), (photo, "o.txt"), (photo, "nowhere/o.png")):
        with pytest.raises(CheckError):
            check_target(footage, tmp_path / target)


def test_a_story_that_breaks_leaves_no_file(tmp_path: Path) -> None:
    source = open_footage(video(tmp_path / "in.mp4"))

    def broken():
        yield from frames(2)
        raise NotFoundError("gone")

    for name in ("out.mp4", "out.gif"):
        with pytest.raises(NotFoundError):
            write_video(broken(), source, tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


def test_transparency_and_profile_come_back(tmp_path: Path) -> None:
    alpha = np.tile(np.linspace(0, 255, 64).astype(np.uint8), (48, 1))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name in ("a.png", "a.webp"):
        write_photo(picture(), tmp_path / name, alpha=alpha, profile=profile)
        photo = read_photo(tmp_path / name)
        assert photo.alpha is not None and photo.profile == profile
        np.testing.assert_array_equal(photo.alpha, alpha)
    assert read_photo(tmp_path / "a.png").pixels.tolist() == picture().tolist()
    write_photo(picture(), tmp_path / "b.jpg", alpha=alpha)
    assert read_photo(tmp_path / "b.jpg").alpha is None


def test_a_phone_jpeg_of_two_pictures_stands_still(tmp_path: Path) -> None:
    first, second = Image.fromarray(picture()), Image.fromarray(picture(200))
    first.save(tmp_path / "phone.jpg", "MPO", save_all=True, append_images=[second])
    assert not open_footage(tmp_path / "phone.jpg").video


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_animations_keep_their_times(tmp_path: Path, suffix: str) -> None:
    source = open_footage(video(tmp_path / "in.mp4"))
    write_video(frames(5), source, tmp_path / f"moving{suffix}")
    moving = open_footage(tmp_path / f"moving{suffix}")
    seen = list(read_frames(moving, FOV_RAD))
    assert (moving.kind, moving.video, moving.count, len(seen)) == ("animation", True, 5, 5)
    assert np.diff([frame.time_s for frame in seen]) == pytest.approx([0.08, 0.08, 0.18, 0.08], abs=0.011)
    assert np.abs(seen[4].pixels.astype(int) - frames(5)[4].pixels).mean() < 6


def test_numbered_pictures_are_a_film(tmp_path: Path) -> None:
    source = open_footage(video(tmp_path / "in.mp4"))
    check_target(source, tmp_path / "shot_%03d.png")
    assert write_video(frames(12), source, tmp_path / "shot_%03d.png") == 12
    numbered = open_footage(tmp_path / "shot_%03d.png")
    again = list(read_frames(numbered, FOV_RAD))
    assert (numbered.kind, numbered.count) == ("sequence", 12)
    assert [int(frame.pixels[0, 0, 2]) for frame in again] == [20 * index for index in range(12)]
    write_photo(picture(size=(32, 32)), tmp_path / "shot_013.png")
    with pytest.raises(CheckError, match="expected 64x48 as the first picture, got 32x32"):
        list(read_frames(numbered, FOV_RAD))
    with pytest.raises(NotFoundError, match="numbered pictures like none_1"):
        open_footage(tmp_path / "none_%d.png")


def long_video(path: Path) -> Path:
    rng = np.random.default_rng(0)
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=Fraction(25), options={"g": "5"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(40):
            pixels = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        target.mux(stream.encode())
    return path


def test_a_broken_tail_loses_only_itself(tmp_path: Path) -> None:
    whole = long_video(tmp_path / "whole.mkv")
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    said: list[str] = []
    footage = open_footage(cut)
    seen = list(read_frames(footage, FOV_RAD, said.append))
    assert 10 < len(seen) < 28 and said == [f"{len(seen)} frames could be read, it breaks off"]
    assert write_video(seen, footage, tmp_path / "out.mp4") == len(seen)


def test_a_damaged_middle_is_stepped_over_and_said(tmp_path: Path) -> None:
    data = bytearray(long_video(tmp_path / "whole.mp4").read_bytes())
    start = data.index(b"mdat") + 4
    data[start + 20_000 : start + 26_000] = b"\xff" * 6000
    (tmp_path / "hurt.mp4").write_bytes(bytes(data))
    said: list[str] = []
    footage = open_footage(tmp_path / "hurt.mp4")
    seen = list(read_frames(footage, FOV_RAD, said.append))
    assert 20 < len(seen) < 40 and said == [f"{len(seen)} of 40 frames could be read"]
    assert (np.diff([frame.time_s for frame in seen]) > 0).all()
    with pytest.raises(ReadError, match="expected a whole video"):
        list(read_frames(footage, FOV_RAD))


def test_sound_that_the_container_cannot_hold_is_encoded_anew(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "in.mkv"), "w") as target:
        stream = target.add_stream("libx264", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        heard = target.add_stream("pcm_s16le", rate=44100, layout="mono")
        for index in range(25):
            target.mux(stream.encode(av.VideoFrame.from_ndarray(picture(10 * index), format="rgb24")))
            wave = (8000 * np.sin(np.arange(1764) / 20)).astype(np.int16)[None]
            tone = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
            tone.sample_rate, tone.pts = 44100, index * 1764
            target.mux(heard.encode(tone))
        target.mux(stream.encode())
    source = open_footage(tmp_path / "in.mkv")
    assert source.sound
    for name, codec in (("out.mp4", "aac"), ("out.webm", "opus")):
        write_video(read_frames(source, FOV_RAD), source, tmp_path / name)
        with av.open(str(tmp_path / name)) as made:
            assert made.streams.audio[0].codec_context.name in (codec, f"lib{codec}")
            heard_s = sum(piece.samples / piece.sample_rate for piece in made.decode(audio=0))
        assert heard_s == pytest.approx(1.0, abs=0.1)


def test_what_is_no_picture_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    whole = video(tmp_path / "whole.mp4").read_bytes()
    (tmp_path / "half.mp4").write_bytes(whole[: whole.index(b"moov") - 4])
    for name, word in (("empty.jpg", "the file is empty"), ("half.mp4", "breaks off before its index")):
        with pytest.raises(ReadError, match=word):
            open_footage(tmp_path / name)
    with pytest.raises(NotFoundError, match="this is a folder"):
        open_footage(tmp_path)
