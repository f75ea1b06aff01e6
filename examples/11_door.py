"""Will the sofa fit, and does it come through the door? Through three doors, then into the room, with a plan.

python examples/11_door.py out/plan.png
"""

import sys
from pathlib import Path

import numpy as np

from arkit.fit import Gate, fit, open_room, rectangle_room, shape_of, through
from arkit.fit.plan import draw_plan
from arkit.io.media.footage import write_photo
from arkit.spaces import pose, rotation_y
from arkit.surface import Furniture, Measure, Opening

target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)
sofa = shape_of((2.20, 0.83, 0.91))  # width, height, depth in metres, each ± 5 mm

for width_cm in (80, 85, 90):
    passage = through(sofa, Gate(Measure(width_cm / 100, 0.003), Measure(2.0, 0.003)))
    print(f"{width_cm} cm: {passage.passes.value}. {passage.reason['en']}")

in_left_wall = pose(rotation_y(np.pi / 2), np.array([-2.1, 0.0, 0.8]))
door = Opening("door", in_left_wall, Measure(0.90, 0.003), Measure(2.05, 0.003))
table = Furniture("table", pose(rotation_y(0.1), np.array([0.8, 0.0, 0.6])), np.array([1.2, 0.45, 0.6]))
shelf = Furniture("shelf", pose(None, np.array([1.55, 0.0, -1.35])), np.array([1.0, 2.0, 0.4]))
room = open_room(rectangle_room(4.2, 3.1, 2.5, sd_m=0.005, furniture=(table, shelf), openings=(door,)))

answer = fit(room, sofa, kind="sofa")
assert answer.gaps is not None
for side, gap in answer.gaps.sides_m.items():
    print(f"{side}: {100 * gap.value:.0f} ± {100 * gap.sd:.1f} cm")
write_photo(draw_plan(room, sofa, answer), target)
