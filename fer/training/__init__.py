"""Training: networks, recipes, the loop, and the export of what it learns as a release."""
