"""Hold documents and files against rules: our own, the Khronos validator's, those of shops."""

from arkit.checks.audit import Wanted, audit
from arkit.checks.channel import CHANNELS, channel, channels
from arkit.checks.deviation import color_difference, deviation_m, sample, soup_deviation_m, triangle_soup
from arkit.checks.measure import Facts, facts, picture_size
from arkit.checks.package import usdz_package
from arkit.checks.structure import structure
from arkit.checks.tones import base_pixels
from arkit.checks.validator import Report, validate

__all__ = [
    "CHANNELS",
    "Facts",
    "Report",
    "Wanted",
    "audit",
    "base_pixels",
    "channel",
    "channels",
    "color_difference",
    "deviation_m",
    "facts",
    "picture_size",
    "sample",
    "soup_deviation_m",
    "structure",
    "triangle_soup",
    "usdz_package",
    "validate",
]
