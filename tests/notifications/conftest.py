"""The small city for tests of messages."""

from tests.personas import city

__all__ = ["city"]
