"""From pixels to a face that is found, measured and followed: landmarks, head pose, and calm from frame to frame."""
