"""What is worn: products and make-up. The same look replays to the same pixels."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Literal, get_args

from arkit.errors import CheckError

Region = Literal[
    "foundation",
    "contour",
    "bronzer",
    "blush",
    "highlighter",
    "brows",
    "eyeshadow",
    "eyeliner",
    "mascara",
    "iris",
    "lips",
]
REGIONS: tuple[Region, ...] = get_args(Region)  # in the order in which they are put on
Finish = Literal["matte", "satin", "gloss", "sheer", "metallic", "shimmer"]
FINISHES: tuple[Finish, ...] = ("matte", "satin", "gloss", "sheer", "metallic")  # of lips
Lids = Literal["upper", "lower", "both"]
LIDS: tuple[Lids, ...] = get_args(Lids)

_POWDER: tuple[Finish, ...] = ("matte", "satin", "shimmer")
FINISHES_OF: Mapping[Region, tuple[Finish, ...]] = MappingProxyType(
    {
        "foundation": ("matte", "satin"),
        "contour": ("matte",),
        "bronzer": _POWDER,
        "blush": _POWDER,
        "highlighter": _POWDER,
        "brows": ("matte",),
        "eyeshadow": (*_POWDER, "metallic"),
        "eyeliner": ("matte", "satin", "gloss"),
        "mascara": ("matte",),
        "iris": ("matte",),
        "lips": FINISHES,
    }
)
MORE_COLORS: Mapping[Region, int] = MappingProxyType({"eyeshadow": 2})  # crease and outer corner, then brow bone
# What else a region can be told: lowest, highest and usual value.
SETTINGS: Mapping[Region, Mapping[str, tuple[float, float, float]]] = MappingProxyType(
    {
        "eyeliner": {"thickness_mm": (0.3, 4.0, 1.2), "wing": (0.0, 1.0, 0.3)},
        "mascara": {"length_mm": (4.0, 14.0, 9.0), "curl": (0.0, 1.0, 0.6), "density": (0.0, 1.0, 0.6)},
        "brows": {"density": (0.0, 1.0, 0.6)},
    }
)
VERSION = 1  # of a look as JSON; where it does not say, it is this one
LIDS_OF: Mapping[Region, Lids] = MappingProxyType({"eyeliner": "upper", "mascara": "both"})


@dataclass(frozen=True, slots=True)
class Makeup:
    """One product on one region.

    Attributes:
        region: where.
        color: sRGB "#RRGGBB".
        finish: one of `FINISHES_OF[region]`.
        strength: 0 (none, not one byte changes) to 1 (full cover).
        colors: further shades; eyeshadow takes two: crease with outer corner, then brow bone with inner corner.
        thickness_mm, wing: an eyeliner's line and how far it is drawn out beyond the eye, 0 to 1.
        length_mm, curl: of mascara's lashes.
        density: of lashes, or of the fill between brow hairs.
        lids: on which lid eyeliner or mascara is; None is the usual one of `LIDS_OF`.
    """

    region: Region
    color: str
    finish: Finish = "matte"
    strength: float = 1.0
    colors: tuple[str, ...] = ()
    thickness_mm: float | None = None
    wing: float | None = None
    length_mm: float | None = None
    curl: float | None = None
    density: float | None = None
    lids: Lids | None = None

    def __post_init__(self) -> None:
        if self.region not in REGIONS:
            raise CheckError(f'region: expected one of {", ".join(REGIONS)}, got "{self.region}"')
        for color in (self.color, *self.colors):
            if not isinstance(color, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", color):
                raise CheckError(f'color: expected "#RRGGBB", got "{color}"')
        if self.finish not in FINISHES_OF[self.region]:
            known = ", ".join(FINISHES_OF[self.region])
            raise CheckError(f'finish: expected one of {known} for {self.region}, got "{self.finish}"')
        if not _within(self.strength, 0, 1):
            raise CheckError(f"strength: expected 0 to 1, got {self.strength}")
        most = MORE_COLORS.get(self.region, 0)
        if len(self.colors) > most:
            raise CheckError(f"colors: expected at most {most} more for {self.region}, got {len(self.colors)}")
        self._check_settings()

    def _check_settings(self) -> None:
        known = SETTINGS.get(self.region, {})
        for name in ("thickness_mm", "wing", "length_mm", "curl", "density"):
            value = getattr(self, name)
            if value is None:
                continue
            if name not in known:
                says = f"takes {', '.join(known)}" if known else "takes none"
                raise CheckError(f"{name}: {self.region} has no such setting ({says}), got {value}; leave it out")
            low, high, _ = known[name]
            if not _within(value, low, high):
                raise CheckError(f"{name}: expected {low:g} to {high:g} for {self.region}, got {value}")
        if self.lids is not None and (self.region not in LIDS_OF or self.lids not in LIDS):
            raise CheckError(f'lids: expected {", ".join(LIDS)}, of eyeliner or mascara, got "{self.lids}"')


@dataclass(frozen=True, slots=True)
class Look:
    """Products (paths or SKUs, as the caller understands them) and make-up, in the order they are put on."""

    wear: tuple[str, ...] = ()
    makeup: tuple[Makeup, ...] = ()


def setting(makeup: Makeup, name: str) -> float:
    """A setting's value, or the region's usual one where the look does not say."""
    value = getattr(makeup, name)
    return float(SETTINGS[makeup.region][name][2] if value is None else value)


def look_from_json(text: str) -> Look:
    """Read a look from its JSON; the shape is what `look_to_json` writes."""
    try:
        data = json.loads(text)
        _check_version(data)
        wear = data.get("wear", [])
        if not isinstance(wear, list) or not all(isinstance(name, str) for name in wear):
            raise TypeError(f"wear: {wear!r}")
        return Look(tuple(wear), tuple(_makeup(entry) for entry in data.get("makeup", [])))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        shape = '{"wear": [...], "makeup": [{"region", "color", ...}]}'
        raise CheckError(f"look: expected {shape}, got {error}") from error


def _check_version(data: dict[str, Any]) -> None:
    """A look that says more than we know would be worn by halves: it is refused."""
    if data.get("version", VERSION) != VERSION:
        raise CheckError(
            f"look: expected version {VERSION}, got {data['version']}; save it anew with --save-look, or update arkit"
        )
    if more := sorted(set(data) - {"version", "wear", "makeup"}):
        raise CheckError(f"look: expected wear, makeup and version, got {', '.join(more)}; leave that out")


def look_to_json(look: Look) -> str:
    """Write a look as JSON with stable key order; what a look does not say is left out."""
    makeup = [
        {name: value for name, value in _entries(entry).items() if value is not None and value != ()}
        for entry in look.makeup
    ]
    return json.dumps({"wear": look.wear, "makeup": makeup}, ensure_ascii=False, indent=2, sort_keys=True)


def _entries(makeup: Makeup) -> dict[str, Any]:
    return {field.name: getattr(makeup, field.name) for field in fields(makeup)}


def _makeup(entry: dict[str, Any]) -> Makeup:
    if not isinstance(entry, dict):
        raise TypeError(f"make-up {entry!r}")
    colors = entry.get("colors", [])
    if not isinstance(colors, list):
        raise TypeError(f"colors: {colors!r}")
    return Makeup(**{**entry, "colors": tuple(colors)})


def _within(value: object, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


__all__ = [
    "FINISHES",
    "FINISHES_OF",
    "LIDS",
    "LIDS_OF",
    "MORE_COLORS",
    "REGIONS",
    "SETTINGS",
    "Finish",
    "Lids",
    "Look",
    "Makeup",
    "Region",
    "look_from_json",
    "look_to_json",
    "setting",
]
