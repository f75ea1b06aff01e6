"""Whether files are valid glTF, as they are and once decoded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from arkit.checks import validate
from arkit.errors import ArkitError
from arkit.io import read, write_glb


def errors(paths: Sequence[Path], folder: Path) -> list[tuple[int, int | None]]:
    """The Khronos validator's errors of each file, and of its decoded twin (None where it cannot be read)."""
    twins = [_decoded(path, folder / f"decoded-{path.name}") for path in paths]
    reports = validate([*paths, *(twin for twin in twins if twin)])
    opened = iter(reports[len(paths) :])
    return [
        (report.errors, next(opened).errors if twin else None) for report, twin in zip(reports, twins, strict=False)
    ]


def _decoded(path: Path, target: Path) -> Path | None:
    try:
        write_glb(read(path).document, target, meshopt=False)
    except ArkitError:
        return None
    return target


__all__ = ["errors"]
