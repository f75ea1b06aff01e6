"""What is worn on a head: glasses, hats and earrings at true size, hidden by the head and shading it."""
