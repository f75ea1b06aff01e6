"""What a video's next frame knows of one person: so that nothing that is worn trembles, flickers or stands stiff."""

from __future__ import annotations

from dataclasses import dataclass, field

from arkit.face.ears.hair import CoverVotes
from arkit.face.ears.lobe import Lobes
from arkit.face.lips.mask import LipMemory
from arkit.face.makeup import MakeupMemory
from arkit.face.wear.sway import Sway
from arkit.tryon.appear import Scenery


@dataclass(slots=True)
class Memory:
    """Of one person; a photo's is new. Each part is changed by the craft it belongs to.

    Attributes:
        votes: whether hair covers an ear.
        lobes: where they are in the picture, and whether it hangs over them.
        scenery: the light on what is worn and the camera's ways.
        sway: how earrings swing.
        lips: edges and brightness of the lips.
        makeup: the white and the haze that other make-up is mixed for.
    """

    votes: CoverVotes = field(default_factory=CoverVotes)
    lobes: Lobes = field(default_factory=Lobes)
    scenery: Scenery = field(default_factory=Scenery)
    sway: Sway = field(default_factory=Sway)
    lips: LipMemory = field(default_factory=LipMemory)
    makeup: MakeupMemory = field(default_factory=MakeupMemory)


__all__ = ["Memory"]
