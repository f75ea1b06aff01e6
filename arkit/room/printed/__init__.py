"""Printed things of known size in a picture: markers, boards, sheets of paper and cards."""
