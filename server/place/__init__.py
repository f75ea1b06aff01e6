"""A product in a shopper's picture of a room, in memory only."""
