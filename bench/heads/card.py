"""A bank card held flat to a head's forehead or chin, drawn over a shot: tilted as it rests there, printed, blurred."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.face.size.card import CARD_M
from arkit.frame import project
from arkit.spaces import apply, pose
from bench.heads.shot import Shot

FINE = 4
TEXELS_PER_M = 12000
ROUND_M = 0.00318  # the corners' radius
_SPOTS = {"forehead": (0.055, -16.0), "chin": (-0.095, 8.0)}  # height above the pupils, tilt in degrees
_COLORS = ((0.75, 0.76, 0.80), (0.05, 0.12, 0.35), (0.55, 0.10, 0.08), (0.85, 0.70, 0.30))


def hold_card(
    shot: Shot, spot: str = "forehead", *, seed: int = 0, roll_deg: float = 0.0, finger: bool = False
) -> Shot:
    """The shot with a card that rests on the head's most forward point under it."""
    T_camera_card = shot.T_camera_head @ resting(shot.head.positions_m, spot, roll_deg)
    camera = shot.frame.camera
    half = np.array(CARD_M) / 2
    corners = np.array([[-1, 1, 0], [1, 1, 0], [1, -1, 0], [-1, -1, 0]]) * (*half, 0)
    seen = project(camera, apply(T_camera_card, corners)) * FINE
    texture, cover = print_card(seed)
    height, width = cover.shape
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(flat - 0.5, (seen - 0.5).astype(np.float32))
    size = (camera.width * FINE, camera.height * FINE)
    drawn = cv2.warpPerspective(texture * cover[..., None], warp, size, flags=cv2.INTER_AREA)
    alpha = cv2.warpPerspective(cover, warp, size, flags=cv2.INTER_AREA)
    under = srgb_to_linear(shot.frame.pixels / 255.0)
    shrunk = (camera.width, camera.height)
    drawn, alpha = (cv2.resize(one, shrunk, interpolation=cv2.INTER_AREA) for one in (drawn, alpha))
    light = under * (1 - alpha[..., None]) + drawn * 0.9
    if finger:
        _finger(light, seen / FINE, under)
    rng = np.random.default_rng(seed)
    codes = cv2.GaussianBlur(linear_to_srgb(np.clip(light, 0, 1)) * 255, (0, 0), 0.5)
    pixels = np.clip(np.round(codes + rng.normal(0, 1.5, codes.shape)), 0, 255).astype(np.uint8)
    return replace(shot, frame=replace(shot.frame, pixels=pixels))


def resting(positions_m: np.ndarray, spot: str, roll_deg: float) -> np.ndarray:
    """T_head_card: the card's plane touches the head and nothing of the head is before it."""
    height_m, tilt_deg = _SPOTS[spot]
    turn = cv2.Rodrigues(np.radians([tilt_deg, 0.0, 0.0]))[0] @ cv2.Rodrigues(np.radians([0.0, 0.0, roll_deg]))[0]
    middle = np.array([0.0, height_m, 0.0])
    own = (positions_m - middle) @ turn
    under = (np.abs(own[:, :2]) < np.array(CARD_M) / 2).all(axis=1)
    return pose(turn, middle + turn[:, 2] * float(own[under, 2].max()))


def print_card(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A card's face, linear (h, w, 3) float32, and where it is (h, w): stripe, chip, lines of print, round corners."""
    rng = np.random.default_rng(seed)
    width, height = (round(side * TEXELS_PER_M) for side in CARD_M)
    texture = np.full((height, width, 3), _COLORS[seed % len(_COLORS)], dtype=np.float32)
    for _ in range(3):
        y = int(rng.integers(height // 5, height))
        cv2.rectangle(texture, (60, y), (int(rng.integers(300, width - 60)), y + 26), rng.uniform(0, 1, 3).tolist(), -1)
    cv2.circle(texture, (width - 200, 200), 120, rng.uniform(0, 1, 3).tolist(), -1)
    cv2.rectangle(texture, (110, 230), (260, 350), (0.7, 0.55, 0.2), -1)
    cover = np.zeros((height, width), dtype=np.float32)
    radius = round(ROUND_M * TEXELS_PER_M)
    cv2.rectangle(cover, (radius, 0), (width - radius, height), 1.0, -1)
    cv2.rectangle(cover, (0, radius), (width, height - radius), 1.0, -1)
    for x in (radius, width - radius):
        for y in (radius, height - radius):
            cv2.circle(cover, (x, y), radius, 1.0, -1)
    return texture, cover


def _finger(light: np.ndarray, corners_px: np.ndarray, under: np.ndarray) -> None:
    """A finger over the card's lower right corner, of the skin's own colour."""
    skin = np.median(under[under.shape[0] // 2 - 20 : under.shape[0] // 2 + 20].reshape(-1, 3), axis=0) * 0.9
    mask = np.zeros(light.shape[:2], dtype=np.float32)
    tip = corners_px[2] * 0.85 + corners_px[0] * 0.15
    root = corners_px[2] * 1.9 - corners_px[0] * 0.9
    thick = max(3, round(0.18 * float(np.linalg.norm(corners_px[1] - corners_px[0]))))
    cv2.line(mask, tuple(np.round(tip).astype(int).tolist()), tuple(np.round(root).astype(int).tolist()), 1.0, thick)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.7)[..., None]
    light[:] = light * (1 - mask) + skin * mask


__all__ = ["hold_card", "print_card", "resting"]
