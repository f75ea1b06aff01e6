"""Every product that we ship and the module that makes it. Each module has `make(root) -> folder`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

PRODUCTS = Path(__file__).resolve().parent.parent / "products"
FURNITURE = {
    "hill-sofa-3": "sofa",
    "cove-armchair": "armchair",
    "terra-coffee-table": "coffee_table",
    "stem-floor-lamp": "floor_lamp",
    "grid-shelf": "shelf",
    "dune-rug": "rug",
    "morning-print": "picture",
    "hillside-red": "bottle",
}
WEARABLES = {
    "aria-round": "wearables_aria",
    "nord-square": "wearables_nord",
    "sol-aviator": "wearables_sol",
    "field-hat": "wearables_hat",
    "drop-pearl": "wearables_earring",
    "velvet-300": "lipsticks",
}
MAKERS = {**FURNITURE, **WEARABLES}


def make(sku: str, root: Path = PRODUCTS) -> Path:
    """Make one product's folder below `root` and give it back.

    Raises:
        KeyError: no module makes `sku`.
    """
    if sku not in MAKERS:
        raise KeyError(f"sku: expected one of {', '.join(MAKERS)}, got {sku}")
    folder = import_module(f"assets.make.{MAKERS[sku]}").make(root)
    return Path(folder)


__all__ = ["FURNITURE", "MAKERS", "PRODUCTS", "WEARABLES", "make"]
