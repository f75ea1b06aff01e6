"""The story of `arkit convert`: from a brand's file to a light, true-size model, with what it cost."""

from arkit.convert.catalogue import PROFILES, convert_product, product_options
from arkit.convert.options import (
    Choice,
    Conversion,
    ConvertOptions,
    Effort,
    Fidelity,
    Output,
    Profile,
    conversion_to_dict,
)
from arkit.convert.story import convert
from arkit.convert.version import converter_version

__all__ = [
    "PROFILES",
    "Choice",
    "Conversion",
    "ConvertOptions",
    "Effort",
    "Fidelity",
    "Output",
    "Profile",
    "conversion_to_dict",
    "convert",
    "convert_product",
    "converter_version",
    "product_options",
]
