"""Ears: where they are behind a face the tracker ends before, how they hide a temple, and whether hair hides them."""
