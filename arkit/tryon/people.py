"""Who is in a video: each person is followed and dressed on their own, and keeps their look when faces swap places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.face.track.detect import RawFace
from arkit.face.track.follow import Face, Follower
from arkit.face.track.smooth import LOST_S
from arkit.face.wear.glasses import Fit
from arkit.frame import Frame
from arkit.tryon.dress import fit_garments
from arkit.tryon.memory import Memory
from arkit.tryon.worn import Garment

REFIT_AT = (1, 4, 12, 30)  # frames at which products are fitted again, while a person's size settles
SAME_PERSON = 0.6  # of the face's size: a face whose middle moved farther between two frames is another person's
FORGET_S = 2.0  # someone who is not seen for so long is forgotten


class Wearer:
    """One person in a video: their calm face, their fitted products, what frames keep of them."""

    def __init__(self) -> None:
        self.follower = Follower()
        self.memory = Memory()
        self.fits: tuple[Fit, ...] = ()
        self.raw: RawFace | None = None
        self.seen_s = 0.0
        self._fitted_at = 0

    def step(self, frame: Frame, raw: RawFace | None, wear: Sequence[Garment]) -> Face | None:
        """The face in this frame, None from 0.3 s after it was lost; products are fitted again as its size settles."""
        if raw is not None:
            self.raw, self.seen_s = raw, frame.time_s
        face = self.follower.step(frame, () if raw is None else (raw,))
        seen = self.follower.frames_seen
        if face is not None and wear and (not self.fits or (seen != self._fitted_at and seen in REFIT_AT)):
            self.fits, self._fitted_at = fit_garments(wear, face), seen
        return face


class Company:
    """The people in a video, `most` of them."""

    def __init__(self, most: int = 1) -> None:
        self._most = most
        self._wearers: list[Wearer] = []

    def step(self, frame: Frame, raws: Sequence[RawFace], wear: Sequence[Garment]) -> list[tuple[Wearer, Face]]:
        """Everyone who is shown in this frame, with their face; the largest first."""
        found = self._matched(list(raws)[: self._most], frame.time_s)
        shown = [(wearer, wearer.step(frame, found.get(wearer), wear)) for wearer in self._wearers]
        there = [(wearer, face) for wearer, face in shown if face is not None]
        return sorted(there, key=lambda pair: -_size_px(pair[1])) if len(there) > 1 else there

    def _matched(self, raws: list[RawFace], time_s: float) -> dict[Wearer, RawFace]:
        """Each face to the person who was last seen nearest to it; the others are new."""
        self._wearers = [one for one in self._wearers if abs(time_s - one.seen_s) <= FORGET_S]
        if self._most == 1 and self._wearers:  # one person: the follower itself judges whether this is another one
            return dict(zip(self._wearers, raws, strict=False))
        far = np.array([[_apart(one.raw, raw) for raw in raws] for one in self._wearers])
        far = far.reshape(len(self._wearers), len(raws))
        found: dict[Wearer, RawFace] = {}
        left = set(range(len(raws)))
        while far.size and far.min() < SAME_PERSON:
            person, place = divmod(int(far.argmin()), len(raws))
            found[self._wearers[person]] = raws[place]
            left.discard(place)
            far[person, :], far[:, place] = np.inf, np.inf
        for fresh in sorted(left):
            new = Wearer()
            self._wearers.append(new)
            found[new] = raws[fresh]
        gone = [one for one in self._wearers if one not in found and time_s - one.seen_s > LOST_S]
        for one in gone[: max(0, len(self._wearers) - 2 * self._most)]:
            self._wearers.remove(one)
        return found


def _apart(one: RawFace | None, other: RawFace) -> float:
    """Distance of two faces' middles, as a part of the other's size."""
    if one is None:
        return float("inf")
    middles = one.landmarks_px.mean(axis=0) - other.landmarks_px.mean(axis=0)
    return float(np.linalg.norm(middles)) / max(other.size_px, 1.0)


def _size_px(face: Face) -> float:
    return float(np.ptp(face.track.landmarks_px, axis=0).max())


__all__ = ["Company", "Wearer"]
