"""Tessellate a STEP with Open CASCADE (cascadio), in the process of parser_process.py; answers a GLB."""

from __future__ import annotations

from typing import Any

import numpy as np

_LINEAR_MM, _ANGULAR_RAD = 0.1, 0.25


def load() -> None:
    """Import the parser."""
    import cascadio  # noqa: F401


def take_apart(data: bytes, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """The tolerances used; the GLB goes into `arrays`."""
    import cascadio

    glb = cascadio.load(
        data, "step", tol_linear=_LINEAR_MM, tol_angular=_ANGULAR_RAD, merge_primitives=True, use_parallel=False
    )
    if b'"POSITION"' not in glb:
        return {"error": "Open CASCADE finds no solid or surface in it"}
    arrays["glb"] = np.frombuffer(glb, dtype=np.uint8)
    return {"linear_mm": _LINEAR_MM, "angular_rad": _ANGULAR_RAD}


__all__ = ["load", "take_apart"]
