"""Dress one face: make-up on the skin, then everything worn in one depth order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.draw import Occluder
from arkit.face.ears import SIDES, ear_visible, find_ear
from arkit.face.fit import Fit
from arkit.face.follow import Face
from arkit.face.hair import CoverVotes, ear_covered, hair_mesh
from arkit.face.lipstick import paint_lips
from arkit.face.makeup import paint_makeup
from arkit.face.occluder import head_parts
from arkit.face.wear import under_hats
from arkit.face.wear import wear as fit
from arkit.frame import Frame
from arkit.look import Makeup
from arkit.spaces import apply
from arkit.tryon.appear import appear
from arkit.tryon.memory import Memory
from arkit.tryon.worn import Garment

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
        heads = hiders(face, bare, memory.votes)
        heads = [(under_hats(points, tuple(fits)), triangles) for points, triangles in heads]
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
    mask = np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
    if skin:
        frame, mask = paint_makeup(frame, points, skin, white=white)
    for one in makeup:
        if one.region == "lips":
            frame, painted = paint_lips(frame, points, one, memory=memory.lips, illuminant_linear=white)
            mask = np.maximum(mask, painted)
    return frame, mask


def fit_garments(wear: Sequence[Garment], face: Face) -> tuple[Fit, ...]:
    """Put each product where it belongs on this face."""
    return tuple(fit(one.document, face, one.attach, one.sku) for one in wear)


def hiders(face: Face, frame: Frame | None = None, votes: CoverVotes | None = None) -> list[Mesh]:
    """What hides products, face space, metres: head, ears, and hair where a picture shows it over an ear."""
    T_camera_face, factor = face.track.T_camera_face, face.scale.factor.value
    found = list(head_parts(face.shape_m, factor))
    if frame is None:
        return found
    votes = votes or CoverVotes()
    if votes.due():
        for side in SIDES:
            ear = find_ear(face.shape_m, factor, side)
            if ear_visible(ear, T_camera_face, found[0]):
                votes.covered(side, ear_covered(frame, face.track.landmarks_px, ear, side, T_camera_face))
    found.extend(hair_mesh(face.shape_m, side, factor) for side in SIDES if votes.last(side))
    return found


def in_camera(meshes: Sequence[Mesh], T_camera_face: np.ndarray) -> list[Occluder]:
    """Meshes of face space as occluders in camera space."""
    return [Occluder(apply(T_camera_face, positions), triangles) for positions, triangles in meshes]


__all__ = ["dress", "fit_garments", "hiders", "in_camera", "made_up"]
