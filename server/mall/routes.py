"""POST /api/mall: a new room's code. GET /api/mall/<code>: how full it is, before one joins."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, jsonify
from flask_limiter import Limiter
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from arkit.errors import NotFoundError
from server.contract import MallOccupancy
from server.mall.rooms import Rooms
from server.mall.rules import is_code, new_code
from server.openapi import shape


class MallPath(BaseModel):
    """Which room."""

    code: str = Field(max_length=40)


def create_mall(rooms: Rooms, limiter: Limiter) -> APIBlueprint:
    """The mall's routes; its WebSocket is `server.mall.socket`."""
    routes = APIBlueprint("mall", __name__, url_prefix="/api", abp_tags=[Tag(name="mall")])

    @routes.post("/mall", responses={201: shape(MallOccupancy)})
    @limiter.limit("30/minute")
    def open_room() -> tuple[Response, int]:
        """A new room; whoever has its code may come in."""
        return jsonify(asdict(rooms.occupancy(new_code()))), 201

    @routes.get("/mall/<code>", responses={200: shape(MallOccupancy)})
    @limiter.limit("120/minute")
    def occupancy(path: MallPath) -> Response:
        """How many are inside and how many seats there are."""
        if not is_code(path.code):
            raise NotFoundError("There is no such room; check the link, or open a new room.")
        return jsonify(asdict(rooms.occupancy(path.code)))

    return routes


__all__ = ["create_mall"]
