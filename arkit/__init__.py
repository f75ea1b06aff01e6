"""arkit: the open toolkit for AR and 3D shopping that tells the truth about size and colour."""

__version__ = "0.1.0"
