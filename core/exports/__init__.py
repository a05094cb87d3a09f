"""Rows into files that people print and hand on."""
