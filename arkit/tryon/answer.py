"""What try-on answers in numbers: what `arkit tryon --json` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from arkit.document import bounds
from arkit.face.light.check import LightCheck
from arkit.face.track.follow import Face
from arkit.face.wear.glasses import Fit
from arkit.frame import Frame
from arkit.surface import Measure
from arkit.tryon.worn import Garment, Worn


class Tally:
    """Counts what goes by: a few numbers a frame, and the first mask with something in it."""

    def __init__(self) -> None:
        self.frames = self.tracked = self.most_faces = self.changed_outside_mask = 0
        self.mask: np.ndarray | None = None
        self._total_ms: list[float] = []
        self._tracker_ms: list[float] = []
        self._last: Worn | None = None
        self._light: LightCheck | None = None
        self._cut = 0

    def watch(self, stream: Iterator[Worn]) -> Iterator[Frame]:
        """The frames with the look on, counted as they pass."""
        for worn in stream:
            self.frames += 1
            self.tracked += bool(worn.faces)
            self.most_faces = max(self.most_faces, len(worn.faces))
            self.changed_outside_mask += worn.changed_outside_mask
            self._cut += worn.cut_off
            self._light = self._light or worn.light
            self._total_ms.append(worn.total_s * 1000)
            self._tracker_ms.append(worn.tracker_s * 1000)
            if worn.faces:
                self._last = worn
            if self.mask is None or not self.mask.any():
                self.mask = worn.mask
            yield worn.frame

    def answer(self, wear: Sequence[Garment] = ()) -> dict[str, Any]:
        """Everything as plain data; what is told of faces and products is the last frame's that shows a face."""
        last = self._last
        return {
            "frames": self.frames,
            "tracked": self.tracked,
            "ms_per_frame": {"median": _middle(self._total_ms), "p95": _middle(self._total_ms, 95)},
            "tracker_ms": {"median": _middle(self._tracker_ms)},
            "changed_outside_mask": self.changed_outside_mask,
            "most_faces": self.most_faces,
            "cut_by_border": self._cut,
            "faces": [describe_wearer(face) for face in last.faces] if last else [],
            "wear": describe_wear(wear, last.fits[0]) if last and wear else [],
            "light": describe_light(self._light) if self._light else None,
        }


def describe_wearer(face: Face) -> dict[str, Any]:
    """The size of a person, with its error."""
    scale = face.scale
    return {
        "pd_mm": _measured(scale.pd_mm),
        "face_width_mm": _measured(scale.face_width_mm),
        "scale_source": scale.source,
        "scale_caution": scale.caution,
        "confidence": round(face.track.confidence, 3),
    }


def describe_wear(wear: Sequence[Garment], fits: Sequence[Fit]) -> list[dict[str, Any]]:
    """Each product, its own width and how wide it is as worn, millimetres."""
    found = []
    for garment, fit in zip(wear, fits, strict=True):
        low, high = bounds(garment.document)
        stretch = float(np.linalg.norm(fit.placement.T_space_product[:3, 0]))
        entry: dict[str, Any] = {"sku": garment.sku, "attach": garment.attach}
        entry["width_mm"] = round(1000 * float(high[0] - low[0]), 1)
        entry["worn_width_mm"] = round(1000 * float(high[0] - low[0]) * stretch, 1)
        entry["pushed_mm"] = round(1000 * fit.pushed_m, 1)
        found.append({**entry, "notes": list(fit.notes)})
    return found


def describe_light(light: LightCheck) -> dict[str, Any]:
    """The light on the face, whether colours can be judged in it, and what to do."""
    return {
        "cct_k": _measured(light.cct_k, 0),
        "exposure_ev": _measured(light.exposure_ev, 2),
        "verdict": light.verdict,
        "trusted": light.trusted,
        "advice": dict(light.advice),
    }


def _measured(measure: Measure, digits: int = 1) -> dict[str, float]:
    return {"value": round(measure.value, digits), "sd": round(measure.sd, digits)}


def _middle(values: Sequence[float], percent: float = 50) -> float:
    return round(float(np.percentile(values, percent)), 2) if values else 0.0


__all__ = ["Tally", "describe_light", "describe_wear", "describe_wearer"]
