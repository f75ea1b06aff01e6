"""The pictures of a conversion: as each profile's readers can open them, and as we can draw them.

KTX2 travels through `web` untouched, is made for `gpu`, and becomes PNG for whoever cannot read it.
"""

from __future__ import annotations

import logging

from arkit.convert.fidelity import measure
from arkit.convert.options import ConvertOptions, Fidelity, Profile
from arkit.document import Document
from arkit.errors import MissingError
from arkit.io import Limits, Source, find_encoder, has_ktx2, with_ktx2, without_ktx2

log = logging.getLogger(__name__)


def check_encoder(profile: Profile) -> None:
    """Refuse `gpu` before any work is done where its encoder is missing."""
    if profile == "gpu":
        find_encoder()


def fitting(document: Document, options: ConvertOptions) -> Document:
    """The document with pictures of the kinds its profile's readers open, before the recipe makes them light."""
    if options.profile == "gpu":
        return with_ktx2(document, options.limits, effort=options.effort)
    return document if options.profile == "web" else without_ktx2(document, options.limits)


def drawable(document: Document, limits: Limits) -> Document:
    """The document with pictures that we can draw.

    Raises:
        MissingError: it holds KTX2 and no decoder is installed.
    """
    return without_ktx2(document, limits) if has_ktx2(document) else document


def measured(source: Source, before: Document, after: Document, options: ConvertOptions) -> Fidelity:
    """What the conversion cost; drawn where the effort allows it and the pictures can be decoded."""
    effort = options.effort
    try:
        if effort != "fast":
            before, after = drawable(before, options.limits), drawable(after, options.limits)
    except MissingError as error:
        log.warning("pictures not compared: %s", error.message)
        effort = "fast"
    return measure(source, before, after, effort=effort)


__all__ = ["check_encoder", "drawable", "fitting", "measured"]
