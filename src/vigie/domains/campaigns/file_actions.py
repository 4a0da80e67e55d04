"""A file of declarations: kept for its preview, declared whole, taken back whole.

One entry of the log tells of a whole file; what it did to each campaign is in `CampaignChange`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from vigie.domains.audit.actions import record
from vigie.domains.campaigns import declaration_file as files
from vigie.domains.campaigns.actions import CampaignRefused
from vigie.domains.campaigns.models import Campaign, CampaignChange, CampaignFile
from vigie.sources.problems import Problem
from vigie.web.refusals import unless_taken

_AT_ONCE = 500
_WRITTEN = (*files.NAMES, "declared_by", "declared_at", "withdrawn_at", "withdrawn_by")


class FileRefused(CampaignRefused):
    """The file cannot be declared, or taken back, as things stand."""


class LinesRefused(FileRefused):
    """Some lines cannot be declared any more; `problems` say which."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "file",
            "Le fichier ne peut plus être déclaré tel quel\u00a0: des campagnes ont changé depuis.",
            "Corrigez les lignes refusées, puis déposez-le de nouveau.",
        )
        self.problems = tuple(problems)


@transaction.atomic
def keep_file(name: str, lines: Sequence[files.Line], *, by: str, at: datetime) -> CampaignFile:
    """Keeps the lines of a file for its preview; the earlier previews of the same person go."""
    CampaignFile.objects.filter(made_by=by, applied_at__isnull=True).delete()
    return CampaignFile.objects.create(
        name=name[:200], content=files.as_text(lines), made_by=by, made_at=at
    )


@transaction.atomic
def give_up_file(kept: CampaignFile) -> None:
    """Forgets a file that was not declared. Raises FileRefused."""
    known = CampaignFile.objects.select_for_update().get(pk=kept.pk)
    if known.applied_at is not None:
        raise _already()
    known.delete()


@transaction.atomic
def declare_file(
    kept: CampaignFile, *, holds: Callable[[str], bool], by: str, at: datetime
) -> files.Plan:
    """Declares every line of a file, or none. Raises LinesRefused or FileRefused."""
    known = CampaignFile.objects.select_for_update().get(pk=kept.pk)
    if known.applied_at is not None:
        raise _already()
    plan = files.compare(files.from_text(known.content), holds)
    if plan.problems:
        raise LinesRefused(plan.problems)
    done = [CampaignChange(file=known, campaign=c.campaign, before=files.stated(c.campaign))
            for c in plan.changes]  # fmt: skip
    for each in plan.new:
        each.declared_by, each.declared_at = by, at
    for change in plan.changes:
        for name, (_, value) in change.after.items():
            setattr(change.campaign, name, value)
        change.campaign.declared_by, change.campaign.declared_at = by, at
    # Another person may be first, between the comparison and the writing.
    with unless_taken(LinesRefused(())):
        _rewrite([change.campaign for change in plan.changes], at)
        made = Campaign.objects.bulk_create(plan.new, batch_size=_AT_ONCE)
    done += [CampaignChange(file=known, campaign=each) for each in made]
    CampaignChange.objects.bulk_create(done, batch_size=_AT_ONCE)
    known.applied_at = at
    known.save(update_fields=["applied_at"])
    record("campaign.declare_file", actor=by, about=f"campaign_file:{known.pk}", at=at,
           details={"declared": len(plan.new), "revised": len(plan.changes)})  # fmt: skip
    return plan


@transaction.atomic
def undo_file(kept: CampaignFile, *, by: str, at: datetime) -> int:
    """Takes a whole file back: what it declared is withdrawn, what it changed stands as before.

    Gives the number of campaigns. Raises FileRefused when it was not declared, is undone already,
    or when a campaign of it was changed since."""
    known = CampaignFile.objects.select_for_update().get(pk=kept.pk)
    if known.applied_at is None or known.undone_at is not None:
        raise FileRefused("file", "Ce fichier n’est plus déclaré.", "Il n’y a rien à annuler.")
    changes = list(CampaignChange.objects.filter(file=known).select_related("campaign"))
    since = [c.campaign.code for c in changes
             if c.campaign.declared_at != known.applied_at or c.campaign.withdrawn_at]  # fmt: skip
    if since:
        raise _changed_since(since)
    for change in changes:
        campaign = change.campaign
        if change.before is None:
            campaign.withdraw(by=by, at=at)
        else:
            for name, value in files.restored(change.before).items():
                setattr(campaign, name, value)
            campaign.declared_by, campaign.declared_at = by, at
    with unless_taken(_changed_since([c.campaign.code for c in changes if c.before][:1])):
        _rewrite([change.campaign for change in changes], at)
    known.undone_at = at
    known.save(update_fields=["undone_at"])
    record("campaign.undo_file", actor=by, about=f"campaign_file:{known.pk}", at=at,
           details={"campaigns": len(changes)})  # fmt: skip
    return len(changes)


def _rewrite(campaigns: Sequence[Campaign], at: datetime) -> None:
    """Writes many campaigns, two of which may take each other's place: all step aside first."""
    for start in range(0, len(campaigns), _AT_ONCE):
        numbers = [each.pk for each in campaigns[start : start + _AT_ONCE]]
        Campaign.objects.filter(pk__in=numbers).update(withdrawn_at=at)
    # Written over by number: far quicker than one condition per row and column.
    Campaign.objects.bulk_create(
        campaigns,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_WRITTEN,
        batch_size=_AT_ONCE,
    )


def _already() -> FileRefused:
    return FileRefused("file", "Ce fichier est déjà déclaré.", "Il n’y a rien de plus à faire.")


def _changed_since(codes: Sequence[str]) -> FileRefused:
    shown = ", ".join(codes[:5]) + ("…" if len(codes) > 5 else "")
    return FileRefused(
        "file",
        f"Des campagnes de ce fichier ont changé depuis\u00a0: {shown}.",
        "Corrigez-les une par une\u00a0: tout annuler effacerait ce travail.",
    )
