"""What files look like in a neutral three.js viewer, and how alike two of them look."""

from bench.rendered.fidelity import IDENTICAL_DB, Likeness, fidelity
from bench.rendered.renderer import Pictures, Renderer

__all__ = ["IDENTICAL_DB", "Likeness", "Pictures", "Renderer", "fidelity"]
