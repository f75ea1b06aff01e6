"""Read XML of strangers: no document types, no entities, nothing fetched."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from arkit.errors import ReadError, UnsupportedError
from arkit.io.text import decode


def parse_xml(data: bytes, name: str) -> ElementTree.Element:
    """The root element; element names lose their namespaces, attribute names keep theirs.

    A document type is refused whole, because entities that grow or point outside can only be declared in one.
    """
    text = decode(data)[0].lstrip("\ufeff \t\r\n")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnsupportedError(f"{name}: expected XML without a document type, got one; save it again without DOCTYPE")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise ReadError(f"{name}: expected XML, it cannot be parsed ({error})") from error
    for element in root.iter():
        element.tag = element.tag.rsplit("}", 1)[-1]
    return root


def numbers(text: str | None, what: str) -> np.ndarray:
    """(n,) float64 of numbers parted by white space, decimal commas included; INF and NaN are refused."""
    words = (text or "").replace(",", ".").split()
    try:
        found = np.array(words).astype(np.float64) if words else np.zeros(0)
    except ValueError as error:
        raise ReadError(f"{what}: expected numbers, got something else ({error})") from error
    if not np.isfinite(found).all():
        raise ReadError(f"{what}: expected finite numbers, got NaN or infinity")
    return found


def whole_numbers(text: str | None, what: str) -> np.ndarray:
    """(n,) int64 of indices and counts, none below 0."""
    words = (text or "").split()
    try:
        found = np.array(words).astype(np.int64) if words else np.zeros(0, dtype=np.int64)
    except (ValueError, OverflowError) as error:
        raise ReadError(f"{what}: expected whole numbers, got something else ({error})") from error
    if found.min(initial=0) < 0:
        raise ReadError(f"{what}: expected whole numbers from 0, got {found.min()}")
    return found


__all__ = ["numbers", "parse_xml", "whole_numbers"]
