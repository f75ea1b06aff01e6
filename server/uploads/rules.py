"""What a brand may send, and the product record it becomes."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath

from arkit.product import KINDS, Product
from server.errors import CheckError

SUFFIXES = (
    ".glb",
    ".obj",
    ".fbx",
    ".dae",
    ".zae",
    ".3mf",
    ".3ds",
    ".step",
    ".stp",
    ".usdz",
    ".usda",
    ".usdc",
    ".ply",
    ".stl",
    ".off",
    ".zip",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What the brand says of its file. Sizes in centimetres."""

    title_zh: str
    title_en: str
    kind: str
    width_cm: float
    height_cm: float
    depth_cm: float
    sku: str = ""
    unit: str = ""
    up: str = ""


def suffix_of(file_name: str) -> str:
    """The suffix of a client's file name, the only part of it that is used.

    Raises:
        CheckError: it is none of SUFFIXES.
    """
    suffix = PurePosixPath(file_name.replace("\\", "/")).suffix.lower()
    if suffix not in SUFFIXES:
        raise CheckError(
            f'file: expected {", ".join(SUFFIXES)}, got "{suffix or "no suffix"}"; '
            "a model of several files goes into one zip."
        )
    return suffix


def product_of(said: Described, file_name: str) -> Product:
    """The product record of an upload.

    Raises:
        CheckError: no title, an unknown kind, a size that no product has, a SKU of other letters.
    """
    title_zh, title_en = said.title_zh.strip(), said.title_en.strip()
    if not (title_zh or title_en):
        raise CheckError("title: expected a title in Chinese or English, got none")
    if said.kind not in KINDS or KINDS[said.kind] == "lips":
        kinds = ", ".join(kind for kind, attach in KINDS.items() if attach != "lips")
        raise CheckError(f'kind: expected one of {kinds}, got "{said.kind}"')
    return Product(
        sku=said.sku or sku_from(title_en),
        title={"zh": title_zh or title_en, "en": title_en or title_zh},
        kind=said.kind,
        size_m=(said.width_cm / 100, said.height_cm / 100, said.depth_cm / 100),
        attach=KINDS[said.kind],
        model=file_name,
        unit=said.unit,
        up=said.up,
    )


def sku_from(title_en: str) -> str:
    """A readable SKU that nobody else has: words of the title and six random letters."""
    words = re.sub(r"[^a-z0-9]+", "-", title_en.lower()).strip("-")[:40].strip("-")
    return f"{words or 'product'}-{secrets.token_hex(3)}"


__all__ = ["SUFFIXES", "Described", "product_of", "sku_from", "suffix_of"]
