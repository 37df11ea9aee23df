"""Recognition: a photograph in, labelled faces out. Detection, registration, classification."""
