"""Dress one face: make-up on the skin, then everything worn in one depth order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.draw import Occluder
from arkit.face.ears import SIDES, ear_visible, find_ear
from arkit.face.fit import Fit, fit_glasses
from arkit.face.follow import Face
from arkit.face.hair import CoverVotes, ear_covered, hair_mesh
from arkit.face.lipstick import paint_lips
from arkit.face.occluder import head_parts
from arkit.frame import Frame
from arkit.look import Makeup
from arkit.spaces import apply
from arkit.tryon.appear import Scenery, appear
from arkit.tryon.worn import Garment

Mesh = tuple[np.ndarray, np.ndarray]


def dress(
    frame: Frame,
    face: Face,
    makeup: Sequence[Makeup],
    fits: Sequence[Fit],
    votes: CoverVotes | None = None,
    beside: Sequence[Occluder] = (),
    scenery: Scenery | None = None,
) -> tuple[Frame, np.ndarray]:
    """Put make-up and fitted products on one measured face: the new frame and its mask (h, w) uint8.

    Args:
        frame: the picture; the light is read off it before it is painted.
        face: whom to dress, as measured in this picture.
        makeup: in the order it is put on.
        fits: products on this face.
        votes: in a video kept from frame to frame, so that hair does not cover and uncover a temple.
        beside: what else hides, in camera space: other people's heads.
        scenery: in a video kept from frame to frame, so that the light on what is worn does not flicker.
    """
    mask = np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
    bare = frame
    for entry in makeup:
        frame, painted = paint_lips(frame, face.track.landmarks_px, entry)
        mask = np.maximum(mask, painted)
    if fits:
        hidden = [*in_camera(hiders(face, bare, votes), face.track.T_camera_face), *beside]
        frame, drawn = appear(frame, bare, face, fits, hidden, scenery or Scenery())
        mask = np.where(drawn, np.uint8(255), mask)
    return frame, mask


def fit_garments(wear: Sequence[Garment], face: Face) -> tuple[Fit, ...]:
    """Put each product where it belongs on this face."""
    return tuple(fit_glasses(one.document, face, one.sku) for one in wear)


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


__all__ = ["dress", "fit_garments", "hiders", "in_camera"]
