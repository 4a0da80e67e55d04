"""Entry of the web server; it refuses to answer where a production is not safe, and has what is
kept long enough go by itself."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigie.config.settings")

from django.conf import settings  # once their module is named

from vigie.config import safety  # idem

safety.require(settings)
application = get_wsgi_application()

from vigie.domains.compliance.keeper import keeper  # noqa: E402  # the applications are there now
from vigie.domains.reminders.postman import postman  # noqa: E402  # idem
from vigie.domains.roadmaps import course  # noqa: E402  # idem
from vigie.domains.subscriptions.warning import warner  # noqa: E402  # idem

keeper.call()
postman.call()
warner.call()
# Beside the first requests: few of them forecast anything. No daemon: a process that stops in the
# middle of an import must let it end.
Thread(target=course.ready, name="forecaster").start()
