"""Public names: every module says its own, sorted and complete enough to import."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted([*(ROOT / "arkit").rglob("*.py"), *(ROOT / "server").rglob("*.py")])


def parts(path: Path) -> tuple[list[str] | None, set[str], set[str]]:
    """`__all__`, every name bound at the top, and the public functions and classes defined there."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public: list[str] | None = None
    bound: set[str] = set()
    defined: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
            defined |= set() if node.name.startswith("_") else {node.name}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
            bound |= names
            if "__all__" in names and node.value is not None:
                public = ast.literal_eval(node.value)
    return public, bound, defined


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names(path: Path) -> None:
    public, bound, defined = parts(path)
    if public is None:
        assert not defined or path.name in {"__main__.py", "env.py"} or "versions" in path.parts, (
            f"expected __all__ with {defined}"
        )
        return
    assert set(public) <= bound, f"not there: {set(public) - bound}"
    assert len(set(public)) == len(public)
    assert public == sorted(public, key=lambda name: (not name.isupper(), not name[0].isupper(), name)), (
        "expected __all__ sorted as ruff sorts it"
    )
