"""The mall's messages, both ways. The version is the WebSocket's subprotocol; each message says what it replaces.

`python -m server.contract_ts` writes `viewer/src/contract.ts` from this and `server.contract`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from server.contract import CHAT_MAX, FLOOR_RADIUS_M, NAME_MAX, Triple

MALL_VERSION = "mall.v1"
"""The WebSocket subprotocol; another one is refused at the door."""

_STRICT = ConfigDict(extra="forbid")

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
    "Chat",
    "ClientMessage",
    "Join",
    "Joined",
    "Left",
    "Look",
    "Looked",
    "MemberPose",
    "MemberState",
    "Pose",
    "Poses",
    "Problem",
    "Said",
    "ServerMessage",
    "Swatch",
    "Welcome",
]
