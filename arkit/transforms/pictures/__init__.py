"""The pictures of a document, written again for the fewest bytes at a stated likeness."""
