"""The small city for tests of the read models."""

from tests.personas import city

__all__ = ["city"]
