"""Every refusal in one shape: `{"error": {"code", "message", "facts"}}` for the API, a page with one way on for people.

* ArkitError (arkit.errors) plus, for what only a server refuses:
  - SignInError      no key, a wrong key, or one that was withdrawn
  - ForbiddenError   signed in, but not allowed; or a request another site sent
  - ConflictError    it is there already, or is not ready yet
  - TooLargeError    more bytes or pixels than we take
  - RateError        too many requests
  - BusyError        all workers are taken; try again soon
  - TooLongError     it took longer than we wait
"""

from __future__ import annotations

import logging
from dataclasses import asdict

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from jinja2 import TemplateNotFound
from markupsafe import escape
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from arkit.errors import ArkitError, CheckError, NotFoundError
from server.contract import ErrorAnswer, Failure

log = logging.getLogger(__name__)


class SignInError(ArkitError):
    """No key, a wrong key, or one that was withdrawn."""

    code = "sign_in"


class ForbiddenError(ArkitError):
    """Signed in, but not allowed; or a request that another site sent."""

    code = "forbidden"


class ConflictError(ArkitError):
    """It is there already, or is not ready yet."""

    code = "conflict"


class TooLargeError(ArkitError):
    """More bytes or pixels than we take."""

    code = "too_large"


class RateError(ArkitError):
    """Too many requests."""

    code = "rate"


class BusyError(ArkitError):
    """All workers are taken."""

    code = "busy"


class TooLongError(ArkitError):
    """It took longer than we wait."""

    code = "timeout"


STATUS = {
    "check": 422,
    "read": 422,
    "unsupported": 422,
    "ambiguous": 422,
    "not_found": 404,
    "sign_in": 401,
    "forbidden": 403,
    "conflict": 409,
    "too_large": 413,
    "rate": 429,
    "busy": 503,
    "timeout": 504,
    "missing": 503,
    "request": 400,
    "method": 405,
    "error": 500,
}
_SENTENCES = {
    400: ("request", "The request could not be read; send it as the API's description says."),
    404: ("not_found", "There is no page at this address; the shop's start page leads on."),
    405: ("method", "This address does not take that method; see /openapi.json."),
    413: ("too_large", "The request is larger than we take; send a smaller file."),
    415: ("unsupported", "This address does not take that content type; see /openapi.json."),
    429: ("rate", "Too many requests; wait a minute and try again."),
}


def failure_of(error: BaseException) -> Failure:
    """What to tell the outside of any exception: an ArkitError speaks for itself, anything else says nothing of us."""
    if isinstance(error, ArkitError):
        return Failure(code=error.code, message=error.message, facts=plain_facts(error.facts))
    return Failure(code="error", message="Something went wrong here; it has been logged. Please try again.")


def plain_facts(facts: dict[str, object]) -> dict[str, object]:
    """Facts as JSON can say them: numbers, words, truth values; anything else by its text."""
    return {name: value if isinstance(value, (str, int, float, bool)) else str(value) for name, value in facts.items()}


def register_errors(app: Flask) -> None:
    """Answer every exception in the one shape."""

    @app.errorhandler(ArkitError)
    def refused(error: ArkitError) -> Response:
        return answer(failure_of(error), STATUS.get(error.code, 500))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        code, sentence = _SENTENCES.get(status, ("error", error.description or "The request was refused."))
        made = answer(Failure(code=code, message=sentence), status)
        if isinstance(error, RequestEntityTooLarge):
            made.headers["Connection"] = "close"
        return made

    @app.errorhandler(RecursionError)
    def nested(error: RecursionError) -> Response:
        log.info("body nests too deep", extra={"path": request.path})
        code, sentence = _SENTENCES[400]
        return answer(Failure(code=code, message=sentence), 400)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.exception("request failed", extra={"path": request.path})
        return answer(failure_of(error), 500)


def invalid(error: ValidationError) -> Response:
    """The answer to a body or query that is not as the API's description says (flask-openapi3 calls this)."""
    sentence, field = sentence_of(error)
    return answer(Failure(code="check", message=sentence, facts={"field": field}), STATUS["check"])


def sentence_of(error: ValidationError) -> tuple[str, str]:
    """The first thing that is wrong, as a sentence, and the field it is about."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "request"
    return f"{field}: {first['msg'][:1].lower()}{first['msg'][1:]}", field


def answer(failure: Failure, status: int) -> Response:
    """The failure as JSON for programs, as a page for people."""
    if _wants_json():
        return make_response(jsonify(asdict(ErrorAnswer(error=failure))), status)
    try:
        page = render_template("error.html", failure=failure, status=status)
    except TemplateNotFound:
        page = _plain_page(failure)
    except Exception:  # a broken error page must not hide the error
        current_app.logger.exception("error page failed")
        page = _plain_page(failure)
    return make_response(page, status)


def _wants_json() -> bool:
    return request.path.startswith(("/api/", "/files/", "/openapi", "/healthz")) or request.accept_mimetypes.best == (
        "application/json"
    )


def _plain_page(failure: Failure) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>arkit</title><main><p>{escape(failure.message)}</p><p><a href="/">Back to the shop</a></p></main>'
    )


__all__ = [
    "STATUS",
    "BusyError",
    "CheckError",
    "ConflictError",
    "ForbiddenError",
    "NotFoundError",
    "RateError",
    "SignInError",
    "TooLargeError",
    "TooLongError",
    "answer",
    "failure_of",
    "invalid",
    "plain_facts",
    "register_errors",
    "sentence_of",
]
