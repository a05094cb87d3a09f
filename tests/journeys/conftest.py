"""The small city for tests of the ledger."""

from tests.personas import city

__all__ = ["city"]
