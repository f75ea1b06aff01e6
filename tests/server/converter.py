# ruff: noqa: T201  (a program: it speaks on stdout and stderr)
"""Stands in for `arkit convert` in the server's tests: same command line, does what the source's first word says."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def main() -> int:
    """Convert: refuse, hang, crash, report progress, or write small files."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    options = dict(zip(sys.argv[3:], sys.argv[4:], strict=False))
    word = source.read_text(encoding="utf-8", errors="replace").split()[0]
    if word == "refuse":
        print("arkit: source.glb: expected a GLB, got text; export it again", file=sys.stderr)
        return 1
    if word == "crash":
        os.abort()
    print(json.dumps({"progress": 0.5, "stage": "weld"}), file=sys.stderr, flush=True)
    if word == "hang":
        with (source.parent / "pids").open("a") as pids:
            pids.write(f"{os.getpid()}\n")
        time.sleep(60)
    target.write_bytes(b"glTF" + target.suffix.encode() + source.read_bytes())
    if "--poster" in options:
        Path(options["--poster"]).write_bytes(b"\x89PNG")
    profile = options["--profile"]
    rule = {"rule": "triangles", "limit": 100_000, "value": 12, "ok": True}
    answer = {
        "outputs": [{"path": str(target), "profile": profile, "bytes": target.stat().st_size, "triangles": 12}],
        "size_m": [0.781, 0.82, 0.8],
        "unit": {"chosen": "cm", "evidence": ["the stated size fits only centimetres"], "confidence": 0.99},
        "up": {"chosen": "y", "evidence": "OBJ is y up"},
        "fidelity": {"delta_e": 0.4},
        "checks": {name: [rule] for name in ("khronos", "shopify", "apple")},
        "options": options,
        "environment": sorted(os.environ),
        "folder": os.getcwd(),
    }
    print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
