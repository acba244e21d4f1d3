"""Settings of the web application; everything an operator may change comes from the environment.

SANGSAENG_HOME          folder of the workspace (default: ./var beside the project)
SANGSAENG_DATABASE_URL  postgresql://user:password@host:port/name (default: SQLite in the workspace)
SANGSAENG_SECRET_KEY    default: the file secret.key of the workspace, made at set-up
SANGSAENG_ALLOWED_HOSTS host names, separated by commas (default: this machine only)
SANGSAENG_HTTPS         1 behind TLS: cookies and redirects become secure-only
SANGSAENG_MAIL_URL      smtp://user:password@host:port (smtps:// for TLS): tells people by mail as well (default: no mail)
SANGSAENG_MAIL_FROM     the sender's address of such mail
SANGSAENG_SITE_URL      the address people reach this site at, for the link in such mail
SANGSAENG_DATA_LICENCE  the address of the licence of the open data (default: CC BY 4.0)
SANGSAENG_PUBLISHER     who publishes the open data, Korean|English (default: this unofficial site)
SANGSAENG_DEBUG         1 for development
SANGSAENG_MEASURE       1: each answer tells its CPU time and queries (benchmarks)
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sangsaeng.site.place import BUILD, HOME


def _database() -> dict[str, Any]:
    url = os.environ.get("SANGSAENG_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "sangsaeng.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # a writer waits at its start, never fails at its end
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def _secret_key() -> str:
    given = os.environ.get("SANGSAENG_SECRET_KEY")
    kept = HOME / "secret.key"
    if given:
        return given
    if kept.is_file():
        return kept.read_text().strip()
    from django.core.management.utils import get_random_secret_key

    return get_random_secret_key()  # no workspace yet: set-up writes one before anything is signed with it


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("SANGSAENG_DEBUG") == "1"
HTTPS = os.environ.get("SANGSAENG_HTTPS") == "1"
ALLOWED_HOSTS = [
    h for h in os.environ.get("SANGSAENG_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "rules",
    "sangsaeng.records",
    "sangsaeng.parties",
    "sangsaeng.clocks",
    "sangsaeng.pages",
    "sangsaeng.discovery",
    "sangsaeng.proposals",
    "sangsaeng.deliberation",
    "sangsaeng.support",
    "sangsaeng.followup",
    "sangsaeng.portal",
    "sangsaeng.desk",
    "sangsaeng.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "sangsaeng.site.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

if os.environ.get("SANGSAENG_MEASURE") == "1":
    MIDDLEWARE.insert(0, "sangsaeng.site.measure.MeasureMiddleware")

ROOT_URLCONF = "sangsaeng.site.urls"
WSGI_APPLICATION = "sangsaeng.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sangsaeng.site.context.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        # site first: its allauth pages replace the package's own
                        ("django.template.loaders.filesystem.Loader", [Path(__file__).parent / "templates"]),
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "sangsaeng.parties.accounts.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Wrong passwords are counted by axes alone, in the database: allauth counts them in each process by itself.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"

_mail = urlsplit(os.environ.get("SANGSAENG_MAIL_URL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.hostname else 'dummy'}.EmailBackend"
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 20
MAIL_FROM = os.environ.get("SANGSAENG_MAIL_FROM", "") if _mail.hostname else ""
SITE_URL = os.environ.get("SANGSAENG_SITE_URL", "").rstrip("/")

DATA_LICENCE = os.environ.get("SANGSAENG_DATA_LICENCE", "https://creativecommons.org/licenses/by/4.0/")
_publisher = os.environ.get("SANGSAENG_PUBLISHER", "상생(비공식)|Sangsaeng (unofficial)").partition("|")
DATA_PUBLISHER = (_publisher[0], _publisher[2] or _publisher[0])

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("한국어")), ("en", _("영어"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"  # what is shown; what is stored is UTC

STATIC_URL = "/static/"
STATIC_ROOT = BUILD / "static"
STATICFILES_DIRS = [p for p in [BUILD / "vendor"] if p.is_dir()]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
