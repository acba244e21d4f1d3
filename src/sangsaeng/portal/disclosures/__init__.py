"""Requests under the Information Disclosure Act: asked by anyone, answered with reason and end where something stays closed."""
