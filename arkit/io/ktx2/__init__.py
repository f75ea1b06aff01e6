"""KTX 2.0: GPU textures read and made."""
