"""The story on a real portrait: what is worn is seen, what is not worn stays byte for byte."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import numpy as np
import pytest
import skimage.data

from arkit.document import Document
from arkit.errors import MissingError, NotFoundError
from arkit.face.track.detect import RawFace, Tracker
from arkit.face.track.follow import Face
from arkit.face.wear.glasses import Fit
from arkit.frame import Frame, camera_from_fov, project
from arkit.look import Look, Makeup
from arkit.product import Attach
from arkit.spaces import apply
from arkit.tryon import Company, Garment, Worn, count_changed, describe_face, find_faces, try_on, tryon
from tests.arkit.face.wear.test_glasses import box, glasses

RED = Makeup("lips", "#A2253B")


def portrait(time_s: float = 0.0, noise: float = 0.0) -> Frame:
    pixels = skimage.data.astronaut()
    if noise:
        pixels = np.clip(pixels + np.random.default_rng(int(time_s * 30)).normal(0, noise, pixels.shape), 0, 255)
    return Frame(pixels.astype(np.uint8), time_s, camera_from_fov(512, 512, np.radians(30)))


def ticking(step_s: float) -> Iterator[float]:
    now_s = 0.0
    while True:
        yield now_s
        now_s += step_s


def solid_glasses(width_m: float = 0.14) -> Document:
    """Glasses of the fitting tests with triangles: every part becomes the hull of its box."""
    plain = glasses(width_m)
    half = width_m / 2
    parts = [box((-half, -0.02, 0.0), (half, 0.02, 0.003))[:8], box((-0.001, -0.002, -0.14), (0.001, 0.002, 0))[:8]]
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    corners = np.array([(a, b, c) for a, b, c, _ in sides] + [(a, c, d) for a, _, c, d in sides], dtype=np.uint16)
    gltf = dict(plain.gltf)
    gltf["meshes"] = [{"primitives": [{"attributes": {"POSITION": index}, "indices": 2}]} for index in range(2)]
    gltf["accessors"] = [
        *({"componentType": 5126, "count": 8, "type": "VEC3"} for _ in parts),
        {"componentType": 5123, "count": corners.size, "type": "SCALAR"},
    ]
    return Document(gltf, (*parts, corners.reshape(-1, 1)))


def worn_glasses(width_m: float) -> Worn:
    try:
        return next(try_on([portrait()], wear=[Garment("plate", solid_glasses(width_m))]))
    except MissingError as error:
        pytest.skip(f"no OpenGL: {error.message}")


def test_lipstick_on_a_photo() -> None:
    clock = ticking(0.25)
    before = portrait()
    worn = next(try_on([before], [RED], clock=lambda: next(clock)))
    mouth = worn.mask > 128
    assert 150 < mouth.sum() < 1500
    assert abs(np.argwhere(mouth).mean(axis=0)[1] - 228) < 12
    assert worn.changed_outside_mask == 0
    np.testing.assert_array_equal(worn.frame.pixels[worn.mask == 0], before.pixels[worn.mask == 0])
    assert (worn.tracker_s, worn.total_s) == (0.25, 0.5)


def test_changes_outside_the_mask_are_counted_not_claimed() -> None:
    before = np.zeros((4, 5, 3), dtype=np.uint8)
    after = before.copy()
    after[1, 2, 0], after[3, 3, 2], after[0, 0, 1] = 1, 1, 1
    mask = np.zeros((4, 5), dtype=np.uint8)
    mask[0, 0] = 9
    assert count_changed(before, after, mask == 0) == 2


@pytest.mark.parametrize("width_m", [0.138, 0.15])  # narrower ones spread their temples beyond their front
def test_glasses_appear_as_wide_as_they_are(width_m: float) -> None:
    worn = worn_glasses(width_m)
    assert worn.changed_outside_mask == 0 and worn.face is not None
    bridge = worn.face.rest_shape_m[6]
    ends = apply(worn.face.track.T_camera_face, bridge + np.array([[-width_m / 2, 0, 0], [width_m / 2, 0, 0]]))
    expected_px = np.ptp(project(worn.frame.camera, ends)[:, 0])
    rows = np.argwhere(worn.mask.any(axis=1))[:, 0]
    row = worn.mask[int(np.median(rows))]
    assert np.ptp(np.argwhere(row)[:, 0]) == pytest.approx(expected_px, rel=0.06)


def test_the_head_hides_the_ends_of_the_temples() -> None:
    """Nothing is drawn below the frame's plate or inside the cheeks: the temples' ends lie behind the ears."""
    worn = worn_glasses(0.14)
    assert worn.face is not None
    ear_row = worn.face.track.landmarks_px[[234, 454], 1].mean()
    assert not worn.mask[int(ear_row) + 25 :].any()


def test_a_photo_without_a_face_is_refused() -> None:
    blank = Frame(np.full((200, 200, 3), 200, dtype=np.uint8), 0.0, camera_from_fov(200, 200, 1.0))
    with pytest.raises(NotFoundError, match="no face"):
        next(try_on([blank], [RED]))
    with pytest.raises(NotFoundError, match="no face"):
        list(find_faces([blank], video=True))


def test_in_a_video_frames_without_a_face_pass_unchanged() -> None:
    blank = Frame(np.full((512, 512, 3), 90, dtype=np.uint8), 1.0, camera_from_fov(512, 512, 1.0))
    worn = list(try_on([portrait(0.0, 3), portrait(1 / 30, 3), blank], [RED], video=True))
    assert [entry.face is not None for entry in worn] == [True, True, False]
    np.testing.assert_array_equal(worn[2].frame.pixels, blank.pixels)
    assert not worn[2].mask.any()
    assert worn[1].frame.time_s == 1 / 30


def test_a_face_lost_hides_what_is_worn_and_comes_back_as_it_was() -> None:
    def feed() -> Iterator[Frame]:
        for index in range(40):
            gone = 20 <= index < 34  # 0.47 s
            pixels = np.full((512, 512, 3), 90, np.uint8) if gone else portrait(index / 30, 3).pixels
            yield Frame(pixels, index / 30, camera_from_fov(512, 512, np.radians(30)))

    worn = list(tryon(feed(), Look((), (RED,)), faces=1))
    shown = [one.face is not None for one in worn]
    assert all(shown[:28]) and not any(shown[29:34]) and all(shown[34:])
    before, after = worn[19].face, worn[34].face
    assert before is not None and after is not None
    assert after.scale.pd_mm.value == pytest.approx(before.scale.pd_mm.value, rel=0.01)
    apart = np.linalg.norm(after.track.T_camera_face[:3, 3] - before.track.T_camera_face[:3, 3])
    assert apart < 0.02 * -before.track.T_camera_face[2, 3]


def test_two_people_keep_their_own_look_when_they_are_listed_the_other_way_round() -> None:
    company, frame = Company(2), portrait()
    with Tracker(video=True) as tracker:
        (one,) = tracker.detect(frame)
    other = RawFace(one.landmarks_px * 0.8 + (250, 0), one.depth_px)
    first = [wearer for wearer, _ in company.step(frame, (one, other), ())]
    again = [wearer for wearer, _ in company.step(portrait(1 / 30), (other, one), ())]
    assert len(first) == 2 and [id(wearer) for wearer in again] == [id(wearer) for wearer in first]


def test_a_second_person_is_noticed_and_dressed() -> None:
    alone = portrait().pixels[:260, 80:380]
    camera = camera_from_fov(600, 260, np.radians(30))
    beside = (np.full_like(alone, 90), alone[:, ::-1])
    pictures = [np.concatenate([alone, other], axis=1) for other in beside]
    frames = [Frame(pictures[index >= 6], index / 10, camera) for index in range(18)]
    count = [len(worn.faces) for worn in tryon(frames, Look((), (RED,)))]
    assert count[:6] == [1] * 6 and count[-1] == 2


def test_glasses_are_fitted_again_only_while_the_size_settles(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Worn] = []
    fitted_at: list[int] = []
    dressing = importlib.import_module("arkit.tryon.dress")
    fit = dressing.fit

    def counted(document: Document, face: Face, attach: Attach = "nose", sku: str = "") -> Fit:
        fitted_at.append(len(done) + 1)
        return fit(document, face, attach, sku)

    monkeypatch.setattr(dressing, "fit", counted)
    monkeypatch.setattr(
        importlib.import_module("arkit.tryon.stream"),
        "dress",
        lambda frame, *_: (frame, np.zeros(frame.pixels.shape[:2], np.uint8)),
    )
    frames = (portrait(index / 30) for index in range(40))
    for worn in try_on(frames, (), [Garment("g", glasses())], video=True):
        done.append(worn)
    assert fitted_at == [1, 4, 12, 30]


def test_a_face_described_has_all_that_the_command_prints() -> None:
    ((frame, faces),) = find_faces([portrait()])
    answer = describe_face(faces[0], frame)
    assert set(answer) == {
        "landmarks_px", "T_camera_face", "confidence", "pd_mm", "pd_far_mm", "face_width_mm", "ears_px",
        "cut_by_border", "scale_source", "scale_caution",
    }  # fmt: skip
    left, right = answer["ears_px"]["left"], answer["ears_px"]["right"]
    assert left["top"][0] > right["top"][0] and left["lobe"][1] > left["top"][1]
    assert left["visible"] is True and right["visible"] is True
    assert answer["pd_mm"]["sd"] > 0
