"""Keep shots on disk, so that the next run of the bench, or another process, need not draw them again.

The folder is the one that ARKIT_ROOMS names, or arkit-rooms in the machine's temporary folder. A folder's name is
a fingerprint of this package: a change of any file that draws makes new pictures. Kept are pixels, linear light,
depth and ids; the rest of a shot is made again from its seed.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bench.rooms.studio import Drawn

NOT_PICTURES = ("__init__", "cache", "hard", "plain", "scan", "video")  # files that do not change what a shot shows
DEPTH_M = 0.00025  # step in which depth is kept: 16 bits reach 16 m


@lru_cache(maxsize=1)
def folder() -> Path:
    """Where shots of this version of the package are kept."""
    told = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in NOT_PICTURES:
            told.update(path.read_bytes())
    root = Path(os.environ.get("ARKIT_ROOMS") or Path(tempfile.gettempdir()) / "arkit-rooms")
    kept = root / told.hexdigest()[:12]
    kept.mkdir(parents=True, exist_ok=True)
    return kept


def load(name: str) -> tuple[np.ndarray, Drawn, dict[str, Any]] | None:
    """Pixels, what was drawn, and the facts, where they are kept."""
    path = folder() / f"{name}.npz"
    try:
        with np.load(path) as held:
            pixels = cv2.cvtColor(cv2.imdecode(held["pixels"], cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
            depth = cv2.imdecode(held["depth"], cv2.IMREAD_UNCHANGED).astype(np.float32) * np.float32(DEPTH_M)
            ids = cv2.imdecode(held["ids"], cv2.IMREAD_UNCHANGED)
            root = cv2.imdecode(held["light"], cv2.IMREAD_UNCHANGED).astype(np.float32) / 65535 * held["top"]
            return pixels, Drawn(root * root, depth, ids), json.loads(held["facts"].tobytes())
    except (OSError, ValueError, KeyError, cv2.error):
        return None


def save(name: str, pixels: np.ndarray, drawn: Drawn, facts: dict[str, Any]) -> None:
    """Keep a shot; `facts` is anything JSON can hold."""
    root = np.sqrt(np.maximum(drawn.light, 0))
    top = max(float(root.max()), 1e-6)
    fields = {
        "pixels": _png(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)),
        "depth": _png(np.clip(np.round(drawn.depth_m / DEPTH_M), 0, 65535).astype(np.uint16)),
        "ids": _png(drawn.ids),
        "light": _png(np.round(root / top * 65535).astype(np.uint16)),
        "top": np.float32(top),
        "facts": np.frombuffer(json.dumps(facts).encode(), np.uint8),
    }
    part = folder() / f"{name}.{os.getpid()}.part"
    with part.open("wb") as file:
        np.savez(file, **fields)
    part.replace(folder() / f"{name}.npz")


def _png(picture: np.ndarray) -> np.ndarray:
    done, data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    assert done
    return np.asarray(data.ravel())


__all__ = ["folder", "load", "save"]
