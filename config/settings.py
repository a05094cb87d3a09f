"""Every setting of the installation, read from the environment.

Without any variable it is the trial: SQLite and all files under DATA_DIR, no
Redis, a SECRET_KEY made once. MODE=production (or DEBUG=0) is the other way to
run: nothing is made up, what is missing stops the start. A secret may come from
a file: NAME_FILE is read where NAME is not set.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import wiring
from config.environment import (
    database_from_url,
    env_bool,
    env_int,
    env_list,
    env_text,
    folder_transport,
    redis_transport,
    secret_key_in,
    sqlite_in,
)

BASE_DIR = Path(__file__).resolve().parent.parent


# --- mode --------------------------------------------------------------------

DEBUG = env_bool("DEBUG", False)
MODE = env_text("MODE", "production" if env_text("DEBUG") and not DEBUG else "trial")
if MODE not in {"trial", "production"}:
    raise ImproperlyConfigured(f"MODE: trial or production, not {MODE!r}")
PRODUCTION = MODE == "production"
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG=1 and MODE=production exclude each other")
DEMO = not PRODUCTION and env_bool("DEMO", True)

# --- files -------------------------------------------------------------------

DATA_DIR = Path(env_text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
UPLOADS_DIR = DATA_DIR / "uploads"
MEDIA_ROOT = UPLOADS_DIR  # no MEDIA_URL: files leave through a view that checks who asks
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
LEDGER_MAX_BYTES = 5 * 1024 * 1024
LEDGER_MAX_ROWS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- who may reach it --------------------------------------------------------

SECRET_KEY = env_text("SECRET_KEY")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY (or SECRET_KEY_FILE) must be set in production")
    SECRET_KEY = secret_key_in(DATA_DIR)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", () if PRODUCTION else ("*",))
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the host in production")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

# --- applications ------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "axes",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "lucide",
    # ours, the lowest first
    "core",
    "journal",
    "accounts",
    "notifications",
    "campaign",
    "rectification",
    "dashboard",
    "integration",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "accounts.middleware.StandingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.DisplayMiddleware",
    "core.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.ui",
                "accounts.context_processors.person",
                "notifications.context_processors.inbox",
                "rectification.context_processors.navigation",
                "campaign.context_processors.feedback",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database ----------------------------------------------------------------

DATABASE_URL = env_text("DATABASE_URL")
DATABASES = {"default": database_from_url(DATABASE_URL) if DATABASE_URL else sqlite_in(DATA_DIR)}

# --- language and time -------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True  # Django's own sentences in Chinese; ours are plain Chinese

SITE_NAME = env_text("SITE_NAME", "专项整改台账")
SITE_URL = env_text("SITE_URL")  # https://host, for links in what leaves the house
OWNER_NAME = env_text("OWNER_NAME", "样例市" if DEMO else "")

# Label, URL name, key of the page, for whom: "" everybody, "office" members of the office,
# "supervision" them and the leading group.
NAVIGATION = [
    ("我的工作", "rectification:work", "work", ""),
    ("总览", "dashboard:overview", "overview", ""),
    ("整改台账", "rectification:ledger", "ledger", ""),
    ("办理队列", "rectification:queues", "queues", "office"),
    ("督办", "rectification:notices", "notices", "supervision"),
    ("主题教育", "campaign:page", "campaign", ""),
]
FOOTER_LINKS = [("意见建议", "campaign:feedback"), ("接口文档", "api-docs")]

# --- static files ------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env_text("STATIC_ROOT", str(DATA_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION  # the trial needs no collectstatic
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES: Mapping[str, Mapping[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        ),
    },
}

# --- people and sign-in ------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: no row for a person who is nobody
GUARDIAN_MONKEY_PATCH_USER = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _VALIDATION + "UserAttributeSimilarityValidator"},
    {"NAME": _VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
    {"NAME": _VALIDATION + "NumericPasswordValidator"},
    {"NAME": "accounts.validators.CharacterClassesValidator"},
    {"NAME": "accounts.validators.KnownWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"

AXES_FAILURE_LIMIT = env_int("LOCKOUT_AFTER", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("LOCKOUT_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # a sign-in is a journal entry
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.locked_out"  # the same page, the same sentence
PASSWORD_MAX_AGE_DAYS = 180

# --- sessions, cookies, transport --------------------------------------------

HTTPS = env_bool("HTTPS", PRODUCTION)
SESSION_IDLE_SECONDS = env_int("SESSION_IDLE_MINUTES", 30) * 60
SESSION_ABSOLUTE_SECONDS = env_int("SESSION_ABSOLUTE_HOURS", 12) * 3600
SESSION_COOKIE_AGE = SESSION_IDLE_SECONDS + 60  # accounts.middleware renews it once a minute
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, over plain HTTP
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env_bool("BEHIND_PROXY", PRODUCTION)  # also config/wsgi.py: the client's address
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- API ---------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "core.api.parsers.StrictJSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.ProblemAutoSchema",
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.KeysetPagination",
    "EXCEPTION_HANDLER": "core.api.problems.problem_exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "整改台账接口",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": wiring.ENUM_NAMES,
}

# --- ticks (Celery) ----------------------------------------------------------
# Nothing is delivered from a Celery message: a tick finds the rows that are due.
# Losing a message delays the next tick by one period and loses nothing.

REDIS_URL = env_text("REDIS_URL")
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = redis_transport()
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = folder_transport(BROKER_DIR)
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_LOST_WAIT = 1  # not 10 s: a tick leaves its result in rows
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
MESSAGE_CHANNELS_ON = env_list("MESSAGE_CHANNELS")
# The form that anybody may fill in: only where citizens reach this server, off by default.
OPINION_FORM = env_bool("OPINION_FORM", False)
OPINION_FORM_PER_DAY = env_int("OPINION_FORM_PER_DAY", 200)
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# --- who answers whom (config/wiring.py) ---------------------------------------

JOB_KINDS = wiring.JOB_KINDS
DUE_ROWS = wiring.DUE_ROWS
TICK_LABELS = wiring.TICK_LABELS
TICK_RESULTS = wiring.TICK_RESULTS
STANDING_PARTS = wiring.STANDING_PARTS
PAGE_PARTS = wiring.PAGE_PARTS
BUSINESS_TIES = wiring.BUSINESS_TIES
MESSAGE_SUBJECTS = wiring.MESSAGE_SUBJECTS
JOURNAL_WORDS = wiring.JOURNAL_WORDS
JOURNAL_SUBJECTS = wiring.JOURNAL_SUBJECTS
MESSENGER = wiring.MESSENGER
OPEN_DUTIES = wiring.OPEN_DUTIES
DELEGATION_LIMIT = wiring.DELEGATION_LIMIT
DEPARTMENT_TIES = wiring.DEPARTMENT_TIES
UNIT_END_OBSERVERS = wiring.UNIT_END_OBSERVERS
HANDOVER_READERS = wiring.HANDOVER_READERS
HANDOVER_KEEPERS = wiring.HANDOVER_KEEPERS
HANDOVER_OBSERVERS = wiring.HANDOVER_OBSERVERS
DEACTIVATION_OBSERVERS = wiring.DEACTIVATION_OBSERVERS
VACANCY_OBSERVERS = wiring.VACANCY_OBSERVERS
TAKEN_OVER = wiring.TAKEN_OVER
SIMILAR_ROWS = wiring.SIMILAR_ROWS
FORM_PAGES = wiring.FORM_PAGES
REMINDER_SOURCES = wiring.REMINDER_SOURCES
ITEM_LINKS = wiring.ITEM_LINKS
GOAL_ITEMS = wiring.GOAL_ITEMS
MESSAGE_CHECKS = wiring.MESSAGE_CHECKS
MESSAGE_CHANNELS = wiring.MESSAGE_CHANNELS
CAMPAIGN_FINISH_CHECKS = wiring.CAMPAIGN_FINISH_CHECKS
CONTACT_READERS = wiring.CONTACT_READERS

# --- mail and logs -----------------------------------------------------------

DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "ledger@localhost")
EMAIL_HOST = env_text("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env_text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
