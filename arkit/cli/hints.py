"""What an option could mend: the sentence that a command adds to a refusal, by the fact `why` that it carries.

Crafts say what to do in a room with a camera, for a page and a command alike; which option that is only a door knows.
"""

from __future__ import annotations

from arkit.errors import ArkitError

_NO_LINES = "with a printed marker on the floor, --marker CM and --fov DEG do without lines"
_NO_MARKER = "--camera-height M does without a marker"
HINTS = {
    "few_lines": _NO_LINES,
    "up_unsure": _NO_LINES,
    "two_ups": _NO_LINES,
    "no_marker": _NO_MARKER,
    "marker_hidden": _NO_MARKER,
    "marker_tilted": _NO_MARKER,
}


def hinted(error: ArkitError) -> ArkitError:
    """The error with the option's hint at the end of its sentence; the same error where there is none."""
    hint = HINTS.get(str(error.facts.get("why", "")))
    if hint is None:
        return error
    told = ArkitError(f"{error.message} ({hint})", **error.facts)
    told.code = error.code
    return told


__all__ = ["HINTS", "hinted"]
