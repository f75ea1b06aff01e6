"""A line may import from its own folder and from floors below. This reads every import and says who breaks the rule."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TYPES = {"product", "document", "frame", "track", "surface", "placement", "look", "color", "spaces", "errors", "check"}
TYPES |= {"illuminant", "nearest", "shade", "spectrum"}
CRAFTS = {"io", "transforms", "checks", "face", "room", "draw"}
STORIES = {"compare", "convert", "fit", "tryon", "place", "scan"}


def floor_of(module: str) -> tuple[int, str]:
    """(floor, room) of a dotted module: 0 types, 1 crafts, 2 stories, 3 doors."""
    parts = module.split(".")
    if parts[0] == "server":
        return 3, "server"
    name = parts[1] if len(parts) > 1 else "types"
    if name in CRAFTS:
        return 1, name
    if name in STORIES:
        return 2, name
    return (3, "cli") if name in {"cli", "__main__"} else (0, "types")


def allowed(importer: str, imported: str) -> bool:
    """Whether a line in `importer` may import `imported`."""
    above, room = floor_of(importer)
    below, other = floor_of(imported)
    if room == "server":
        return below in (0, 2) or other == "server"
    if other == "server":
        return False
    return below < above or room == other


def imports(path: Path) -> Iterator[str]:
    """Dotted names of our own modules that a file imports, at any depth; `from arkit import x` counts as arkit.x."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            bare = node.module in {"arkit", "server"}
            names = [f"{node.module}.{alias.name}" for alias in node.names] if bare else [node.module or ""]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in {"arkit", "server"})


def modules() -> list[Path]:
    return sorted([*(ROOT / "arkit").rglob("*.py"), *(ROOT / "server").rglob("*.py")])


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path: Path) -> None:
    importer = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    wrong = [name for name in imports(path) if not allowed(importer, name)]
    assert not wrong, f"{importer} may not import {', '.join(wrong)}"


def test_the_rule_itself() -> None:
    assert allowed("arkit.cli.convert", "arkit.convert") and allowed("arkit.place", "arkit.draw")
    assert not allowed("arkit.draw.scene", "arkit.io") and not allowed("arkit.frame", "arkit.draw")
    assert not allowed("arkit.convert", "server.db") and not allowed("server.db", "arkit.io.read")


def test_types_know_no_vendor() -> None:
    vendors = {"cv2", "mediapipe", "open3d", "trimesh", "moderngl", "flask", "PIL", "scipy"}
    for name in sorted(TYPES):
        tree = ast.parse((ROOT / "arkit" / f"{name}.py").read_text(encoding="utf-8"))
        plain = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
        found = {alias.name.split(".")[0] for node in plain for alias in node.names}
        assert not found & vendors, f"{name} imports {found & vendors}"
