"""The mall's WebSocket, `/ws/mall/<code>`: carries messages between a socket and its room, decides nothing."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from arkit.errors import ArkitError
from server.contract_mall import MALL_VERSION, Chat, Join, Look, Pose, Problem, Said
from server.db import Clock
from server.errors import CheckError, RateError, plain_facts
from server.mall.rooms import Client, Room, Rooms, encoded
from server.mall.rules import (
    CHAT_BURST,
    CHAT_PER_S,
    MESSAGE_BYTES,
    MESSAGES_BURST,
    MESSAGES_PER_S,
    STRIKES,
    TICKS_PER_S,
    Bucket,
    bucket,
    is_code,
    parse_message,
)
from server.mall.state import Looking, Moving
from server.origin import own_origin

log = logging.getLogger(__name__)
POLICY = 1008
TRY_LATER = 1013
JOIN_WITHIN_S = 10.0
CLOSE_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How we close a socket."""

    code: int
    reason: str


GONE = Ending(1000, "")


@dataclass(slots=True)
class Visit:
    """One socket's stay."""

    socket: WebSocket
    rooms: Rooms
    layout_version: Callable[[], str]
    clock: Clock
    client: Client
    chat: Bucket
    messages: Bucket
    joined: asyncio.Event = field(default_factory=asyncio.Event)
    room: Room | None = None
    strikes: int = 0

    async def run(self) -> None:
        """Receive until the visitor goes or must go, while another task sends."""
        tasks = [asyncio.create_task(work) for work in (self._receive(), self._send(), self._watch())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._leave()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        ending = done.pop()
        if ending.exception() is None:
            await self._close(ending.result())

    async def _receive(self) -> Ending:
        """Hear the visitor out; `GONE` when the socket is closed."""
        while self.strikes < STRIKES:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return GONE
            await self._hear(message.get("text"))
        return Ending(POLICY, "too many messages that we do not understand")

    async def _send(self) -> Ending:
        while True:
            await self.socket.send_text(await self.client.next())

    async def _watch(self) -> Ending:
        """Who does not join in time, or reads too slowly, must go."""
        try:
            async with asyncio.timeout(JOIN_WITHIN_S):
                await self.joined.wait()
        except TimeoutError:
            return Ending(POLICY, "join first")
        await self.client.overflow.wait()
        return Ending(TRY_LATER, "too slow")

    def _leave(self) -> None:
        if self.room is not None:
            self.rooms.leave(self.room, self.client)

    async def _close(self, ending: Ending) -> None:
        """Send what was said before the door closed, then close; a socket that takes neither is left to its fate."""
        if ending is GONE:
            return
        with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                while self.client.line and not self.client.overflow.is_set():
                    await self.socket.send_text(self.client.line.popleft())
                await self.socket.close(ending.code, ending.reason)

    async def _hear(self, text: str | None) -> None:
        try:
            if text is None:
                raise CheckError("message: expected JSON text, got binary")
            if len(text) > MESSAGE_BYTES:
                raise CheckError(f"message: expected at most {MESSAGE_BYTES} characters, got {len(text)}")
            if not self.messages.take(self.clock()):
                raise RateError("Too many messages; send at most 60 a second.")
            await self._act(parse_message(text))
        except ArkitError as error:
            self.strikes += 1
            self.client.put(encoded(Problem(code=error.code, message=error.message, facts=plain_facts(error.facts))))

    async def _act(self, message: Join | Pose | Chat | Look) -> None:
        if isinstance(message, Join):
            await self._join(message)
            return
        if self.room is None:
            raise CheckError('The first message must be "join", with a name and a colour.')
        if isinstance(message, Pose):
            self.room.apply(Moving(self.client.id, message.position, message.yaw_rad))
        elif isinstance(message, Look):
            self.room.apply(Looking(self.client.id, message.sku))
        else:
            self._say(self.room, message)

    async def _join(self, message: Join) -> None:
        if self.room is not None:
            raise CheckError("You are in this room already.")
        layout_version = await asyncio.to_thread(self.layout_version)
        code = self.socket.path_params["code"]
        self.room = self.rooms.enter(code, self.client, name=message.name, color=message.color)
        welcome = self.room.welcome(self.client.id, layout_version=layout_version, time_s=self.clock())
        self.client.put(encoded(welcome))
        self.joined.set()

    def _say(self, room: Room, message: Chat) -> None:
        time_s = self.clock()
        if not self.chat.take(time_s):
            raise RateError("You are writing too fast; wait a moment.")
        name = room.session.members[self.client.id].name
        room.tell(Said(sender=self.client.id, name=name, text=message.text, time_s=time_s))


def create_socket(rooms: Rooms, layout_version: Callable[[], str], clock: Clock) -> Callable[[WebSocket], object]:
    """The endpoint of `/ws/mall/{code}`."""

    async def endpoint(socket: WebSocket) -> None:
        if MALL_VERSION not in socket.scope.get("subprotocols", ()) or not _own_page(socket):
            await socket.close(POLICY)
            return
        if not is_code(socket.path_params["code"]):
            await socket.close(POLICY)
            return
        await socket.accept(subprotocol=MALL_VERSION)
        now_s = clock()
        talk, messages = bucket(CHAT_PER_S, CHAT_BURST, now_s), bucket(MESSAGES_PER_S, MESSAGES_BURST, now_s)
        await Visit(socket, rooms, layout_version, clock, Client(uuid4().hex[:12]), talk, messages).run()

    return endpoint


async def run_ticks(rooms: Rooms, clock: Clock) -> None:
    """Tick every room until cancelled."""
    while True:
        await asyncio.sleep(1 / TICKS_PER_S)
        rooms.tick(clock())


def _own_page(socket: WebSocket) -> bool:
    """Whether our own page opened this; a program that is no browser sends no Origin, and may."""
    return own_origin(socket.headers.get("origin"), socket.headers.get("host"))


__all__ = ["create_socket", "run_ticks"]
