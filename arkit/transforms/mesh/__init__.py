"""Triangles: fewer, joined, ordered, narrower, with the loss measured."""
