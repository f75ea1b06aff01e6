"""Faces: find one, measure it in millimetres, follow it, dress it. Nothing of a face is kept or logged here."""
