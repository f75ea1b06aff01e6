"""Look for the lobes in the picture: skin that ends below and outside, near where the head says they are.

The place told by the head (arkit.face.ears.find) errs by some millimetres on real people, whose ears differ more than
rendered ones. So the picture is asked: skin where a lobe would be, none under it and beside it. Where wall or neck
look like skin nothing stands out, and the told place stays. On the ten tuned heads of the bench the error across the
line of sight goes from 2.14 to 2.01 mm on the mean; of the fifth where a lobe stood out, from 3.0 to 2.4 mm.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from arkit.face.ears.find import LOBE_OUTWARD, SIDES, Ear, Side, find_ear
from arkit.face.ears.hair import CoverVotes, lobe_covered, skin_like
from arkit.face.track.follow import Face
from arkit.frame import Frame, project
from arkit.spaces import apply

# Millimetres outwards and up from the lobe's lowest point: where skin is looked for, and where there should be none.
_ROWS = [(x, y) for y in (3.0, 5.0, 7.0, 9.0) for x in (-2.5, 0.0, 2.5)]
INSIDE_MM = np.array([(0.0, 1.0), *_ROWS])
OUTSIDE_MM = np.array([*((x, y) for y in (-2.5, -4.5) for x in (-1.0, 1.5, 4.0)), (6.5, -2.0), (6.5, 1.0), (6.5, 4.0)])
PLACES_MM = np.array([(x, y) for x in np.arange(-5.0, 6.0) for y in np.arange(-5.0, 10.0)])
NEARER = 0.025  # a place a millimetre farther off has to stand out so much more
CLEAR, BETTER = 0.4, 0.2  # a lobe that stands out so, and so much better than at the told place, is believed
FACING = 0.2  # a lobe that looks so little to the camera (a cosine) is not judged
LOOKS = 30  # that are averaged in a video


@dataclass(frozen=True, slots=True)
class Lobe:
    """What a look says of one lobe: how far off it is (out, up) in metres, and whether it was made out at all."""

    off_m: np.ndarray
    found: bool


def seek_lobe(frame: Frame, landmarks_px: np.ndarray, ear: Ear, side: Side, T_camera_face: np.ndarray) -> Lobe:
    """Find a lobe near its told place.

    Args:
        frame: the picture.
        landmarks_px: (468 or 478, 2); the cheeks say what skin looks like.
        ear: as told by the head, face space.
        side: the wearer's.
        T_camera_face: metric pose.
    """
    lobe_camera, top_camera = apply(T_camera_face, np.stack([ear.lobe_m, ear.top_m]))
    lobe_px, top_px = project(frame.camera, np.stack([lobe_camera, top_camera]))
    nowhere = Lobe(np.zeros(2), False)
    if not np.isfinite([lobe_px, top_px]).all():
        return nowhere
    px_per_mm = frame.camera.fx / -lobe_camera[2] / 1000
    up = (top_px - lobe_px) / max(float(np.linalg.norm(top_px - lobe_px)), 1e-9)
    out = np.array([-up[1], up[0]]) * (1.0 if side == "left" else -1.0)
    axes = px_per_mm * np.stack([out, up])

    def skin(points_mm: np.ndarray) -> np.ndarray:
        around = (PLACES_MM[:, None] + points_mm[None]).reshape(-1, 2)
        like = skin_like(frame, landmarks_px, lobe_px + around @ axes)
        return np.asarray(like.reshape(len(PLACES_MM), -1).mean(axis=1))

    stands_out = skin(INSIDE_MM) - skin(OUTSIDE_MM) - NEARER * np.hypot(PLACES_MM[:, 0], 0.8 * PLACES_MM[:, 1])
    best, told = int(stands_out.argmax()), int(np.hypot(*PLACES_MM.T).argmin())
    if stands_out[best] < CLEAR:
        return nowhere
    if stands_out[best] - stands_out[told] < BETTER:
        return Lobe(np.zeros(2), True)
    return Lobe(PLACES_MM[best] / 1000, True)


class Lobes:
    """What frames say of one person's lobes: where they are, calmly, and whether hair hangs over them."""

    def __init__(self) -> None:
        self._votes = CoverVotes()
        self._offs: dict[Side, tuple[np.ndarray, int]] = {side: (np.zeros(2), 0) for side in SIDES}

    def look(self, frame: Frame, face: Face, hair: Collection[Side] = ()) -> dict[Side, np.ndarray]:
        """Take a frame in.

        Args:
            frame: the picture.
            face: whose lobes.
            hair: sides where hair lies over the upper ear: a lobe that does not stand out there is under it too.

        Returns:
            For each lobe that is not covered, (3,) from its told place to where it is, face space, metres.
        """
        if self._votes.due():
            for side in SIDES:
                self._take(frame, face, side, side in hair)
        up, out = np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0])
        found = {}
        for side, (off, _) in self._offs.items():
            if not self._votes.last(side):
                found[side] = off[0] * out * (1.0 if side == "left" else -1.0) + off[1] * up
        return found

    def _take(self, frame: Frame, face: Face, side: Side, hair: bool) -> None:
        points, T_camera_face = face.track.landmarks_px, face.track.T_camera_face
        ear = find_ear(face.rest_shape_m, face.scale.factor.value, side)
        outward = T_camera_face[:3, :3] @ (LOBE_OUTWARD * (1.0 if side == "left" else -1.0, 1.0, 1.0))
        if outward[2] < FACING:
            return
        seen = seek_lobe(frame, points, ear, side, T_camera_face)
        bare = seen.found or not (hair or lobe_covered(frame, points, ear, side, T_camera_face))
        self._votes.covered(side, not bare)
        mean, count = self._offs[side]
        count = min(count + 1, LOOKS)
        self._offs[side] = (mean + (seen.off_m - mean) / count, count)


__all__ = ["Lobe", "Lobes", "seek_lobe"]
