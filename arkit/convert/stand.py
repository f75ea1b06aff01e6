"""Let a source stand: how its numbers are read, and the transforms that follow from it."""

from __future__ import annotations

from arkit.convert.options import ConvertOptions
from arkit.io import Source
from arkit.transforms import Asked, Reading, Transform, find_reading, orient, solid_of, turn_over


def read_pose(source: Source, options: ConvertOptions) -> Reading:
    """Unit, axes and handedness of a source, by what the brand states, the file declares and the model shows.

    Raises:
        AmbiguousError: two readings fit; the message says how to choose.
        CheckError: none fits the size.
    """
    asked = Asked(
        size_m=options.size_m,
        unit=options.unit,
        up=options.up,
        declared_unit=source.unit,
        declared_up=source.up,
        format=source.format,
        front=options.front,
        mirror=options.mirror,
        kind=options.kind,
        attach=options.attach,
    )
    return find_reading(solid_of(source.document), asked)


def standing(reading: Reading) -> tuple[Transform, ...]:
    """The transforms that bring a document read so to metres, y up, front +z, faces outward."""
    turn = orient(unit=reading.unit, up=reading.up, front=reading.front, mirror=reading.mirror)
    return (turn, turn_over(normals=reading.normals_inward)) if reading.inside_out else (turn,)


__all__ = ["read_pose", "standing"]
