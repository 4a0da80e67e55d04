"""What the campaigns hold of a person: her reference beside what she declared or wrote for a
territory, and her address where it is the contact of one."""

from __future__ import annotations

from django.db.models import Model, Q

from vigie.domains.campaigns.models import (
    Arrangement,
    Campaign,
    CampaignFile,
    Cohort,
    Contact,
    Featured,
    FieldAct,
    ProfileStrategy,
    PupilCampaign,
    Stakeholder,
)
from vigie.domains.compliance.held import Holding, Part, Subject, register
from vigie.domains.people.rights import Rights

_WRITTEN: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("Campagnes déclarées ou retirées", Campaign, ("declared_by", "withdrawn_by")),
    ("Fichiers de campagnes", CampaignFile, ("made_by",)),
    ("Stratégies par profil", ProfileStrategy, ("changed_by",)),
    ("Parcours mis en avant", Featured, ("changed_by",)),
    ("Aménagements du temps de travail", Arrangement, ("changed_by",)),
    ("Acteurs à mobiliser", Stakeholder, ("changed_by",)),
    ("Cohortes", Cohort, ("changed_by",)),
    ("Campagnes d’élèves", PupilCampaign, ("changed_by",)),
    ("Changements des campagnes et de l’organisation locale", FieldAct, ("by",)),
)
_SENTENCE = (
    "Ces écrits sont ceux du service\u00a0: ils restent après un effacement. Si la fiche d’un "
    "acteur à mobiliser vous nomme, demandez à l’équipe du territoire de la corriger\u00a0: ce qui "
    "y était avant part de lui-même au bout de trois mois."
)


def _written(subject: Subject, _: Rights) -> Part:
    rows = []
    for title, model, names in _WRITTEN:
        hers = Q(*[(f"{name}__in", subject.references) for name in names], _connector=Q.OR)
        # What is withdrawn is still held.
        number = model._base_manager.filter(hers).count()
        if number:
            rows.append((title, number))
    return Part(("Écrit ou déclaré par vous", "Nombre"), rows, _SENTENCE)


def _hers(subject: Subject) -> list[int]:
    return [each.pk for each in Contact.every.exclude(email="") if subject.is_hers(each.email)]


def _contacts(subject: Subject, _: Rights) -> Part:
    found = Contact.every.filter(pk__in=_hers(subject))
    return Part(("Territoire", "Service", "Adresse"),
                [(each.territory, each.service, each.email) for each in found])  # fmt: skip


def _forget_contacts(subject: Subject) -> int:
    """Her address goes, from what was before too; the contact of the territory stays, to be filled
    again."""
    for act in FieldAct.objects.filter(kind="contact"):
        hers = [said for said in (act.before, act.after)
                if said and subject.is_hers(str(said.get("email") or ""))]  # fmt: skip
        for said in hers:
            said["email"] = ""
        if hers:
            act.save(update_fields=["before", "after"])
    return Contact.every.filter(pk__in=_hers(subject)).update(email="")


register(Holding(
    "campaigns", "Ce que j’ai écrit autour des campagnes",
    ("campaigns.Campaign", "campaigns.CampaignFile", "campaigns.ProfileStrategy",
     "campaigns.Featured", "campaigns.Arrangement", "campaigns.Stakeholder", "campaigns.Cohort",
     "campaigns.PupilCampaign", "campaigns.FieldAct"),
    _written,
))  # fmt: skip
register(Holding("campaign_contacts", "Mon adresse, contact d’un territoire",
                 ("campaigns.Contact",), _contacts, _forget_contacts))  # fmt: skip
