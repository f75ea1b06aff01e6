"""The jobs table: the row is the truth, a lease says who works on it, the attempt number is the fence.

Chosen over huey and rq (both lost a job when the worker was killed in our trial) and over Redis or PostgreSQL queues
(another service to run). A worker that vanishes loses its lease; another attempt starts, three deaths at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session

from arkit.errors import NotFoundError
from server import contract
from server.db import Clock, JobRow, Sessions
from server.errors import ConflictError

MAX_DEATHS = 3
Heard = Literal["go", "cancel", "lost"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt at one job: what to do, and the right to write its row."""

    id: str
    attempt: int
    kind: str
    key: str
    sku: str | None
    owner: str | None
    spec: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job as it is asked for. `key` names the work, so that the same work is not asked for twice."""

    kind: str
    key: str
    sku: str | None
    owner: str | None
    spec: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JobStore:
    """All jobs."""

    sessions: Sessions
    clock: Clock
    lease_s: float

    def add(self, job: NewJob) -> str:
        """Put a job in the line and return its id."""
        job_id = uuid4().hex
        with self.sessions.begin() as session:
            session.add(JobRow(id=job_id, state="waiting", created_s=self.clock(), **asdict(job)))
        return job_id

    def get(self, job_id: str, owner: str) -> contract.Job:
        """One job of this owner.

        Raises:
            NotFoundError: this owner has no such job.
        """
        with self.sessions() as session:
            row = session.get(JobRow, job_id)
        if row is None or row.owner != owner:
            raise NotFoundError("There is no such job; the studio lists those there are.")
        return _shown(row)

    def owned(self, owner: str, limit: int = 100) -> list[contract.Job]:
        """This owner's jobs, newest first."""
        query = select(JobRow).where(JobRow.owner == owner).order_by(JobRow.created_s.desc()).limit(limit)
        with self.sessions() as session:
            return [_shown(row) for row in session.scalars(query)]

    def open_count(self, owner: str) -> int:
        """How many of this owner's jobs wait or run."""
        query = select(JobRow.id).where(JobRow.owner == owner, JobRow.state.in_(("waiting", "running")))
        with self.sessions() as session:
            return len(session.scalars(query).all())

    def is_open(self, key: str) -> bool:
        """Whether a job for this work waits or runs."""
        query = select(JobRow.id).where(JobRow.key == key, JobRow.state.in_(("waiting", "running"))).limit(1)
        with self.sessions() as session:
            return session.scalar(query) is not None

    def cancel(self, job_id: str, owner: str) -> contract.Job:
        """Ask for a job to end; one that waits ends at once, one that runs as soon as its worker hears of it.

        Raises:
            NotFoundError: this owner has no such job.
            ConflictError: it has ended already.
        """
        with self.sessions.begin() as session:
            row = session.get(JobRow, job_id, with_for_update=True)
            if row is None or row.owner != owner:
                raise NotFoundError("There is no such job; the studio lists those there are.")
            if row.state not in ("waiting", "running"):
                raise ConflictError(f"This job has ended already ({row.state}).")
            row.cancel = True
            if row.state == "waiting":
                row.state = "cancelled"
            return _shown(row)

    def claim(self) -> Claim | None:
        """Take the oldest job that waits or whose worker has vanished; None when there is none."""
        now_s = self.clock()
        vanished = and_(JobRow.state == "running", JobRow.lease_until_s < now_s)
        query = select(JobRow).where(or_(JobRow.state == "waiting", vanished)).order_by(JobRow.created_s)
        with self.sessions.begin() as session:
            for row in session.scalars(query):
                claim = self._take(session, row, now_s)
                if claim is not None:
                    return claim
        return None

    def _take(self, session: Session, row: JobRow, now_s: float) -> Claim | None:
        deaths = row.deaths + (row.state == "running")
        change: dict[str, Any] = {"attempt": row.attempt + 1, "deaths": deaths}
        if row.cancel:
            change |= {"state": "cancelled", "lease_until_s": None}
        elif deaths >= MAX_DEATHS:
            change |= {"state": "failed", "error": asdict(died()), "lease_until_s": None}
        else:
            change |= {"state": "running", "lease_until_s": now_s + self.lease_s, "progress": 0.0, "stage": ""}
        fence = and_(JobRow.id == row.id, JobRow.attempt == row.attempt, JobRow.state == row.state)
        if _rows(session, update(JobRow).where(fence).values(**change)) == 0 or change["state"] != "running":
            return None
        return Claim(row.id, row.attempt + 1, row.kind, row.key, row.sku, row.owner, row.spec)

    def report(self, claim: Claim, progress: float, stage: str) -> Heard:
        """Renew the lease and say how far it is; hear whether to go on, to end, or that another has the job now."""
        with self.sessions.begin() as session:
            changes = {"lease_until_s": self.clock() + self.lease_s, "progress": progress, "stage": stage}
            if not _write(session, claim, changes):
                return "lost"
            return "cancel" if session.scalar(select(JobRow.cancel).where(JobRow.id == claim.id)) else "go"

    def finish(self, claim: Claim, result: dict[str, Any], also: Callable[[Session], None]) -> bool:
        """End a job well and write what it made (`also`) in one transaction; False when another has the job now."""
        with self.sessions.begin() as session:
            if not _write(session, claim, {"state": "done", "progress": 1.0, "stage": "", "result": result}):
                return False
            also(session)
        return True

    def fail(self, claim: Claim, failure: contract.Failure) -> bool:
        """End a job with its error; False when another has the job now."""
        with self.sessions.begin() as session:
            return _write(session, claim, {"state": "failed", "error": asdict(failure), "lease_until_s": None})

    def cancelled(self, claim: Claim) -> bool:
        """End a job as asked; False when another has the job now."""
        with self.sessions.begin() as session:
            return _write(session, claim, {"state": "cancelled", "lease_until_s": None})

    def release(self, claim: Claim, *, death: bool) -> bool:
        """Put a job back in the line; `death` counts towards the three that end it."""
        with self.sessions.begin() as session:
            deaths = (session.scalar(select(JobRow.deaths).where(JobRow.id == claim.id)) or 0) + death
            changes: dict[str, Any] = {"state": "waiting", "deaths": deaths, "lease_until_s": None}
            if deaths >= MAX_DEATHS:
                changes |= {"state": "failed", "error": asdict(died())}
            return _write(session, claim, changes)


def died() -> contract.Failure:
    """What a job says whose workers vanished too often."""
    message = "The converter was stopped three times while it worked on this file; try a smaller or simpler file."
    return contract.Failure(code="error", message=message, facts={"deaths": MAX_DEATHS})


def _write(session: Session, claim: Claim, changes: dict[str, Any]) -> bool:
    fence = and_(JobRow.id == claim.id, JobRow.attempt == claim.attempt, JobRow.state == "running")
    return _rows(session, update(JobRow).where(fence).values(**changes)) == 1


def _rows(session: Session, statement: Any) -> int:
    answer = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(answer, CursorResult)
    return answer.rowcount


def _shown(row: JobRow) -> contract.Job:
    return contract.Job(
        id=row.id,
        kind=row.kind,
        state=row.state,  # type: ignore[arg-type]  # only this file writes it
        progress=row.progress,
        stage=row.stage,
        result=row.result,
        error=contract.Failure(**row.error) if row.error else None,
        product_sku=row.sku,
    )


__all__ = ["MAX_DEATHS", "Claim", "Heard", "JobStore", "NewJob", "died"]
