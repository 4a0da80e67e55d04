"""Entry of the web server; it refuses to answer where a production is not safe."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigie.config.settings")

from django.conf import settings  # once their module is named

from vigie.config import safety  # idem

safety.require(settings)
application = get_wsgi_application()
