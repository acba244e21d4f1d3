"""Sangsaeng (상생): the work of Korea's win-win council, from trade figures to purchase."""

__version__ = "0.1.0"
