"""A roadmap, the tree of what it is made of, and who takes part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from vigie.domains.people.models import Person

if TYPE_CHECKING:
    from datetime import date, datetime

    from vigie.domains.roadmaps.models.doing import ActionQuerySet, Deliverable, Milestone
    from vigie.domains.roadmaps.models.measuring import IndicatorQuerySet

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Number = models.PositiveSmallIntegerField[int, int]
    MaybeNumber = models.PositiveSmallIntegerField[int | None, int | None]
    MaybeDay = models.DateField[date | None, date | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]
    OnePerson = models.ForeignKey[Person, Person]
    OneRoadmap = models.ForeignKey["Roadmap", "Roadmap"]
    MaybeRoadmap = models.ForeignKey["Roadmap | None", "Roadmap | None"]
    MaybeNode = models.ForeignKey["Node | None", "Node | None"]

SEPARATOR = "/"


class Level(models.TextChoices):
    """Where a roadmap is held (R010)."""

    NATIONAL = "national", "Nationale"
    REGIONAL = "regional", "Régionale"
    ACADEMY = "academie", "Académique"
    PRIMARY = "premier_degre", "Premier degré"
    POLE = "pole", "Pôle thématique"
    MODEL = "modele", "Modèle"


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    """Roadmaps, asked for in words."""

    def current(self) -> RoadmapQuerySet:
        """Those that were not archived, models apart."""
        return self.filter(archived_at__isnull=True).exclude(level=Level.MODEL)

    def patterns(self) -> RoadmapQuerySet:
        """Those that serve as a model for others."""
        return self.filter(archived_at__isnull=True, level=Level.MODEL)

    def in_territories(self, codes: list[str]) -> RoadmapQuerySet:
        return self.filter(territory__in=codes)


class Roadmap(models.Model):
    """A roadmap. `code` names it in addresses and files.

    `level_names`: the names of the levels of its tree, from the top, one a line. `school_years`:
    those that it covers, in order, separated by a space. `parent` is the roadmap that it declines;
    `parent_code` keeps the code of a parent that is not here. `origin`: where it comes from, in
    words (R030). `review`: when its objectives are looked at again. `source`: what it was read in.
    """

    code: Text = models.SlugField("code", max_length=60, unique=True)
    name: Text = models.CharField("nom", max_length=300)
    level: Text = models.CharField("niveau", max_length=20, choices=Level.choices)
    territory: Text = models.CharField("territoire", max_length=60, db_index=True)
    degree: Text = models.CharField("degré", max_length=10, blank=True, default="")
    school_years: Text = models.CharField("années scolaires", max_length=200, blank=True)
    reference_year: MaybeNumber = models.PositiveSmallIntegerField(
        "année de référence", null=True, blank=True
    )
    level_names: LongText = models.TextField("noms des niveaux", blank=True)
    parent: MaybeRoadmap = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children"
    )
    parent_code: Text = models.CharField("feuille de route parente", max_length=60, blank=True)
    context: LongText = models.TextField("contexte", blank=True)
    origin: LongText = models.TextField("origine", blank=True)
    review: LongText = models.TextField("révision", blank=True)
    source: LongText = models.TextField("source", blank=True)
    responsible: Text = models.CharField("responsable", max_length=300, blank=True)
    owner: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at: Moment = models.DateTimeField("créée le")
    changed_at: Moment = models.DateTimeField("changée le")
    archived_at: MaybeMoment = models.DateTimeField("archivée le", null=True, blank=True)

    if TYPE_CHECKING:
        owner_id: int | None
        parent_id: int | None
        nodes: NodeQuerySet
        milestones: models.QuerySet[Milestone]
        indicators: IndicatorQuerySet

        def get_level_display(self) -> str: ...

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[RoadmapQuerySet] = RoadmapQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "feuille de route"
        verbose_name_plural = "feuilles de route"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def levels(self) -> list[str]:
        """The names of the levels, from the top."""
        return [name for line in self.level_names.splitlines() if (name := line.strip())]

    @property
    def years(self) -> list[str]:
        """The school years that it covers (`2024-2025`)."""
        return self.school_years.split()


class NodeQuerySet(models.QuerySet["Node"]):
    """Nodes, asked for in words."""

    def standing(self) -> NodeQuerySet:
        """Those that were not taken out of their roadmap."""
        return self.filter(removed_at__isnull=True)


class Node(models.Model):
    """One piece of a roadmap: an axis, an objective, a field, an action: whatever its level says.

    `level`: the place of its level among those of the roadmap, from 1; levels may be skipped.
    `path`: codes from the top, `B/B2`: what names it in files and addresses. `responsible`,
    `contacts`: in words (a service, an address); `owner`: the person who answers for it.
    `project_ambition`, `project_action`: what it refers to in the academic project (R014).
    `observation`, `method`: a field sheet (R025). `tried_in`, `spread_to`: an experiment (R028).
    """

    roadmap: OneRoadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="nodes")
    parent: MaybeNode = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    level: Number = models.PositiveSmallIntegerField("niveau")
    order: Number = models.PositiveSmallIntegerField("ordre", default=0)
    code: Text = models.CharField("code", max_length=40)
    path: Text = models.CharField("chemin", max_length=250)
    wording: LongText = models.TextField("libellé", blank=True)
    context: LongText = models.TextField("contexte", blank=True)
    observation: LongText = models.TextField("constat", blank=True)
    method: LongText = models.TextField("méthode", blank=True)
    project_ambition: Text = models.CharField("ambition du projet", max_length=20, blank=True)
    project_action: Text = models.CharField("action du projet", max_length=20, blank=True)
    pole: Text = models.CharField("pôle", max_length=200, blank=True)
    tags: Text = models.CharField("étiquettes", max_length=300, blank=True)
    tried_in: Text = models.CharField("origine de l’expérimentation", max_length=300, blank=True)
    spread_to: Text = models.CharField("étendue à", max_length=300, blank=True)
    responsible: Text = models.CharField("responsable", max_length=300, blank=True)
    contacts: LongText = models.TextField("contacts", blank=True)
    source: LongText = models.TextField("source", blank=True)
    owner: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    removed_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    if TYPE_CHECKING:
        roadmap_id: int
        parent_id: int | None
        owner_id: int | None
        children: NodeQuerySet
        actions: ActionQuerySet
        deliverables: models.QuerySet[Deliverable]
        indicators: IndicatorQuerySet

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[NodeQuerySet] = NodeQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "élément de feuille de route"
        ordering = ("roadmap", "order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["roadmap", "path"],
                condition=Q(removed_at__isnull=True),
                name="a_path_names_one_node",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.wording}".strip()

    @property
    def level_name(self) -> str:
        """« Ambition », « Cible »: the name that the roadmap gives to this level."""
        names = self.roadmap.levels
        return names[self.level - 1] if 0 < self.level <= len(names) else ""

    @property
    def tag_list(self) -> list[str]:
        return [tag for each in self.tags.split(",") if (tag := each.strip())]


class Part(models.TextChoices):
    """What someone may do in a roadmap, beyond what her mandates open."""

    READER = "reader", "Lecture"
    CONTRIBUTOR = "contributor", "Contribution"
    OWNER = "owner", "Responsabilité"


class Contributor(models.Model):
    """A person and her part in a roadmap, or in one node of it and all that is under."""

    roadmap: OneRoadmap = models.ForeignKey(
        Roadmap, on_delete=models.CASCADE, related_name="contributors"
    )
    node: MaybeNode = models.ForeignKey(
        Node, on_delete=models.CASCADE, null=True, blank=True, related_name="contributors"
    )
    person: OnePerson = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="roadmap_parts"
    )
    part: Text = models.CharField("rôle", max_length=20, choices=Part.choices)
    given_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_at: Moment = models.DateTimeField("donné le")

    if TYPE_CHECKING:
        roadmap_id: int
        node_id: int | None
        person_id: int

        def get_part_display(self) -> str: ...

    objects: ClassVar[models.Manager[Contributor]] = models.Manager()

    class Meta:
        verbose_name = "contribution"
        constraints = (
            models.UniqueConstraint(
                fields=["roadmap", "node", "person"], name="one_part_for_a_person_in_a_node"
            ),
            models.UniqueConstraint(
                fields=["roadmap", "person"],
                condition=Q(node__isnull=True),
                name="one_part_for_a_person_in_a_roadmap",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.part}"
