"""Uploaded files on disk, and the brand's products in the table."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from sqlalchemy import select

from arkit.product import Product
from server.db import JobRow, ProductRow, Sessions, VersionRow
from server.errors import ConflictError, NotFoundError
from server.jobs.store import NewJob

ORPHAN_S = 24 * 3600


class Saving(Protocol):
    """Anything that can write itself to a path, as a web framework's uploaded file."""

    def save(self, target: Path) -> None:
        """Write all of it."""


@dataclass(frozen=True, slots=True)
class UploadStore:
    """What brands send. Each upload lies in a folder of a name we choose, as `source<suffix>`."""

    sessions: Sessions
    folder: Path

    def save(self, file: Saving, suffix: str) -> Path:
        """Write the file to disk and return its path."""
        folder = self.folder / uuid4().hex
        folder.mkdir(parents=True)
        path = folder / f"source{suffix}"
        try:
            file.save(path)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return path

    def tidy(self, now_s: float) -> None:
        """Delete uploads whose job has ended, and those that never got one within a day."""
        folders = list(self.folder.iterdir()) if self.folder.is_dir() else []
        for folder in folders:
            with self.sessions() as session:
                state = session.scalar(select(JobRow.state).where(JobRow.key == folder.name))
            if state in ("done", "failed", "cancelled") or (state is None and _age_s(folder, now_s) > ORPHAN_S):
                shutil.rmtree(folder, ignore_errors=True)

    def check_sku(self, sku: str, owner: str) -> None:
        """Refuse a SKU that another has.

        Raises:
            ConflictError: the shop or another brand has a product of this SKU.
        """
        with self.sessions() as session:
            row = session.get(ProductRow, sku)
        if row is not None and row.owner != owner:
            raise ConflictError(f'sku: "{sku}" is taken; choose another or leave it empty.', sku=sku)

    def publish(self, sku: str, owner: str, *, shown: bool) -> None:
        """Put a product into the shop, or take it out.

        Raises:
            NotFoundError: this brand has no such product.
            ConflictError: it has no converted model yet.
        """
        with self.sessions.begin() as session:
            row = session.get(ProductRow, sku)
            if row is None or row.owner != owner:
                raise NotFoundError(f'You have no product "{sku}"; the studio lists those you have.', sku=sku)
            if shown and session.scalar(select(VersionRow.id).where(VersionRow.sku == sku).limit(1)) is None:
                raise ConflictError("The product has no converted model yet; wait for its job to be done.")
            row.state = "published" if shown else "draft"


def _age_s(folder: Path, now_s: float) -> float:
    try:
        return now_s - folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def upload_job(product: Product, source: Path, owner: str) -> NewJob:
    """The job that converts an upload."""
    spec = {"source": str(source), "record": asdict(product), "uploaded": True}
    return NewJob(kind="convert", key=source.parent.name, sku=product.sku, owner=owner, spec=spec)


__all__ = ["Saving", "UploadStore", "upload_job"]
