"""GET /api/jobs, GET /api/jobs/<id>, POST /api/jobs/<id>/cancel: how far a brand's work is."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from server.accounts.guard import signed_in
from server.accounts.store import KeyStore
from server.contract import Job, JobList
from server.jobs.store import JobStore
from server.openapi import shape


class JobPath(BaseModel):
    """Which job."""

    job_id: str = Field(pattern=r"^[0-9a-f]{32}$")


def create_jobs(jobs: JobStore, keys: KeyStore) -> APIBlueprint:
    """The jobs' routes; a brand sees only its own."""
    routes = APIBlueprint("jobs", __name__, url_prefix="/api", abp_tags=[Tag(name="jobs")])

    @routes.get("/jobs", responses={200: shape(JobList)})
    def list_jobs() -> Response:
        """This brand's jobs, newest first."""
        return jsonify(asdict(JobList(jobs=jobs.owned(signed_in(keys)))))

    @routes.get("/jobs/<job_id>", responses={200: shape(Job)})
    def get_job(path: JobPath) -> Response:
        """One job: how far it is, what it made, or why it failed."""
        return jsonify(asdict(jobs.get(path.job_id, signed_in(keys))))

    @routes.post("/jobs/<job_id>/cancel", responses={200: shape(Job)})
    def cancel_job(path: JobPath) -> Response:
        """End a job that waits or runs."""
        return jsonify(asdict(jobs.cancel(path.job_id, signed_in(keys))))

    return routes


__all__ = ["create_jobs"]
