"""What reaches a person and by which channel; the outbox of what left."""
