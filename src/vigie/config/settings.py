"""Settings of the site. Everything that changes from one place to another is an environment
variable; nothing has to be set for a first start on one's own machine.

- `VIGIE_HOME`: folder of the data, the key and the SQLite file; `./var`.
- `VIGIE_DATABASE_URL`: `postgresql://…` for the records; SQLite without it.
- `VIGIE_SECRET_KEY`: secret key, when a vault gives it; drawn once and kept without it.
- `VIGIE_ALLOWED_HOSTS`: names the site answers to, with commas; `127.0.0.1,localhost`.
- `VIGIE_PRODUCTION`: `1` where real people sign in: no persona of the demonstration, and a start
  that refuses what is not safe.
- `VIGIE_DEBUG`: `1` shows faults in the browser, never in production.
- `VIGIE_HTTPS`: `1` behind a proxy that speaks HTTPS.
- `VIGIE_MAX_UPLOAD_MB`: largest file the import page accepts; 300.
- `VIGIE_ERASURES`: the ledger of erasures, where no restore reaches; beside the data folder.
- `VIGIE_BASE_URL`: the address of the site, as messages write it.
- `VIGIE_FRAMED_BY`: the sites that may show the access block inside their pages, with commas.
- `VIGIE_TRUSTED_PROXIES`: how many proxies of ours stand before the site; 0.
- `VIGIE_SMTP_…`, `VIGIE_MAIL_FROM`: the mail server; without it, messages are files.
- `VIGIE_AUDIT_FILE`, `VIGIE_AUDIT_MAIL`: where the head of the log is told, out of reach.
- `VIGIE_OIDC_…`: the identity provider, if there is one.
- `VIGIE_SESSION_…`: how long a visit may be left alone, and last.

Secrets may also stand in a file that `…_FILE` names.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from vigie.config import environ, mail, provider
from vigie.config.database import from_address, sqlite
from vigie.config.secrets import secret_key
from vigie.config.tasks import TASKS

VIGIE_HOME = Path(os.environ.get("VIGIE_HOME") or "var").resolve()
VIGIE_HOME.mkdir(parents=True, exist_ok=True)

DEBUG = os.environ.get("VIGIE_DEBUG") == "1"
VIGIE_PRODUCTION = os.environ.get("VIGIE_PRODUCTION") == "1"
SECRET_KEY = environ.secret("VIGIE_SECRET_KEY") or secret_key(VIGIE_HOME)
ALLOWED_HOSTS = [
    name.strip()
    for name in os.environ.get("VIGIE_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
    if name.strip()
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "vigie.web",
    "vigie.observatory",
    "vigie.reports",
    "vigie.domains.audit",
    "vigie.domains.people",
    "vigie.domains.compliance",
    "vigie.domains.disconnection",
    "vigie.domains.governance",
    "vigie.domains.groups",
    "vigie.domains.campaigns",
    "vigie.domains.subscriptions",
    "vigie.domains.activation",
    "vigie.domains.kit",
    "vigie.domains.reminders",
    "vigie.domains.roadmaps",
    "vigie.domains.trainings",
]

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["vigie.domains.people.backends.KnownPerson"]
# The identity provider; None when there is none.
VIGIE_OIDC = provider.from_environment()
if VIGIE_OIDC is not None:
    AUTHENTICATION_BACKENDS.append("vigie.domains.people.provider.ProviderBackend")

# Minutes after which a visit left alone ends, the second for who reads data of people one by one;
# hours after which any visit ends.
VIGIE_SESSION_IDLE_MINUTES = environ.number("VIGIE_SESSION_IDLE_MINUTES", 120, least=5, most=1440)
VIGIE_SESSION_IDLE_READING_MINUTES = environ.number(
    "VIGIE_SESSION_IDLE_READING_MINUTES", 30, least=5, most=1440
)
VIGIE_SESSION_HOURS = environ.number("VIGIE_SESSION_HOURS", 12, least=1, most=24)
SESSION_COOKIE_AGE = VIGIE_SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Links in messages are written from this address, never from what a request calls the site;
# without it, from this machine's own.
VIGIE_BASE_URL = environ.text("VIGIE_BASE_URL").rstrip("/")
VIGIE_FRAMED_BY = environ.origins("VIGIE_FRAMED_BY")
VIGIE_TRUSTED_PROXIES = environ.number("VIGIE_TRUSTED_PROXIES", 0, most=10)
VIGIE_COURIER = True
globals().update(mail.from_environment())
# The second place of the head of the log: a file that is only added to (in the data folder
# without it), and the address of the daily message.
VIGIE_AUDIT_FILE = os.environ.get("VIGIE_AUDIT_FILE", "").strip()
VIGIE_AUDIT_MAIL = os.environ.get("VIGIE_AUDIT_MAIL", "").strip()
# What each role may do at each address: read by the rights, walked by the tests.
VIGIE_PERMISSIONS = Path(__file__).with_name("permissions.csv")
# The entry of the register of processing that covers each personal field: see the test of fields.
VIGIE_PERSONAL_DATA = Path(__file__).with_name("personal_data.csv")
VIGIE_PERSONAL_LABELS = Path(__file__).with_name("personal_labels.csv")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "vigie.web.middleware.PermissionsPolicyMiddleware",
    "vigie.web.middleware.OnlyWhatIsChosenMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vigie.domains.people.middleware.RightsMiddleware",
    "vigie.domains.people.door.DoorMiddleware",
    "vigie.web.sent_twice.SentTwiceMiddleware",
]

ROOT_URLCONF = "vigie.config.urls"
WSGI_APPLICATION = "vigie.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("django.template.loaders.cached.Loader", ["vigie.web.typography.Loader"]),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "vigie.web.navigation.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# The main navigation, in order: (label, name of the address). An address that does not exist yet
# is left out. The shell does not know the pages: only this file knows both.
VIGIE_NAVIGATION = (
    ("Accueil", "home"),
    ("Tableau de bord", "board"),
    ("Participation", "participation"),
    ("Couverture", "coverage"),
    ("Déploiement", "deployment"),
    ("Feuilles de route", "roadmaps"),
    ("Imports", "imports"),
    ("Qualité des données", "quality"),
)

# What the home tells a person first: functions (rights) → `people.tasks.News`.
VIGIE_NEWS = [
    "vigie.domains.groups.queries.news",
    "vigie.domains.roadmaps.queries_alerts.news",
    "vigie.domains.trainings.news.news",
    "vigie.domains.subscriptions.queries.news",
]
# The message proposed to whoever contacts a head before a training session.
VIGIE_TRAINING_LETTER = "vigie.domains.kit.before_training.letter"

# What one may come for, as the home of each person shows it.
VIGIE_TASKS = TASKS

# What the navigation carries from one page about a territory to another, beside the territory.
VIGIE_NAVIGATION_KEEPS = ("profil", "parcours", "date")

# What the page of the roles of a school tells of its people: functions (rights, school) →
# `people.school_roles.Beside`.
VIGIE_BESIDE_ROLES = [
    "vigie.domains.governance.views.beside_roles",
    "vigie.domains.disconnection.views.beside_roles",
]

# Days that the level above has to answer what a territory proposes on a roadmap.
VIGIE_DAYS_TO_ANSWER = int(os.environ.get("VIGIE_DAYS_TO_ANSWER", "30"))

_address = os.environ.get("VIGIE_DATABASE_URL")
DATABASES = {
    "default": from_address(_address) if _address else sqlite(VIGIE_HOME / "records.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# Files are found where the packages are, at start: no collection step before the first page.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "vigie.web.views.csrf_failed"
# In the session, not in a cookie of their own: they may name someone.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
VIGIE_HTTPS = os.environ.get("VIGIE_HTTPS") == "1"
if VIGIE_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # The browser then refuses these cookies from any other host, or without HTTPS.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# Files above 2 MB go to the disk as they arrive; the body of other forms is bounded. The size of
# a file is bounded by the page that receives it.
VIGIE_MAX_UPLOAD_BYTES = int(os.environ.get("VIGIE_MAX_UPLOAD_MB", "300")) * 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_PERMISSIONS = 0o600

# What is written down holds no personal data: no body, no query string (a search may hold a name
# or an address), no client address. Faults keep their traceback, without the request.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_people": {"()": "vigie.config.logs.WithoutPeople"}},
    "formatters": {
        "line": {
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_people"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "vigie": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
