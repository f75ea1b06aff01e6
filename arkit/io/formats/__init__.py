"""Mesh formats that others made: OBJ, STL, PLY, OFF, 3MF, COLLADA, FBX, 3DS, STEP."""
