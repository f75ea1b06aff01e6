"""USD: stages read, and USDZ written for AR Quick Look."""
