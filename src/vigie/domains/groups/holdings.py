"""What the sealed groups hold of a person: seats under her pseudonym, and the groups she sealed."""

from __future__ import annotations

from collections import Counter

from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.groups.models import Group, Seat
from vigie.domains.people.rights import Rights
from vigie.web import formats


def _seats(subject: Subject, _: Rights) -> Part:
    """How many, year by year: which groups they are is on the page of the groups with her."""
    years = Counter(Seat.objects.of(subject.pseudonym).values_list("school_year", flat=True))
    return Part(("Année scolaire", "Groupes où je figure"), sorted(years.items()))


def _forget_seats(subject: Subject) -> int:
    hers = Seat.objects.of(subject.pseudonym).filter(group__sealed_at__lte=subject.until)
    return hers.delete()[0]


def _sealed(subject: Subject, _: Rights) -> Part:
    found = Group.objects.filter(trainer=subject.person) if subject.person else ()
    rows = [
        (each.title, formats.day(each.session_on), formats.moment(each.sealed_at), each.lines)
        for each in found
    ]
    return Part(("Session", "Le", "Scellé le", "Lignes"), rows)


register(Holding("seats", "Les groupes scellés où je figure", ("groups.Seat",),
                 _seats, _forget_seats))  # fmt: skip
register(Holding("sealed", "Les groupes que j’ai scellés", ("groups.Group",), _sealed))
