"""The installation's settings for the programs that the fault tests start and kill."""

import os

from config.settings import *  # noqa: F403

JOB_KINDS = {**JOB_KINDS, "probe": "tests.faults.works.run_probe"}  # noqa: F405
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
LOGGING["root"]["level"] = "WARNING"  # type: ignore[index]  # noqa: F405
if os.environ.get("FAULTS_ORACLE"):
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if os.environ.get("FAULTS_QUICK_TABLES"):
    # Tables from the models in a second instead of by migrations in fifteen.
    MIGRATION_MODULES = {path.rpartition(".")[2]: None for path in INSTALLED_APPS}  # noqa: F405
