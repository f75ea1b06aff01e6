"""The light on a face: its direction and colour, whether colours can be judged in it, and the face in other light."""
