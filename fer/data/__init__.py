"""Datasets of labelled faces: reading what people have, and the drawn faces that need no download."""
