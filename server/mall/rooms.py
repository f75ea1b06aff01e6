"""The rooms of this process: who sits where, and what waits to be sent to whom. Touched by the event loop only.

Each client has one slot for the newest poses, replaced when a newer one comes, and a short line for what must arrive.
A slow reader so loses poses it would have seen too late, and delays nobody.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import asdict, dataclass, field

from server.contract import MallOccupancy
from server.contract_mall import Joined, Left, Looked, MemberPose, Poses, Problem, Said, ServerMessage, Welcome
from server.mall.rules import SEATS, WAITING_MESSAGES
from server.mall.state import Event, Joining, Leaving, Looking, MallSession, Moving, apply


@dataclass(slots=True)
class Client:
    """What waits for one visitor's socket."""

    id: str
    line: deque[str] = field(default_factory=deque)
    poses: str | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    overflow: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, text: str) -> None:
        """Line up what must arrive; a reader that lets too much pile up is let go."""
        if len(self.line) >= WAITING_MESSAGES:
            self.overflow.set()
            return
        self.line.append(text)
        self.wake.set()

    def put_poses(self, text: str) -> None:
        """Replace the poses that wait."""
        self.poses = text
        self.wake.set()

    async def next(self) -> str:
        """Wait for something to send: first what must arrive, then the newest poses."""
        while True:
            if self.line:
                return self.line.popleft()
            if self.poses is not None:
                text, self.poses = self.poses, None
                return text
            self.wake.clear()
            await self.wake.wait()


@dataclass(slots=True)
class Room:
    """One room: its state and its clients."""

    session: MallSession
    clients: dict[str, Client] = field(default_factory=dict)
    moved: bool = False

    def apply(self, event: Event) -> None:
        """Change the state, or refuse, and tell everyone what changed."""
        self.session = apply(self.session, event)
        version = self.session.version
        if isinstance(event, Joining):
            self.tell(Joined(version=version, member=self.session.members[event.id]), but=event.id)
        elif isinstance(event, Leaving):
            self.tell(Left(version=version, id=event.id))
        elif isinstance(event, Looking):
            self.tell(Looked(version=version, id=event.id, sku=event.sku))
        elif isinstance(event, Moving):
            self.moved = True

    def tell(self, message: Joined | Left | Looked | Said, *, but: str = "") -> None:
        """Line a message up for everyone."""
        text = encoded(message)
        for client in self.clients.values():
            if client.id != but:
                client.put(text)

    def welcome(self, client_id: str, *, layout_version: str, time_s: float) -> Welcome:
        """The whole present state, for one who just came."""
        return Welcome(
            you=client_id,
            code=self.session.id,
            seats=SEATS,
            version=self.session.version,
            members=list(self.session.members.values()),
            layout_version=layout_version,
            time_s=time_s,
        )

    def tick(self, time_s: float) -> None:
        """Put where everyone is into everyone's slot, the same text for all, if someone moved."""
        if not self.moved:
            return
        self.moved = False
        members = self.session.members.values()
        poses = [MemberPose(id=one.id, position=one.position, yaw_rad=one.yaw_rad) for one in members]
        text = encoded(Poses(members=poses, time_s=time_s))
        for client in self.clients.values():
            client.put_poses(text)


@dataclass(slots=True)
class Rooms:
    """All rooms of this process; an empty one is forgotten, and its link opens it again."""

    open: dict[str, Room] = field(default_factory=dict)

    def enter(self, code: str, client: Client, *, name: str, color: str) -> Room:
        """Take a seat, all in one step so that no two get the last.

        Raises:
            ConflictError: all seats are taken.
        """
        room = self.open.get(code) or Room(MallSession(code))
        room.apply(Joining(client.id, name, color))
        room.clients[client.id] = client
        self.open[code] = room
        return room

    def leave(self, room: Room, client: Client) -> None:
        """Give the seat up."""
        room.clients.pop(client.id, None)
        room.apply(Leaving(client.id))
        if not room.clients:
            self.open.pop(room.session.id, None)

    def tick(self, time_s: float) -> None:
        """One tick of every room."""
        for room in tuple(self.open.values()):
            room.tick(time_s)

    def occupancy(self, code: str) -> MallOccupancy:
        """How full a room is; may be asked from any thread."""
        room = self.open.get(code)
        return MallOccupancy(code=code, members=len(room.session.members) if room else 0, seats=SEATS)


def encoded(message: ServerMessage | Problem) -> str:
    """A message as JSON text."""
    return json.dumps(asdict(message), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


__all__ = ["Client", "Room", "Rooms", "encoded"]
