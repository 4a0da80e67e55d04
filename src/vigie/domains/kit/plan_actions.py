"""What changes the plan of communication and the news: one verb each, atomic, logged."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.kit.actions import KitRefused, NotAnAddress, NotWording
from vigie.domains.kit.models import Announcement, NewsItem, Piece, Stage
from vigie.domains.people.actions import reference
from vigie.domains.people.models import Person
from vigie.web.wording import WordingFault, check, is_address, parse


class EndsBefore(KitRefused):
    """Something that ends before it starts."""


@dataclass(frozen=True)
class Said:
    """All that is said of an announcement."""

    title: str
    channel: str
    audience: str
    starts_on: date
    ends_on: date | None = None
    link: str = ""
    stage: str = Stage.PLANNED
    piece: Piece | None = None


@dataclass(frozen=True)
class Told:
    """All that is told in a news item."""

    title: str
    body: str
    published_on: date
    until: date | None = None
    link: str = ""


@transaction.atomic
def announce(territory: str, said: Said, *, by: Person | None, at: datetime) -> Announcement:
    """Adds a line to the plan of a territory. Raises EndsBefore or NotAnAddress."""
    _refuse(said.starts_on, said.ends_on, "ends_on", said.link)
    made = Announcement.objects.create(
        territory=territory, changed_at=at, changed_by=by, **_columns(said)
    )
    _log("kit.announce", made, by, at)
    return made


@transaction.atomic
def change_announcement(
    line: Announcement, said: Said, *, by: Person, at: datetime
) -> Announcement:
    """Changes a line of the plan. Raises EndsBefore or NotAnAddress."""
    _refuse(said.starts_on, said.ends_on, "ends_on", said.link)
    known = Announcement.objects.select_for_update(of=("self",)).get(pk=line.pk)
    for name, value in _columns(said).items():
        setattr(known, name, value)
    known.changed_at, known.changed_by = at, by
    known.save()
    _log("kit.announce_change", known, by, at)
    return known


@transaction.atomic
def withdraw_announcement(line: Announcement, *, by: Person, at: datetime) -> None:
    """Takes a line out of the plan; it can be put back."""
    _mark("kit.announce_withdraw", line, at, by, at)


@transaction.atomic
def put_back_announcement(line: Announcement, *, by: Person, at: datetime) -> None:
    """Puts a line back."""
    _mark("kit.announce_put_back", line, None, by, at)


@transaction.atomic
def tell(territory: str, told: Told, *, by: Person | None, at: datetime) -> NewsItem:
    """Publishes a news item over a territory. Raises EndsBefore, NotAnAddress or NotWording."""
    _refuse(told.published_on, told.until, "until", told.link)
    try:
        check(parse(told.body), ())
    except WordingFault as fault:
        raise NotWording("body", fault.placed, fault.remedy) from None
    made = NewsItem.objects.create(
        territory=territory, written_at=at, written_by=by, **asdict(told)
    )
    _log("kit.news", made, by, at)
    return made


@transaction.atomic
def withdraw_news(item: NewsItem, *, by: Person, at: datetime) -> None:
    """Takes a news item away; it can be put back."""
    _mark("kit.news_withdraw", item, at, by, at)


@transaction.atomic
def put_back_news(item: NewsItem, *, by: Person, at: datetime) -> None:
    """Puts a news item back."""
    _mark("kit.news_put_back", item, None, by, at)


def _mark(
    action: str, line: Announcement | NewsItem, withdrawn: datetime | None, by: Person, at: datetime
) -> None:
    type(line)._base_manager.filter(pk=line.pk).update(withdrawn_at=withdrawn)
    _log(action, line, by, at)


def _columns(said: Said) -> dict[str, object]:
    return {name: getattr(said, name) for name in Said.__dataclass_fields__}


def _refuse(start: date, end: date | None, name: str, link: str) -> None:
    if end is not None and end < start:
        raise EndsBefore(name, "La fin précède le début.", "Vérifiez les deux dates.")
    if link and not is_address(link):
        raise NotAnAddress(
            "link", "Cette adresse ne mène nulle part.", "Elle commence par https://."
        )


def _log(action: str, made: Announcement | NewsItem, by: Person | None, at: datetime) -> None:
    key = "news" if isinstance(made, NewsItem) else "announcement"
    record(
        action,
        actor=reference(by),
        at=at,
        details={key: made.pk, "territory": made.territory},
    )
