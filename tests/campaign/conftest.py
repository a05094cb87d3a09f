"""The small city for tests of campaigns."""

from tests.personas import city

__all__ = ["city"]
