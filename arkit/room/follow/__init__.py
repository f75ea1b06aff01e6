"""Follow a room from frame to frame: where the camera is, without drift, and an honest "lost" where it is not known."""

from __future__ import annotations

from arkit.room.follow.film import follow, looked_ahead
from arkit.room.follow.seen import Seen, Why
from arkit.room.follow.tracker import Follower

__all__ = ["Follower", "Seen", "Why", "follow", "looked_ahead"]
