"""`check --deploy` as production would run it, on an empty database and throw-away files."""

import os
import secrets
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory(prefix="ledger-check-") as folder:
    environment = {
        **os.environ,
        "MODE": "production",
        "DEBUG": "0",
        "DATA_DIR": folder,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "ledger.example",
        "DATABASE_URL": "",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    sys.exit(subprocess.call(command, env=environment))  # nosec B603 - constants
