from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from server.db import Base, open_database


def test_migrations_make_the_tables_that_the_code_has(tmp_path: Path) -> None:
    sessions = open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    engine = sessions.kw["bind"]
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    engine.dispose()
    assert differences == []
    assert journal == "wal"


def test_opening_twice_keeps_what_is_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite'}"
    first = open_database(url)
    with first.begin() as session:
        session.connection().exec_driver_sql("INSERT INTO api_keys VALUES ('a', 'Lund', 'hash', 1.0, 0)")
    first.kw["bind"].dispose()
    second = open_database(url)
    with second() as session:
        assert session.connection().exec_driver_sql("SELECT name FROM api_keys").scalar() == "Lund"
    second.kw["bind"].dispose()
