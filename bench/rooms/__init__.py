"""Two hundred rooms with known cameras, drawn by the bench's own renderer.

    from bench.rooms import Extras, shot
    taken = shot(7)                               # room 7; taken.frame is all that an algorithm may see
    marked = shot(7, extras=Extras(marker="36h11", sheet=True))
    shot(7, view=1)                               # the same room from elsewhere
    shot(7, megapixels=2.0)

Rooms 0 to 49 (TUNED) are for tuning, 50 to 199 (TOLD) are what figures are told on. See `Shot` for the truth.
"""

from __future__ import annotations

from bench.rooms.develop import Sensor
from bench.rooms.make import TOLD, TUNED, shot
from bench.rooms.printed import Printed
from bench.rooms.shot import TEST_BOX, Extras, Shot

__all__ = ["TEST_BOX", "TOLD", "TUNED", "Extras", "Printed", "Sensor", "Shot", "shot"]
