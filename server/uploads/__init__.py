"""What a brand sends in, and its way to the shop."""
