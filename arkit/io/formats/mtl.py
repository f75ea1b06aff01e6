"""Read MTL: Phong and PBR keys, map options, names with spaces, paths of other machines."""

from __future__ import annotations

import shlex
from dataclasses import replace

from arkit.io.parts.material import Map, Surface

# How many arguments each option of a map line takes; 3 means up to three numbers.
_OPTIONS = {
    "-blendu": 1,
    "-blendv": 1,
    "-boost": 1,
    "-bm": 1,
    "-cc": 1,
    "-clamp": 1,
    "-imfchan": 1,
    "-mm": 2,
    "-o": 3,
    "-s": 3,
    "-t": 3,
    "-texres": 1,
    "-type": 1,
}
_MAPS = {
    "map_kd": "base",
    "map_ke": "emissive",
    "map_emissive": "emissive",
    "map_pr": "roughness",
    "map_pm": "metallic",
    "map_d": "opacity",
    "map_tr": "opacity",
    "map_ao": "occlusion",
    "norm": "normal",
    "map_kn": "normal",
    "map_norm": "normal",
    "map_bump": "bump",
    "bump": "bump",
}


def read_mtl(text: str) -> dict[str, Surface]:
    """Surfaces by name, in the order of the file."""
    surfaces: dict[str, Surface] = {}
    name = ""
    for line in text.splitlines():
        words = line.split("#", 1)[0].strip() if line.lstrip().startswith("#") else line.strip()
        key, _, rest = words.replace("\t", " ").partition(" ")
        key, rest = key.lower(), rest.strip()
        if key == "newmtl":
            name = rest
            surfaces[name] = Surface(name)
        elif key and name in surfaces:
            surfaces[name] = _with(surfaces[name], key, rest)
    return surfaces


def _with(surface: Surface, key: str, rest: str) -> Surface:
    if key in _MAPS:
        named = _map(rest)
        return replace(surface, maps={**surface.maps, _MAPS[key]: named}) if named else surface
    numbers = _numbers(rest)
    if not numbers:
        return surface
    one = numbers[0]
    color = (numbers[0], numbers[1], numbers[2]) if len(numbers) >= 3 else (one, one, one)
    changes: dict[str, dict[str, object]] = {
        "kd": {"color_srgb": color},
        "ke": {"emissive_srgb": color},
        "d": {"alpha": one},
        "tr": {"alpha": 1 - one},
        "ns": {"shininess": max(one, 0.0)},
        "pr": {"roughness": one},
        "pm": {"metallic": one},
    }
    return replace(surface, **changes.get(key, {}))  # type: ignore[arg-type]


def _numbers(rest: str) -> list[float]:
    found = []
    for word in rest.split():
        try:
            found.append(float(word.replace(",", ".")))
        except ValueError:
            break
    return found


def _map(rest: str) -> Map | None:
    """The options of a map line and the file name that is left, spaces and quotes included."""
    words = _split(rest)
    options: dict[str, list[float]] = {}
    while words and words[0].lower() in _OPTIONS:
        option = words.pop(0).lower()
        taken: list[str] = []
        while words and len(taken) < _OPTIONS[option]:
            if _OPTIONS[option] == 3 and not _numbers(words[0]):
                break
            taken.append(words.pop(0))
        options[option] = _numbers(" ".join(taken))
    if not words:
        return None
    scale, offset = options.get("-s", []), options.get("-o", [])
    return Map(
        " ".join(words),
        scale=(scale[0], scale[1]) if len(scale) > 1 else (1.0, 1.0),
        offset=(offset[0], offset[1]) if len(offset) > 1 else (0.0, 0.0),
        strength=(options.get("-bm") or [1.0])[0],
    )


def _split(rest: str) -> list[str]:
    if '"' in rest:
        try:
            return shlex.split(rest.replace("\\", "/"))
        except ValueError:
            return rest.replace('"', "").split()
    return rest.split()


__all__ = ["read_mtl"]
