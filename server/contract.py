"""The API's JSON shapes; the mall's messages are `server.contract_mall`.

`python -m server.contract_ts` writes `viewer/src/contract.ts` from both files; a test fails when that is stale.
Lengths are metres, angles radians, times seconds, unless a name says otherwise. Positions are glTF's: y up, +z forward.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

NAME_MAX = 24
CHAT_MAX = 280
FLOOR_RADIUS_M = 500.0
"""Longest visitor name and chat line in characters; how far from the middle an avatar may go."""

Attach = Literal["nose", "head", "ear", "floor", "wall", "ceiling", "table", "lips"]
JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The same words in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why something did not happen: a stable code, one sentence, and the facts behind it."""

    code: str
    message: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """The body of every API answer that is not a success."""

    error: Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantOption:
    """A colourway: `name` is the glTF variant, `color` its swatch as sRGB "#RRGGBB"."""

    name: str
    title: Text
    color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadeOption:
    """One colour of a make-up range, sRGB "#RRGGBB"."""

    id: str
    name: Text
    color: str
    finish: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """A product as a list shows it. `model_url` is the light GLB for the web (meshopt), null until converted.

    `size_m` is width x, height y, depth z; null for make-up. `alt` is made from size, material and colour.
    """

    sku: str
    kind: str
    attach: Attach
    title: Text
    price: dict[str, float]
    size_m: Triple | None
    poster_url: str | None
    model_url: str | None
    alt: Text
    color: Text
    variants: list[VariantOption]
    shade_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the converter chose and why."""

    chosen: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One rule of one shop or standard, its limit, what was found, and whether that is all right."""

    channel: str
    rule: str
    limit: float | str
    value: float | str
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """How true the model is. `size_error_mm` is the largest side's difference from what the brand states.

    `delta_e` is the colour difference from the source (CIEDE2000). null: not measured.
    """

    size_error_mm: float | None
    unit: Choice
    up: Choice
    delta_e: float | None
    checks: list[CheckResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetail(ProductCard):
    """A product as its own page shows it.

    `store_url` is the plain GLB for Scene Viewer, `usdz_url` for Quick Look; `bytes` and `triangles` are the web GLB's.
    """

    gtin: str
    brand: str
    description: Text
    material: Text
    store_url: str | None
    usdz_url: str | None
    bytes: int | None
    triangles: int | None
    truth: Truth | None
    shades: list[ShadeOption]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductList:
    """Answer of GET /api/products."""

    products: list[ProductCard]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work in the background. `progress` 0 to 1; `result` is set when done, `error` when failed."""

    id: str
    kind: str
    state: JobState
    progress: float
    stage: str
    result: dict[str, Any] | None
    error: Failure | None
    product_sku: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobList:
    """Answer of GET /api/jobs, newest first."""

    jobs: list[Job]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is signed in to the studio."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioProduct:
    """A brand's own product, whether shoppers see it, and when it was last converted (seconds since 1970)."""

    state: Literal["draft", "published"]
    product: ProductDetail
    updated_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioProductList:
    """Answer of GET /api/studio/products, newest first."""

    products: list[StudioProduct]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleFact:
    """Where metres come from, and the relative standard deviation (0.05 is 5 %)."""

    source: str
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A product drawn at true size in a picture of a room. `image` is a data URL (JPEG).

    `footprint_px` are the corners of the product's footprint in the answered picture, pixels, y down. `size_sd` is the
    relative standard deviation of the drawn size (0.05 is 5 %), `position_sd_cm` that of the place on the floor.
    `distance_m` is the way along the floor from under the camera to the product's origin. `warnings` are sentences on
    what makes the place doubtful: a wall behind which it reaches, a size that is hardly known, a part out of view.
    """

    image: str
    width_px: int
    height_px: int
    size_on_floor_m: Triple
    footprint_px: list[tuple[float, float]]
    distance_m: float
    scale: ScaleFact
    position_sd_cm: float
    size_sd: float
    warnings: list[str]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRoom:
    """A picture of a room that we ship, with what is known of its camera (null: not known)."""

    id: str
    title: Text
    image_url: str
    width_px: int
    height_px: int
    camera_height_m: float | None
    marker_cm: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRoomList:
    """Answer of GET /api/rooms/sample."""

    rooms: list[SampleRoom]


@dataclass(frozen=True, slots=True, kw_only=True)
class MallOccupancy:
    """Answer of GET and POST /api/mall: who could join. `members` are those inside now."""

    code: str
    members: int
    seats: int


__all__ = [
    "CHAT_MAX",
    "FLOOR_RADIUS_M",
    "NAME_MAX",
    "Account",
    "Attach",
    "CheckResult",
    "Choice",
    "ErrorAnswer",
    "Failure",
    "Job",
    "JobList",
    "JobState",
    "MallOccupancy",
    "Placed",
    "ProductCard",
    "ProductDetail",
    "ProductList",
    "SampleRoom",
    "SampleRoomList",
    "ScaleFact",
    "ShadeOption",
    "StudioProduct",
    "StudioProductList",
    "Text",
    "Truth",
    "VariantOption",
]
