"""Lips: where they are in the picture to a fraction of a pixel, and the colour of lipstick on them."""
