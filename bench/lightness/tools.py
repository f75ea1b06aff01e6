"""The tools and their settings: each makes files from one input.

gltf-transform's `optimize` has no quality option, so its careful settings are its commands in a row, as its
documentation composes them: `resize` where textures are made smaller, `webp --quality Q`, then `optimize` with textures
left alone and its lossy steps off; for finer geometry `meshopt` with more bits instead of its own compression. gltfpack
gets the textures that gltf-transform encoded, which it passes on, and, where the one on the PATH was built with WebP,
encodes them itself too: at its own quality 8 that is 30 % more bytes than gltf-transform's quality 80 on SheenChair, so
the pairing is the stronger peer, but none is left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.lightness.process import Spent, spend

HERE = Path(__file__).parents[1] / "peers"
EFFORTS = ("fast", "default", "max")
QUALITIES = (5, 20, 40, 60, 80, 92)
QUICK_QUALITIES = (15, 50, 80)
SMALLER_PX = (1024, 512)  # textures a careful user would also try, each at every other quality
_OWN_QUALITIES = (2, 5, 8)  # gltfpack's own scale, 1 to 10
_KEEP = ("--simplify", "false", "--prune-attributes", "false")
_MESHOPT = ("--compress", "meshopt", "--texture-compress", "false")
_PACK = ("-cc", "-kn", "-km", "-ke")
_FINE = ("-vp", "16", "-vt", "14", "-vn", "10")
_BITS = ("--quantize-position", "16", "--quantize-normal", "12", "--quantize-texcoord", "14")


@dataclass(frozen=True, slots=True)
class Made:
    """One file: whose, at which setting, on which rate-distortion curve, and what it cost."""

    tool: str
    setting: str
    curve: str
    path: Path
    cpu_s: float

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size


def install_peers() -> Path | None:
    """The folder of the peers' programs; installed from the lock file when absent; None where that fails.

    ARKIT_BENCH_PEERS may name a node_modules folder that holds them already.
    """
    stated = os.environ.get("ARKIT_BENCH_PEERS")
    modules = Path(stated) if stated else HERE / "node_modules"
    if not (modules / ".bin" / "gltf-transform").exists() and not stated and shutil.which("npm"):
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=False, capture_output=True
        )
    return modules / ".bin" if (modules / ".bin" / "gltf-transform").exists() else None


def arkit(source: Path, folder: Path, effort: str) -> Made:
    """Our own file at one effort."""
    target = folder / f"arkit-{effort}.glb"
    spent = spend([sys.executable, "-m", "arkit", "convert", str(source), str(target), "--effort", effort])
    return Made("arkit", effort, "arkit", target, spent.cpu_s)


def optimize(programs: Path, source: Path, folder: Path) -> Made:
    """What most people run: `gltf-transform optimize` with WebP and meshopt."""
    target = folder / "gt-default.glb"
    spent = _transform(programs, "optimize", source, target, "--compress", "meshopt", "--texture-compress", "webp")
    return Made("gltf-transform", "optimize", "gltf-transform, simplified", target, spent.cpu_s)


def careful(programs: Path, source: Path, folder: Path, qualities: tuple[int, ...]) -> Iterator[Made]:
    """The peers' rate-distortion curves: texture size and quality, geometry simplified, kept, finely quantized."""
    for side_px in (0, *SMALLER_PX):
        first_s, given = 0.0, source
        if side_px:
            given = folder / f"resized-{side_px}.glb"
            sides = ("--width", str(side_px), "--height", str(side_px))
            first_s = _transform(programs, "resize", source, given, *sides).cpu_s
        for quality in qualities[1::2] if side_px else qualities:
            pictures = folder / f"webp-{side_px}-{quality}.glb"
            webp_s = first_s + _transform(programs, "webp", given, pictures, "--quality", str(quality)).cpu_s
            yield from _with_pictures(programs, pictures, webp_s, f"q{quality}", side_px)
        yield from _packed_alone(source, folder, side_px)


def _with_pictures(programs: Path, pictures: Path, webp_s: float, setting: str, side_px: int) -> Iterator[Made]:
    """Every way with geometry, of a file whose pictures are made."""
    named = f", {side_px} px" if side_px else ""
    ways = [("gltf-transform", _kept), ("gltf-transform, fine", _fine), ("gltfpack", _packed)]
    ways += [("gltfpack, fine", _packed_fine)] + ([] if side_px else [("gltf-transform, simplified", _simplified)])
    for name, make in ways:
        target = pictures.with_name(f"{make.__name__}-{pictures.name}")
        yield Made(name.split(",")[0], setting, name + named, target, webp_s + make(programs, pictures, target))


def _packed_alone(source: Path, folder: Path, side_px: int) -> Iterator[Made]:
    """gltfpack with its own WebP, fine geometry, where the program on the PATH has it."""
    program = shutil.which("gltfpack")
    for quality in _OWN_QUALITIES if program and _writes_webp(program) else ():
        target = folder / f"gltfpack-own-{side_px}-{quality}.glb"
        limit = ("-tl", str(side_px)) if side_px else ()
        spent = spend(
            [str(program), "-i", str(source), "-o", str(target), *_PACK, *_FINE, "-tw", "-tq", str(quality), *limit]
        )
        named = f", {side_px} px" if side_px else ""
        yield Made("gltfpack", f"tq{quality}", f"gltfpack, fine, own WebP{named}", target, spent.cpu_s)


def _writes_webp(program: str) -> bool:
    """Whether a gltfpack encodes WebP; the npm one says in its help that it cannot."""
    told = subprocess.run([program, "-h"], check=False, capture_output=True, text=True)
    return "-tw: convert all textures to WebP" in told.stdout + told.stderr


def _kept(programs: Path, source: Path, target: Path) -> float:
    """CPU seconds of `optimize` with every triangle and attribute kept."""
    return _transform(programs, "optimize", source, target, *_MESHOPT, *_KEEP).cpu_s


def _fine(programs: Path, source: Path, target: Path) -> float:
    """CPU seconds of the same without compression, then `meshopt` with more bits than its default."""
    clean = target.with_name(f"clean-{target.name}")
    first = _transform(programs, "optimize", source, clean, "--compress", "false", *_MESHOPT[2:], *_KEEP)
    return first.cpu_s + _transform(programs, "meshopt", clean, target, *_BITS).cpu_s


def _simplified(programs: Path, source: Path, target: Path) -> float:
    """CPU seconds of `optimize` with its own simplifier."""
    return _transform(programs, "optimize", source, target, *_MESHOPT, *_KEEP[2:]).cpu_s


def _packed(programs: Path, source: Path, target: Path, *options: str) -> float:
    program = shutil.which("gltfpack") or str(programs / "gltfpack")
    return spend([program, "-i", str(source), "-o", str(target), *_PACK, *options]).cpu_s


def _packed_fine(programs: Path, source: Path, target: Path) -> float:
    """CPU seconds of gltfpack with the most bits that its formats take for positions, and more for the rest."""
    return _packed(programs, source, target, *_FINE)


def _transform(programs: Path, verb: str, source: Path, target: Path, *options: str) -> Spent:
    return spend([str(programs / "gltf-transform"), verb, str(source), str(target), *options])


__all__ = ["EFFORTS", "QUALITIES", "QUICK_QUALITIES", "Made", "arkit", "careful", "install_peers", "optimize"]
