"""Who is in a picture or video, in numbers: what `arkit track` says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from arkit.errors import NotFoundError
from arkit.face.ears.find import SIDES, ear_px, ear_visible, find_ear
from arkit.face.size.card import find_card
from arkit.face.size.card_scale import card_scale
from arkit.face.size.scale import far_pd_mm
from arkit.face.track.detect import NO_FACE, Tracker
from arkit.face.track.focal import refocused
from arkit.face.track.follow import Face, measure_face, resized
from arkit.face.wear.occluder import head_mesh
from arkit.frame import Frame
from arkit.tryon.people import Company
from arkit.tryon.stream import cut_off


def find_faces(
    frames: Iterable[Frame], *, video: bool = False, guess_lens: bool = False, faces: int = 5, card: bool = False
) -> Iterator[tuple[Frame, tuple[Face, ...]]]:
    """Measure the faces of a photo (up to `faces`, the largest first), or follow them through a video.

    Args:
        frames: a photo, or a video in the order of time.
        video: whether frames belong together.
        guess_lens: whether a photo's field of view is to be guessed from the face.
        faces: how many at most.
        card: whether the largest face of a photo holds a bank card against itself, to be measured by.

    Raises:
        NotFoundError: a photo without a face (or without the card), or a video without a face in any frame.
    """
    company = Company(faces) if video else None
    seen = False
    with Tracker(video=video, faces=faces) as tracker:
        for frame in frames:
            raws = tracker.detect(frame)
            if company is None:
                if guess_lens:
                    frame = refocused(frame, raws[0].landmarks_px)
                found = tuple(measure_face(frame, raw) for raw in raws)
                if card:
                    found = (measured_by_card(frame, found[0]), *found[1:])
            else:
                found = tuple(face for _, face in company.step(frame, raws, ()))
            seen = seen or bool(found)
            yield frame, found
    if not seen:
        raise NotFoundError(NO_FACE)


def measured_by_card(frame: Frame, face: Face) -> Face:
    """The same face at the size that a bank card held to it says.

    Raises:
        NotFoundError: there is no card to be seen; says how to hold it.
    """
    found = find_card(frame, face.track.landmarks_px)
    return resized(face, card_scale(face.scale, face.track.T_camera_face, found, frame.camera), frame.camera)


def describe_face(face: Face, frame: Frame) -> dict[str, object]:
    """A face as plain data: what `arkit track --json` prints for each.

    `pd_mm` is the distance of the pupils as they stand in the picture, `pd_far_mm` what it is when they look far, if
    in the picture they look into the camera.
    """
    track, scale = face.track, face.scale
    skull = head_mesh(face.shape_m, scale.factor.value)
    far_mm = far_pd_mm(scale.pd_mm, -float(track.T_camera_face[2, 3]))
    ears = {}
    for side in SIDES:
        ear = find_ear(face.shape_m, scale.factor.value, side)
        top, lobe = ear_px(ear, track.T_camera_face, frame.camera)
        visible = ear_visible(ear, track.T_camera_face, skull)
        ears[side] = {"top": np.round(top, 2).tolist(), "lobe": np.round(lobe, 2).tolist(), "visible": visible}
    return {
        "landmarks_px": np.round(track.landmarks_px, 3).tolist(),
        "T_camera_face": track.T_camera_face.tolist(),
        "confidence": round(track.confidence, 3),
        "pd_mm": {"value": scale.pd_mm.value, "sd": scale.pd_mm.sd},
        "pd_far_mm": {"value": far_mm.value, "sd": far_mm.sd},
        "face_width_mm": {"value": scale.face_width_mm.value, "sd": scale.face_width_mm.sd},
        "ears_px": ears,
        "cut_by_border": cut_off(face, frame),
        "scale_source": scale.source,
        "scale_caution": scale.caution,
    }


__all__ = ["describe_face", "find_faces", "measured_by_card"]
