"""The installation's settings for the programs that the fault tests start and kill."""

import os

from config.settings import *  # noqa: F403 - all of them

JOB_KINDS = {**JOB_KINDS, "probe": "tests.faults.works.run_probe"}  # noqa: F405 - from there
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
LOGGING["root"] |= {"level": "WARNING"}  # noqa: F405 - from there
if os.environ.get("FAULTS_ORACLE"):
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if os.environ.get("FAULTS_QUICK_TABLES"):
    # Tables from the models in a second instead of by migrations in fifteen.
    APPS = INSTALLED_APPS  # noqa: F405 - from there
    MIGRATION_MODULES = {path.rpartition(".")[2]: None for path in APPS}
