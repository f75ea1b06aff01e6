"""What happens to films: a webcam's noise, hands that blur, cameras that meter, lamps that flicker, people who pass."""

from __future__ import annotations

from bench.rooms.films.spoil import SPOILED, Spoil, webcam

__all__ = ["SPOILED", "Spoil", "webcam"]
