"""Many visitors at once against a real server: what is measured here is not part of the tests."""
