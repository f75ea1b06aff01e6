"""The story of `arkit convert`: from a brand's file to a light, true-size model, with what it cost."""

from arkit.convert.batch import convert_catalogue
from arkit.convert.catalogue import PROFILES, convert_product, convert_to, output_name, product_options
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
from arkit.convert.row import Outcome
from arkit.convert.story import convert
from arkit.convert.version import converter_version

__all__ = [
    "PROFILES",
    "Choice",
    "Conversion",
    "ConvertOptions",
    "Effort",
    "Fidelity",
    "Outcome",
    "Output",
    "Profile",
    "conversion_to_dict",
    "convert",
    "convert_catalogue",
    "convert_product",
    "convert_to",
    "converter_version",
    "output_name",
    "product_options",
]
