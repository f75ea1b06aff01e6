"""Cost as inputs grow: triangles, texels, and a scan of a million triangles."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.lightness.grown import ball_glb, scan_ply
from bench.lightness.process import Spent, ToolError, spend

TRIANGLES = (100_000, 300_000, 1_000_000)
TEXELS = (512, 1024, 2048, 4096)
SCAN_TRIANGLES, SCAN_WALL_S, SCAN_BYTES = 1_000_000, 30, 2_000_000_000


def scaling_lines() -> Iterator[str]:
    """CPU seconds as triangles and texels grow, each at the default effort, then the scan's row."""
    with tempfile.TemporaryDirectory(prefix="arkit-bench-") as room:
        folder = Path(room)
        yield f"\n{'growing input':34}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'CPU us each':>13}"
        for count in TRIANGLES:
            ball_glb(folder / "ball.glb", triangles=count, texture_px=64)
            yield _line(f"{count:,} triangles", folder / "ball.glb", count)
        for side in TEXELS:
            ball_glb(folder / "ball.glb", triangles=2_000, texture_px=side)
            yield _line(f"{side} x {side} texels", folder / "ball.glb", side * side)
        scan_ply(folder / "scan.ply", triangles=SCAN_TRIANGLES)
        yield from _scan(folder / "scan.ply")


def _line(name: str, source: Path, count: int) -> str:
    try:
        spent = _convert(source)
    except ToolError as error:
        return f"{name:34} FAILED {error}"
    return f"{name:34}{_figures(spent)}{spent.cpu_s / count * 1e6:13.2f}"


def _scan(source: Path) -> Iterator[str]:
    name = f"scan (PLY), {SCAN_TRIANGLES:,} triangles"
    try:
        spent = _convert(source, "--units", "m", "--up", "y")
    except ToolError as error:
        yield f"{name:34} FAILED {error}"
        return
    yield f"{name:34}{_figures(spent)}"
    met = spent.wall_s < SCAN_WALL_S and spent.peak_bytes < SCAN_BYTES
    yield f"{'met   ' if met else 'MISSED'} scan to web under {SCAN_WALL_S} s and {SCAN_BYTES / 1e9:g} GB"


def _figures(spent: Spent) -> str:
    return f"{spent.cpu_s:9.2f}{spent.wall_s:9.2f}{spent.peak_bytes / 1e6:9.0f}"


def _convert(source: Path, *options: str) -> Spent:
    target = source.with_name("converted.glb")
    return spend([sys.executable, "-m", "arkit", "convert", str(source), str(target), *options])


__all__ = ["SCAN_TRIANGLES", "TEXELS", "TRIANGLES", "scaling_lines"]
