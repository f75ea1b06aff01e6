"""The picture of a product for a catalogue page: transparent, framed and lit like all its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from arkit.color import linear_to_srgb
from arkit.document import Document, bounds, indices, instances, primitive_of, values
from arkit.draw.render import draw
from arkit.draw.scene import Drawing, Item, Receiver
from arkit.errors import CheckError
from arkit.frame import Camera
from arkit.spaces import apply, pose, rotation_y
from arkit.surface import Light

PosterView = Literal["standing", "face", "wall", "flat"]
SIZE_PX = (640, 640)
MARGIN = 0.09  # of the smaller side, on every side of the product; the shadow may lie in it
SUPERSAMPLING = 2
_TAN_HALF_FOV = 0.2  # a short telephoto lens, as product photographers take: verticals stay nearly upright
_FIT_STEPS = 12


@dataclass(frozen=True, slots=True)
class _Angle:
    """Where the camera stands: turned to the model's +x side and raised, degrees; the plane that catches the shadow."""

    turn_deg: float
    raise_deg: float
    plane: Literal["floor", "wall", "none"]


_ANGLES: dict[PosterView, _Angle] = {
    "standing": _Angle(30, 14, "floor"),
    "face": _Angle(24, 7, "none"),
    "wall": _Angle(20, 4, "wall"),
    "flat": _Angle(24, 36, "floor"),
}
_SUN_DIRECTION = np.array([-0.34, 0.84, 0.42])
_FADE_WIDTH = 0.22  # of each side of the picture, over which the shadow dies away
_FAINT = 0.05  # a shadow fainter than this reads as dirt on a white page, not as a shadow: all shadows start here


def poster(
    document: Document,
    size_px: tuple[int, int] = SIZE_PX,
    *,
    variant: str | None = None,
    view: PosterView = "standing",
    margin: float = MARGIN,
) -> np.ndarray:
    """Draw the picture of a product for a catalogue page.

    Args:
        document: metres, y up, front to +z.
        size_px: width and height.
        variant: by name, None for the file's own.
        view: "standing" (chairs, bottles: from a little above, with a shadow), "face" (glasses, hats, earrings: nearly
            from the front, no shadow), "wall" (what hangs), "flat" (rugs: from well above).
        margin: free on every side of the product, as a part of the smaller side.

    Returns:
        (height, width, 4) uint8, sRGB with straight alpha. Browsers blend sRGB codes, not light; alpha and colour are
        chosen so that over a white page every pixel, edge, lens and shadow, is what blending light would have given.

    Raises:
        CheckError: size, view or margin is out of range.
        NotFoundError: the document has no triangle, or no such variant.
    """
    width, height = size_px
    if not (8 <= width <= 4096 and 8 <= height <= 4096):
        raise CheckError(f"poster size_px: expected 8 to 4096 pixels a side, got {width}x{height}")
    if view not in get_args(PosterView):
        raise CheckError(f'poster view: expected one of {", ".join(get_args(PosterView))}, got "{view}"')
    if not 0 <= margin < 0.4:
        raise CheckError(f"poster margin: expected 0 to 0.4, got {margin}")
    angle = _ANGLES[view]
    camera, T_camera_model = _framed(document, (width * SUPERSAMPLING, height * SUPERSAMPLING), angle, margin)
    receiver = _receiver(document, T_camera_model, angle)
    drawing = draw([Item(document, T_camera_model, variant)], camera, shop_light(), receiver=receiver)
    return _straight(*_halved(drawing), faded=_fade(width, height))


def shop_light() -> Light:
    """The light of every poster, camera space: a soft room and one lamp above the photographer's left shoulder.

    A matt surface that faces the viewer receives 1 in all and keeps its colour.
    """
    direction = _SUN_DIRECTION / np.linalg.norm(_SUN_DIRECTION)
    return Light(np.full(3, 0.74), np.full(3, 0.55), direction)


def _framed(document: Document, size_px: tuple[int, int], angle: _Angle, margin: float) -> tuple[Camera, np.ndarray]:
    """A camera whose picture the product's outline fills up to the margin, its middle in the middle."""
    width, height = size_px
    low, high = bounds(document)
    middle = (low + high) / 2
    turn = _rotation(angle)
    points = (_positions(document) - middle) @ turn.T
    focal_px = min(width, height) / 2 / _TAN_HALF_FOV
    room = np.array([width, height]) - 2 * margin * min(width, height)
    distance = float(np.linalg.norm(high - low)) / _TAN_HALF_FOV
    for _ in range(_FIT_STEPS):
        seen = points[:, :2] / (distance - points[:, 2:]) * focal_px
        distance = max(distance * float((np.ptp(seen, axis=0) / room).max()), float(points[:, 2].max()) * 1.05 + 1e-6)
    seen = points[:, :2] / (distance - points[:, 2:]) * focal_px
    off = (seen.min(axis=0) + seen.max(axis=0)) / 2
    camera = Camera(width, height, focal_px, focal_px, width / 2 - off[0], height / 2 + off[1])
    return camera, pose(turn, -turn @ middle + np.array([0, 0, -distance]))


def _rotation(angle: _Angle) -> np.ndarray:
    raised = np.radians(angle.raise_deg)
    c, s = np.cos(raised), np.sin(raised)
    tilt = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    return np.asarray(tilt @ rotation_y(-np.radians(angle.turn_deg)))


def _positions(document: Document) -> np.ndarray:
    """(n, 3) corners of all triangles of the default scene, document space."""
    parts = []
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        used = values(document, primitive["attributes"]["POSITION"])[np.unique(indices(document, primitive))]
        parts.append(apply(instance.T_document_node, used))
    return np.concatenate(parts)


def _receiver(document: Document, T_camera_model: np.ndarray, angle: _Angle) -> Receiver | None:
    low, high = bounds(document)
    middle = (low + high) / 2
    if angle.plane == "none":
        return None
    if angle.plane == "floor":
        return Receiver(T_camera_model @ pose(None, np.array([middle[0], low[1], middle[2]])))
    upright = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])  # plane +y is the model's +z
    return Receiver(T_camera_model @ pose(upright, np.array([middle[0], middle[1], low[2]])))


def _halved(drawing: Drawing) -> tuple[np.ndarray, np.ndarray]:
    """Colour (h, w, 4) and shadow (h, w), each the mean of SUPERSAMPLING² pixels."""
    stacked = np.concatenate([drawing.rgba, drawing.shadow[..., None]], axis=-1)
    height, width = (side // SUPERSAMPLING for side in stacked.shape[:2])
    mean = stacked.reshape(height, SUPERSAMPLING, width, SUPERSAMPLING, 5).mean(axis=(1, 3))
    return mean[..., :4], mean[..., 4]


def _fade(width: int, height: int) -> np.ndarray:
    """(height, width) 1 inside, 0 at the border: a shadow ends before the picture does."""
    sides = []
    for length in (height, width):
        inside = np.clip((0.5 - np.abs((np.arange(length) + 0.5) / length - 0.5)) / _FADE_WIDTH, 0, 1)
        sides.append(inside * inside * (3 - 2 * inside))
    return np.asarray(sides[0][:, None] * sides[1][None, :])


def _straight(rgba: np.ndarray, shadow: np.ndarray, *, faded: np.ndarray) -> np.ndarray:
    """Premultiplied light and shadow to straight sRGB that is right over white when sRGB codes are blended."""
    shadow = np.clip(shadow - _FAINT, 0, 1) / (1 - _FAINT) * faded
    passed = ((1 - rgba[..., 3]) * (1 - shadow))[..., None]
    over_white = linear_to_srgb(rgba[..., :3] + passed)
    passed_code = linear_to_srgb(passed)
    alpha = 1 - passed_code
    color = np.clip((over_white - passed_code) / np.maximum(alpha, 1e-4), 0, 1)
    return np.rint(np.concatenate([color, alpha], axis=-1) * 255).astype(np.uint8)


__all__ = ["MARGIN", "SIZE_PX", "SUPERSAMPLING", "PosterView", "poster", "shop_light"]
