"""One model through every tool: bytes, CPU, rendered fidelity, validity, and the peers' bytes at our fidelity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.lightness.curve import Need, Point, need, quality_of
from bench.lightness.inputs import Model
from bench.lightness.process import ToolError
from bench.lightness.tools import Made, arkit, careful, optimize
from bench.lightness.validity import errors
from bench.rendered import Likeness, Renderer, fidelity

MEASURES = ("psnr", "ssim", "delta_e")


@dataclass(frozen=True, slots=True)
class Row:
    """One made file and what was measured of it; errors are None where they were not or could not be counted."""

    made: Made
    bytes: int
    likeness: Likeness
    errors: int | None
    errors_decoded: int | None


@dataclass(frozen=True, slots=True)
class Scored:
    """One model's rows, and what failed, as sentences."""

    model: Model
    rows: tuple[Row, ...]
    failed: tuple[str, ...]

    def row(self, tool: str, setting: str) -> Row | None:
        return next((one for one in self.rows if (one.made.tool, one.made.setting) == (tool, setting)), None)

    def best_peer(self, effort: str, measure: str) -> tuple[str, Need] | None:
        """The curve that needs the fewest bytes for our fidelity at an effort, and how many; None without either.

        Where no curve reaches our fidelity it is the one that comes nearest, with the bytes of its best file.
        """
        own = self.row("arkit", effort)
        curves = {row.made.curve for row in self.rows if row.made.tool != "arkit"}
        if own is None or not curves:
            return None
        quality = quality_of(own.likeness, measure)
        needs = {curve: need(self._points(curve, measure), quality) for curve in sorted(curves)}
        reaching = {curve: one for curve, one in needs.items() if one.sure or self._top(curve, measure) >= quality}
        if not reaching:
            return max(needs.items(), key=lambda one: self._top(one[0], measure))
        return min(reaching.items(), key=lambda one: one[1].bytes)

    def ratio(self, effort: str, measure: str) -> float | None:
        """Our bytes as a part of the best peer's at the same fidelity."""
        own, best = self.row("arkit", effort), self.best_peer(effort, measure)
        return None if own is None or best is None else own.bytes / best[1].bytes

    def _points(self, curve: str, measure: str) -> list[Point]:
        return [Point(row.bytes, quality_of(row.likeness, measure)) for row in self.rows if row.made.curve == curve]

    def _top(self, curve: str, measure: str) -> float:
        return max(point.quality for point in self._points(curve, measure))


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is run: our efforts, the peers' texture qualities, the validator."""

    ours: tuple[str, ...]
    qualities: tuple[int, ...]
    validate: bool


def score(model: Model, folder: Path, renderer: Renderer, programs: Path | None, effort: Effort) -> Scored:
    """Run every tool on one model, draw every file, validate every file."""
    made, failed = _made(model, folder, programs, effort)
    source = renderer.pictures(model.path)
    looks = [fidelity(source, renderer.pictures(one.path, framed_as=source))["pooled"] for one in made]
    counted: Sequence[tuple[int | None, int | None]] = [(None, None)] * len(made)
    if effort.validate:
        counted = errors([one.path for one in made], folder)
    rows = [Row(one, one.bytes, look, *count) for one, look, count in zip(made, looks, counted, strict=True)]
    return Scored(model, tuple(rows), tuple(failed))


def _made(model: Model, folder: Path, programs: Path | None, asked: Effort) -> tuple[list[Made], list[str]]:
    made: list[Made] = []
    failed: list[str] = []
    for effort in asked.ours:
        try:
            made.append(arkit(model.path, folder, effort))
        except ToolError as error:
            failed.append(str(error))
    if programs is None:
        return made, failed
    try:
        made.append(optimize(programs, model.path, folder))
        made.extend(careful(programs, model.path, folder, asked.qualities))
    except ToolError as error:
        failed.append(str(error))
    return made, failed


__all__ = ["MEASURES", "Effort", "Row", "Scored", "score"]
