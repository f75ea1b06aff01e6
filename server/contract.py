"""Everything the server says to the viewer and hears from it: the API's JSON shapes and the mall's messages.

`python -m server.contract_ts` writes `viewer/src/contract.ts` from this file; a test fails when that is stale.
Lengths are metres, angles radians, times seconds, unless a name says otherwise. Positions are glTF's: y up, +z forward.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

MALL_VERSION = "mall.v1"
"""The WebSocket subprotocol; another one is refused at the door."""

NAME_MAX = 24
CHAT_MAX = 280
FLOOR_RADIUS_M = 500.0
"""Longest visitor name and chat line in characters; how far from the middle an avatar may go."""

_STRICT = ConfigDict(extra="forbid")

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
    `distance_m` is the way along the floor from under the camera to the product's origin.
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


# The mall, what a client says ------------------------------------------------------------------------------------

Coordinate = Annotated[float, Field(ge=-FLOOR_RADIUS_M, le=FLOOR_RADIUS_M, allow_inf_nan=False)]
Angle = Annotated[float, Field(ge=-1000, le=1000, allow_inf_nan=False)]
Swatch = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Take a seat. The first message of a connection; replaces nothing."""

    __pydantic_config__ = _STRICT
    type: Literal["join"] = "join"
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_MAX)]
    color: Swatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Where my avatar stands and looks. Replaces my earlier pose."""

    __pydantic_config__ = _STRICT
    type: Literal["pose"] = "pose"
    position: tuple[Coordinate, Coordinate, Coordinate]
    yaw_rad: Angle


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Say something to everyone in the room. Replaces nothing."""

    __pydantic_config__ = _STRICT
    type: Literal["chat"] = "chat"
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=CHAT_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Show the others which product I look at (null: none). Replaces my earlier one."""

    __pydantic_config__ = _STRICT
    type: Literal["look"] = "look"
    sku: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,63}$")] | None


ClientMessage = Annotated[Join | Pose | Chat | Look, Field(discriminator="type")]


# The mall, what the server says ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberState:
    """One visitor as all see them now."""

    id: str
    name: str
    color: str
    position: Triple
    yaw_rad: float
    sku: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPose:
    """Where one visitor is."""

    id: str
    position: Triple
    yaw_rad: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """You are in; `you` is your member id. Replaces everything known of the room: the whole present state.

    `layout_version` changes when the shelves do: fetch /api/products again when it differs from yours.
    """

    type: Literal["welcome"] = "welcome"
    you: str
    code: str
    seats: int
    version: int
    members: list[MemberState]
    layout_version: str
    time_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Someone came in. Replaces an earlier member of the same id."""

    type: Literal["joined"] = "joined"
    version: int
    member: MemberState


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Someone went. Replaces that member by nobody."""

    type: Literal["left"] = "left"
    version: int
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Poses:
    """Where everyone is. Replaces every earlier poses message; a slow reader gets only the newest."""

    type: Literal["poses"] = "poses"
    members: list[MemberPose]
    time_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A chat line by member `sender`, who was called `name`. Replaces nothing."""

    type: Literal["chat"] = "chat"
    sender: str
    name: str
    text: str
    time_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Member `id` looks at this product now (null: none). Replaces their earlier one."""

    type: Literal["looked"] = "looked"
    version: int
    id: str
    sku: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Your last message was refused; nothing changed. Replaces nothing."""

    type: Literal["error"] = "error"
    code: str
    message: str
    facts: dict[str, Any] = field(default_factory=dict)


ServerMessage = Welcome | Joined | Left | Poses | Said | Looked | Problem

__all__ = [
    "MALL_VERSION",
    "Account",
    "Attach",
    "Chat",
    "CheckResult",
    "Choice",
    "ClientMessage",
    "ErrorAnswer",
    "Failure",
    "Job",
    "JobList",
    "JobState",
    "Join",
    "Joined",
    "Left",
    "Look",
    "Looked",
    "MallOccupancy",
    "MemberPose",
    "MemberState",
    "Placed",
    "Pose",
    "Poses",
    "Problem",
    "ProductCard",
    "ProductDetail",
    "ProductList",
    "Said",
    "SampleRoom",
    "SampleRoomList",
    "ScaleFact",
    "ServerMessage",
    "ShadeOption",
    "StudioProduct",
    "StudioProductList",
    "Text",
    "Truth",
    "VariantOption",
    "Welcome",
]
