"""The roles that a mandate gives, as data: their names, where they can be held, what families they
belong to. What each role may open is in the permission table, not here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

NATION_LEVELS = ("nation",)
REGION_LEVELS = ("region", "academie")
ACADEMY_LEVELS = ("academie", "region")
SCHOOL_LEVELS = ("school",)
ANY_LEVEL = ("nation", "region", "academie", "department", "district", "basin", "school")


class Role(StrEnum):
    """Who a person is for the platform, in one territory, for some time."""

    NATIONAL_TEAM = "national_team"
    DELEGATE = "delegate"
    PIX_TEAM = "pix_team"
    ADVISER = "adviser"
    DASEN = "dasen"
    DISTRICT_INSPECTOR = "district_inspector"
    SUBJECT_INSPECTOR = "subject_inspector"
    TRAINING_SERVICE = "training_service"
    TRAINER = "trainer"
    HEAD = "head"
    SCHOOL_DIRECTOR = "school_director"
    RUPN = "rupn"
    ENT_ADMINISTRATOR = "ent_administrator"
    EDUCONNECT_MANAGER = "educonnect_manager"
    PIX_ORGA_ADMINISTRATOR = "pix_orga_administrator"
    ELEA_ADMINISTRATOR = "elea_administrator"
    GAR_ALLOCATOR = "gar_allocator"
    GDPR_RELAY = "gdpr_relay"
    DPO = "dpo"
    TEACHER = "teacher"
    PARTNER = "partner"
    LOCAL_AUTHORITY = "local_authority"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class RoleSheet:
    """`label`: as on screen, said of anyone. `levels`: the levels of territory it is held at.
    `mission`: one sentence on what the person comes for."""

    label: str
    levels: tuple[str, ...]
    mission: str


ROLES = MappingProxyType(
    {
        Role.NATIONAL_TEAM: RoleSheet(
            "Équipe nationale",
            NATION_LEVELS,
            "Suivre le déploiement dans tous les territoires et tenir les objectifs nationaux.",
        ),
        Role.DELEGATE: RoleSheet(
            "Délégation régionale au numérique (DRANE)",
            REGION_LEVELS,
            "Piloter la feuille de route régionale et comparer les académies.",
        ),
        Role.PIX_TEAM: RoleSheet(
            "Équipe académique Pix+ Édu",
            ("academie", "region", "nation"),
            "Importer les résultats, suivre le déploiement, accompagner les groupes.",
        ),
        Role.ADVISER: RoleSheet(
            "Conseil au numérique du département",
            ("department",),
            "Animer le réseau des référents et répondre aux demandes du département.",
        ),
        Role.DASEN: RoleSheet(
            "Direction académique (rectorat, DASEN)",
            ("department", "academie", "region"),
            "Tenir la stratégie du territoire, et le registre des traitements du premier degré.",
        ),
        Role.DISTRICT_INSPECTOR: RoleSheet(
            "Inspection de circonscription (IEN)",
            ("district",),
            "Suivre les écoles de la circonscription.",
        ),
        Role.SUBJECT_INSPECTOR: RoleSheet(
            "Inspection disciplinaire (IA-IPR)",
            ACADEMY_LEVELS,
            "Suivre la couverture des sujets et demander des campagnes disciplinaires.",
        ),
        Role.TRAINING_SERVICE: RoleSheet(
            "École académique de la formation continue (EAFC)",
            ACADEMY_LEVELS,
            "Tenir le catalogue, les sessions et les présences.",
        ),
        Role.TRAINER: RoleSheet(
            "Formation (DRANE, ERUN, CPNE, IAN)",
            ("department", "academie", "region", "district", "basin"),
            "Adapter une formation au groupe qui la suit.",
        ),
        Role.HEAD: RoleSheet(
            "Direction d’établissement (2d degré)",
            SCHOOL_LEVELS,
            "Piloter le numérique de l’établissement et déléguer les services.",
        ),
        Role.SCHOOL_DIRECTOR: RoleSheet(
            "Direction d’école (1er degré)",
            SCHOOL_LEVELS,
            "Relayer les invitations et suivre l’école.",
        ),
        Role.RUPN: RoleSheet(
            "Référence pour les ressources et usages pédagogiques numériques (RUPN)",
            SCHOOL_LEVELS,
            "Animer le volet numérique du projet d’établissement.",
        ),
        Role.ENT_ADMINISTRATOR: RoleSheet(
            "Administration de l’ENT", SCHOOL_LEVELS, "Administrer l’ENT et aider à s’en servir."
        ),
        Role.EDUCONNECT_MANAGER: RoleSheet(
            "Gestion d’EduConnect",
            SCHOOL_LEVELS,
            "Distribuer les comptes des familles et suivre leur activation.",
        ),
        Role.PIX_ORGA_ADMINISTRATOR: RoleSheet(
            "Administration de Pix Orga",
            SCHOOL_LEVELS,
            "Suivre les parcours Pix de l’établissement.",
        ),
        Role.ELEA_ADMINISTRATOR: RoleSheet(
            "Administration d’Éléa", SCHOOL_LEVELS, "Inscrire les élèves et tenir les listes."
        ),
        Role.GAR_ALLOCATOR: RoleSheet(
            "Affectation des ressources du GAR",
            SCHOOL_LEVELS,
            "Affecter les ressources numériques aux enseignants et aux élèves.",
        ),
        Role.GDPR_RELAY: RoleSheet(
            "Relais à la protection des données",
            SCHOOL_LEVELS,
            "Tenir le registre des traitements de l’établissement.",
        ),
        Role.DPO: RoleSheet(
            "Délégation à la protection des données (DPD)",
            ("academie", "region", "nation"),
            "Signer les règles de confidentialité, suivre registres et incidents.",
        ),
        Role.TEACHER: RoleSheet(
            "Enseignement et éducation",
            SCHOOL_LEVELS,
            "Retrouver ses parcours et décider de ses données.",
        ),
        Role.PARTNER: RoleSheet(
            "Partenaire", ANY_LEVEL, "Retrouver ce qui est partagé avec les partenaires."
        ),
        Role.LOCAL_AUTHORITY: RoleSheet(
            "Collectivité territoriale",
            ("region", "department", "academie"),
            "Retrouver ce qui est partagé avec la collectivité.",
        ),
        Role.ADMINISTRATOR: RoleSheet(
            "Administration de la plateforme",
            ANY_LEVEL,
            "Tenir les personnes, les mandats et les imports.",
        ),
    }
)

SERVICE_ROLES = (
    Role.ENT_ADMINISTRATOR,
    Role.EDUCONNECT_MANAGER,
    Role.PIX_ORGA_ADMINISTRATOR,
    Role.ELEA_ADMINISTRATOR,
    Role.GAR_ALLOCATOR,
)
"""What a head holds by right and may delegate (seeds/002, l. 112-113)."""

READS_PEOPLE = (Role.PIX_TEAM, Role.DPO, Role.ADMINISTRATOR)
"""Whose pages show people one by one: a visit of theirs that is left alone ends sooner."""

_WORDS: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        Role.NATIONAL_TEAM: ("équipe nationale pix+ édu",),
        Role.DELEGATE: ("drane", "délégué régional", "déléguée régionale", "dran"),
        Role.PIX_TEAM: ("équipe pix+ édu", "équipe académique"),
        Role.ADVISER: ("conseiller départemental", "conseillère départementale", "cdne"),
        Role.DASEN: ("dasen", "ia-dasen", "direction académique", "rectorat"),
        Role.DISTRICT_INSPECTOR: ("ien", "inspection de circonscription"),
        Role.SUBJECT_INSPECTOR: ("ia-ipr", "ipr", "inspection disciplinaire"),
        Role.TRAINING_SERVICE: ("eafc",),
        Role.TRAINER: ("formateur", "formatrice", "formation", "erun", "cpne", "ian"),
        Role.HEAD: (
            "chef d'établissement", "cheffe d'établissement", "personnel de direction", "principal",
            "principale", "proviseur", "proviseure", "direction d'établissement",
        ),
        Role.SCHOOL_DIRECTOR: ("directeur d'école", "directrice d'école", "direction d'école"),
        Role.RUPN: ("rupn", "référent numérique", "référente numérique"),
        Role.ENT_ADMINISTRATOR: ("administrateur ent", "administratrice ent"),
        Role.EDUCONNECT_MANAGER: ("gestionnaire educonnect",),
        Role.PIX_ORGA_ADMINISTRATOR: ("administrateur pix orga", "administratrice pix orga"),
        Role.ELEA_ADMINISTRATOR: ("administrateur éléa", "administratrice éléa"),
        Role.GAR_ALLOCATOR: ("affectation gar", "responsable d'affectation gar"),
        Role.GDPR_RELAY: ("relais rgpd", "référent rgpd", "référente rgpd"),
        Role.DPO: ("dpd", "dpo", "délégué à la protection des données",
                   "déléguée à la protection des données"),
        Role.TEACHER: ("enseignant", "enseignante", "professeur", "professeure", "cpe"),
        Role.PARTNER: (),
        Role.LOCAL_AUTHORITY: ("collectivité",),
        Role.ADMINISTRATOR: ("administrateur", "administratrice", "administration"),
    }
)  # fmt: skip


def words_of(role: Role) -> tuple[str, ...]:
    """All that a file may call a role: its code, its label, and what people say."""
    return (role.value, ROLES[role].label, *_WORDS[role])
