"""Which way is up and how long the lens is, from the straight lines of one picture."""
