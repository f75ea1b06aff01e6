"""How a file's numbers are to be read: unit, axes, handedness, told by witnesses or refused."""
