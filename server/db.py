"""The tables, and how they are opened and brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import JSON, Engine, ForeignKey, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
Sessions = sessionmaker[Session]
Clock = Callable[[], float]
"""Seconds since 1970; `time.time`, or a test's own."""


class Base(DeclarativeBase):
    """All tables; constraints are named so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ProductRow(Base):
    """A product record. `source` is "catalogue" or "upload", `state` "draft" or "published"."""

    __tablename__ = "products"
    sku: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    owner: Mapped[str | None] = mapped_column(ForeignKey("api_keys.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    created_s: Mapped[float]
    versions: Mapped[list[VersionRow]] = relationship(back_populates="product", order_by="VersionRow.id")


class VersionRow(Base):
    """One conversion of a product. `key` names the source's bytes, the options and the converter's version."""

    __tablename__ = "versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"), index=True)
    key: Mapped[str] = mapped_column(index=True)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_s: Mapped[float]
    product: Mapped[ProductRow] = relationship(back_populates="versions")
    outputs: Mapped[list[OutputRow]] = relationship(back_populates="version", order_by="OutputRow.id")


class OutputRow(Base):
    """One file of a version: `profile` is "web", "store", "ios" or "poster"."""

    __tablename__ = "outputs"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    profile: Mapped[str]
    sha256: Mapped[str]
    name: Mapped[str]
    bytes: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[VersionRow] = relationship(back_populates="outputs")


class JobRow(Base):
    """Work in the background; this row is the truth.

    `attempt` is the fence: a worker writes only under the attempt it claimed. `deaths` counts workers that vanished.
    """

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    sku: Mapped[str | None] = mapped_column(index=True)
    owner: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(index=True)
    spec: Mapped[dict[str, Any]] = mapped_column(JSON)
    progress: Mapped[float] = mapped_column(default=0.0)
    stage: Mapped[str] = mapped_column(default="")
    attempt: Mapped[int] = mapped_column(default=0)
    deaths: Mapped[int] = mapped_column(default=0)
    lease_until_s: Mapped[float | None]
    cancel: Mapped[bool] = mapped_column(default=False)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_s: Mapped[float]


class KeyRow(Base):
    """A brand's key; only its argon2 hash is kept."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    hash: Mapped[str]
    created_s: Mapped[float]
    withdrawn: Mapped[bool] = mapped_column(default=False)


def open_database(url: str) -> Sessions:
    """Connect to `url`, bring its tables up to date, and return the maker of sessions."""
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
    upgrade(engine)
    return sessionmaker(engine, expire_on_commit=False)


def upgrade(engine: Engine) -> None:
    """Run every migration that this database has not seen."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _sqlite_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


__all__ = [
    "MIGRATIONS",
    "Base",
    "Clock",
    "JobRow",
    "KeyRow",
    "OutputRow",
    "ProductRow",
    "Sessions",
    "VersionRow",
    "open_database",
    "upgrade",
]
