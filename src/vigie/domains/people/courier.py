"""The courier: serves the orders for links and sends the messages that wait."""

from __future__ import annotations

from vigie.domains.people.links import serve_orders
from vigie.domains.people.posting import serve_notices
from vigie.domains.people.rounds import Rounds
from vigie.web import clock


def work() -> None:
    """One round: what could not be sent is tried again at the next."""
    serve_orders(clock.now())
    serve_notices(clock.now())


courier = Rounds("courier", work, pause=60.0)
