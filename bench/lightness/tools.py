"""The tools and their settings: each makes files from one input.

gltf-transform's `optimize` has no quality option, so its careful settings are two of its commands in a row, as its
documentation composes them: `webp --quality Q`, then `optimize` with textures left alone and its lossy steps off. The
npm gltfpack encodes no WebP; it is given the textures that gltf-transform encoded, which it passes on. At its default
quality 8 the native gltfpack spends 9 to 67 % more bytes than arkit's trial: this pairing is the stronger peer.
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
QUALITIES = (35, 55, 70, 80, 88, 94)
QUICK_QUALITIES = (50, 80, 92)
_KEEP = ("--simplify", "false", "--prune-attributes", "false")
_MESHOPT = ("--compress", "meshopt", "--texture-compress", "false")
_PACK = ("-cc", "-kn", "-km", "-ke")
_FINE = ("-vp", "16", "-vt", "14", "-vn", "10")


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
    """The peers' rate-distortion curves over texture quality: simplified or not, attributes kept, fine quantization."""
    for quality in qualities:
        pictures = folder / f"webp-{quality}.glb"
        first = _transform(programs, "webp", source, pictures, "--quality", str(quality))
        for simplified in (False, True):
            if simplified and quality not in qualities[1:-1]:
                continue
            target = folder / f"gt-{quality}{'-simplified' if simplified else ''}.glb"
            kept = _KEEP[2:] if simplified else _KEEP
            spent = _transform(programs, "optimize", pictures, target, *_MESHOPT, *kept)
            name = "gltf-transform, simplified" if simplified else "gltf-transform"
            yield Made("gltf-transform", f"q{quality}", name, target, first.cpu_s + spent.cpu_s)
        for fine in (False, True):
            target = folder / f"gp-{quality}{'-fine' if fine else ''}.glb"
            command = [str(programs / "gltfpack"), "-i", str(pictures), "-o", str(target), *_PACK]
            spent = spend([*command, *(_FINE if fine else ())])
            yield Made(
                "gltfpack", f"q{quality}", f"gltfpack{', fine' if fine else ''}", target, first.cpu_s + spent.cpu_s
            )


def _transform(programs: Path, verb: str, source: Path, target: Path, *options: str) -> Spent:
    return spend([str(programs / "gltf-transform"), verb, str(source), str(target), *options])


__all__ = ["EFFORTS", "QUALITIES", "QUICK_QUALITIES", "Made", "arkit", "careful", "install_peers", "optimize"]
