"""How light converted files are beside gltf-transform's and gltfpack's at the same rendered look, and at what CPU.

python bench/convert.py [--models SheenChair,ToyCar] [--efforts fast] [--quick] [--no-scaling] [--json FILE]

Every tool gets the same GLB files: the public samples beside the repository where they are, and the demo catalogue. A
neutral three.js viewer draws every file, every variant; bytes are compared on the peers' rate-distortion curves. The
peers come from bench/peers (npm ci, on demand); without a network their rows are left out, and the bench says so.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lightness.inputs import models
from bench.lightness.scaling import scaling_lines
from bench.lightness.score import Effort, score
from bench.lightness.table import model_lines, summary_lines
from bench.lightness.tools import EFFORTS, QUALITIES, QUICK_QUALITIES, install_peers
from bench.rendered import Renderer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", default="", help="only these, by name, with commas")
    parser.add_argument("--quick", action="store_true", help="three texture qualities, small pictures, no validator")
    parser.add_argument("--efforts", default=",".join(EFFORTS), help="only these efforts of ours, with commas")
    parser.add_argument("--views", type=int, default=4, help="pictures of each look")
    parser.add_argument("--px", type=int, default=384, help="side of a picture")
    parser.add_argument("--no-scaling", action="store_true", help="leave out the growing inputs and the scan")
    parser.add_argument("--json", type=Path, help="also write every row to this file")
    asked = parser.parse_args()
    programs = install_peers()
    if programs is None:
        print("PEERS SKIPPED: gltf-transform and gltfpack are not installed (npm ci in bench/peers failed)")
    every = []
    wanted = [name for name in asked.models.split(",") if name]
    with (
        tempfile.TemporaryDirectory(prefix="arkit-bench-") as room,
        Renderer(views=asked.views, px=256 if asked.quick else asked.px) as renderer,
    ):
        qualities = QUICK_QUALITIES if asked.quick else QUALITIES
        for model in models(Path(room), wanted):
            folder = Path(room) / model.name
            folder.mkdir()
            effort = Effort(tuple(asked.efforts.split(",")), qualities, validate=not asked.quick)
            every.append(score(model, folder, renderer, programs, effort))
            print("\n".join(model_lines(every[-1])), flush=True)
    print("\n".join(summary_lines(every)), flush=True)
    if not asked.no_scaling:
        for line in scaling_lines():
            print(line, flush=True)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in every], default=str, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
