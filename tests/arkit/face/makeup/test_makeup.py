"""A face painted in code: every region keeps to its place, nothing else changes, the shade and the texture come out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.color import delta_e, srgb_to_lab
from arkit.errors import CheckError
from arkit.face.lips.mask import OUTER
from arkit.face.makeup import PAINTERS, paint_makeup
from arkit.face.size.iris import LEFT_LIDS, RIGHT_LIDS
from arkit.frame import Frame
from arkit.look import Makeup, Region
from tests.arkit.face.synthetic import camera, head_pose, landmarks

COLORS: dict[Region, str] = {
    "foundation": "#B98A6A",
    "contour": "#7A5540",
    "bronzer": "#A0673F",
    "blush": "#CF5F68",
    "highlighter": "#F6E2C6",
    "brows": "#33251C",
    "eyeshadow": "#5A4A8A",
    "eyeliner": "#14100E",
    "mascara": "#0F0C0B",
    "iris": "#4F7FA0",
}
SKIN = np.array([205.0, 160.0, 135.0])


def face(yaw_deg: float = 0.0, noise: float = 2.0, tone: float = 1.0) -> tuple[Frame, np.ndarray]:
    """A flat-lit face: skin all over the picture, white eyes with brown irises, dark brows, a lip-coloured mouth."""
    view = camera(640, 480)
    points = landmarks(view, head_pose(yaw_deg=yaw_deg, at_m=(0.0, 0.0, -0.36)))
    picture = np.tile(SKIN * tone, (480, 640, 1))
    for loop, color in ((RIGHT_LIDS, (225, 222, 220)), (LEFT_LIDS, (225, 222, 220)), (OUTER, (165, 85, 85))):
        cv2.fillPoly(picture, [np.round(points[list(loop)]).astype(np.int32)], color)
    for start in (468, 473):
        radius = float(np.linalg.norm(points[start + 1 : start + 5] - points[start], axis=1).mean())
        middle = np.round(points[start]).astype(int).tolist()
        lids = np.zeros(picture.shape[:2], dtype=np.uint8)
        cv2.fillPoly(lids, [np.round(points[list(RIGHT_LIDS if start == 468 else LEFT_LIDS)]).astype(np.int32)], 1)
        disc = np.zeros_like(lids)
        cv2.circle(disc, middle, round(radius), 1, -1)
        picture[(disc & lids) > 0] = (70, 45, 30)
    rng = np.random.default_rng(5)
    picture = cv2.GaussianBlur(picture, (0, 0), 0.7) + rng.normal(0, noise, picture.shape)
    return Frame(np.clip(np.round(picture), 0, 255).astype(np.uint8), 0.0, view), points


def inside(points: np.ndarray, *loops: tuple[int, ...], shrink: int = 2) -> np.ndarray:
    filled = np.zeros((480, 640), dtype=np.uint8)
    for loop in loops:
        cv2.fillPoly(filled, [np.round(points[list(loop)]).astype(np.int32)], 1)
    return cv2.erode(filled, np.ones((2 * shrink + 1, 2 * shrink + 1), np.uint8)) > 0


@pytest.mark.parametrize("region", list(PAINTERS))
@pytest.mark.parametrize("yaw_deg", [0.0, 35.0])
def test_nothing_changes_outside_the_mask_and_something_inside(region: Region, yaw_deg: float) -> None:
    frame, points = face(yaw_deg)
    before = frame.pixels.copy()
    worn, mask = paint_makeup(frame, points, Makeup(region, COLORS[region]))
    np.testing.assert_array_equal(frame.pixels, before)
    np.testing.assert_array_equal(worn.pixels[mask == 0], before[mask == 0])
    assert (worn.pixels[mask > 60] != before[mask > 60]).any(axis=1).mean() > 0.9
    assert 0.0002 < (mask > 20).mean() < 0.4


@pytest.mark.parametrize("region", list(PAINTERS))
def test_strength_zero_returns_the_very_bytes(region: Region) -> None:
    frame, points = face()
    worn, mask = paint_makeup(frame, points, Makeup(region, COLORS[region], strength=0))
    assert worn is frame and not mask.any()


def test_a_look_comes_out_the_same_in_any_order_and_every_time() -> None:
    frame, points = face()
    look = [Makeup(region, color, strength=0.7) for region, color in COLORS.items()]
    once, again = (paint_makeup(frame, points, order)[0].pixels for order in (look, look[::-1]))
    np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("region", ["eyeshadow", "eyeliner", "mascara", "foundation", "blush", "highlighter"])
def test_eyeballs_are_not_painted(region: Region) -> None:
    frame, points = face()
    _, mask = paint_makeup(frame, points, Makeup(region, COLORS[region]))
    assert (mask[inside(points, RIGHT_LIDS, LEFT_LIDS)] > 12).mean() < 0.02


@pytest.mark.parametrize("region", ["foundation", "blush", "bronzer", "contour", "highlighter"])
def test_powders_keep_off_the_lips(region: Region) -> None:
    frame, points = face()
    _, mask = paint_makeup(frame, points, Makeup(region, COLORS[region]))
    assert not (mask[inside(points, OUTER)] > 12).any()


def test_iris_colour_stays_between_the_lids_and_spares_the_pupil() -> None:
    frame, points = face()
    worn, mask = paint_makeup(frame, points, Makeup("iris", "#4F7FA0"))
    between = cv2.dilate(inside(points, RIGHT_LIDS, LEFT_LIDS, shrink=0).astype(np.uint8), np.ones((3, 3), np.uint8))
    assert not (mask[between == 0] > 60).any()
    pupil, ring = (np.floor(points[468] + np.array([aside, 0])).astype(int) for aside in (0, -4))
    assert mask[pupil[1], pupil[0]] < mask[ring[1], ring[0]]
    assert int(worn.pixels[ring[1], ring[0], 2]) > int(frame.pixels[ring[1], ring[0], 2]) + 20


def test_foundation_meets_its_shade_and_keeps_the_texture() -> None:
    frame, points = face(noise=5.0)
    shade = "#B98A6A"
    worn, mask = paint_makeup(frame, points, Makeup("foundation", shade), white=np.ones(3))
    covered = mask > 215
    found = srgb_to_lab(worn.pixels[covered].mean(axis=0) / 255)
    wanted = srgb_to_lab(np.array([0xB9, 0x8A, 0x6A]) / 255)
    bare = srgb_to_lab(frame.pixels[covered].mean(axis=0) / 255)
    assert delta_e(found, wanted) < 0.35 * delta_e(bare, wanted)
    fine = [one.pixels.astype(float) - cv2.GaussianBlur(one.pixels.astype(float), (0, 0), 2) for one in (frame, worn)]
    assert np.corrcoef(fine[0][covered].ravel(), fine[1][covered].ravel())[0, 1] > 0.98


def test_foundation_leaves_hair_alone() -> None:
    frame, points = face()
    strand = slice(int(points[10, 1]), int(points[105, 1]) - 4), slice(int(points[109, 0]) - 30, int(points[109, 0]))
    frame.pixels[strand] = (40, 28, 20)
    _, mask = paint_makeup(frame, points, Makeup("foundation", COLORS["foundation"]))
    rows, columns = strand
    middle = mask[rows.start + 6 : rows.stop - 6, columns.start + 8 : columns.stop - 8]
    assert middle.max() < 40 < mask[int(points[9, 1]), int(points[9, 0])]


def test_highlighter_is_brighter_on_the_side_of_the_lamp() -> None:
    frame, points = face()
    ramp = np.linspace(0.55, 1.15, 640)[None, :, None]
    lit = Frame(np.clip(frame.pixels * ramp, 0, 255).astype(np.uint8), 0.0, frame.camera)
    worn, _ = paint_makeup(lit, points, Makeup("highlighter", "#F6E2C6"))
    gain = worn.pixels.astype(int) - lit.pixels
    dark, bright = (np.floor(points[one]).astype(int) for one in (117, 346))
    assert gain[bright[1], bright[0]].sum() > 1.4 * gain[dark[1], dark[0]].sum() > 0


def test_contour_and_bronzer_never_make_skin_paler() -> None:
    frame, points = face(noise=0.0, tone=0.35)
    for region in ("contour", "bronzer"):
        worn, _ = paint_makeup(frame, points, Makeup(region, "#E8C8A8"))
        assert (worn.pixels.astype(int).sum(axis=2) <= frame.pixels.astype(int).sum(axis=2) + 3).all()


def test_a_turned_cheek_is_painted_less() -> None:
    far = []
    for yaw_deg in (0.0, 45.0):
        frame, points = face(yaw_deg)
        _, mask = paint_makeup(frame, points, Makeup("blush", COLORS["blush"]))
        nose = points[4, 0]
        across = np.arange(640)[None, :]
        sides = mask[:, :].astype(float) * (across < nose), mask.astype(float) * (across > nose)
        weights = sorted(float(one.sum()) for one in sides)
        far.append(weights[0] / weights[1])
    assert far[1] < 0.5 * far[0]


def test_shut_eyes_draw_shadow_down_and_lashes_down() -> None:
    frame, points = face()
    shut = points.copy()
    for upper, lower in ((159, 145), (158, 153), (160, 144), (157, 154), (161, 163), (173, 155), (246, 7)):
        shut[upper] = shut[lower] + (0, -0.5)
    low = []
    for marks in (points, shut):
        _, mask = paint_makeup(frame, marks, Makeup("mascara", COLORS["mascara"], lids="upper"))
        half = mask[:, : int(points[6, 0])]
        low.append(np.flatnonzero((half > 60).any(axis=1)).max() - points[145, 1])
    assert low[1] > 1 > low[0]


def test_lines_grow_with_their_settings() -> None:
    frame, points = face()

    def painted(**settings: float) -> float:
        return float(paint_makeup(frame, points, Makeup("eyeliner", "#111111", **settings))[1].sum())

    assert painted(thickness_mm=2.4, wing=0.0) > 1.5 * painted(thickness_mm=1.0, wing=0.0)
    assert painted(wing=1.0) > 1.1 * painted(wing=0.2)


def test_three_shades_are_three_colours() -> None:
    frame, points = face()
    worn, mask = paint_makeup(frame, points, Makeup("eyeshadow", "#C04040", colors=("#204080", "#F0F0D0")))
    lid = np.floor(points[27]).astype(int)
    outer = np.floor((points[225] + points[113]) / 2).astype(int)
    a, b = worn.pixels[lid[1], lid[0]].astype(int), worn.pixels[outer[1], outer[0]].astype(int)
    assert mask[lid[1], lid[0]] > 40 and mask[outer[1], outer[0]] > 40
    assert a[0] - a[2] > b[0] - b[2] + 20


def test_faces_out_of_sight_and_wrong_landmarks() -> None:
    frame, points = face()
    away, mask = paint_makeup(frame, points + 5000, Makeup("blush", "#CF5F68"))
    assert away is frame and not mask.any()
    cut, _ = paint_makeup(
        frame, points + np.array([290, 120]), [Makeup(region, color) for region, color in COLORS.items()]
    )
    assert cut.pixels.shape == frame.pixels.shape
    with pytest.raises(CheckError, match="468 or 478"):
        paint_makeup(frame, points[:68], Makeup("blush", "#CF5F68"))
    with pytest.raises(CheckError, match="478"):
        paint_makeup(frame, points[:468], Makeup("iris", "#4F7FA0"))
