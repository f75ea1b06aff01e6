"""What every answer tells the browser: load from here only, show in no frame, camera and headset for us alone."""

from __future__ import annotations

from flask import Flask, Response, request

from server.files import YEAR_S

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval' blob:",
        "worker-src 'self' blob:",
        "connect-src 'self' blob: data:",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), xr-spatial-tracking=(self), microphone=(), geolocation=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


HASHED = "/static/viewer/assets/"
"""Vite puts a hash into these names: what lies there never changes."""


def register_headers(app: Flask) -> None:
    """Add them to every answer that does not say otherwise itself."""

    @app.after_request
    def add(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if request.path.startswith(HASHED) and answer.status_code in (200, 206, 304):
            answer.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
        return answer


__all__ = ["HASHED", "HEADERS", "POLICY", "register_headers"]
