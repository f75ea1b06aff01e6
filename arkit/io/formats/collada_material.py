"""The surface of a COLLADA effect: colours, pictures, transparency of its common profile."""

from __future__ import annotations

from urllib.parse import unquote
from xml.etree.ElementTree import Element

from arkit.io.markup import numbers
from arkit.io.parts.material import Map, Surface

_SHADERS = ("phong", "lambert", "blinn", "constant")


def read_surface(name: str, effect: Element | None, ids: dict[str, Element], file: str) -> tuple[Surface, list[str]]:
    """The surface called `name` and what was guessed; grey where the effect says nothing."""
    technique = None if effect is None else effect.find("profile_COMMON/technique")
    if effect is None or technique is None:
        return Surface(name), []
    shader = next((one for one in technique if one.tag in _SHADERS), None)
    if shader is None:
        return Surface(name), []
    parameters = {one.get("sid", ""): one for one in effect.iter("newparam")}
    maps = {}
    bumps = technique.find(".//bump")
    for slot, holder in (("base", shader.find("diffuse")), ("emissive", shader.find("emission")), ("bump", bumps)):
        picture = _picture(holder, parameters, ids)
        if picture:
            maps[slot] = Map(picture)
    white = (1.0, 1.0, 1.0)
    color = _color(shader.find("diffuse"), file) or (white if "base" in maps else (0.8, 0.8, 0.8))
    glow = (0.0, 0.0, 0.0) if "emissive" in maps else _color(shader.find("emission"), file) or (0.0, 0.0, 0.0)
    alpha, guesses = _alpha(name, shader, file)
    shine = _number(shader.find("shininess"), file)
    shine = shine * 128 if shine is not None and 0 < shine <= 1 else shine  # some write it as a part of 128
    return Surface(name, color, glow, alpha, None if shine is None else max(shine, 0.0), maps=maps), guesses


def _color(holder: Element | None, file: str) -> tuple[float, float, float] | None:
    text = None if holder is None else holder.findtext("color")
    values = numbers(text, f"{file}: color")
    return (float(values[0]), float(values[1]), float(values[2])) if len(values) >= 3 else None


def _number(holder: Element | None, file: str) -> float | None:
    text = None if holder is None else holder.findtext("float")
    values = numbers(text, f"{file}: number")
    return float(values[0]) if len(values) else None


def _alpha(name: str, shader: Element, file: str) -> tuple[float, list[str]]:
    """Opacity 0…1. Many tools write the sign wrong, so that nothing at all would be seen: that is taken as opaque."""
    holder = shader.find("transparent")
    amount = _number(shader.find("transparency"), file)
    text = None if holder is None else holder.findtext("color")
    if text is None and amount is None:
        return 1.0, []
    values = numbers(text, f"{file}: transparent") if text else (1.0, 1.0, 1.0, 1.0)
    part = 1.0 if amount is None else amount
    kind = "A_ONE" if holder is None else holder.get("opaque", "A_ONE")
    seen = float(values[3]) if len(values) > 3 else 1.0
    light = float(sum(values[:3])) / 3
    alpha = {"A_ZERO": 1 - seen * part, "RGB_ZERO": 1 - light * part, "RGB_ONE": light * part}.get(kind, seen * part)
    if alpha <= 0:
        return 1.0, [f'material "{name}" would not be seen at all: taken as opaque']
    return min(alpha, 1.0), []


def _picture(holder: Element | None, parameters: dict[str, Element], ids: dict[str, Element]) -> str:
    """The file name of the texture in a slot: texture, sampler, surface, image; "" for none."""
    texture = None if holder is None else holder.find("texture")
    if texture is None:
        return ""
    wanted = texture.get("texture", "")
    for _ in range(3):
        parameter = parameters.get(wanted)
        if parameter is None:
            break
        inner = parameter.find("sampler2D/source")
        inner = parameter.find("surface/init_from") if inner is None else inner
        image = parameter.find("sampler2D/instance_image")
        if image is not None:
            wanted = image.get("url", "").lstrip("#")
        elif inner is not None and inner.text:
            wanted = inner.text.strip()
        else:
            break
    image = ids.get(wanted)
    start = None if image is None else image.find("init_from")
    text = "" if start is None else (start.findtext("ref") or start.text or "")
    return unquote(text.strip().removeprefix("file://"))


__all__ = ["read_surface"]
