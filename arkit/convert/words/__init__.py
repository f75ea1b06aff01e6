"""What a product looks like in words, Chinese and English, computed from its document."""

from arkit.convert.words.alt import alt_text
from arkit.convert.words.colors import color_names
from arkit.convert.words.stuff import Stuff, stuffs

__all__ = ["Stuff", "alt_text", "color_names", "stuffs"]
