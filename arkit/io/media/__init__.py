"""Pictures and films as frames with times, and back."""
