"""The leaders' pages in words."""
