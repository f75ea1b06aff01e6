"""What is worn: products and make-up. The same look replays to the same pixels."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Literal

from arkit.errors import CheckError

Region = Literal["lips"]
Finish = Literal["matte", "satin", "gloss", "sheer", "metallic"]
FINISHES: tuple[Finish, ...] = ("matte", "satin", "gloss", "sheer", "metallic")


@dataclass(frozen=True, slots=True)
class Makeup:
    """One colour on one region. `color` is sRGB "#RRGGBB"; strength 0 (none) to 1 (full cover)."""

    region: Region
    color: str
    finish: Finish = "matte"
    strength: float = 1.0

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9A-Fa-f]{6}", self.color):
            raise CheckError(f'color: expected "#RRGGBB", got "{self.color}"')
        if self.region != "lips":
            raise CheckError(f'region: expected "lips", got "{self.region}"')
        if self.finish not in FINISHES:
            raise CheckError(f'finish: expected one of {", ".join(FINISHES)}, got "{self.finish}"')
        if not 0 <= self.strength <= 1:
            raise CheckError(f"strength: expected 0 to 1, got {self.strength}")


@dataclass(frozen=True, slots=True)
class Look:
    """Products (paths or SKUs, as the caller understands them) and make-up, in the order they are put on."""

    wear: tuple[str, ...] = ()
    makeup: tuple[Makeup, ...] = ()


def look_from_json(text: str) -> Look:
    """Read a look from its JSON; the shape is what `look_to_json` writes."""
    try:
        data = json.loads(text)
        wear = data.get("wear", [])
        if not isinstance(wear, list) or not all(isinstance(name, str) for name in wear):
            raise TypeError(f"wear: {wear!r}")
        return Look(tuple(wear), tuple(Makeup(**entry) for entry in data.get("makeup", [])))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        shape = '{"wear": [...], "makeup": [{"region", "color", ...}]}'
        raise CheckError(f"look: expected {shape}, got {error}") from error


def look_to_json(look: Look) -> str:
    """Write a look as JSON with stable key order."""
    return json.dumps(asdict(look), ensure_ascii=False, indent=2, sort_keys=True)


__all__ = ["FINISHES", "Finish", "Look", "Makeup", "Region", "look_from_json", "look_to_json"]
