"""What is drawn and what comes out: the vocabulary shared by try-on, placement and posters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.document import Document
from arkit.errors import CheckError
from arkit.spaces import check_transform


@dataclass(frozen=True, slots=True)
class Item:
    """A product where it stands.

    Attributes:
        document: its model.
        T_camera_model: document space (metres) to camera space.
        variant: by its name.
        sun_shaded: whether shadows of the sun fall on it as the sun's map has them, with hard edges.
    """

    document: Document
    T_camera_model: np.ndarray
    variant: str | None = None
    sun_shaded: bool = True

    def __post_init__(self) -> None:
        check_transform(self.T_camera_model, "T_camera_model")


@dataclass(frozen=True, slots=True)
class Occluder:
    """Something real that may stand before a product: written to depth only, so that it hides and is not seen.

    Attributes:
        positions_m: (n, 3) metres, camera space.
        triangles: (m, 3) corner numbers; both sides hide.
    """

    positions_m: np.ndarray
    triangles: np.ndarray

    def __post_init__(self) -> None:
        for name, array in (("positions_m", self.positions_m), ("triangles", self.triangles)):
            if array.ndim != 2 or array.shape[1] != 3:
                raise CheckError(f"occluder {name}: expected shape (n, 3), got {array.shape}", name=name)
        if len(self.triangles) and int(self.triangles.max()) >= len(self.positions_m):
            raise CheckError(
                f"occluder triangles: expected corners below {len(self.positions_m)}, got {int(self.triangles.max())}"
            )


@dataclass(frozen=True, slots=True)
class Receiver:
    """A real plane that catches the shadow of the products and is itself not drawn.

    Attributes:
        T_camera_plane: plane space to camera space; the plane's +y is its normal, its origin lies on the surface.
        extent_m: the shadow falls on the square of this half side about the plane's origin.
        casters: numbers of the items whose shadow it catches; None for all.
        low_m, high_m: (2,) lowest and highest x, z of the real surface in the plane's space, where it is known.
        blocks: whether it stands before other receivers; a table top of unknown extent does not.
    """

    T_camera_plane: np.ndarray
    extent_m: float = 20.0
    casters: tuple[int, ...] | None = None
    low_m: np.ndarray | None = None
    high_m: np.ndarray | None = None
    blocks: bool = True

    def __post_init__(self) -> None:
        check_transform(self.T_camera_plane, "T_camera_plane")
        if not self.extent_m > 0:
            raise CheckError(f"receiver extent_m: expected a length above 0, got {self.extent_m}")


@dataclass(frozen=True, slots=True)
class Drawing:
    """Products as pixels, ready to be laid over a picture of the same size.

    Attributes:
        rgba: (h, w, 4) float32, linear light after tone mapping, premultiplied.
        shadow: (h, w) float32, the part of the light that no longer reaches the receiver: 0 none, 1 black.
        depth_m: (h, w) float32, metres before the camera along -z, inf where no product is.
        coverage: (h, w) float32, the part of the pixel that products cover, a clear lens as much as a wooden leg.
        tinted: (h, w, 3) float32, what coloured glass lets through of the light behind it beyond 1 - alpha, by channel.
        behind_rgb: (3,) the light that `rgba` takes to be behind glass; `composite` puts the picture's own there.
        box_px: (left, top, right, bottom), right and bottom exclusive; outside it nothing is drawn or shadowed.
    """

    rgba: np.ndarray
    shadow: np.ndarray
    depth_m: np.ndarray
    coverage: np.ndarray
    box_px: tuple[int, int, int, int]
    tinted: np.ndarray
    behind_rgb: np.ndarray


__all__ = ["Drawing", "Item", "Occluder", "Receiver"]
