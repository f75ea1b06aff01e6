"""How many faces to look for: several cost the tracker half as much again, so a video with one face looks for one.

Measured at 640x480: 3.8 ms CPU a frame for one face, 5.7 ms when it is told to look for two or more. So one tracker
follows, and every second another one counts.
"""

from __future__ import annotations

from arkit.errors import AmbiguousError
from arkit.face.track.detect import RawFace, Tracker
from arkit.frame import Frame

COUNT_EVERY_S = 1.0


class Lookout:
    """Finds up to `most` faces in a photo or, frame by frame, in a video.

    Args:
        video: whether frames belong together.
        most: faces at most, the largest first.
        alone: whether more than one face is refused.
    """

    def __init__(self, *, video: bool, most: int, alone: bool = False) -> None:
        self._most, self._alone = most, alone
        several = most > 1 or alone
        self._one = Tracker(video=video, faces=1 if video or not several else max(most, 2))
        self._many = Tracker(video=True, faces=max(most, 2)) if video and several else None
        self._counted_s: float | None = None
        self._crowd = False

    def detect(self, frame: Frame) -> tuple[RawFace, ...]:
        """The faces of this frame, the largest first.

        Raises:
            NotFoundError: a photo shows no face.
            AmbiguousError: more than one face where one was asked for.
        """
        if self._many is None:
            return self._checked(self._one.detect(frame))
        due = self._counted_s is None or not 0 <= frame.time_s - self._counted_s < COUNT_EVERY_S
        if self._crowd or due:
            raws = self._many.detect(frame)
            if due:
                self._counted_s, self._crowd = frame.time_s, len(raws) > 1
            if self._crowd or len(raws) > 1:
                return self._checked(raws)
        return self._checked(self._one.detect(frame))

    def close(self) -> None:
        """Free the models."""
        self._one.close()
        if self._many is not None:
            self._many.close()

    def __enter__(self) -> Lookout:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _checked(self, raws: tuple[RawFace, ...]) -> tuple[RawFace, ...]:
        if self._alone and len(raws) > 1:
            raise AmbiguousError(f"{len(raws)} faces found where one was asked for; crop the picture to the one meant")
        return raws[: self._most]


__all__ = ["COUNT_EVERY_S", "Lookout"]
