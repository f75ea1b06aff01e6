"""glTF 2.0 as a file: its container, its arrays, its two compressions, and writing it again."""
