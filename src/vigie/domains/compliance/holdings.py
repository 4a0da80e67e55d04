"""What the log, the accounts, the facts and compliance itself hold of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db.models import Model, Q

from vigie.codes import profile_label
from vigie.domains.audit.models import Entry
from vigie.domains.audit.words import act_name
from vigie.domains.compliance import models
from vigie.domains.compliance.choices import CHOICES, Choice
from vigie.domains.compliance.held import Holding, Part, Subject, Value, register
from vigie.domains.compliance.models.incidents import IncidentMeasure
from vigie.domains.people.door_models import LinkOrder, Notice, SignInLink, Visit
from vigie.domains.people.log_words import Reader, people_in
from vigie.domains.people.mandate_file import from_text
from vigie.domains.people.mandate_models import MandateFile
from vigie.domains.people.models import Mandate
from vigie.domains.people.rights import Rights
from vigie.domains.people.tasks import place_name
from vigie.domains.territories.tree import home
from vigie.facts.personal import held_of
from vigie.web import formats

Rows = Iterable[tuple[Value, ...]]


def _account(subject: Subject, held: Rights) -> Part:
    person = subject.person
    if person is None:
        return Part(("Donnée", "Valeur"))
    place = place_name(held, person.place) if person.place else ""
    pairs = (
        ("Adresse", person.email),
        ("Prénom", person.first_name),
        ("Nom", person.last_name),
        ("Profil", profile_label(person.profile) if person.profile else ""),
        ("Lieu", place),
        ("Identifiant chez le fournisseur d’identité", person.subject or ""),
        ("Compte créé le", _moment(person.created_at)),
        ("Dernière connexion", _moment(person.last_login)),
        ("Peut se connecter", "oui" if person.is_active else "non"),
    )
    return Part(("Donnée", "Valeur"), [pair for pair in pairs if pair[1]])


def _mandates(subject: Subject, held: Rights) -> Part:
    found = Mandate.objects.filter(person=subject.person).select_related("given_by", "origin")
    rows = [
        (each.role_name, place_name(held, each.territory), _moment(each.starts_at),
         _moment(each.ends_at), each.given_by.name if each.given_by else "",
         "oui" if each.by_right else "non", "oui" if each.origin else "non")
        for each in found
    ]  # fmt: skip
    given = Mandate.objects.filter(given_by=subject.person).exclude(person=subject.person).count()
    columns = ("Rôle", "Territoire", "Début", "Fin", "Donné par", "De droit", "Par délégation")
    return Part(columns, rows, _number(given, "mandat donné par vous", "mandats donnés par vous"))


def _mandate_files(subject: Subject, _: Rights) -> Part:
    mine = MandateFile.objects.filter(made_by=subject.person) if subject.person else ()
    rows = [(each.name, _moment(each.made_at), _moment(each.applied_at), _moment(each.undone_at))
            for each in mine]  # fmt: skip
    waiting = len(_waiting_files(subject))
    said = _number(waiting, "fichier en attente de décision dit votre adresse",
                   "fichiers en attente de décision disent votre adresse")  # fmt: skip
    return Part(("Fichier", "Déposé", "Appliqué", "Annulé"), rows, said)


def _forget_mandate_files(subject: Subject) -> int:
    """A file that waits goes whole: its owner deposits it again, without that person."""
    waiting = [each.pk for each in _waiting_files(subject)]
    return MandateFile.objects.filter(pk__in=waiting).delete()[0]


def _waiting_files(subject: Subject) -> list[MandateFile]:
    kept = MandateFile.objects.filter(applied_at=None, made_at__lte=subject.until)
    return [each for each in kept
            if any(subject.is_hers(line.email) for line in from_text(each.content))]  # fmt: skip


def _visits(subject: Subject, held: Rights) -> Part:
    words = Reader(held)
    rows = [
        (each.device, words.value("way", each.way), _moment(each.opened_at), _moment(each.seen_at),
         _moment(each.ended_at))
        for each in Visit.objects.filter(person=subject.person)
    ]  # fmt: skip
    return Part(("Appareil", "Moyen", "Ouverte", "Vue", "Fermée"), rows)


def _links(subject: Subject, _: Rights) -> Part:
    rows: list[tuple[Value, ...]] = [
        ("lien de connexion", _moment(each.made_at), _moment(each.expires_at),
         _moment(each.used_at))
        for each in SignInLink.objects.filter(person=subject.person)
    ]  # fmt: skip
    rows += [("lien demandé", _moment(o.asked_at), "", "") for o in _orders(subject)]
    waiting = Notice.objects.filter(person=subject.person) if subject.person else ()
    rows += [
        (f"message en attente\u00a0: {each.subject}", _moment(each.asked_at), "", "")
        for each in waiting
    ]
    rows += [("message en attente ou gardé", "", "", "")] * len(_messages(subject))
    return Part(("Quoi", "Fait", "Expire", "Utilisé"), rows)


def _forget_links(subject: Subject) -> int:
    orders = LinkOrder.objects.filter(pk__in=[order.pk for order in _orders(subject)])
    gone, messages = orders.delete()[0], _messages(subject)
    for path in messages:
        path.unlink(missing_ok=True)
    return gone + len(messages)


def _orders(subject: Subject) -> list[LinkOrder]:
    waiting = LinkOrder.objects.filter(asked_at__lte=subject.until)
    return [order for order in waiting if subject.is_hers(order.email)]


def _messages(subject: Subject) -> list[Path]:
    """The messages to her that are kept as files, where there is no mail server."""
    return [path for path in sorted((home().path / "outbox").glob("*.eml"))
            if any(subject.is_hers(address) for address in _addressed(path))]  # fmt: skip


def _addressed(path: Path) -> list[str]:
    try:
        message = message_from_bytes(path.read_bytes())
    except FileNotFoundError:  # another process sent or dropped it meanwhile
        return []
    fields = [text for name in ("To", "Cc", "Bcc") for text in message.get_all(name, [])]
    return [address for _, address in getaddresses(fields) if address]


def _sessions(subject: Subject, _: Rights) -> Part:
    return Part((), (), _number(len(_sessions_of(subject)), "session ouverte", "sessions ouvertes"))


def _end_sessions(subject: Subject) -> int:
    keys = _sessions_of(subject)
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _sessions_of(subject: Subject) -> list[str]:
    if subject.person is None:
        return []
    key = str(subject.person.pk)
    return [each.session_key for each in Session.objects.all()
            if each.get_decoded().get("_auth_user_id") == key]  # fmt: skip


def _log(subject: Subject, held: Rights) -> Part:
    """Acts of hers, or about her: when, what, by whom, and the details in words."""
    names = list(subject.references)
    entries = list(Entry.objects.filter(Q(about__in=names) | Q(actor__in=names)).latest_first())
    words = Reader(held)
    words.know(each.actor for each in entries)
    words.know(each.about for each in entries)
    words.know(people_in(each.details for each in entries))
    rows = [
        (_moment(each.at), act_name(each.action), words.reference(each.actor),
         words.reference(each.about), words.details(each.details))
        for each in entries
    ]  # fmt: skip
    return Part(("Moment", "Acte", "Par", "À propos de", "Précisions"), rows)


def _choices(subject: Subject, _: Rights) -> Part:
    rows = [
        (CHOICES[Choice(each.choice)].label, "oui" if each.accepted else "non",
         each.text_version, _moment(each.made_at))
        for each in models.Decision.objects.filter(person=subject.person)
    ]  # fmt: skip
    return Part(("Choix", "Réponse", "Version du texte", "Décidé le"), rows)


def _agreements(subject: Subject, _: Rights) -> Part:
    found = models.SharingAgreement.objects.filter(
        Q(person=subject.person) | Q(trainer=subject.person)
    ).select_related("person", "trainer")
    rows = [
        ("donné" if each.person_id == getattr(subject.person, "pk", None) else "reçu",
         each.person.name, each.trainer.name, _moment(each.given_at), _moment(each.ends_at),
         _moment(each.withdrawn_at))
        for each in (found if subject.person else ())
    ]  # fmt: skip
    return Part(("Accord", "De", "À", "Donné le", "Finit le", "Retiré le"), rows)


def _requests(subject: Subject, _: Rights) -> Part:
    rows = [
        (each.kind_name, each.text, _moment(each.made_at), each.state_name, each.answer)
        for each in models.DataRequest.objects.filter(person=subject.person)
    ]
    return Part(("Demande", "Précisions", "Faite le", "État", "Réponse"), rows)


def _forget_requests(subject: Subject) -> int:
    """What she wrote and was answered goes; that she was answered, and when, stays without her."""
    found = models.DataRequest.objects.filter(person=subject.person)
    return found.update(person=None, text="", answer="", territory="") if subject.person else 0


_WRITTEN: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("Traitements du registre", models.Processing, ("created_by", "changed_by", "withdrawn_by")),
    ("Contacts des délégations", models.DpoContact, ("changed_by",)),
    ("Documents de l’espace privé", models.Document, ("created_by", "deleted_by")),
    ("Versions de documents", models.DocumentVersion, ("added_by",)),
    ("Autorisations d’œuvres d’élèves", models.PupilWork, ("recorded_by",)),
    ("Incidents", models.Incident, ("declared_by", "closed_by")),
    ("Mesures prises après un incident", IncidentMeasure, ("taken_by",)),
    ("Règles des groupes scellés", models.PolicyVersion, ("proposed_by", "signed_by")),
)  # fmt: skip


def _written(subject: Subject, _: Rights) -> Part:
    """What she wrote for others: how many of each. It stays, without her name."""
    rows = []
    for title, model, names in _WRITTEN if subject.person else ():
        hers = Q(*[(name, subject.person) for name in names], _connector=Q.OR)
        number = model._default_manager.filter(hers).count()
        if number:
            rows.append((title, number))
    sentence = (
        "Ces écrits sont ceux du service\u00a0: ils restent après un effacement, sans votre nom."
    )
    return Part(("Écrit ou signé par vous", "Nombre"), rows, sentence if rows else "")


def _contacts(subject: Subject, held: Rights) -> Part:
    rows = [
        (place_name(held, each.territory), each.name, each.email, each.phone)
        for each in models.DpoContact.objects.all()
        if subject.is_hers(each.email)
    ]
    return Part(("Territoire", "Nom", "Adresse", "Téléphone"), rows)


def _forget_contacts(subject: Subject) -> int:
    hers = [each.pk for each in models.DpoContact.objects.filter(changed_at__lte=subject.until)
            if subject.is_hers(each.email)]  # fmt: skip
    return models.DpoContact.objects.filter(pk__in=hers).delete()[0]


_BY_NAME = (
    "Ce qui est trouvé d’après votre adresse. Un fichier qui ne vous désigne que par votre nom ne "
    "peut pas être rapproché avec certitude\u00a0: demandez à la délégation de le regarder."
)


def _facts(subject: Subject, _: Rights) -> Part:
    """Each value, with the file and the line it came from. They are erased with their archive,
    before the records, by `vigie.facts.erasure`."""
    rows = [
        (each.record.file, each.record.import_id, each.line, _day(each.record.as_of),
         "oui" if each.record.active else "non", each.meaning, name, value)
        for each in held_of(home(), subject.pseudonym)
        for name, value in each.values
    ]  # fmt: skip
    columns = ("Fichier", "Import", "Ligne", "Données au", "Compté", "Quoi", "Donnée", "Valeur")
    return Part(columns, rows, _BY_NAME)


def _moment(value: datetime | None) -> str:
    return formats.moment(value) if value else ""


def _day(value: date) -> str:
    return formats.day(value)


def _number(number: int, one: str, several: str) -> str:
    return f"{formats.plural(number, one, several)}." if number else ""


def _add(
    name: str,
    title: str,
    tables: str,
    show: Callable[[Subject, Rights], Part],
    erase: Callable[[Subject], int] | None = None,
) -> None:
    more = {"erase": erase} if erase else {}
    register(Holding(name, title, tuple(tables.split()), show, **more))


_add("account", "Mon compte", "people.Person", _account)
_add("mandates", "Mes mandats", "people.Mandate", _mandates)
_add("mandate_files", "Fichiers de mandats", "people.MandateFile people.MandateFileChange",
     _mandate_files, _forget_mandate_files)  # fmt: skip
_add("facts", "Mes résultats et mon affectation", "fact:participations fact:pix_profiles "
     "fact:certifications fact:placements", _facts)  # fmt: skip
_add("choices", "Mes choix", "compliance.Decision", _choices)
_add("agreements", "Mes accords de partage", "compliance.SharingAgreement", _agreements)
_add("requests", "Mes demandes", "compliance.DataRequest", _requests, _forget_requests)
_add("written", "Ce que j’ai écrit pour le service",
     "compliance.Processing compliance.Document compliance.DocumentVersion compliance.PupilWork "
     "compliance.Incident compliance.IncidentMeasure compliance.PolicyVersion",
     _written)  # fmt: skip
_add("contacts", "Mes coordonnées publiées", "compliance.DpoContact", _contacts, _forget_contacts)
_add("visits", "Mes sessions", "people.Visit", _visits)
_add("sessions", "Mémoire des sessions en cours", "sessions.Session", _sessions, _end_sessions)
_add("links", "Liens et messages de connexion", "people.SignInLink people.LinkOrder people.Notice",
     _links, _forget_links)  # fmt: skip
_add("log", "Le journal à mon sujet", "audit.Entry", _log)
