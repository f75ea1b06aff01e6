from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from arkit.errors import NotFoundError
from server.contract import Failure
from server.db import open_database
from server.errors import ConflictError
from server.jobs.store import MAX_DEATHS, JobStore, NewJob

WORK = NewJob(kind="convert", key="k", sku="lund-chair", owner=None, spec={"source": "a"})


@dataclass
class Clock:
    """A clock that a test turns."""

    now_s: float = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(tmp_path: Path, clock: Clock) -> Iterator[JobStore]:
    sessions = open_database(f"sqlite:///{tmp_path / 'jobs.sqlite'}")
    yield JobStore(sessions, clock, lease_s=10.0)
    sessions.kw["bind"].dispose()


def brand_job(jobs: JobStore, owner: str = "lund") -> str:
    return jobs.add(NewJob(kind="convert", key="k", sku=None, owner=owner, spec={}))


def test_the_oldest_is_claimed_first_and_only_once(jobs: JobStore, clock: Clock) -> None:
    first = jobs.add(WORK)
    clock.now_s += 1
    second = jobs.add(WORK)
    claims = [jobs.claim(), jobs.claim(), jobs.claim()]
    assert [claim and claim.id for claim in claims] == [first, second, None]


def test_a_silent_worker_loses_its_lease_and_may_not_write(jobs: JobStore, clock: Clock) -> None:
    jobs.add(WORK)
    slow = jobs.claim()
    assert slow is not None
    clock.now_s += 9
    assert jobs.claim() is None
    clock.now_s += 2
    fast = jobs.claim()
    assert fast is not None and fast.id == slow.id and fast.attempt == 2
    written: list[str] = []
    assert jobs.report(slow, 0.5, "web") == "lost"
    assert not jobs.finish(slow, {}, lambda session: written.append("slow"))
    assert jobs.finish(fast, {"sku": "a"}, lambda session: written.append("fast"))
    assert not jobs.fail(slow, Failure(code="read", message="late"))
    assert written == ["fast"]


def test_reporting_keeps_the_lease(jobs: JobStore, clock: Clock) -> None:
    job_id = brand_job(jobs)
    claim = jobs.claim()
    assert claim is not None
    for _ in range(5):
        clock.now_s += 8
        assert jobs.report(claim, 0.25, "web") == "go"
    assert jobs.claim() is None
    shown = jobs.get(job_id, "lund")
    assert (shown.state, shown.progress, shown.stage) == ("running", 0.25, "web")


def test_three_deaths_end_a_job_with_a_sentence(jobs: JobStore, clock: Clock) -> None:
    job_id = brand_job(jobs)
    for _ in range(MAX_DEATHS):
        assert jobs.claim() is not None
        clock.now_s += 11
    assert jobs.claim() is None
    shown = jobs.get(job_id, "lund")
    assert shown.state == "failed" and shown.error is not None and "three times" in shown.error.message


def test_release_counts_only_deaths(jobs: JobStore) -> None:
    job_id = brand_job(jobs)
    for _ in range(5):
        claim = jobs.claim()
        assert claim is not None
        assert jobs.release(claim, death=False)
    for _ in range(MAX_DEATHS):
        claim = jobs.claim()
        assert claim is not None
        jobs.release(claim, death=True)
    assert jobs.get(job_id, "lund").state == "failed"


def test_cancel_ends_a_waiting_job_at_once_and_tells_a_running_one(jobs: JobStore) -> None:
    waiting = brand_job(jobs)
    assert jobs.cancel(waiting, "lund").state == "cancelled"
    running = brand_job(jobs)
    claim = jobs.claim()
    assert claim is not None and claim.id == running
    jobs.cancel(running, "lund")
    assert jobs.report(claim, 0.1, "") == "cancel"
    assert jobs.cancelled(claim)
    with pytest.raises(ConflictError):
        jobs.cancel(running, "lund")


def test_a_cancelled_job_whose_worker_vanished_is_not_tried_again(jobs: JobStore, clock: Clock) -> None:
    job_id = brand_job(jobs)
    jobs.claim()
    jobs.cancel(job_id, "lund")
    clock.now_s += 11
    assert jobs.claim() is None
    assert jobs.get(job_id, "lund").state == "cancelled"


def test_a_finish_that_breaks_leaves_the_job_running(jobs: JobStore, clock: Clock) -> None:
    jobs.add(WORK)
    claim = jobs.claim()
    assert claim is not None

    def broken(_session: object) -> None:
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        jobs.finish(claim, {}, broken)
    clock.now_s += 11
    assert jobs.claim() is not None


def test_a_job_is_its_owners_alone(jobs: JobStore) -> None:
    job_id = brand_job(jobs)
    with pytest.raises(NotFoundError):
        jobs.get(job_id, "other")
    with pytest.raises(NotFoundError):
        jobs.cancel(job_id, "other")
    assert jobs.owned("other") == []
    assert [job.id for job in jobs.owned("lund")] == [job_id]
