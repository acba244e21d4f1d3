"""Coding: which class of a list (KSIC, HS or any other) a short Korean text belongs to, and why."""
