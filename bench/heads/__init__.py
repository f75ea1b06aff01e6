"""Heads whose truth is known: drawn from a head model's modes, with pose, pupils, ears, lips and teeth per pixel."""

from bench.heads.model import HEADS, Head, make_head, model
from bench.heads.shot import LIGHTS, TONES, Setting, Shot, Studio

__all__ = ["HEADS", "LIGHTS", "TONES", "Head", "Setting", "Shot", "Studio", "make_head", "model"]
