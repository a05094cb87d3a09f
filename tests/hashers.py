"""Argon2 with the smallest cost it allows: a real hash that does not slow the suite."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """For tests only."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
