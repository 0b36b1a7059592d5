"""Three real collections that nobody here wrote, read as they are."""
