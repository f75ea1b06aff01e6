"""Files named by their own SHA-256: written once, served for ever.

A plain folder, `files/<2>/<sha256>`; obstore was weighed, and waits until a second machine needs the files.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, send_file

from arkit.errors import CheckError, NotFoundError

CONTENT_TYPES = {
    ".glb": "model/gltf-binary",
    ".usdz": "model/vnd.usdz+zip",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".json": "application/json",
}
YEAR_S = 31_536_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder of files named by their content."""

    folder: Path

    def put(self, source: Path) -> str:
        """Copy `source` in and return its SHA-256. A file that is there already is left as it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        descriptor, temporary = tempfile.mkstemp(dir=self.folder, prefix="incoming-")
        try:
            with os.fdopen(descriptor, "wb") as target, source.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
                    target.write(chunk)
            final = self._path(digest.hexdigest())
            final.parent.mkdir(exist_ok=True)
            os.replace(temporary, final)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return digest.hexdigest()

    def path(self, sha256: str) -> Path:
        """Where the file with this SHA-256 lies.

        Raises:
            CheckError: `sha256` is not 64 of 0-9 and a-f.
            NotFoundError: there is no such file.
        """
        if not _SHA256.fullmatch(sha256):
            raise CheckError("sha256: expected 64 of 0-9 and a-f")
        path = self._path(sha256)
        if not path.is_file():
            raise NotFoundError("There is no such file; reload the page to get its newest address.")
        return path

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def file_url(sha256: str, name: str) -> str:
    """The address of a file; `name` is for people and decides the content type."""
    return f"/files/{sha256}/{name}"


def create_files(store: FileStore) -> Blueprint:
    """Serve the store with strong ETags, ranges and a year of caching."""
    routes = Blueprint("files", __name__)

    @routes.get("/files/<sha256>/<name>")
    def get_file(sha256: str, name: str) -> Response:
        path = store.path(sha256)
        kind = CONTENT_TYPES.get(Path(name).suffix)
        if kind is None:
            raise NotFoundError("There is no such file; reload the page to get its newest address.")
        answer = send_file(path, mimetype=kind, conditional=True, etag=sha256, max_age=YEAR_S, download_name=name)
        answer.cache_control.public = True
        answer.cache_control.immutable = True
        answer.headers["Access-Control-Allow-Origin"] = "*"  # Scene Viewer and other shops' pages load models
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    return routes


__all__ = ["CONTENT_TYPES", "YEAR_S", "FileStore", "create_files", "file_url"]
