"""Nothing else is touched: bytes outside the mask, and all bytes at strength 0."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from arkit.frame import Frame
from arkit.io import read
from arkit.look import Look
from arkit.tryon import Garment, read_garment, tryon
from bench.heads.plan import Taken, plan, take
from bench.heads.shot import Studio
from bench.tryon_rows import Row
from bench.tryon_rows.glasses import PRODUCTS
from bench.tryon_rows.pace import FULL

PICTURES = 10


def rows(heads: range) -> Iterable[Row]:
    """Pixels changed outside the mask by everything at once, and by a look of no strength."""
    glasses = Garment("aria-round", read(PRODUCTS / "aria-round" / "aria-round.glb").document)
    wear = (glasses, *(read_garment(PRODUCTS / sku).garment for sku in ("field-hat", "drop-pearl")))
    studio = Studio()
    frames = [take(studio, taken).frame for taken in _chosen(heads)]
    tones = [taken.setting.tone for taken in _chosen(heads)]
    outside = [_outside(frame, Look((), FULL), wear) for frame in frames]
    said = f"{len(frames)} pictures: make-up of eight products, glasses, hat, earrings"
    yield Row("changed pixels outside the mask", outside, 0.0, "", of="worst", tones=tones, detail=said)
    none = Look((), tuple(replace(one, strength=0.0) for one in FULL))
    kept = [int((_worn(frame, none, ()).frame.pixels != frame.pixels).sum()) for frame in frames]
    yield Row("bytes changed at strength 0", kept, 0.0, "", of="worst", tones=tones)


def _chosen(heads: range) -> list[Taken]:
    """One picture of each head, each in another pose."""
    return [list(plan(range(seed, seed + 1)))[place % 8] for place, seed in enumerate(list(heads)[:PICTURES])]


def _worn(frame: Frame, look: Look, wear: tuple[Garment, ...]):  # type: ignore[no-untyped-def]
    return next(tryon([frame], look, wear, video=False))


def _outside(frame: Frame, look: Look, wear: tuple[Garment, ...]) -> int:
    """Counted here, not by the story."""
    worn = _worn(frame, look, wear)
    return int(np.count_nonzero((worn.frame.pixels != frame.pixels).any(axis=2) & (worn.mask == 0)))


__all__ = ["rows"]
