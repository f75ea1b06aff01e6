"""Frames in, frames with the look on out: one photo, or a video as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from arkit.draw import Occluder
from arkit.face.detect import RawFace, Tracker
from arkit.face.focal import refocused
from arkit.face.follow import Face, measure_face
from arkit.frame import Frame
from arkit.look import Look, Makeup
from arkit.tryon.dress import dress, fit_garments, hiders, in_camera
from arkit.tryon.people import Company, Wearer
from arkit.tryon.worn import Clock, Garment, Worn, count_changed

MOST_FACES = 5


def tryon(
    frames: Iterable[Frame],
    look: Look | None = None,
    wear: Sequence[Garment] = (),
    *,
    video: bool = True,
    faces: int = 1,
    guess_lens: bool = False,
    clock: Clock = lambda: 0.0,
) -> Iterator[Worn]:
    """Wear a look, frame by frame: `for worn in tryon(frames, look): show(worn.frame)`.

    Args:
        frames: a video in the order of time, from any source; with `video=False` photos, each for itself.
        look: its make-up is put on in its order. Its products are names: hand their models over in `wear`.
        wear: products, drawn in one depth order.
        video: whether frames belong together; a photo is searched harder.
        faces: how many people wear the look, the largest first.
        guess_lens: whether a photo's field of view is to be guessed from the face instead of taken from its camera.
        clock: seconds, for `tracker_s` and `total_s`.

    Raises:
        NotFoundError: a photo without a face; in a video such frames pass unchanged.
    """
    makeup = look.makeup if look else ()
    company = Company(faces) if video else None
    with Tracker(video=video, faces=faces) as tracker:
        for frame in frames:
            start_s = clock()
            raws = tracker.detect(frame)[:faces]
            tracker_s = clock() - start_s
            if guess_lens and not video:
                frame = refocused(frame, raws[0].landmarks_px)
            people = company.step(frame, raws, wear) if company else _photographed(frame, raws, wear)
            worn, mask = dress_all(frame, people, makeup)
            outside = count_changed(frame.pixels, worn.pixels, mask == 0)
            shown = tuple(face for _, face in people)
            fits = tuple(wearer.fits for wearer, _ in people)
            yield Worn(worn, mask, shown, fits, outside, tracker_s, clock() - start_s)


def try_on(
    frames: Iterable[Frame],
    makeup: Sequence[Makeup] = (),
    wear: Sequence[Garment] = (),
    *,
    video: bool = False,
    guess_lens: bool = False,
    clock: Clock = lambda: 0.0,
) -> Iterator[Worn]:
    """`tryon` of make-up and products on the largest face of a photo, or of a video with `video=True`."""
    return tryon(frames, Look((), tuple(makeup)), wear, video=video, guess_lens=guess_lens, clock=clock)


def dress_all(
    frame: Frame, people: Sequence[tuple[Wearer, Face]], makeup: Sequence[Makeup]
) -> tuple[Frame, np.ndarray]:
    """Dress everyone, the farthest first; everyone's head hides what others wear."""
    mask = np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
    heads = {id(face): _head(face) for _, face in people} if len(people) > 1 else {}
    for wearer, face in sorted(people, key=lambda pair: float(pair[1].track.T_camera_face[2, 3])):
        beside = [head for other, parts in heads.items() if other != id(face) for head in parts]
        frame, own = dress(frame, face, makeup, wearer.fits, wearer.votes, beside)
        mask = np.maximum(mask, own)
    return frame, mask


def _head(face: Face) -> list[Occluder]:
    return in_camera(hiders(face), face.track.T_camera_face)


def _photographed(frame: Frame, raws: Sequence[RawFace], wear: Sequence[Garment]) -> list[tuple[Wearer, Face]]:
    """Everyone in a photo, with what they wear."""
    people = []
    for raw in raws:
        face = measure_face(frame, raw)
        wearer = Wearer()
        wearer.fits = fit_garments(wear, face)
        people.append((wearer, face))
    return people


__all__ = ["MOST_FACES", "dress_all", "try_on", "tryon"]
