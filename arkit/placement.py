"""Where a product is: one type for try-on and room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from arkit.spaces import check_transform

Space = Literal["face", "room"]


@dataclass(frozen=True, slots=True)
class Placement:
    """A product in a space. `T_space_product` maps the product's own space (metres) to face or room space."""

    sku: str
    space: Space
    T_space_product: np.ndarray

    def __post_init__(self) -> None:
        check_transform(self.T_space_product, "T_space_product")


__all__ = ["Placement", "Space"]
