"""A face on which make-up is mixed: its part of the picture in linear light, and what the painters need to know of it.

Everything is decoded once and encoded once; a byte changes only where the mask is not 0.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, cast

import cv2
import numpy as np

from arkit.color import srgb_to_linear
from arkit.face.canonical import POINTS
from arkit.face.makeup.chart import Chart, face_chart, hairline_px
from arkit.face.makeup.eyes import UP, Eye, box_of, find_eyes, openings, softness_px
from arkit.face.makeup.lids import found_again
from arkit.face.makeup.memory import Cells, MakeupMemory
from arkit.face.makeup.pigment import decode, encode, in_gamut, luminance, smoothstep, thrice
from arkit.face.makeup.regions import bare_loops, brow_loops, cheek_map, lip_loop, on_face, skin_map, stroke_map
from arkit.face.makeup.white import face_white
from arkit.face.quantile import median, quantile
from arkit.frame import Frame

MARGIN = 0.05  # of the face's size: lashes and wings reach beyond the landmarks
BLACK, MOST_VEIL = 0.03, 0.10  # linear: what hair and pupils show without any veil, and the most that is taken off
MATT_LEVEL = (0.25, 2.5)  # part of the light over the median that is no mirror image, by the skin's luminance
LEAST = 1 / 510  # cover below this changes nothing and is dropped
CHROMA = ((0.10, 0.28), (0.14, 0.42))  # log red/green, blue/green: least and most that skin of one face strays
DARK = (-2.9, -2.1)  # log luminance against the skin's median: hair, and the darkest that is still shaded skin
DARKER, BRIGHTER = (-0.95, -0.5), (1.1, 1.7)  # the same against the skin round it, and what is too bright for skin

_EDGE = np.clip(np.arange(256) * (2 / 255) - 1, 0, 1).astype(np.float32)  # an edge's outer half
_NEAR = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))

Box = tuple[slice, slice]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stencil:
    """A mask to paint through.

    Attributes:
        box: of the canvas.
        alpha: (h, w) float32 cover.
        level: luminance that is told from the pixels beneath, where a painter wants one.
        fine: whether lines are drawn in it: mixed linearly they would get pale as they move, so they go by cubics.
    """

    box: Box
    alpha: np.ndarray
    level: float = 1.0
    fine: bool = True

    def moved(self, way: np.ndarray) -> Stencil:
        """The same where an affine map (2, 3) of the canvas puts it.

        It stays in its box: a face moves by whole pixels with its canvas, and the map is what is left.
        """
        corner = (self.box[1].start, self.box[0].start)
        here, size = way.copy(), self.alpha.shape[::-1]
        here[:, 2] += way[:, :2] @ corner - corner
        flags = cv2.INTER_CUBIC if self.fine else cv2.INTER_LINEAR
        alpha = cv2.warpAffine(self.alpha, here, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return replace(self, alpha=np.clip(alpha, 0, 1, out=alpha) if self.fine else alpha)


class Canvas:
    """The face's part of a picture while it is painted.

    Attributes:
        frame, landmarks_px: as they came.
        box_px: left, top, right, bottom; all arrays here cover it.
        veil: (3,) linear light that lies over the whole picture, from haze or a lens: even black shows it.
        linear: (h, w, 3) float32 linear light without the veil, what has been painted so far.
        bare: (h, w) float32 luminance of the skin before any make-up.
        mask: (h, w) uint8, how much of each pixel was covered.
    """

    def __init__(
        self,
        frame: Frame,
        landmarks_px: np.ndarray,
        white: np.ndarray | None = None,
        memory: MakeupMemory | None = None,
    ) -> None:
        self.frame = frame
        self._memory = memory or MakeupMemory()
        self.landmarks_px = landmarks_px
        self._cells = self._laid()
        self.box_px = self._cells.box_px
        left, top, right, bottom = self.box_px
        self.original = frame.pixels[top:bottom, left:right]
        self.veil = self._memory.told("veil", frame.time_s, 1.0, lambda: _veil(frame, self.original))
        self._veil_scalar = (*self.veil.tolist(), 0.0)
        self.linear = self._decoded()
        self.bare = luminance(self.linear)
        self.mask = np.zeros(self.bare.shape, dtype=np.uint8)
        self._white = white
        _ = self.skin  # before the first stroke changes the light

    def _decoded(self) -> np.ndarray:
        light = decode(np.ascontiguousarray(self.original))
        return cv2.subtract(light, self._veil_scalar) if self.veil.any() else light

    def _laid(self) -> Cells:
        """The cells of the last frame where they still hold, or new ones."""
        time_s, camera, last = self.frame.time_s, self.frame.camera, self._memory.cells
        here = last.moved(time_s, self.landmarks_px, camera.width, camera.height) if last else None
        if here is None:
            here = Cells(time_s, self.landmarks_px, _face_box(self.landmarks_px, self.frame))
            self._memory.cells = here
        return here

    def in_cells(self, name: Hashable, work_out: Callable[[], T]) -> T:
        """What `name` is in the chart's cells; in a video it may be that of the frame before."""
        if name not in self._cells.found:
            self._cells.found[name] = work_out()
        return cast(T, self._cells.found[name])

    def carried(self, name: Hashable, work_out: Callable[[], list[Stencil]]) -> list[Stencil]:
        """Drawn masks as `in_cells` keeps them, put where the face is now; drawn anew where it has bent."""
        if self._cells.bent:
            return work_out()
        found, way = self.in_cells(name, work_out), self._cells.way
        return found if way is None else [one.moved(way) for one in found]

    def laid(self, region: str) -> np.ndarray:
        """(h, w) cells: a region's strokes on this face, on skin only."""
        return self.in_cells(region, lambda: on_face(self.chart, stroke_map(region)) * self.likeness)

    @cached_property
    def chart(self) -> Chart:
        """Where on the face each cell lies."""
        return self.in_cells("chart", lambda: face_chart(self.landmarks_px, self.box_px))

    @cached_property
    def small(self) -> np.ndarray:
        """(h, w, 3) the bare face in the chart's cells, linear light."""
        cell, (rows, columns) = self.chart.cell_px, self.chart.seen.shape
        height, width = self.bare.shape
        bare = self._decoded() if self.mask.any() else self.linear
        whole = cv2.copyMakeBorder(bare, 0, rows * cell - height, 0, columns * cell - width, cv2.BORDER_REPLICATE)
        return np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA))

    @cached_property
    def skin(self) -> np.ndarray:
        """(3,) median linear light of the bare cheeks and forehead."""
        return self.in_cells("skin", self._skin)

    def _skin(self) -> np.ndarray:
        cheeks = on_face(self.chart, cheek_map()) > 0.25
        picked = self.small[cheeks] if cheeks.any() else self.small.reshape(-1, 3)
        middle = [median(channel) for channel in picked.T]
        return np.maximum(np.array(middle, dtype=np.float32), np.float32(1e-4))

    @cached_property
    def level(self) -> float:
        """Luminance of the skin's median."""
        return float(luminance(self.skin[None, None])[0, 0])

    @cached_property
    def white(self) -> np.ndarray:
        """(3,) what a white sheet would show here."""
        if self._white is not None:
            return np.asarray(self._white, dtype=np.float32)
        return self._memory.told(
            "white",
            self.frame.time_s,
            self.level,
            lambda: face_white(self.frame, self.landmarks_px, self.level, self.veil),
        )

    @cached_property
    def relative(self) -> np.ndarray:
        """(h, w) luminance of the bare picture over the skin's median: how much light falls there.

        What deep skin has above its median is mostly a mirrored lamp, which does not light what lies on it.
        """
        shown = self.bare * np.float32(1 / self.level)
        mirrored = np.float32(1 - min(1.0, MATT_LEVEL[0] + MATT_LEVEL[1] * self.level))
        return np.asarray(shown - np.maximum(shown - 1, 0) * mirrored)

    @cached_property
    def likeness(self) -> np.ndarray:
        """(h, w) cells, 0 to 1: how much a cell has the colour of this face's skin; hair, glasses and hands differ."""
        return self.in_cells("likeness", self._likeness)

    def _likeness(self) -> np.ndarray:
        ratio = np.log(np.maximum(self.small, 2e-3) / self.skin)
        chroma = (ratio[..., 0] - ratio[..., 1], ratio[..., 2] - ratio[..., 1])
        face = on_face(self.chart, skin_map())
        sure = face > 0.6
        off = np.zeros(face.shape, dtype=np.float32)
        for one, (least, most) in zip(chroma, CHROMA, strict=True):
            stray = median(np.abs(one[sure])) if sure.any() else most
            off += (one / np.clip(3.0 * stray, least, most)) ** 2
        like = smoothstep(2.0 - np.sqrt(off))
        light = np.log(np.maximum(luminance(self.small), 1e-4) / self.level)
        tone = smoothstep((light - DARK[0]) / (DARK[1] - DARK[0]))
        weight = face * like * tone + 1e-4
        near = cv2.blur(light * weight, (15, 15)) / cv2.blur(weight, (15, 15))
        tone *= smoothstep((light - near - DARKER[0]) / (DARKER[1] - DARKER[0]))
        like *= smoothstep((BRIGHTER[1] - light + near) / (BRIGHTER[1] - BRIGHTER[0]))
        # a lamp mirrored on the skin is as pale as no skin, but small: what skin surrounds is closed, hair is not
        return cv2.GaussianBlur(cv2.morphologyEx(like, cv2.MORPH_CLOSE, _NEAR) * tone, (0, 0), 0.8)

    @cached_property
    def bare_skin(self) -> np.ndarray:
        """(h, w) float32: 1 on skin, 0 on eyes, lips, nostrils and brows, with an edge that lies outside them."""
        whole = slice(0, self.bare.shape[0]), slice(0, self.bare.shape[1])
        return self.carried("bare skin", lambda: [Stencil(whole, self._bare_skin(), fine=False)])[0].alpha

    def _bare_skin(self) -> np.ndarray:
        height, width = self.bare.shape
        kept = np.full((height, width), 255, dtype=np.uint8)
        left, top, *_ = self.box_px
        reach = max(1.0, 0.0010 * self.chart.px_m)
        here = self.landmarks_px - (left, top)
        for loop in (*bare_loops(here), lip_loop(here, self.bare)):
            curve = np.round((loop - 0.5) * 16).astype(np.int32)
            cv2.fillPoly(kept, [curve], 0, cv2.LINE_AA, 4)
            cv2.polylines(kept, [curve], True, 0, max(1, round(reach)), cv2.LINE_AA, 4)
        soft = cv2.LUT(cv2.min(cv2.GaussianBlur(kept, (0, 0), 0.6 * reach), kept), _EDGE)
        self._spare_brows(soft)
        return soft

    def _spare_brows(self, skin: np.ndarray) -> None:
        """Take out of `skin` (h, w) what is brow and darker than the skin beside it; skin between hairs is skin."""
        margin = 0.006 * self.chart.px_m
        for loop in brow_loops(self.landmarks_px - self.box_px[:2]):
            box = box_of(loop, margin, self.bare.shape)
            if box is None:
                continue
            here = self.bare[box]
            near = np.zeros(here.shape, dtype=np.uint8)
            corner = (box[1].start, box[0].start)
            cv2.fillPoly(near, [np.round((loop - corner - 0.5) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
            wide = cv2.GaussianBlur(near, (0, 0), max(0.33 * margin, 0.7)).astype(np.float32) / 100
            beside = max(quantile(here, 0.7), 1e-4)
            skin[box] *= 1 - np.minimum(wide, 1) * smoothstep((0.92 - here / beside) / 0.3)

    @cached_property
    def eyes(self) -> tuple[Eye, Eye]:
        """The wearer's right and left eye, in this box's pixels."""
        points = self.landmarks_px - self.box_px[:2]
        return found_again(find_eyes(points, self.chart), points, self._decoded(), float(self.skin[2]))

    @cached_property
    def opening(self) -> np.ndarray:
        """(h, w) how much of each pixel shows an eyeball: what lies between the lids, and the white beside it."""
        return openings(self.eyes, self.bare)

    @cached_property
    def softness_px(self) -> float:
        """How soft the picture's edges are round the eyes, as the sd of a blur; drawn lines are made as soft."""
        return float(self._memory.told("softness", self.frame.time_s, self.level, self._softness))

    def _softness(self) -> np.ndarray:
        box = box_of(
            np.concatenate([eye.net[UP // 2] for eye in self.eyes]), 0.3 * self.eyes[0].width_px, self.bare.shape
        )
        return np.array(softness_px(self.bare[box]) if box is not None else 0.5)

    def spread(self, cells: np.ndarray) -> tuple[Box, np.ndarray] | None:
        """A mask of the chart's cells in pixels: its box and (h, w) float32; None where it is empty."""
        x, y, across, down = cv2.boundingRect((cells > LEAST).view(np.uint8))
        if not across:
            return None
        cell, (height, width) = self.chart.cell_px, self.bare.shape
        top, left = max(y - 1, 0), max(x - 1, 0)
        part = cells[top : y + down + 1, left : x + across + 1]
        size = (part.shape[1] * cell, part.shape[0] * cell)
        fine = cv2.resize(part, size, interpolation=cv2.INTER_LINEAR) if cell > 1 else part
        bottom, right = min(top * cell + size[1], height), min(left * cell + size[0], width)
        box = slice(top * cell, bottom), slice(left * cell, right)
        return box, fine[: bottom - top * cell, : right - left * cell]

    def spreads(self, cells: np.ndarray) -> Iterator[tuple[Box, np.ndarray]]:
        """The same where what is covered parts left and right: each side with a box of its own."""
        x, _, across, _ = cv2.boundingRect((cells > LEAST).view(np.uint8))
        gaps = x + np.flatnonzero(cells[:, x : x + across].max(axis=0, initial=0) <= 0)
        middle = int(gaps[len(gaps) // 2]) if len(gaps) else 0
        for side in (slice(0, middle), slice(middle, None)):
            part = np.zeros_like(cells)
            part[:, side] = cells[:, side]
            spot = self.spread(part)
            if spot is not None:
                yield spot

    def cover(self, box: Box, alpha: np.ndarray, worn: np.ndarray) -> None:
        """Mix `worn` (h, w, 3) linear light over a box of the canvas by `alpha` (h, w)."""
        _, alpha = cv2.threshold(alpha.astype(np.float32, copy=False), LEAST, 1.0, cv2.THRESH_TOZERO)
        here = self.linear[box]
        change = cv2.subtract(in_gamut(worn, alpha), here)
        here += cv2.multiply(change, thrice(alpha), dst=change)
        self._covered(box, alpha)

    def multiply(self, box: Box, alpha: np.ndarray, excess: np.ndarray | tuple[float, ...]) -> None:
        """Take the light in a box times 1 + `excess`, (h, w, 3) or three numbers, by `alpha` (h, w).

        The same as `cover` with what is so multiplied, in half the time.
        """
        _, alpha = cv2.threshold(alpha.astype(np.float32, copy=False), LEAST, 1.0, cv2.THRESH_TOZERO)
        parts = cv2.split(excess) if isinstance(excess, np.ndarray) else excess
        here = self.linear[box]
        here *= cv2.merge([alpha * np.asarray(part, dtype=np.float32) + np.float32(1) for part in parts])
        if float(here.max(initial=0)) > 1:
            here[:] = in_gamut(np.ascontiguousarray(here), alpha)
        self._covered(box, alpha)

    def _covered(self, box: Box, alpha: np.ndarray) -> None:
        covered = cv2.convertScaleAbs(alpha, alpha=255, beta=0.499)
        np.maximum(self.mask[box], covered, out=self.mask[box])

    def finished(self) -> tuple[Frame, np.ndarray]:
        """The new picture and its mask (h, w) uint8; the very frame that came where nothing was painted."""
        height, width = self.frame.pixels.shape[:2]
        mask = np.zeros((height, width), dtype=np.uint8)
        x, y, across, down = cv2.boundingRect(self.mask)
        if not across:
            return self.frame, mask
        left, top, right, bottom = self.box_px
        mask[top:bottom, left:right] = self.mask
        pixels = self.frame.pixels.copy()
        part = slice(y, y + down), slice(x, x + across)
        target = pixels[top:bottom, left:right][part]
        light = self.linear[part]
        painted = encode(cv2.add(light, self._veil_scalar) if self.veil.any() else light)
        cv2.copyTo(painted, self.mask[part], target)
        return Frame(pixels, self.frame.time_s, self.frame.camera), mask


def _veil(frame: Frame, face: np.ndarray) -> np.ndarray:
    """(3,) linear light of the darkest that the picture and the face show: pupils, hair, shadows."""
    small = cv2.resize(np.ascontiguousarray(face), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    round_it = cv2.blur(np.ascontiguousarray(frame.pixels[::6, ::6]), (2, 2))
    black = np.array([min(float(part[..., one].min()) for part in (small, round_it)) for one in range(3)]) / 255
    return np.clip(1.3 * (srgb_to_linear(black) - BLACK), 0, MOST_VEIL).astype(np.float32)


def _face_box(landmarks_px: np.ndarray, frame: Frame) -> tuple[int, int, int, int]:
    points = np.concatenate([landmarks_px[:POINTS], hairline_px(landmarks_px)])
    margin = MARGIN * float(np.ptp(points, axis=0).max()) + 2
    limit = np.array([frame.camera.width, frame.camera.height])
    low = np.clip(np.floor(points.min(axis=0) - margin), 0, limit).astype(int)
    high = np.clip(np.ceil(points.max(axis=0) + margin), low, limit).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


__all__ = ["Box", "Canvas", "Stencil"]
