"""POST /api/place: a product at true size in a shopper's own picture, which is held in memory and then forgotten."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from flask import Response, jsonify
from flask_limiter import Limiter
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from arkit.product import Product
from server.catalog.store import CatalogStore
from server.contract import Placed, SampleRoomList, ScaleFact
from server.errors import CheckError, ConflictError
from server.files import FileStore
from server.forms import described_form, read_file, read_form
from server.openapi import shape
from server.place.placer import Placer
from server.place.rooms import SampleRooms
from server.place.wire import Message


class PlaceForm(BaseModel):
    """What to place where. `at_u`, `at_v`: 0 to 1 from the picture's top left, after its orientation is applied.

    Metres come from the height of the camera above the floor, or from a printed marker's side; one of the two is given.
    """

    sku: str = Field(max_length=64)
    at_u: float = Field(ge=0, le=1)
    at_v: float = Field(ge=0, le=1)
    yaw_deg: float = Field(0, ge=-360, le=360)
    camera_height_m: float | None = Field(None, ge=0.2, le=5)
    marker_cm: float | None = Field(None, ge=2, le=100)
    variant: str = Field("", max_length=80)
    room: str = Field("", max_length=80, description="A sample room's id, instead of a picture.")


def create_place(
    placer: Placer, catalog: CatalogStore, files: FileStore, rooms: SampleRooms, limiter: Limiter
) -> APIBlueprint:
    """The placing routes."""
    routes = APIBlueprint("place", __name__, url_prefix="/api", abp_tags=[Tag(name="place")])

    @routes.get("/rooms/sample", responses={200: shape(SampleRoomList)})
    def sample_rooms() -> Response:
        """Pictures of rooms to try it with."""
        return jsonify(asdict(SampleRoomList(rooms=list(rooms.rooms))))

    @routes.post("/place", responses={200: shape(Placed)}, openapi_extensions=described_form(PlaceForm, "image"))
    @limiter.limit("30/minute")
    def place() -> Response:
        """Draw a product in a picture of a room (JPEG, PNG or WebP). Nothing of the picture is kept."""
        form = read_form(PlaceForm)
        if (form.camera_height_m is None) == (form.marker_cm is None):
            raise CheckError("scale: expected either camera_height_m or marker_cm, so that sizes are true")
        product = catalog.product(form.sku)
        model = catalog.model(form.sku)
        if model is None or product.attach == "lips":
            raise ConflictError(f'"{form.sku}" has no model to place yet; choose another product.', sku=form.sku)
        picture = rooms.picture(form.room) if form.room else read_file("image").read()
        said = place_request(form, product, str(files.path(model.sha256)))
        answer = jsonify(asdict(placed(placer.place(said, picture))))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return routes


def place_request(form: PlaceForm, product: Product, model: str) -> dict[str, Any]:
    """What the placing process is told beside the picture."""
    keys = ("at_u", "at_v", "yaw_deg", "camera_height_m", "marker_cm", "variant")
    return {"model": model, "product": asdict(product), **{key: getattr(form, key) for key in keys}}


def placed(answer: Message) -> Placed:
    """The placing process's answer as the contract has it."""
    facts = dict(answer.head)
    image = "data:image/jpeg;base64," + base64.b64encode(answer.picture).decode("ascii")
    return Placed(image=image, scale=ScaleFact(**facts.pop("scale")), **facts)


__all__ = ["PlaceForm", "create_place", "place_request", "placed"]
