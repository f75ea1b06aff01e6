"""Frames in, frames with the look on out: one photo, or a video as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from arkit.draw import Occluder
from arkit.face.canonical import POINTS
from arkit.face.light.check import LightCheck, check_light, other_white
from arkit.face.track.detect import RawFace
from arkit.face.track.focal import refocused
from arkit.face.track.follow import Face, measure_face
from arkit.frame import Frame
from arkit.look import Look, Makeup
from arkit.tryon.dress import dress, fit_garments, hiders, in_camera
from arkit.tryon.lighten import lightened
from arkit.tryon.lookout import Lookout
from arkit.tryon.people import Company, Wearer
from arkit.tryon.worn import Clock, Garment, Worn, count_outside

MOST_FACES = 5
LIGHT_EVERY_S = 2.0  # of a video: the light is looked at so often
LIGHT_SETTLES_S = 2.0
CUT_PX = 2.0  # a face whose landmarks lie farther outside the picture is cut by its border


def tryon(
    frames: Iterable[Frame],
    look: Look | None = None,
    wear: Sequence[Garment] = (),
    *,
    video: bool = True,
    faces: int = MOST_FACES,
    alone: bool = False,
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
        alone: whether a second face is refused.
        guess_lens: whether a photo's field of view is to be guessed from the face instead of taken from its camera.
        clock: seconds, for `tracker_s` and `total_s`.

    Raises:
        NotFoundError: a photo without a face; in a video such frames pass unchanged.
        AmbiguousError: two faces where `alone` asks for one.
    """
    makeup = look.makeup if look else ()
    company = Company(faces) if video else None
    light = _Light()
    with Lookout(video=video, most=faces, alone=alone) as lookout:
        for number, frame in enumerate(frames):
            if video and number == 0:
                wear = lightened(wear, frame.camera)
            start_s = clock()
            raws = lookout.detect(frame)
            tracker_s = clock() - start_s
            if guess_lens and not video:
                frame = refocused(frame, raws[0].landmarks_px)
            people = company.step(frame, raws, wear) if company else _photographed(frame, raws, wear)
            seen = light.look(frame, people, video=video)
            worn, mask = dress_all(frame, people, makeup, light.white)
            outside = count_outside(frame.pixels, worn.pixels, mask)
            shown = tuple(face for _, face in people)
            fits = tuple(wearer.fits for wearer, _ in people)
            cut = any(cut_off(face, frame) for face in shown)
            yield Worn(worn, mask, shown, fits, seen, cut, outside, tracker_s, clock() - start_s)


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
    return tryon(frames, Look((), tuple(makeup)), wear, video=video, faces=1, guess_lens=guess_lens, clock=clock)


def dress_all(
    frame: Frame, people: Sequence[tuple[Wearer, Face]], makeup: Sequence[Makeup], white: np.ndarray | None = None
) -> tuple[Frame, np.ndarray]:
    """Dress everyone, the farthest first; everyone's head hides what others wear."""
    mask = None
    heads = {id(face): _head(face) for _, face in people} if len(people) > 1 else {}
    for wearer, face in sorted(people, key=lambda pair: float(pair[1].track.T_camera_face[2, 3])):
        beside = [head for other, parts in heads.items() if other != id(face) for head in parts]
        frame, own = dress(frame, face, makeup, wearer.fits, wearer.memory, beside, white)
        mask = own if mask is None else np.maximum(mask, own)
    return frame, np.zeros(frame.pixels.shape[:2], dtype=np.uint8) if mask is None else mask


class _Light:
    """The light on the largest face, looked at now and then.

    Attributes:
        white: (3,) linear light of a white sheet at the face where that is surely not daylight's; else None. It goes
            over slowly, so that a new look does not make colours jump.
    """

    def __init__(self) -> None:
        self.white: np.ndarray | None = None
        self._seen: LightCheck | None = None
        self._seen_s = self._last_s = 0.0

    def look(self, frame: Frame, people: Sequence[tuple[Wearer, Face]], *, video: bool) -> LightCheck | None:
        """The light in this frame."""
        if not people:
            return None
        if not video or self._seen is None or not 0 <= frame.time_s - self._seen_s < LIGHT_EVERY_S:
            first = not video or self._seen is None
            self._seen, self._seen_s = check_light(frame, people[0][1].track.landmarks_px), frame.time_s
            if first:
                self.white = other_white(self._seen)
        wanted = other_white(self._seen)
        if video and (wanted is not None or self.white is not None):
            share = float(-np.expm1(-max(frame.time_s - self._last_s, 0.0) / LIGHT_SETTLES_S))
            now = np.ones(3) if self.white is None else self.white
            self.white = now + share * ((np.ones(3) if wanted is None else wanted) - now)
        self._last_s = frame.time_s
        return self._seen


def cut_off(face: Face, frame: Frame) -> bool:
    """Whether a face is cut by the picture's border."""
    x, y = face.track.landmarks_px[:POINTS].T
    low, right, bottom = min(x.min(), y.min()), x.max() - frame.camera.width, y.max() - frame.camera.height
    return not (low >= -CUT_PX and right <= CUT_PX and bottom <= CUT_PX)


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


__all__ = ["MOST_FACES", "cut_off", "dress_all", "try_on", "tryon"]
