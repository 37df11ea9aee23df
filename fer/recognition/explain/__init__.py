"""``explain``: what an answer depends on, one method a file.

Occlusion and neighbours need a release's graph alone. Gradients need its network in torch, which is
imported by those two files when they are called, never before.
"""
