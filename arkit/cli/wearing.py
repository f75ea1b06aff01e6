"""What the words of `arkit tryon` ask to wear: a look, products and lipstick, put together into one look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.look import Finish, Look, Makeup, look_from_json
from arkit.tryon import Garment, Kind, read_garment

PRODUCTS = "products"  # the folder of products, beside a look or beside the folder of looks


@dataclass(frozen=True, slots=True)
class Wearing:
    """A look with the models of its products, and what was taken for granted about them."""

    look: Look
    garments: tuple[Garment, ...]
    said: tuple[str, ...]


def put_together(
    look_path: Path | None,
    wear: Sequence[Path],
    kinds: Sequence[Kind],
    lipstick: str | None,
    finish: Finish,
    strength: float,
) -> Wearing:
    """A saved look first, then what the other words add.

    Raises:
        NotFoundError, ReadError: the look or a product is not there.
    """
    look = _read_look(look_path)
    makeup = (*look.makeup, *([Makeup("lips", lipstick, finish, strength)] if lipstick else []))
    named = [_beside(look_path, name) for name in look.wear]
    if not makeup and not named and not wear:
        if look_path is not None:
            raise CheckError(f"{look_path}: expected something to wear, the look is empty; add --lipstick or --wear")
        raise click.UsageError("nothing to wear: give --lipstick, --wear or --look")
    told = [read_garment(path) for path in named]
    told += [read_garment(path, kinds[place] if place < len(kinds) else None) for place, path in enumerate(wear)]
    paths = [*named, *wear]
    names = tuple(str(path.resolve()) for path in paths)
    return Wearing(
        Look(names, makeup), tuple(one.garment for one in told), tuple(word for one in told for word in one.said)
    )


def _read_look(path: Path | None) -> Look:
    if path is None:
        return Look()
    try:
        return look_from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotFoundError(f"{path}: expected a look (JSON) there, found none") from error
    except UnicodeDecodeError as error:
        raise ReadError(f"{path}: expected a look (JSON), its bytes are no text") from error


def _beside(look_path: Path | None, name: str) -> Path:
    """A look names its products by path, from where the look itself lies, or by SKU among the products beside it."""
    path = Path(name)
    if path.is_absolute() or look_path is None:
        return path
    here = look_path.parent / path
    for folder in (look_path.parent, look_path.parent.parent):
        product = folder / PRODUCTS / name
        if not here.exists() and product.is_dir():
            return product
    return here


__all__ = ["Wearing", "put_together"]
