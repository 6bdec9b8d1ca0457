"""Settings. Everything that differs between a laptop and a city hall comes from the environment (see forum/env.py)."""

import base64
import secrets
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from kombu import Queue  # type: ignore[attr-defined]  # Celery's own has no types

from forum import broker, env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("FORUM_VAR", str(BASE_DIR / "var")))
DEMO = env.flag("FORUM_DEMO", False)
TESTING = env.flag("FORUM_TESTING", False)
DEBUG = env.flag("FORUM_DEBUG", False)
SITE_URL = env.site(env.text("FORUM_SITE_URL", "http://localhost:8000"))
SECURE = SITE_URL.startswith("https://")


def _secret_key() -> str:
    """FORUM_SECRET_KEY, or one made once and kept in the var folder, which is what a laptop wants."""
    if given := env.text("FORUM_SECRET_KEY", ""):
        if len(given) < 40:
            raise ImproperlyConfigured("FORUM_SECRET_KEY is too short: write at least 40 random characters.")
        return given
    if SECURE:
        raise ImproperlyConfigured("FORUM_SECRET_KEY is missing: a site on https needs one of its own.")
    file = VAR / "secret_key"
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(60))
    return file.read_text()


def _vault_keys() -> dict[str, bytes]:
    """FORUM_VAULT_KEYS, or one key made once and kept in the var folder, which is what a laptop wants."""
    if given := env.text("FORUM_VAULT_KEYS", ""):
        return env.key_ring(given)
    if SECURE:
        raise ImproperlyConfigured(f"FORUM_VAULT_KEYS is missing: passports need a key of their own. {env.KEY_RING}")
    file = VAR / "vault_keys"
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text("laptop:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return env.key_ring(file.read_text().strip())


SECRET_KEY = _secret_key()
# The first seals, the others only open: apart from SECRET_KEY, so that one may be changed without the other.
VAULT_KEYS = _vault_keys()
# Secret keys of earlier days: what was signed or derived with them is still read, and nothing new is made with them.
SECRET_KEY_FALLBACKS = env.words("FORUM_OLD_SECRET_KEYS", "")
# Ed25519 keys of receipts, the newest first; without any, the key is made from the secret key (docs/decisions/0006).
RECEIPT_KEYS = env.signing_keys("FORUM_RECEIPT_KEY")
ALLOWED_HOSTS = env.hosts("FORUM_ALLOWED_HOSTS", SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SECURE else []

INSTALLED_APPS = [
    "forum",
    "delegations",
    "sessions.apps.SessionsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "forum.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "forum.languages.Languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "forum.urls.root"
WSGI_APPLICATION = "forum.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "forum.frame.frame",
            ],
            "builtins": ["forum.templatetags.house"],
        },
    }
]

DATABASES = {"default": env.database(env.text("DATABASE_URL", ""), VAR / "forum.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "forum.User"
AUTHENTICATION_BACKENDS = ["forum.signin.CodeBackend"]
LOGIN_URL = "signin:ask"
LOGIN_REDIRECT_URL = "home"

# --- languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # who has chosen is not asked again when the phone wakes up
USE_TZ = True
# The demo plays in the spring of its forum; elsewhere the clock is right.
CLOCK_SHIFT_SECONDS = env.shift("FORUM_CLOCK_SHIFT")
TIME_ZONE = "UTC"

# --- files
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
DOCUMENTS = VAR / "documents"
FILE_UPLOAD_HANDLERS = [
    "forum.uploads.CutOff",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

# --- doors
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "worker-src": ["'self'"],
    "manifest-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does it
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("FORUM_BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SIGN_IN_MINUTES = 10
SIGN_IN_CODES_PER_HOUR = env.number("FORUM_SIGN_IN_CODES_PER_HOUR", 60 if DEMO else 10, least=1, most=1000)

# --- letters
# In the demo every mail is kept as a file and shown on the mailbox page; elsewhere the same outbox speaks SMTP.
MAILBOX = VAR / "mailbox"
EMAIL_BACKEND = "forum.mailbox.MailboxBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 10  # unset by default: one silent server would park a worker for ever
globals().update(env.email(env.text("EMAIL_URL", "smtp://localhost:25")))
DEFAULT_FROM_EMAIL = env.sender(env.text("FORUM_FROM_EMAIL", "protocol@forum.example"))
LETTER_LEASE_SECONDS = 60
# What must be left of a lease when a mail is handed over: MAIL, RCPT, DATA and the body may each take the time-out.
LETTER_HANDOVER_SECONDS = 45
# Before the second try, the third, …; then every hour until the letter expires.
LETTER_WAITS_SECONDS = (15, 60, 180, 600, 1800, 3600)
# A burst of edits becomes one letter: it waits until nothing has changed for so long, but never longer than the most.
LETTER_QUIET_SECONDS = env.number("FORUM_QUIET_SECONDS", 15 if DEMO else 120, least=0, most=86_400)
LETTER_QUIET_MOST_SECONDS = 5 * LETTER_QUIET_SECONDS

# --- wires that point upward: lists of dotted names, read by forum, which may not import what stands above it
CHANGE_FOLLOWERS = ["sessions.followers.keep_itineraries"]
# Modules that know what a delegate holds: it moves with his place, and is freed when his delegation is withdrawn.
DUTY_KEEPERS = ["sessions.actions.duties", "delegations.actions.hosted"]
ORGANIZER_NAV = ["forum.panels.NAV", "delegations.panels.NAV", "sessions.panels.NAV"]
# What is asked of a delegation, in the order in which it is listed as missing.
GAP_SOURCES = (
    "delegations.missing.ANSWER",
    "delegations.missing.PEOPLE",
    "delegations.dossier_gaps.PARTICULARS",
    "sessions.speech_gaps.TEXTS",
)
DASHBOARD_PANELS = ["delegations.panels.figures", "sessions.panels.figures", "forum.panels.figures"]
# What must be done again when the holder of an office changes
REISSUES = [
    "delegations.reissues.of_letters_and_people",
    "delegations.reissues.of_mandates_and_visas",
    "sessions.reissues.of_programme",
]
LETTERS = ["forum.notices", "delegations.notices", "delegations.mandate_notices", "sessions.notices"]

# --- Redis: broker and cache, never the store of record
REDIS_URL = env.text("REDIS_URL", "") or (broker.address(VAR) if DEMO else "redis://localhost:6379/0")
# Off in tests: they call the tasks themselves, so that nothing happens behind a test’s back.
DOORBELL = not TESTING
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
# A ring is taken off the broker when it is heard, and nobody acknowledges it: a lost ring costs a sweep's wait, while
# a worker that holds unacknowledged rings cannot come back from a broker that was away (kombu 5.7 gives up then).
CELERY_TASK_QUEUES = [Queue("celery", no_ack=True)]  # type: ignore[no-untyped-call]  # as above
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A busy machine may take its time to start the pool: after 4 s, the default, the worker would give up for good.
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60.0
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Only whoever rings the bell is impatient. The worker may wait: it blocks on the queue for as long as nothing comes.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,  # longer than the longest hard limit, always
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "health_check_interval": 25,
    "socket_keepalive": True,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
}

CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
SWEEP_SECONDS = env.number("FORUM_SWEEP_SECONDS", 3 if DEMO else 10, least=1, most=60)
CELERY_BEAT_SCHEDULE = {
    "follow": {"task": "forum.follow", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
    "work_off": {"task": "forum.work_off", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
    "reconcile": {"task": "sessions.reconcile", "schedule": 60, "options": {"expires": 60}},
    "addresses": {"task": "forum.look_up_addresses", "schedule": 30, "options": {"expires": 30}},
    "clear_files": {"task": "delegations.clear_files", "schedule": 300, "options": {"expires": 300}},
    "chase": {"task": "delegations.chase", "schedule": 60, "options": {"expires": 60}},
    "forget_sign_ins": {"task": "forum.forget_sign_ins", "schedule": 3600, "options": {"expires": 3600}},
    "purge_programme": {"task": "sessions.purge", "schedule": 3600, "options": {"expires": 3600}},
    "purge": {"task": "delegations.purge", "schedule": 3600, "options": {"expires": 3600}},
    "seal": {"task": "forum.seal", "schedule": 30, "options": {"expires": 30}},
}

# --- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "forum.api.in_words",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Mayors Forum",
    "DESCRIPTION": "The published programme, one's own itinerary, delegations with their answers and flights.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": env.text("FORUM_LOG_LEVEL", "INFO")},
}

# The address is unique whatever its letter case, by a constraint on its lower form, which this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
