"""Dress one face: make-up on the skin, then everything worn in one depth order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.document import bounds
from arkit.draw import Occluder
from arkit.face.ears.find import SIDES, ear_visible, find_ear
from arkit.face.ears.hair import CoverVotes, ear_covered, hair_mesh
from arkit.face.lips.lipstick import paint_lips
from arkit.face.makeup import paint_makeup
from arkit.face.track.follow import Face
from arkit.face.wear.glasses import Fit
from arkit.face.wear.occluder import head_parts
from arkit.face.wear.wear import under_hats
from arkit.face.wear.wear import wear as fit
from arkit.frame import Frame
from arkit.look import Makeup
from arkit.spaces import apply
from arkit.tryon.appear import appear
from arkit.tryon.memory import Memory
from arkit.tryon.worn import Garment

BELOW_BRIM_M = 0.005
Mesh = tuple[np.ndarray, np.ndarray]


def dress(
    frame: Frame,
    face: Face,
    makeup: Sequence[Makeup],
    fits: Sequence[Fit],
    memory: Memory | None = None,
    beside: Sequence[Occluder] = (),
    white: np.ndarray | None = None,
) -> tuple[Frame, np.ndarray]:
    """Put make-up and fitted products on one measured face: the new frame and its mask (h, w) uint8.

    Args:
        frame: the picture; the light is read off it before it is painted.
        face: whom to dress, as measured in this picture.
        makeup: from foundation to lips, whatever order it comes in.
        fits: products on this face.
        memory: in a video of this person, kept from frame to frame; it is changed.
        beside: what else hides, in camera space: other people's heads.
        white: (3,) linear light of a white sheet at the face, where it is known to be other than daylight.
    """
    memory = memory or Memory()
    bare = frame
    frame, mask = made_up(frame, face, makeup, memory, white)
    if fits:
        heads = [(under_hats(points, tuple(fits)), triangles) for points, triangles in hiders(face)]
        heads += [(_below_brims(points, fits), triangles) for points, triangles in _hair(face, bare, memory.votes)]
        occluders = [*in_camera(heads, face.track.T_camera_face), *beside]
        hair = [side for side in SIDES if memory.votes.last(side)]
        lobes = memory.lobes.look(bare, face, hair) if any(one.attach == "ear" for one in fits) else None
        frame, drawn = appear(frame, bare, face, fits, occluders, memory.scenery, memory.sway, lobes)
        mask = np.where(drawn, np.uint8(255), mask)
    return frame, mask


def made_up(
    frame: Frame, face: Face, makeup: Sequence[Makeup], memory: Memory, white: np.ndarray | None
) -> tuple[Frame, np.ndarray]:
    """Make-up on one face: the skin's first, the lips' last."""
    points = face.track.landmarks_px
    skin = [one for one in makeup if one.region != "lips"]
    bare, mask = frame, None
    if skin:
        frame, mask = paint_makeup(frame, points, skin, white=white, memory=memory.makeup)
    for one in makeup:
        if one.region == "lips":
            frame, painted = paint_lips(frame, points, one, memory=memory.lips, illuminant_linear=white, before=bare)
            mask = painted if mask is None else np.maximum(mask, painted, out=mask)
    return frame, np.zeros(frame.pixels.shape[:2], dtype=np.uint8) if mask is None else mask


def fit_garments(wear: Sequence[Garment], face: Face) -> tuple[Fit, ...]:
    """Put each product where it belongs on this face."""
    return tuple(fit(one.document, face, one.attach, one.sku) for one in wear)


def hiders(face: Face, frame: Frame | None = None, votes: CoverVotes | None = None) -> list[Mesh]:
    """What hides products, face space, metres: head, ears, and hair where a picture shows it over an ear."""
    found = list(head_parts(face.shape_m, face.scale.factor.value))
    return found if frame is None else [*found, *_hair(face, frame, votes or CoverVotes())]


def _hair(face: Face, frame: Frame, votes: CoverVotes) -> list[Mesh]:
    T_camera_face, factor = face.track.T_camera_face, face.scale.factor.value
    if votes.due():
        skull = head_parts(face.shape_m, factor)[0]
        for side in SIDES:
            ear = find_ear(face.shape_m, factor, side)
            if ear_visible(ear, T_camera_face, skull):
                votes.covered(side, ear_covered(frame, face.track.landmarks_px, ear, T_camera_face))
    return [hair_mesh(face.shape_m, side, factor) for side in SIDES if votes.last(side)]


def _below_brims(points_m: np.ndarray, fits: Sequence[Fit]) -> np.ndarray:
    """Points (n, 3) of hair beside the face, face space: it ends below a hat's brim."""
    for one in fits:
        if one.attach == "head":
            brim_m = one.placement.T_space_product[1, 3] + float(bounds(one.document)[0][1]) - BELOW_BRIM_M
            points_m = np.column_stack([points_m[:, 0], np.minimum(points_m[:, 1], brim_m), points_m[:, 2]])
    return points_m


def in_camera(meshes: Sequence[Mesh], T_camera_face: np.ndarray) -> list[Occluder]:
    """Meshes of face space as occluders in camera space."""
    return [Occluder(apply(T_camera_face, positions), triangles) for positions, triangles in meshes]


__all__ = ["dress", "fit_garments", "hiders", "in_camera", "made_up"]
