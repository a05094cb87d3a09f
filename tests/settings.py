"""The installation's settings with a folder of its own and a quick password hash."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="ledger-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in ("MODE", "DEBUG", "SECRET_KEY", "HTTPS", "REDIS_URL"):
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = _folder
os.environ["STATIC_ROOT"] = _folder  # WhiteNoise warns of a folder that is not there

from config.settings import *  # noqa: E402, F403 - all of them, in the folder above

if not DATABASE_URL:  # noqa: F405 - from there
    # A file, not memory: threads wait for each other as they do in the trial.
    _default = DATABASES["default"]  # noqa: F405 - from there
    _default["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
    _default["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2PasswordHasher"]
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
