"""The tools and their settings: each makes files from one input.

gltf-transform's `optimize` has no quality option, so its careful settings are two of its commands in a row, as its
documentation composes them: `webp --quality Q`, then `optimize` with textures left alone and its lossy steps off; for
finer geometry `meshopt` with more bits instead of its own compression. The npm gltfpack encodes no WebP: it is given
the textures that gltf-transform encoded, which it passes on. A native gltfpack at its own texture quality (8) writes
30 % more bytes than gltf-transform's quality 80 on SheenChair, so this pairing is the stronger peer.
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
QUALITIES = (10, 30, 50, 70, 85, 94)
QUICK_QUALITIES = (15, 50, 80)
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
    """The peers' rate-distortion curves over texture quality, geometry simplified, kept, and finely quantized."""
    for quality in qualities:
        pictures = folder / f"webp-{quality}.glb"
        first_s = _transform(programs, "webp", source, pictures, "--quality", str(quality)).cpu_s
        for name, make in (("gltf-transform", _kept), ("gltf-transform, fine", _fine), ("gltfpack", _packed)):
            target = folder / f"{make.__name__}-{quality}.glb"
            yield Made(name.split(",")[0], f"q{quality}", name, target, first_s + make(programs, pictures, target))
        if quality in qualities[1:-1]:
            target = folder / f"simplified-{quality}.glb"
            spent = _transform(programs, "optimize", pictures, target, *_MESHOPT, *_KEEP[2:])
            yield Made("gltf-transform", f"q{quality}", "gltf-transform, simplified", target, first_s + spent.cpu_s)
        target = folder / f"gltfpack-fine-{quality}.glb"
        made_s = _packed(programs, pictures, target, *_FINE)
        yield Made("gltfpack", f"q{quality}", "gltfpack, fine", target, first_s + made_s)


def _kept(programs: Path, source: Path, target: Path) -> float:
    """CPU seconds of `optimize` with every triangle and attribute kept."""
    return _transform(programs, "optimize", source, target, *_MESHOPT, *_KEEP).cpu_s


def _fine(programs: Path, source: Path, target: Path) -> float:
    """CPU seconds of the same without compression, then `meshopt` with more bits than its default."""
    clean = target.with_name(f"clean-{target.name}")
    first = _transform(programs, "optimize", source, clean, "--compress", "false", *_MESHOPT[2:], *_KEEP)
    return first.cpu_s + _transform(programs, "meshopt", clean, target, *_BITS).cpu_s


def _packed(programs: Path, source: Path, target: Path, *options: str) -> float:
    return spend([str(programs / "gltfpack"), "-i", str(source), "-o", str(target), *_PACK, *options]).cpu_s


def _transform(programs: Path, verb: str, source: Path, target: Path, *options: str) -> Spent:
    return spend([str(programs / "gltf-transform"), verb, str(source), str(target), *options])


__all__ = ["EFFORTS", "QUALITIES", "QUICK_QUALITIES", "Made", "arkit", "careful", "install_peers", "optimize"]
