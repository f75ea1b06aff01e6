"""A bank card of known place, drawn before a painted head, is found and measures the person."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.errors import NotFoundError
from arkit.face.size.card import CARD_M, find_card
from arkit.face.size.card_scale import card_scale
from arkit.face.size.scale import FaceScale
from arkit.frame import Frame, project
from arkit.spaces import apply, pose
from arkit.surface import Measure
from tests.arkit.face.synthetic import camera, head_pose, landmarks

VIEW = camera()
SKIN, WALL, PLASTIC, HAIR = (205, 160, 135), (120, 122, 118), (40, 60, 130), (40, 36, 34)
FINE = 8
PRINT_M = [[-0.03, 0.005, 0], [0.02, 0.005, 0], [0.02, 0.001, 0], [-0.03, 0.001, 0]]


def scene(
    T_camera_card: np.ndarray | None, finger: bool = False, plastic: tuple[int, int, int] = PLASTIC, hair: bool = False
) -> tuple[Frame, np.ndarray, np.ndarray]:
    """A head's oval, 478 landmarks and the card's true corners (4, 2) in pixels."""
    points = landmarks(VIEW, head_pose())
    middle, half = points[:468].mean(axis=0), np.ptp(points[:468], axis=0) / 2 * 1.05
    angles = np.arange(0, 2 * np.pi, 0.05)
    head = middle + half * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    light = painted(np.full((VIEW.height, VIEW.width, 3), srgb_to_linear(np.array(WALL) / 255)), head, SKIN)
    if hair:
        light = painted(light, head[head[:, 1] < middle[1] - 0.45 * half[1]], HAIR)
    corners = np.zeros((4, 2))
    if T_camera_card is not None:
        w, h = np.array(CARD_M) / 2
        outlines = ([[-w, h, 0], [w, h, 0], [w, -h, 0], [-w, -h, 0]], rounded_card(), PRINT_M)
        corners, rounded, line = (project(VIEW, apply(T_camera_card, np.array(one))) for one in outlines)
        light = painted(painted(light, rounded, plastic), line, SKIN)
        if finger:
            along, across = np.array([0.7, 0.7]), np.array([0.7, -0.7])
            tip, root = corners[2] - 9 * along, corners[2] + 60 * along
            light = painted(
                light, np.array([tip - 7 * across, tip + 7 * across, root + 7 * across, root - 7 * across]), SKIN
            )
    codes = linear_to_srgb(cv2.GaussianBlur(light, (0, 0), 0.5)) * 255  # a lens blurs light, not codes
    codes = codes + np.random.default_rng(0).normal(0, 1.5, codes.shape)
    return Frame(np.clip(np.round(codes), 0, 255).astype(np.uint8), 0.0, VIEW), points, corners


def painted(light: np.ndarray, outline_px: np.ndarray, color: tuple[int, int, int]) -> np.ndarray:
    """`light` (h, w, 3) with a polygon over it, its border pixels mixed as light."""
    mask = np.zeros((VIEW.height * FINE, VIEW.width * FINE), dtype=np.uint8)
    cv2.fillPoly(mask, [np.round((outline_px * FINE - 0.5) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    part = cv2.resize(mask, (VIEW.width, VIEW.height), interpolation=cv2.INTER_AREA)[..., None] / 255
    return np.asarray(light * (1 - part) + srgb_to_linear(np.array(color) / 255) * part)


def rounded_card() -> np.ndarray:
    """(n, 3) a card's outline with corners of 3.18 mm."""
    angles = np.arange(0, 2 * np.pi, 0.1)
    inner = np.array(CARD_M) / 2 - 0.00318
    around = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.column_stack([np.sign(around) * inner + 0.00318 * around, np.zeros(len(angles))])


def resting(tilt_deg: float, roll_deg: float, y_m: float = 0.062) -> np.ndarray:
    """T_camera_card on the forehead of the head half a metre away."""
    turn = cv2.Rodrigues(np.radians([tilt_deg, 0, 0]))[0] @ cv2.Rodrigues(np.radians([0, 0, roll_deg]))[0]
    return pose(turn, np.array([0.0, y_m, -0.455]))


def away(T_camera_card: np.ndarray, times: float) -> np.ndarray:
    """The same card farther away, seen in the same direction."""
    return pose(T_camera_card[:3, :3], T_camera_card[:3, 3] * times)


@pytest.mark.parametrize(("tilt_deg", "roll_deg", "finger"), [(0, 0, False), (-15, 6, False), (-10, -9, True)], ids=str)
def test_a_card_is_found_to_half_a_percent(tilt_deg: float, roll_deg: float, finger: bool) -> None:
    truth = resting(tilt_deg, roll_deg)
    frame, points, corners = scene(truth, finger)
    card = find_card(frame, points)
    assert np.abs(card.corners_px - corners).max() < 0.5
    assert np.linalg.norm(card.T_camera_card[:3, 3]) == pytest.approx(np.linalg.norm(truth[:3, 3]), rel=0.005)
    assert card.sd < 0.01


@pytest.mark.parametrize("plastic", [(200, 70, 60), (120, 125, 190)], ids=["red", "lilac"])
def test_a_card_half_on_hair_and_half_on_skin_is_found(plastic: tuple[int, int, int]) -> None:
    """Lighter than the hair, darker than the skin, about as light as the wall: its colour tells its border."""
    truth = resting(-8, 5, 0.03)
    frame, points, corners = scene(truth, plastic=plastic, hair=True)
    card = find_card(frame, points)
    assert np.abs(card.corners_px - corners).max() < 0.5
    assert np.linalg.norm(card.T_camera_card[:3, 3]) == pytest.approx(np.linalg.norm(truth[:3, 3]), rel=0.005)


def test_a_card_farther_away_makes_the_person_larger() -> None:
    small = FaceScale(Measure(1.0, 0.05), Measure(63.0, 3.0), Measure(130.0, 8.0), "iris", "turned")
    found = []
    for times in (1.0, 1.1):
        frame, points, _ = scene(away(resting(-10, 0), times))
        found.append(card_scale(small, pose(np.eye(3), np.array([0, 0, -0.5])), find_card(frame, points), VIEW))
    near, far = found
    assert far.source == "card"
    assert far.caution == ""
    assert far.factor.value / near.factor.value == pytest.approx(1.1, rel=0.025)  # it covers less
    assert far.pd_mm.value / far.factor.value == pytest.approx(63.0, rel=1e-3)
    assert far.pd_mm.sd / far.pd_mm.value < 0.012


def test_without_a_card_it_says_how_to_hold_one() -> None:
    frame, points, _ = scene(None)
    with pytest.raises(NotFoundError, match=r"no card found: expected a bank card lying flat .*; hold it"):
        find_card(frame, points)


def test_a_sheet_of_other_sides_is_no_card() -> None:
    frame, points, _ = scene(None)
    middle = points[10].astype(int)
    cv2.rectangle(frame.pixels, (middle[0] - 40, middle[1] - 32), (middle[0] + 40, middle[1] + 32), (20, 30, 60), -1)
    with pytest.raises(NotFoundError, match="no card"):
        find_card(frame, points)
