"""Things that addresses name, one in a given territory or of a given person.

`MAKE` gives, for an address that names more than a territory, the rest of its parameters. An
address that is missing from it fails the walk, so that whoever adds one says how to make its thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lib.people import SINCE, someone
from rights.disconnection_objects import hours_in
from rights.field_objects import act_in, campaign_act_in, cohort_in, featured_in, pupils_act_in
from rights.governance_objects import key_person_in, letter_in
from rights.kit_objects import announcement_in, news_in, piece_in
from rights.people_objects import mandate_file_of
from rights.reminder_objects import days_in, uncertain_in, wave_in
from rights.roadmaps import ROADMAPS
from rights.school_objects import ACTIVATION, SUBSCRIPTION_FILES, SUBSCRIPTIONS
from rights.training_objects import TRAININGS
from vigie.domains.campaigns.actions import Declaration, declare_campaign
from vigie.domains.campaigns.declaration_file import Line
from vigie.domains.campaigns.file_actions import keep_file
from vigie.domains.compliance.agreements_actions import give_agreement
from vigie.domains.compliance.choices import Choice
from vigie.domains.compliance.choices_actions import decide
from vigie.domains.compliance.choices_queries import standing
from vigie.domains.compliance.data_requests import ask
from vigie.domains.compliance.documents_actions import delete_document, deposit_document
from vigie.domains.compliance.incidents_actions import Told, declare_incident
from vigie.domains.compliance.models import Document, Processing, PupilWork
from vigie.domains.compliance.models.register import Hosting, LegalBasis
from vigie.domains.compliance.models.requests import Kind
from vigie.domains.compliance.models.space import Permission
from vigie.domains.compliance.policies import GroupPolicy
from vigie.domains.compliance.policies_actions import propose_policy
from vigie.domains.compliance.policies_queries import InForce
from vigie.domains.compliance.register_actions import Said, add_entry, withdraw_entry
from vigie.domains.compliance.uploads import Upload
from vigie.domains.compliance.works_actions import Work, record_work, remove_work
from vigie.domains.groups.actions import seal_group
from vigie.domains.people.actions import give_mandate, reference
from vigie.domains.people.door_models import Visit
from vigie.domains.people.grants import GRANTS
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import ROLES, SERVICE_ROLES, Role
from vigie.facts.home import Home
from vigie.facts.imports import import_file
from vigie.facts.ledger import Ledger
from vigie.observatory.imports_drafts import Drafts

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
Parameters = dict[str, object]


@dataclass(frozen=True)
class Asked:
    """The reader, the territory asked, whether a thing of a person is to be her own, and whether
    the table opens this cell."""

    home: Path
    reader: Person
    place: str
    hers: bool
    opens: bool

    @property
    def owner(self) -> Person:
        """Whose thing it is."""
        return self.reader if self.hers else someone()


Maker = Callable[[Asked], Parameters | None]
"""None where no such thing could be hers: the door alone is then asked."""


def _draft(asked: Asked) -> Parameters:
    owner = f"person:{asked.owner.pk}"
    draft = Drafts(Home(asked.home)).create(datetime.now(UTC), owner)
    path = draft.place("essai.csv")
    path.write_text("territory;profile;headcount;as_of\n", encoding="utf-8")
    return {"token": draft.token}


def _item(asked: Asked) -> Parameters:
    return {**_draft(asked), "no": 1}


def _import(asked: Asked) -> Parameters:
    """An import about the territory; where no headcount is kept, one that is not there."""
    known = {record.file: record.import_id for record in Ledger(Home(asked.home)).records()}
    path = asked.home / f"effectif-{asked.place.replace(':', '-')}.csv"
    if path.name not in known:
        lines = f"territory;profile;headcount;as_of\n{asked.place};CPE;90;2024-10-01\n"
        path.write_text(lines, encoding="utf-8")
        report = import_file(Home(asked.home), path, by="essai", now=NOW)
        assert report.import_id, report.to_json()
        return {"import_id": report.import_id}
    return {"import_id": known[path.name]}


def _campaign(asked: Asked) -> Parameters:
    said = Declaration(
        code=f"ZZ{abs(hash(asked.place)) % 10**6:06}",
        territory=asked.place,
        profile="CPE",
        pathway="POSITIONING",
    )
    known = declare_campaign_once(said)
    return {"code": known}


def declare_campaign_once(said: Declaration) -> str:
    """The code of a campaign, declared if it is not yet."""
    from vigie.domains.campaigns.models import Campaign

    if not Campaign.objects.of_code(said.code).exists():
        declare_campaign(said, by="essai", at=NOW)
    return said.code


def _campaign_file(asked: Asked) -> Parameters:
    """A file of declarations, waiting for a decision."""
    by = reference(asked.owner)
    said = {"code": "ZZ1", "territory": "dep:25", "profile": "CPE", "pathway": "FINAL"}
    return {"token": keep_file("essai.csv", [Line(2, said)], by=by, at=NOW).token}


def _mandate(asked: Asked) -> Mandate | None:
    """A mandate in the territory, of someone else. If it is to be the reader's to give, of a role
    that she gives; None where she gives none at that level."""
    level = _level(asked.place)
    hers = GRANTS.get(Role(asked.reader.mandates.get().role), frozenset())
    roles = sorted((r for r in Role if level in ROLES[r].levels), key=lambda r: r not in hers)
    role = roles[0]
    if asked.opens and role not in hers:
        return None
    return give_mandate(
        someone(), role=role, territory=asked.place, starts_at=SINCE, by=None, at=SINCE
    )


def _mandate_number(asked: Asked) -> Parameters | None:
    found = _mandate(asked)
    return None if found is None else {"mandate": found.pk}


def _person(asked: Asked) -> Parameters | None:
    found = _mandate(asked)
    return None if found is None else {"person": found.person_id}


def _level(place: str) -> str:
    prefixes = {"uai": "school", "circo": "district", "bassin": "basin", "dep": "department",
                "aca": "academie", "reg": "region"}  # fmt: skip
    return prefixes.get(place.partition(":")[0], "nation")


def _service(asked: Asked) -> Parameters:
    """A service of the school asked, that its head could delegate."""
    _head_of(asked)
    return {"role": "ent_administrator"}


def _head_of(asked: Asked) -> Mandate:
    """The mandate of the head of the school asked: the reader's, or that of someone else."""
    hers = asked.reader.mandates.filter(role=Role.HEAD, territory=asked.place).first()
    return hers or give_mandate(
        someone(), role=Role.HEAD, territory=asked.place, starts_at=SINCE, by=None, at=SINCE
    )


def _delegation(asked: Asked) -> Parameters:
    """A service delegated in the school asked."""
    head = _head_of(asked)
    given = give_mandate(
        someone(), role=SERVICE_ROLES[0], territory=asked.place, starts_at=SINCE, by=None,
        at=SINCE, origin=head,
    )  # fmt: skip
    return {"mandate": given.pk}


def _visit(asked: Asked) -> Parameters:
    visit = Visit.objects.create(
        person=asked.owner, way="persona", device="navigateur", opened_at=datetime.now(UTC),
        seen_at=datetime.now(UTC),
    )  # fmt: skip
    return {"number": visit.pk}


def _agreement(asked: Asked) -> Parameters:
    trainer = someone(Role.TRAINER, territory="aca:besancon")
    until = date.today() + timedelta(days=60)
    given = give_agreement(asked.owner, address=trainer.email, until=until, at=datetime.now(UTC))
    return {"number": given.pk}


def _agreement_to(asked: Asked) -> Parameters:
    """An agreement given to the reader, or to another trainer."""
    trainer = asked.reader if asked.hers else someone(Role.TRAINER, territory="aca:besancon")
    until = date.today() + timedelta(days=60)
    teacher = someone()
    at = datetime.now(UTC)
    read = standing(teacher, Choice.SHARE_NAMED, at).text.number
    decide(teacher, Choice.SHARE_NAMED, accepted=True, text_version=read, at=at)
    given = give_agreement(teacher, address=trainer.email, until=until, at=datetime.now(UTC))
    return {"number": given.pk}


def _work(asked: Asked) -> Parameters:
    said = Work("Une fresque", "Exposition de l’école", date(2026, 1, 5), date(2027, 6, 30),
                Permission.ASKED, None, "")  # fmt: skip
    work = record_work(asked.place, said, by=someone(), at=NOW)
    return {"number": work.pk}


def _removed_work(asked: Asked) -> Parameters:
    work = PupilWork.objects.get(pk=_work(asked)["number"])
    return {"number": remove_work(work, by=someone(), at=NOW).pk}


def _entry(asked: Asked) -> Parameters:
    said = Said(**{**dict.fromkeys(Said.__dataclass_fields__, "essai"), "shared": False})  # type: ignore[arg-type]  # texts, but for one
    said = replace(said, legal_basis=LegalBasis.PUBLIC_INTEREST, hosting=Hosting.FRANCE)
    return {"number": add_entry(asked.place, said, by=someone(), at=NOW).pk}


def _withdrawn_entry(asked: Asked) -> Parameters:
    entry = Processing.objects.get(pk=_entry(asked)["number"])
    return {"number": withdraw_entry(entry, by=someone(), at=NOW).pk}


def _document(asked: Asked) -> Parameters:
    upload = Upload("registre.pdf", [b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"])
    given = deposit_document(asked.place, title="Registre", upload=upload, by=someone(), at=NOW)
    return {"number": given.pk}


def _version_of_document(asked: Asked) -> Parameters:
    return {**_document(asked), "version": 1}


def _deleted_document(asked: Asked) -> Parameters:
    known = Document.objects.get(pk=_document(asked)["number"])
    return {"number": delete_document(known, by=someone(), at=datetime.now(UTC)).pk}


def _incident(asked: Asked) -> Parameters:
    told = Told("Clé perdue", "Une clé USB est perdue.", True, False, False, "élèves", 12,
                "noms", NOW)  # fmt: skip
    found = declare_incident(told, territory=asked.place, by=someone(), at=NOW)
    return {"number": found.pk}


def _policy(asked: Asked) -> Parameters:
    version = propose_policy(
        GroupPolicy(minimum_answers=6), territory=asked.place,
        reason="Essai", by=someone(), at=NOW,
    )  # fmt: skip
    return {"number": version.number}


def _group(asked: Asked) -> Parameters:
    """A group that the reader sealed, or another trainer."""
    trainer = asked.reader if asked.hers else someone(Role.TRAINER, territory="aca:besancon")
    return {"token": _sealed(trainer, [])}


def _seat(asked: Asked) -> Parameters:
    """A group with a seat of the reader's, or without."""
    trainer = someone(Role.TRAINER, territory="aca:besancon")
    return {"token": _sealed(trainer, [asked.reader.email] if asked.hers else [])}


def _sealed(trainer: Person, members: list[str]) -> str:
    at = datetime.now(UTC)
    addresses = [*members, *(f"membre{n}@exemple.example" for n in range(9))]
    group = seal_group(
        trainer=trainer, territory=trainer.mandates.all()[0].territory, title="Session",
        session_on=(at + timedelta(days=3)).date(), publish_at=at + timedelta(days=2),
        addresses=addresses, in_force=InForce(GroupPolicy(), None), at=at,
    )  # fmt: skip
    return str(group.token)


def _request(asked: Asked) -> Parameters:
    made = ask(asked.owner, Kind.ACCESS, text="Essai", territory="dep:25", at=NOW)
    return {"number": made.pk}


def _request_in(asked: Asked) -> Parameters:
    """A request that comes from the ground of the reader, or from elsewhere."""
    place = asked.reader.mandates.all()[0].territory if asked.hers else "dep:75"
    made = ask(someone(), Kind.ACCESS, text="Essai", territory=place, at=NOW)
    return {"number": made.pk}


SCHOOL_ONLY = frozenset(
    {"key_person", "key_person_end", "disconnection_undo", "disconnection_mark",
     "pupil_campaigns_undo", "take_back", "school_role",
     "work_edit", "work_remove", "work_restore", "register_edit",
     "register_withdraw", "register_restore", "document", "document_replace", "document_delete",
     "document_download", "document_restore", *SUBSCRIPTIONS, *ACTIVATION}
)  # fmt: skip
"""Addresses about schools: at another level of territory they name nothing."""
IN_PLACE: dict[str, Maker] = {
    "provenance": lambda _: {"measure": "participants"},
    "strategy_edit": lambda _: {"profile": "CPE"},
    "school_role": _service,
    "take_back": _delegation,
    "imports_one": _import,
    "imports_withdraw": _import,
    "campaigns_edit": _campaign,
    "campaigns_withdraw": _campaign,
    "campaigns_undo": lambda asked: {"number": campaign_act_in(asked.place)},
    "field_write": lambda _: {"kind": "contact"},
    "field_remove": lambda asked: {"kind": "mise-en-avant", "number": featured_in(asked.place)},
    "field_undo": lambda asked: {"number": act_in(asked.place)},
    "pupil_campaigns_undo": lambda asked: {"number": pupils_act_in(asked.place)},
    **dict.fromkeys(
        ("mission_letter", "mission_letter_file", "mission_letter_undo", "mission_letter_withdraw",
         "mission_letter_put_back"),
        lambda asked: {"number": letter_in(asked.place, asked.reader if asked.opens else None)},
    ),
    "key_person": lambda _: {"subject": "information_system"},
    "key_person_end": lambda asked: {"number": key_person_in(asked.place)},
    "disconnection_undo": lambda asked: {"number": hours_in(asked.place)},
    "disconnection_mark": lambda _: {"item": "marks"},
    "cohort": lambda asked: {"number": cohort_in(asked.place)},
    "person": _person,
    "person_end_visits": _person,
    "person_close": _person,
    "mandate_end": _mandate_number,
    **dict.fromkeys(("work_edit", "work_remove"), _work),
    "work_restore": _removed_work,
    **dict.fromkeys(("register_edit", "register_withdraw"), _entry),
    "register_restore": _withdrawn_entry,
    **dict.fromkeys(("document", "document_replace", "document_delete"), _document),
    "document_download": _version_of_document,
    "document_restore": _deleted_document,
    **dict.fromkeys(
        ("incident", "incident_assess", "incident_measure", "incident_contain", "incident_decide",
         "incident_close", "incident_reopen"), _incident,
    ),
    **dict.fromkeys(("group_policy_sign", "group_policy_set_aside"), _policy),
    **dict.fromkeys(
        ("kit_piece", "kit_file", "kit_revise", "kit_keep", "kit_withdraw", "kit_put_back"),
        lambda asked: {"number": piece_in(asked.place)},
    ),
    # A territory adapts what is above it; the nation has nothing above.
    "kit_adapt": lambda asked: {"number": piece_in(asked.place, "FR")},
    "kit_restore": lambda asked: {"number": piece_in(asked.place), "edition": 1},
    **dict.fromkeys(
        ("kit_announcement", "kit_announcement_withdraw", "kit_announcement_put_back"),
        lambda asked: {"number": announcement_in(asked.place)},
    ),
    **dict.fromkeys(
        ("kit_news_withdraw", "kit_news_put_back"),
        lambda asked: {"number": news_in(asked.place)},
    ),
    **dict.fromkeys(("wave_new", "reminder_text"), lambda _: {"code": "started"}),
    "wave": lambda asked: {"token": wave_in(asked.place).token},
    "wave_act": lambda asked: {"token": wave_in(asked.place).token, "act": "pause"},
    "reminder_settle": lambda asked: {"token": uncertain_in(asked.place)},
    "reminder_days_withdraw": lambda asked: {"number": days_in(asked.place)},
    **TRAININGS,
    **SUBSCRIPTIONS,
    **SUBSCRIPTION_FILES,
    **ACTIVATION,
}  # fmt: skip
"""Things that are in a territory."""
OF_SOMEONE: dict[str, Maker] = {
    **dict.fromkeys(
        ("imports_draft", "imports_state", "imports_accept_all", "imports_give_up_all",
         "imports_read_again"), _draft,
    ),
    **dict.fromkeys(
        ("imports_complete", "imports_accept", "imports_give_up", "imports_errors"), _item
    ),
    **dict.fromkeys(
        ("campaigns_batch_one", "campaigns_batch_give_up", "campaigns_batch_undo"), _campaign_file
    ),
    **dict.fromkeys(
        ("mandates_file", "mandates_file_give_up", "mandates_file_undo"),
        lambda asked: mandate_file_of(asked.owner, asked.place),
    ),
    "visit_end": _visit,
    "agreement_withdraw": _agreement,
    "agreement_restore": _agreement,
    "shared_one": _agreement_to,
    **dict.fromkeys(("group", "group_cancel", "group_subjects"), _group),
    **dict.fromkeys(("group_withdraw", "group_rejoin"), _seat),
    "my_data_cancel": _request,
    "data_request": _request_in,
    **ROADMAPS,
}  # fmt: skip
"""Things that are someone's."""
