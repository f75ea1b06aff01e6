"""Points and bare shapes: scans read, and surfaces laid through them."""
