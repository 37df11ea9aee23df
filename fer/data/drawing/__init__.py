"""How the sketches of `fer.data.sketches` are drawn: canvas, sitter, expression, head, features."""
