"""What is measured: indicators, what they should reach, from where, and what people typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from vigie.domains.people.models import Person
from vigie.domains.roadmaps.models.tree import Node, Roadmap

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    Text = models.CharField[str, str]
    LongText = models.TextField[str, str]
    Number = models.PositiveSmallIntegerField[int, int]
    Flag = models.BooleanField[bool, bool]
    MaybeFlag = models.BooleanField[bool | None, bool | None]
    Amount = models.DecimalField[Decimal, Decimal]
    MaybeAmount = models.DecimalField[Decimal | None, Decimal | None]
    Day = models.DateField[date, date]
    MaybeDay = models.DateField[date | None, date | None]
    Moment = models.DateTimeField[datetime, datetime]
    MaybeMoment = models.DateTimeField[datetime | None, datetime | None]
    MaybePerson = models.ForeignKey[Person | None, Person | None]
    OneNode = models.ForeignKey[Node, Node]
    OneRoadmap = models.ForeignKey[Roadmap, Roadmap]
    OneIndicator = models.ForeignKey["Indicator", "Indicator"]
    MaybeValue = models.ForeignKey["TypedValue | None", "TypedValue | None"]
    MaybeObjective = models.ForeignKey["Objective | None", "Objective | None"]

PERCENT = "%"


class Kind(models.TextChoices):
    """How an indicator is fed."""

    COMPUTED = "computed", "Calculé par Vigie"
    TYPED = "typed", "Saisi à la main"
    QUALITATIVE = "qualitative", "Qualitatif (fait ou non, texte)"


class Direction(models.TextChoices):
    """Which way is the right one; empty when the objective says it."""

    RISE = "rise", "Doit monter"
    FALL = "fall", "Doit descendre"


class Frequency(models.TextChoices):
    """How often a new value is expected."""

    WEEK = "week", "Chaque semaine"
    MONTH = "month", "Chaque mois"
    QUARTER = "quarter", "Chaque trimestre"
    HALF = "half", "Chaque semestre"
    YEAR = "year", "Chaque année"


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Indicators, asked for in words."""

    def standing(self) -> IndicatorQuerySet:
        """Those that were not taken out."""
        return self.filter(removed_at__isnull=True)

    def computed(self) -> IndicatorQuerySet:
        return self.exclude(measure="")


class Indicator(models.Model):
    """What a node is judged by (R032).

    `unit`: as written after a number; `%` for a rate, whose amounts are then percentages.
    `territory_level`: the level of territory for which a value is given. `measure`, `profile`,
    `pathway`, `item_level`, `item`: the question asked of the cube, empty for what is typed;
    `measure` may also be the name of a count that a domain keeps, which takes no filter.
    `cumulative`: each value is what a period adds, and objectives bear on the sum (R035).
    `delay_days`: how long after a period its value is known. `asked`: the person who is asked for
    values; `responsible`: the same in words.
    """

    roadmap: OneRoadmap = models.ForeignKey(
        Roadmap, on_delete=models.CASCADE, related_name="indicators"
    )
    node: OneNode = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="indicators")
    order: Number = models.PositiveSmallIntegerField("ordre", default=0)
    code: Text = models.CharField("code", max_length=40)
    label: LongText = models.TextField("libellé")
    kind: Text = models.CharField("genre", max_length=20, choices=Kind.choices)
    unit: Text = models.CharField("unité", max_length=60)
    territory_level: Text = models.CharField("maille", max_length=20)
    direction: Text = models.CharField(
        "sens", max_length=10, choices=Direction.choices, blank=True, default=""
    )
    cumulative: Flag = models.BooleanField("cumulatif", default=False)
    measure: Text = models.CharField("mesure", max_length=80, blank=True)
    profile: Text = models.CharField("profil", max_length=40, blank=True)
    pathway: Text = models.CharField("parcours", max_length=80, blank=True)
    item_level: Text = models.CharField("détail", max_length=20, blank=True)
    item: Text = models.CharField("élément", max_length=300, blank=True)
    formula: LongText = models.TextField("formule", blank=True)
    numerator: LongText = models.TextField("numérateur", blank=True)
    denominator: LongText = models.TextField("dénominateur", blank=True)
    data_source: LongText = models.TextField("source des données", blank=True)
    frequency: Text = models.CharField(
        "fréquence", max_length=20, choices=Frequency.choices, blank=True, default=""
    )
    delay_days: Number = models.PositiveSmallIntegerField("délai en jours", default=0)
    responsible: Text = models.CharField("responsable", max_length=300, blank=True)
    asked: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note: LongText = models.TextField("remarque", blank=True)
    source: LongText = models.TextField("source", blank=True)
    removed_at: MaybeMoment = models.DateTimeField("retiré le", null=True, blank=True)

    if TYPE_CHECKING:
        roadmap_id: int
        node_id: int
        asked_id: int | None
        objectives: ObjectiveQuerySet
        baselines: models.QuerySet[Baseline]
        values: TypedValueQuerySet
        proposals: models.QuerySet[Proposal]

        def get_kind_display(self) -> str: ...
        def get_frequency_display(self) -> str: ...

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[IndicatorQuerySet] = IndicatorQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "indicateur"
        ordering = ("roadmap", "order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["roadmap", "code"],
                condition=Q(removed_at__isnull=True),
                name="a_code_names_one_indicator",
            ),
            models.CheckConstraint(
                condition=~Q(unit="") & ~Q(territory_level=""),
                name="an_indicator_has_a_unit_and_a_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def is_percent(self) -> bool:
        """Whether its amounts are percentages."""
        return self.unit == PERCENT or self.unit.startswith(f"{PERCENT} ")


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    """Objectives, asked for in words."""

    def in_force(self, on: date) -> ObjectiveQuerySet:
        """The last version, on a day, of each objective that was not given up by then."""
        later = Objective.objects.filter(
            indicator=models.OuterRef("indicator"),
            territory=models.OuterRef("territory"),
            period=models.OuterRef("period"),
            valid_from__lte=on,
            version__gt=models.OuterRef("version"),
        )
        return self.filter(Q(valid_from__lte=on), ~models.Exists(later)).exclude(ended_on__lte=on)


class Objective(models.Model):
    """One version of what an indicator should reach, in a territory, for a period (R026).

    `territory`: empty for that of the roadmap; a code for a local objective. `period`:
    `2024-2025`, `2021`, or empty. `text`: as `objectives.parse` reads it. `scope`: what it bears
    on, in words. A revision adds a version: older ones are never changed. `ended_on`: the day from
    which the objective is given up, on its last version.
    """

    indicator: OneIndicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="objectives"
    )
    territory: Text = models.CharField("territoire", max_length=60, blank=True, default="")
    period: Text = models.CharField("période", max_length=9, blank=True, default="")
    version: Number = models.PositiveSmallIntegerField("version", default=1)
    text: Text = models.CharField("objectif", max_length=200)
    scope: LongText = models.TextField("portée", blank=True)
    source: LongText = models.TextField("source", blank=True)
    valid_from: Day = models.DateField("valable à partir du")
    ended_on: MaybeDay = models.DateField("abandonné le", null=True, blank=True)
    why: LongText = models.TextField("raison", blank=True)
    revised_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revised_at: Moment = models.DateTimeField("écrit le")

    if TYPE_CHECKING:
        indicator_id: int
        revised_by_id: int | None

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[ObjectiveQuerySet] = ObjectiveQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "objectif"
        ordering = ("indicator", "territory", "period", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "territory", "period", "version"],
                name="a_version_of_an_objective_is_written_once",
            ),
        )

    def __str__(self) -> str:
        return self.text


class Baseline(models.Model):
    """Where an indicator started in a territory (empty: that of the roadmap). `on` is empty when
    the source does not say it."""

    indicator: OneIndicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="baselines"
    )
    territory: Text = models.CharField("territoire", max_length=60, blank=True, default="")
    amount: Amount = models.DecimalField("valeur", max_digits=20, decimal_places=6)
    on: MaybeDay = models.DateField("au", null=True, blank=True)
    note: LongText = models.TextField("remarque", blank=True)
    source: LongText = models.TextField("source", blank=True)

    if TYPE_CHECKING:
        indicator_id: int

    objects: ClassVar[models.Manager[Baseline]] = models.Manager()

    class Meta:
        verbose_name = "point de départ"
        ordering = ("indicator", "territory")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "territory"], name="one_baseline_a_territory"
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount}"


class TypedValueQuerySet(models.QuerySet["TypedValue"]):
    """Typed values, asked for in words."""

    def standing(self) -> TypedValueQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class TypedValue(models.Model):
    """A value that someone typed, or that a territory proposed and the level above accepted (R036).

    It never takes the place of a computed one: both are shown. `author_name`: as a file gives it.
    """

    indicator: OneIndicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="values"
    )
    territory: Text = models.CharField("territoire", max_length=60)
    on: Day = models.DateField("au")
    amount: MaybeAmount = models.DecimalField(
        "valeur", null=True, blank=True, max_digits=20, decimal_places=6
    )
    numerator: MaybeAmount = models.DecimalField(
        "numérateur", null=True, blank=True, max_digits=20, decimal_places=6
    )
    denominator: MaybeAmount = models.DecimalField(
        "dénominateur", null=True, blank=True, max_digits=20, decimal_places=6
    )
    done: MaybeFlag = models.BooleanField("fait", null=True, blank=True)
    text: LongText = models.TextField("en mots", blank=True)
    source: LongText = models.TextField("source", blank=True)
    comment: LongText = models.TextField("commentaire", blank=True)
    author: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name: Text = models.CharField("auteur", max_length=200, blank=True)
    written_at: Moment = models.DateTimeField("saisie le")
    withdrawn_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at: MaybeMoment = models.DateTimeField("retirée le", null=True, blank=True)

    if TYPE_CHECKING:
        indicator_id: int
        author_id: int | None

    # A manager answers to all that its QuerySet answers to.
    objects: ClassVar[TypedValueQuerySet] = TypedValueQuerySet.as_manager()  # type: ignore[assignment]  # idem

    class Meta:
        verbose_name = "valeur saisie"
        ordering = ("indicator", "territory", "on", "pk")
        indexes = (models.Index(fields=["indicator", "territory", "on"]),)

    def __str__(self) -> str:
        return f"{self.territory} {self.on} {self.amount}"

    @property
    def author_shown(self) -> str:
        """The name of who typed it, as known."""
        return self.author.name if self.author is not None else self.author_name


class Decision(models.TextChoices):
    """What the level above answered to a proposal."""

    WAITING = "", "En attente"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"


class Proposal(models.Model):
    """What a territory would rather see: another value, or an objective of its own, and why.

    One of `objective` (a text of objective, for `period`) or the value (`on` with `amount`,
    `done` or `text`). The level above must answer by `due_by`; question and answer both stay.
    `value`, `local`: what an acceptance made.
    """

    indicator: OneIndicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="proposals"
    )
    territory: Text = models.CharField("territoire", max_length=60)
    on: MaybeDay = models.DateField("au", null=True, blank=True)
    amount: MaybeAmount = models.DecimalField(
        "valeur", null=True, blank=True, max_digits=20, decimal_places=6
    )
    done: MaybeFlag = models.BooleanField("fait", null=True, blank=True)
    text: LongText = models.TextField("en mots", blank=True)
    objective: Text = models.CharField("objectif", max_length=200, blank=True)
    period: Text = models.CharField("période", max_length=9, blank=True)
    reason: LongText = models.TextField("raison")
    proposed_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_at: Moment = models.DateTimeField("proposée le")
    due_by: Day = models.DateField("réponse attendue pour le")
    decision: Text = models.CharField(
        "réponse", max_length=10, choices=Decision.choices, blank=True, default=""
    )
    answer: LongText = models.TextField("motif de la réponse", blank=True)
    answered_by: MaybePerson = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at: MaybeMoment = models.DateTimeField("répondue le", null=True, blank=True)
    value: MaybeValue = models.ForeignKey(
        TypedValue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    local: MaybeObjective = models.ForeignKey(
        Objective, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    if TYPE_CHECKING:
        indicator_id: int
        proposed_by_id: int | None

        def get_decision_display(self) -> str: ...

    objects: ClassVar[models.Manager[Proposal]] = models.Manager()

    class Meta:
        verbose_name = "proposition"
        ordering = ("-proposed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.indicator.code}, {self.objective or self.amount or self.text}"

    @property
    def is_about_a_value(self) -> bool:
        return not self.objective
