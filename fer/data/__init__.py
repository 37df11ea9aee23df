"""Datasets of labelled faces: reading what people have, and drawn faces that need no download."""
