"""How request bodies are read: how large, where they wait, and what their fields must be.

A picture of a room waits in memory and never touches a disk; a product file waits on the data folder's disk.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import IO, Any, TypeVar

from flask import Flask, Request, current_app, request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import FileStorage

from server.config import MEGABYTE, Config
from server.errors import CheckError, sentence_of

Form = TypeVar("Form", bound=BaseModel)
UPLOAD_PATH = "/api/uploads"
PICTURE_PATH = "/api/place"
_FIELDS_BYTES = 64 * 1024


class ShopRequest(Request):
    """A request whose files wait where their path says."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.path == UPLOAD_PATH:
            return tempfile.TemporaryFile(dir=current_app.config["INCOMING"])
        return io.BytesIO()


def register_forms(app: Flask, config: Config) -> None:
    """Cap every body: small ones everywhere, product files and pictures at their own addresses."""
    incoming: Path = config.data_dir / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    app.request_class = ShopRequest
    app.config["INCOMING"] = str(incoming)
    app.config["MAX_CONTENT_LENGTH"] = MEGABYTE
    caps = {UPLOAD_PATH: config.max_upload_bytes, PICTURE_PATH: config.max_picture_bytes}

    @app.before_request
    def cap() -> None:
        if request.path in caps:
            request.max_content_length = caps[request.path] + _FIELDS_BYTES


def read_form(model: type[Form]) -> Form:
    """The request's form fields as `model`.

    Raises:
        CheckError: a field is missing or not as it should be.
    """
    try:
        return model.model_validate(request.form.to_dict())
    except ValidationError as error:
        sentence, field = sentence_of(error)
        raise CheckError(sentence, field=field) from error


def read_file(name: str) -> FileStorage:
    """The request's file of this field name.

    Raises:
        CheckError: there is none.
    """
    file = request.files.get(name)
    if file is None:
        raise CheckError(f"{name}: expected a file in this field of a multipart form, got none", field=name)
    return file


def described_form(model: type[BaseModel], file: str) -> dict[str, Any]:
    """The form in the API's description: the fields of `model` and a file, as `openapi_extensions` of a route."""
    schema = model.model_json_schema()
    schema["properties"] |= {file: {"type": "string", "format": "binary"}}
    schema["required"] = [*schema.get("required", []), file]
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


__all__ = ["PICTURE_PATH", "UPLOAD_PATH", "ShopRequest", "described_form", "read_file", "read_form", "register_forms"]
