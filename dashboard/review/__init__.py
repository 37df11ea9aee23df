"""The review desk: signing in, answering, settling, and what comes of it."""
