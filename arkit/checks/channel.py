"""The published limits of shops and standards. A limit without a public page says whose copy it is taken from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from arkit.check import Check
from arkit.checks.audit import AUDITOR, GUIDELINES
from arkit.checks.measure import Facts, facts
from arkit.document import Document
from arkit.errors import NotFoundError

_MB = 1_000_000
_KHRONOS = "Khronos 3D Commerce asset creation guidelines 1.0, publishing targets, mobile AR and web catalogue"
_GOOGLE = "support.google.com/merchants/answer/13674896"
_SCENE_VIEWER = "Google Scene Viewer recommendations, 2019"
_AMAZON = "Amazon 3D model requirements, in a seller's copy: alicucu.com/post/2227"
_SHOPIFY = "help.shopify.com, 3D modeling checklist; shopify.dev, Model3dSource"
_APPLE_BYTES = "practice of AR Quick Look publishers; Apple states none"
_USDZ = "USDZ specification, file types"
_APPLE = "developer.apple.com/forums/thread/693867, Apple's answer, 2021"

_FLOOR = "lowest point above or below the floor, m"


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the rules read: the facts, the file's bytes, and what only few of them ask for."""

    facts: Facts
    file_bytes: int
    bones: int
    animation_s: float


# rule, limit, how to measure it, source; the value must not exceed the limit.
_Most = tuple[str, float, Callable[[_Counted], float], str]
_BYTES: Callable[[_Counted], float] = lambda one: one.file_bytes  # noqa: E731 - one of a table of measures
_MOST: dict[str, tuple[_Most, ...]] = {
    "khronos": (
        ("file bytes", 3 * _MB, _BYTES, _KHRONOS),
        ("triangles", 150_000, lambda one: one.facts.triangles, _KHRONOS),
        ("texture pixels a side", 2048, lambda one: one.facts.longest_px, _KHRONOS),
        ("draw calls", 500, lambda one: one.facts.draws, _KHRONOS),
        ("draw calls, recommended", 20, lambda one: one.facts.draws, _KHRONOS),
        ("textures not a power of two", 0, lambda one: one.facts.odd_pictures, AUDITOR),
        ("materials", 5, lambda one: one.facts.materials, AUDITOR),
        ("uv sets", 1, lambda one: one.facts.uv_sets, GUIDELINES),
        (_FLOOR, 0.001, lambda one: abs(one.facts.lowest_m), GUIDELINES),
        ("brightest base colour, sRGB code", 243, lambda one: one.facts.factor_range[1], AUDITOR),
    ),
    "google": (
        ("file bytes", 15 * _MB, _BYTES, _GOOGLE),
        ("file bytes, recommended", 10 * _MB, _BYTES, _GOOGLE),
        ("texture pixels a side", 2048, lambda one: one.facts.longest_px, _GOOGLE),
        ("vertices, recommended", 30_000, lambda one: one.facts.vertices, _SCENE_VIEWER),
        ("materials", 10, lambda one: one.facts.materials, _SCENE_VIEWER),
        ("uv sets", 1, lambda one: one.facts.uv_sets, _SCENE_VIEWER),
        ("bones", 254, lambda one: one.bones, _SCENE_VIEWER),
        ("extensions a reader must know", 0, lambda one: len(one.facts.required), _SCENE_VIEWER),
    ),
    "amazon": (
        ("triangles", 150_000, lambda one: one.facts.triangles, _AMAZON),
        ("texture pixels a side", 4096, lambda one: one.facts.longest_px, _AMAZON),
        ("textures neither PNG nor JPEG", 0, lambda one: one.facts.other_pictures, _AMAZON),
        ("extensions a reader must know", 0, lambda one: len(one.facts.required), _AMAZON),
    ),
    "shopify": (
        ("file bytes", 15 * _MB, _BYTES, _SHOPIFY),
        ("file bytes, typical", 4 * _MB, _BYTES, _SHOPIFY),
        ("textures neither PNG nor JPEG", 0, lambda one: one.facts.other_pictures, _SHOPIFY),
        ("extensions a reader must know", 0, lambda one: len(one.facts.required), _SHOPIFY),
    ),
    "apple": (
        ("file bytes", 10 * _MB, _BYTES, _APPLE_BYTES),
        ("triangles", 100_000, lambda one: one.facts.triangles, _APPLE),
        ("texture pixels a side", 2048, lambda one: one.facts.longest_px, _APPLE),
        ("animation, s", 10, lambda one: one.animation_s, _APPLE),
        ("textures neither PNG nor JPEG", 0, lambda one: one.facts.other_pictures, _USDZ),
    ),
}
CHANNELS = tuple(_MOST)
# Which rows of an audit a channel asks for too, by what their rules hold, and whose word that is.
_AUDITED: dict[str, tuple[tuple[str, str], ...]] = {
    "khronos": (("", ""),),
    "amazon": (("off the stated one", _AMAZON),),
    "shopify": (("off the stated one", _SHOPIFY), ("origin off", _SHOPIFY)),
}


def channel(
    document: Document,
    name: str,
    *,
    file_bytes: int,
    packing: tuple[str, ...] = (),
    stands: bool = True,
    audited: tuple[Check, ...] = (),
) -> tuple[Check, ...]:
    """Hold a document (metres, y up) against one channel's limits; see `channels`."""
    held = channels(document, (name,), file_bytes=file_bytes, packing=packing, stands=stands, audited=audited)
    return held[name]


def channels(
    document: Document,
    names: Sequence[str] = CHANNELS,
    *,
    file_bytes: int,
    packing: tuple[str, ...] = (),
    stands: bool = True,
    audited: tuple[Check, ...] = (),
) -> dict[str, tuple[Check, ...]]:
    """Hold a document (metres, y up) against the limits of several channels; what they count is counted once.

    Args:
        document: as it is in the file of `file_bytes` bytes.
        names: of CHANNELS.
        file_bytes: of the file.
        packing: extensions of the file that reading has undone.
        stands: whether it stands on something; what is worn or hangs has its origin elsewhere than on the floor.
        audited: the rows of `audit`, of which each channel takes those that it asks for.

    Raises:
        NotFoundError: no such channel.
    """
    for name in names:
        if name not in _MOST:
            raise NotFoundError(f'channel: expected one of {", ".join(CHANNELS)}, got "{name}"')
    known = facts(document)
    known = replace(known, required=(*known.required, *packing))
    counted = _Counted(known, file_bytes, _bones(document), _animation_s(document))
    return {name: (*_held(name, counted, stands), *_asked(name, audited)) for name in names}


def _held(name: str, counted: _Counted, stands: bool) -> tuple[Check, ...]:
    checks = []
    for rule, limit, measure, source in _MOST[name]:
        if rule == _FLOOR and not stands:
            continue
        value = round(measure(counted), 4)
        checks.append(Check(rule, limit, value, value <= limit, source))
    if name == "khronos":
        darkest = round(counted.facts.factor_range[0], 1)
        checks.append(Check("darkest base colour, sRGB code, at least", 30, darkest, darkest >= 30, AUDITOR))
    return tuple(checks)


def _asked(name: str, audited: tuple[Check, ...]) -> tuple[Check, ...]:
    found = []
    for part, source in _AUDITED.get(name, ()):
        found += [replace(one, source=source or one.source) for one in audited if part in one.rule]
    return tuple(found)


def _bones(document: Document) -> int:
    return max((len(skin.get("joints", [])) for skin in document.gltf.get("skins", [])), default=0)


def _animation_s(document: Document) -> float:
    """Length of the longest animation, seconds."""
    samplers = [one for animation in document.gltf.get("animations", []) for one in animation.get("samplers", [])]
    return max((float(document.accessors[one["input"]].max()) for one in samplers if "input" in one), default=0.0)


__all__ = ["CHANNELS", "channel", "channels"]
