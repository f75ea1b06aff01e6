"""The story of try-on: find the faces, put the look on them, say what was changed.

    Frame → face.detect → face.smooth → Face (one each person) → face.fit → Placement → draw, paint → Frame
"""

from arkit.tryon.answer import Tally, describe_light, describe_wear, describe_wearer
from arkit.tryon.dress import dress, fit_garments, hiders, made_up
from arkit.tryon.find import describe_face, find_faces
from arkit.tryon.garment import KINDS, Kind, Told, read_garment
from arkit.tryon.lookout import Lookout
from arkit.tryon.memory import Memory
from arkit.tryon.people import Company, Wearer
from arkit.tryon.stream import MOST_FACES, try_on, tryon
from arkit.tryon.worn import Clock, Garment, Worn, count_changed

__all__ = [
    "KINDS",
    "MOST_FACES",
    "Clock",
    "Company",
    "Garment",
    "Kind",
    "Lookout",
    "Memory",
    "Tally",
    "Told",
    "Wearer",
    "Worn",
    "count_changed",
    "describe_face",
    "describe_light",
    "describe_wear",
    "describe_wearer",
    "dress",
    "find_faces",
    "fit_garments",
    "hiders",
    "made_up",
    "read_garment",
    "try_on",
    "tryon",
]
