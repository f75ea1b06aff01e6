"""Catalogues of shades as brands have them."""
