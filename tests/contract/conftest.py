"""The small city for tests of the whole API."""

from tests.personas import city

__all__ = ["city"]
