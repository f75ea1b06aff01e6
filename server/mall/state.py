"""A mall session as data: `apply(session, event)` answers the next session, or refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from arkit.errors import NotFoundError
from server.contract import Triple
from server.contract_mall import MemberState
from server.errors import ConflictError
from server.mall.rules import ENTRANCE_M, SEATS


@dataclass(frozen=True, slots=True)
class Joining:
    """Someone takes a seat."""

    id: str
    name: str
    color: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """Someone gives it up."""

    id: str


@dataclass(frozen=True, slots=True)
class Moving:
    """Someone stands elsewhere."""

    id: str
    position: Triple
    yaw_rad: float


@dataclass(frozen=True, slots=True)
class Looking:
    """Someone looks at a product, or at none."""

    id: str
    sku: str | None


Event = Joining | Leaving | Moving | Looking


@dataclass(frozen=True, slots=True)
class MallSession:
    """One room: who is inside, in the order they came. `version` grows by one with every change."""

    id: str
    version: int = 0
    members: Mapping[str, MemberState] = field(default_factory=lambda: MappingProxyType({}))


def apply(session: MallSession, event: Event) -> MallSession:
    """The session after the event.

    Raises:
        ConflictError: no seat is free, or this member is inside already.
        NotFoundError: this member is not inside.
    """
    if isinstance(event, Joining):
        return _joined(session, event)
    if event.id not in session.members:
        raise NotFoundError("You are not in this room; join it first.")
    members = dict(session.members)
    if isinstance(event, Leaving):
        del members[event.id]
    elif isinstance(event, Moving):
        members[event.id] = replace(members[event.id], position=event.position, yaw_rad=event.yaw_rad)
    else:
        members[event.id] = replace(members[event.id], sku=event.sku)
    return _next(session, members)


def _joined(session: MallSession, event: Joining) -> MallSession:
    if event.id in session.members:
        raise ConflictError("You are in this room already.")
    if len(session.members) >= SEATS:
        raise ConflictError(f"All {SEATS} seats of this room are taken; open another and share its link.", seats=SEATS)
    member = MemberState(id=event.id, name=event.name, color=event.color, position=ENTRANCE_M, yaw_rad=0.0, sku=None)
    return _next(session, {**session.members, event.id: member})


def _next(session: MallSession, members: dict[str, MemberState]) -> MallSession:
    return replace(session, version=session.version + 1, members=MappingProxyType(members))


__all__ = ["Event", "Joining", "Leaving", "Looking", "MallSession", "Moving", "apply"]
