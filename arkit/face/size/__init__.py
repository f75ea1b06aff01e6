"""How large a face is in millimetres: by its irises, or by a bank card held to it."""
