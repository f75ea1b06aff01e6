"""What the readers of mesh formats share: parts, surfaces and pictures on their way into a document."""
