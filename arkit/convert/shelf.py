"""A folder of products as rows: product records, model files, zips, and folders with a model in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from arkit.convert.options import ConvertOptions
from arkit.convert.row import Row, sku_of
from arkit.errors import ArkitError, NotFoundError
from arkit.product import read_product

# In the order in which one product's files in several formats are preferred: what says most of itself first.
MODEL_SUFFIXES = (
    *(".glb", ".gltf", ".zip", ".fbx", ".obj", ".dae", ".zae", ".3mf", ".usdz", ".usdc", ".usda", ".step", ".stp"),
    *(".3ds", ".ply", ".stl", ".off"),
)
_RECORD = "product.json"
_DEPTH = 6


def read_shelf(folder: Path, base: ConvertOptions, *, leave_out: Path | None = None) -> tuple[Row, ...]:
    """The rows of a folder, by name.

    A folder with a product.json is that product; below it nothing is looked for. Elsewhere each model file and zip is
    a product, and so is each folder that holds a model and no records. Hidden names and links are left out.

    Args:
        folder: what to look through, 6 folders deep.
        base: what holds where a record says nothing.
        leave_out: the folder that is written to, where it lies inside.

    Raises:
        NotFoundError: there is no product in it.
    """
    rows: list[Row] = []
    seen: dict[str, str] = {}
    for row in _rows(folder, folder, base, leave_out.resolve() if leave_out else None):
        if row.sku in seen and not row.error:
            row = replace(row, error=f"{row.where}: {row.sku} is also {seen[row.sku]}; rename or remove one of them")
        seen.setdefault(row.sku, row.where)
        rows.append(row)
    if not rows:
        raise NotFoundError(f"{folder}: expected products in it (product.json, model files, zips), found none")
    return tuple(rows)


def _rows(folder: Path, top: Path, base: ConvertOptions, leave_out: Path | None) -> Iterator[Row]:
    if (folder / _RECORD).is_file():
        yield _recorded(folder, top, base)
        return
    for path in sorted(_plain(folder), key=lambda one: (one.stem.lower(), _rank(one), one.name)):
        if path.is_dir() and path.resolve() != leave_out:
            if folder != top and len(path.relative_to(top).parts) > _DEPTH:
                continue
            if _holds(path, (_RECORD,)):
                yield from _rows(path, top, base, leave_out)
            elif _holds(path, MODEL_SUFFIXES):
                yield Row(sku_of(path.name), str(path.relative_to(top)), path, base)
        elif path.is_file() and path.suffix.lower() in MODEL_SUFFIXES:
            yield Row(sku_of(path.stem), str(path.relative_to(top)), path, base)


def _plain(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if not one.name.startswith(".") and not one.is_symlink()]


def _rank(path: Path) -> int:
    suffix = path.suffix.lower()
    return MODEL_SUFFIXES.index(suffix) if suffix in MODEL_SUFFIXES else len(MODEL_SUFFIXES)


def _holds(folder: Path, endings: tuple[str, ...]) -> bool:
    """Whether a file below ends so."""
    for parent, folders, names in os.walk(folder):
        deep = len(Path(parent).relative_to(folder).parts) >= _DEPTH
        folders[:] = [] if deep else [one for one in folders if not one.startswith(".")]
        if any(name.lower().endswith(endings) for name in names):
            return True
    return False


def _recorded(folder: Path, top: Path, base: ConvertOptions) -> Row:
    where = str(folder.relative_to(top)) if folder != top else folder.name
    try:
        product = read_product(folder.resolve() if folder.name in ("", "..") else folder)
    except ArkitError as error:
        return Row(sku_of(folder.resolve().name), where, None, base, error=error.message)
    options = replace(
        base,
        size_m=product.size_m,
        unit=product.unit,
        up=product.up,
        attach=product.attach,
        kind=product.kind,
        title=dict(product.title),
    )
    source = folder / product.model if product.model else None
    row = Row(product.sku, where, source, options, dict(product.title))
    if source is not None and source.resolve().parent != folder.resolve():
        return replace(row, source=None, error=f'expected a model file beside product.json, got "{product.model}"')
    return row


__all__ = ["MODEL_SUFFIXES", "read_shelf"]
