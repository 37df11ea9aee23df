"""The dashboard: pages over components over `fer`. It computes no score."""
