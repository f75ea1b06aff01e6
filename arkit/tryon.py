"""The story of try-on: find the face, put the look on it, say what was changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from arkit.document import Document
from arkit.draw import Item, Occluder, composite, draw
from arkit.errors import NotFoundError
from arkit.face.detect import NO_FACE, Tracker
from arkit.face.ears import SIDES, ear_px, ear_visible, find_ear
from arkit.face.fit import Fit, fit_glasses
from arkit.face.focal import refocused
from arkit.face.follow import Face, Follower, measure_face
from arkit.face.hair import CoverVotes, ear_covered, hair_mesh
from arkit.face.light import face_light
from arkit.face.lipstick import paint_lips
from arkit.face.occluder import head_mesh, head_occluder
from arkit.frame import Frame
from arkit.look import Makeup
from arkit.spaces import apply

log = logging.getLogger(__name__)
REFIT_AT = (1, 4, 12, 30)  # frames at which glasses are fitted again, while a person's size settles

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Garment:
    """A product to wear: glasses whose origin is where they meet the nose (see arkit.face.fit)."""

    sku: str
    document: Document


@dataclass(frozen=True, slots=True)
class Worn:
    """One frame with the look on.

    Attributes:
        frame: the new picture.
        mask: (h, w) uint8, how much each pixel may have changed; 0 where every byte is the old one.
        face: who was found, None where nobody was.
        changed_outside_mask: pixels that differ from the input where the mask is 0, counted.
        tracker_s, total_s: what finding the face took, and everything, by the clock that was passed in.
    """

    frame: Frame
    mask: np.ndarray
    face: Face | None
    changed_outside_mask: int
    tracker_s: float
    total_s: float


def try_on(
    frames: Iterable[Frame],
    makeup: Sequence[Makeup] = (),
    wear: Sequence[Garment] = (),
    *,
    video: bool = False,
    guess_lens: bool = False,
    clock: Clock = lambda: 0.0,
) -> Iterator[Worn]:
    """Wear make-up and products, frame by frame, on the largest face.

    Args:
        frames: a photo, or a video in the order of time.
        makeup: in the order it is put on.
        wear: products, drawn in one depth order.
        video: whether frames belong together; a photo is searched harder.
        guess_lens: whether a photo's field of view is to be guessed from the face instead of taken from its camera.
        clock: seconds, for `tracker_s` and `total_s`.

    Raises:
        NotFoundError: a photo without a face; in a video such frames pass unchanged.
    """
    follower = Follower() if video else None
    fits: tuple[Fit, ...] = ()
    fitted_at = 0
    votes = CoverVotes()
    with Tracker(video=video) as tracker:
        for frame in frames:
            start_s = clock()
            raws = tracker.detect(frame)
            tracker_s = clock() - start_s
            if guess_lens and not video:
                frame = refocused(frame, raws[0].landmarks_px)
            face = follower.step(frame, raws) if follower else measure_face(frame, raws[0])
            if face is None:
                untouched = np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
                yield Worn(frame, untouched, None, 0, tracker_s, clock() - start_s)
                continue
            seen = follower.frames_seen if follower else 0
            if wear and (not fits or not follower or (seen != fitted_at and seen in REFIT_AT)):
                fits, fitted_at = tuple(fit_glasses(one.document, face, one.sku) for one in wear), seen
            worn, mask = dress(frame, face, makeup, fits, votes)
            outside = count_changed(frame.pixels, worn.pixels, mask == 0)
            yield Worn(worn, mask, face, outside, tracker_s, clock() - start_s)


def dress(
    frame: Frame, face: Face, makeup: Sequence[Makeup], fits: Sequence[Fit], votes: CoverVotes | None = None
) -> tuple[Frame, np.ndarray]:
    """Put make-up and fitted glasses on one measured face: the new frame and its mask (h, w) uint8.

    In a video `votes` is kept from frame to frame, so that hair does not cover and uncover a temple.
    """
    mask = np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
    bare = frame
    for entry in makeup:
        frame, painted = paint_lips(frame, face.track.landmarks_px, entry)
        mask = np.maximum(mask, painted)
    if fits:
        T_camera_face = face.track.T_camera_face
        light = face_light(bare, face.track.landmarks_px, face.shape_m, T_camera_face)
        items = [Item(fit.document, T_camera_face @ fit.placement.T_space_product) for fit in fits]
        frame, drawn = composite(
            frame, draw(items, frame.camera, light, occluders=_occluders(bare, face, votes or CoverVotes()))
        )
        mask = np.where(drawn, np.uint8(255), mask)
    return frame, mask


def _occluders(frame: Frame, face: Face, votes: CoverVotes) -> list[Occluder]:
    """The head, and hair where it lies over an ear."""
    T_camera_face, factor = face.track.T_camera_face, face.scale.factor.value
    skull = head_mesh(face.shape_m, factor)
    found = [Occluder(*head_occluder(face.shape_m, T_camera_face, factor))]
    for side in SIDES:
        ear = find_ear(face.shape_m, factor, side)
        if not ear_visible(ear, side, T_camera_face, skull):
            continue
        if votes.covered(side, ear_covered(frame, face.track.landmarks_px, ear, side, T_camera_face)):
            positions, triangles = hair_mesh(face.shape_m, side, factor)
            found.append(Occluder(apply(T_camera_face, positions), triangles))
    return found


def count_changed(before: np.ndarray, after: np.ndarray, where: np.ndarray) -> int:
    """How many pixels of two pictures (h, w, 3) differ where `where` (h, w) is true."""
    differs = before != after
    return int(np.count_nonzero((differs[..., 0] | differs[..., 1] | differs[..., 2]) & where))


def find_faces(
    frames: Iterable[Frame], *, video: bool = False, guess_lens: bool = False, faces: int = 5
) -> Iterator[tuple[Frame, tuple[Face, ...]]]:
    """Measure the faces of a photo (up to `faces`, the largest first), or follow one person through a video.

    Raises:
        NotFoundError: a photo without a face, or a video without a face in any frame.
    """
    follower = Follower() if video else None
    seen = False
    with Tracker(video=video, faces=1 if video else faces) as tracker:
        for frame in frames:
            raws = tracker.detect(frame)
            if follower is None:
                if guess_lens:
                    frame = refocused(frame, raws[0].landmarks_px)
                found = tuple(measure_face(frame, raw) for raw in raws)
            else:
                face = follower.step(frame, raws)
                found = () if face is None else (face,)
            seen = seen or bool(found)
            yield frame, found
    if not seen:
        raise NotFoundError(NO_FACE)


def describe_face(face: Face, frame: Frame) -> dict[str, object]:
    """A face as plain data: what `arkit track --json` prints for each."""
    track, scale = face.track, face.scale
    skull = head_mesh(face.shape_m, scale.factor.value)
    ears = {}
    for side in SIDES:
        ear = find_ear(face.shape_m, scale.factor.value, side)
        top, lobe = ear_px(ear, track.T_camera_face, frame.camera)
        visible = ear_visible(ear, side, track.T_camera_face, skull)
        ears[side] = {"top": np.round(top, 2).tolist(), "lobe": np.round(lobe, 2).tolist(), "visible": visible}
    return {
        "landmarks_px": np.round(track.landmarks_px, 3).tolist(),
        "T_camera_face": track.T_camera_face.tolist(),
        "confidence": round(track.confidence, 3),
        "pd_mm": {"value": scale.pd_mm.value, "sd": scale.pd_mm.sd},
        "face_width_mm": {"value": scale.face_width_mm.value, "sd": scale.face_width_mm.sd},
        "ears_px": ears,
        "scale_source": scale.source,
    }


__all__ = ["Clock", "Garment", "Worn", "count_changed", "describe_face", "dress", "find_faces", "try_on"]
