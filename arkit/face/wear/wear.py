"""Wear a product by what it rests on: glasses on the nose, a hat on the head, earrings in the ears.

document, face, attach → wear → Fit          once, and again while a person's size settles
fit, face → worn_now → (Document, T_camera_product)…   every frame: what there is to draw, in no order
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from arkit.document import Document, bounds
from arkit.errors import CheckError
from arkit.face.ears.find import Side
from arkit.face.track.follow import Face
from arkit.face.wear.earrings import DOWN_CAMERA, fit_earrings, hung
from arkit.face.wear.glasses import Fit, fit_glasses
from arkit.face.wear.hat import drawn_in, fit_hat
from arkit.face.wear.sway import Sway
from arkit.product import Attach

RESTS: dict[Attach, Callable[[Document, Face, str], Fit]] = {
    "nose": fit_glasses,
    "head": fit_hat,
    "ear": fit_earrings,
}
Piece = tuple[Document, np.ndarray]


def wear(document: Document, face: Face, attach: Attach = "nose", sku: str = "") -> Fit:
    """Put a product where it belongs on this face.

    Args:
        document: metres; the origin is where it meets the body (docs/conventions.md).
        face: whom to dress.
        attach: what it rests on: "nose", "head" or "ear".
        sku: for the placement.

    Raises:
        CheckError: `attach` is no part of a head, or the product is not as large as such things are.
    """
    if attach not in RESTS:
        raise CheckError(
            f'{sku or "product"}: expected something worn on {", ".join(RESTS)}, got "{attach}"; '
            "`arkit place` puts furniture in a room"
        )
    fit = RESTS[attach](document, face, sku)
    low, high = bounds(document)
    return replace(fit, width_mm=round(float(high[0] - low[0]) * 1000, 1))


def worn_now(
    fit: Fit,
    face: Face,
    *,
    sway: Sway | None = None,
    lobes: Mapping[Side, np.ndarray] | None = None,
    down_camera: np.ndarray = DOWN_CAMERA,
) -> tuple[Piece, ...]:
    """What of a fitted product is there to draw in this frame, each with (4, 4) product space to camera space.

    Args:
        fit: from `wear`.
        face: where the head is now.
        sway: of this person, in a video, so that earrings swing.
        lobes: as `Lobes.look` found them in the picture; None takes them as the head tells them.
        down_camera: unit vector, camera space; a camera held level unless told.

    Returns:
        One piece; of earrings one for each lobe that is seen, so none, one or two.
    """
    if fit.attach == "ear":
        return tuple(
            (fit.document, one.T_camera_product) for one in hung(fit, face, sway=sway, down_camera=down_camera)
        )
    return ((fit.document, face.track.T_camera_face @ fit.placement.T_space_product),)


def under_hats(positions_m: np.ndarray, fits: Sequence[Fit]) -> np.ndarray:
    """Points (n, 3) of what hides, face space, as they are under the hats among `fits`."""
    for fit in fits:
        if fit.attach == "head":
            positions_m = drawn_in(positions_m, fit)
    return positions_m


__all__ = ["RESTS", "Piece", "under_hats", "wear", "worn_now"]
