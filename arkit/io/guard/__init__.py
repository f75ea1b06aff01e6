"""Strangers' files are opened within limits, and foreign parsers in a process that can do nothing else."""
