"""The published limits of shops and standards. A limit without a public page says whose copy it is taken from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from arkit.check import Check
from arkit.checks.measure import Facts, facts
from arkit.document import Document
from arkit.errors import NotFoundError

_MB = 1_000_000
_KHRONOS = "Khronos 3D Commerce asset creation guidelines 1.0, publishing targets, mobile AR and web catalogue"
_KHRONOS_2 = "Khronos 3D Commerce real-time asset creation guidelines 2.0"
_AUDITOR = "Khronos glTF asset auditor, defaults"
_GOOGLE = "support.google.com/merchants/answer/13674896"
_SCENE_VIEWER = "Google Scene Viewer recommendations, 2019"
_AMAZON = "Amazon 3D model requirements, in a seller's copy: alicucu.com/post/2227"
_SHOPIFY = "help.shopify.com, 3D modeling checklist; shopify.dev, Model3dSource"
_APPLE = "developer.apple.com/forums/thread/693867, Apple's answer, 2021"

_FLOOR = "lowest point above or below the floor, m"
# rule, limit, how to measure it, source; the value must not exceed the limit.
_Most = tuple[str, float, Callable[[Facts, int], float], str]
_MOST: dict[str, tuple[_Most, ...]] = {
    "khronos": (
        ("file bytes", 3 * _MB, lambda _, size: size, _KHRONOS),
        ("triangles", 150_000, lambda one, _: one.triangles, _KHRONOS),
        ("texture pixels a side", 2048, lambda one, _: one.longest_px, _KHRONOS),
        ("draw calls", 500, lambda one, _: one.draws, _KHRONOS),
        ("textures not a power of two", 0, lambda one, _: one.odd_pictures, _AUDITOR),
        ("materials", 5, lambda one, _: one.materials, _AUDITOR),
        (_FLOOR, 0.001, lambda one, _: abs(one.lowest_m), _KHRONOS_2),
        ("brightest base colour, sRGB code", 243, lambda one, _: one.factor_range[1], _AUDITOR),
    ),
    "google": (
        ("file bytes", 15 * _MB, lambda _, size: size, _GOOGLE),
        ("texture pixels a side", 2048, lambda one, _: one.longest_px, _GOOGLE),
        ("materials", 10, lambda one, _: one.materials, _SCENE_VIEWER),
        ("uv sets", 1, lambda one, _: one.uv_sets, _SCENE_VIEWER),
        ("extensions a reader must know", 0, lambda one, _: len(one.required), _SCENE_VIEWER),
    ),
    "amazon": (
        ("triangles", 150_000, lambda one, _: one.triangles, _AMAZON),
        ("texture pixels a side", 4096, lambda one, _: one.longest_px, _AMAZON),
        ("textures neither PNG nor JPEG", 0, lambda one, _: one.other_pictures, _AMAZON),
        ("extensions a reader must know", 0, lambda one, _: len(one.required), _AMAZON),
    ),
    "shopify": (
        ("file bytes", 15 * _MB, lambda _, size: size, _SHOPIFY),
        ("textures neither PNG nor JPEG", 0, lambda one, _: one.other_pictures, _SHOPIFY),
        ("extensions a reader must know", 0, lambda one, _: len(one.required), _SHOPIFY),
    ),
    "apple": (
        ("file bytes", 10 * _MB, lambda _, size: size, "practice of AR Quick Look publishers; Apple states none"),
        ("triangles", 100_000, lambda one, _: one.triangles, _APPLE),
        ("texture pixels a side", 2048, lambda one, _: one.longest_px, _APPLE),
        ("textures neither PNG nor JPEG", 0, lambda one, _: one.other_pictures, "USDZ specification, file types"),
    ),
}
CHANNELS = tuple(_MOST)


def channel(
    document: Document, name: str, *, file_bytes: int, packing: tuple[str, ...] = (), stands: bool = True
) -> tuple[Check, ...]:
    """Hold a document (metres, y up) against one channel's limits.

    Args:
        document: as it is in the file of `file_bytes` bytes.
        name: one of CHANNELS.
        packing: extensions of the file that reading has undone.
        stands: whether it stands on something; what is worn or hangs has its origin elsewhere than on the floor.
    """
    if name not in _MOST:
        raise NotFoundError(f'channel: expected one of {", ".join(CHANNELS)}, got "{name}"')
    known = facts(document)
    known = replace(known, required=(*known.required, *packing))
    checks = []
    for rule, limit, measure, source in _MOST[name]:
        if rule == _FLOOR and not stands:
            continue
        value = float(measure(known, file_bytes))
        checks.append(Check(rule, limit, round(value, 3), value <= limit, source))
    if name == "khronos":
        darkest = known.factor_range[0]
        checks.append(Check("darkest base colour, sRGB code, at least", 30, round(darkest, 1), darkest >= 30, _AUDITOR))
    return tuple(checks)


__all__ = ["CHANNELS", "channel"]
