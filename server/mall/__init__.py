"""Friends in one room: a pure state, its rules, and the socket that carries it."""
