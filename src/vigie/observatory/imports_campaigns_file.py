"""The year's campaigns from a file: deposited, previewed, declared whole, taken back whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from vigie.codes import pathway_label, profile_label
from vigie.domains.campaigns import declaration_file as files
from vigie.domains.campaigns import file_actions
from vigie.domains.campaigns.actions import CampaignRefused
from vigie.domains.campaigns.facts import NotPublished, publish
from vigie.domains.campaigns.models import Campaign, CampaignChange, CampaignFile
from vigie.domains.people.rights import or_unknown, rights
from vigie.facts.geography import Tree
from vigie.facts.places import Places
from vigie.observatory.cubes import home as current_home
from vigie.observatory.imports_campaign_acts import changes_in_words
from vigie.observatory.imports_home import now, today
from vigie.observatory.imports_places import tree_of
from vigie.observatory.imports_publishing import count_again, published
from vigie.observatory.imports_rights import author, holds
from vigie.web import formats
from vigie.web.components import Crumb, Field
from vigie.web.exports import csv_file
from vigie.web.refusals import told_if_refused
from vigie.web.tables import Column, Row, Table

_LARGEST = 10_000_000
_TOO_BIG = "Ce fichier dépasse 10\u00a0Mo\u00a0: un fichier de campagnes est bien plus petit."
_CELLS = {
    "code": "celui que Pix Orga affiche", "territory": "nom ou code",
    "profile": "2nd degré public, CPE… ou son code", "pathway": "nom ou code",
    "season": "1, 2, hors saison\u00a0; suivie ou non de l’année\u00a0: Saison 2, 2026-2027",
    "school_year": "2026-2027\u00a0; 2026-2029 pour plusieurs",
    "name": "celui de Pix Orga, ou le vôtre", "link": "adresse https complète",
    "origin": "nationale, académie, inspection ou discipline",
    "subject": "pour une campagne disciplinaire", "requested_by": "une fonction ou un service",
    "opens_on": "par exemple 01/09/2026", "closes_on": "par exemple 31/08/2027",
}  # fmt: skip


@never_cache
def drop(request: HttpRequest) -> HttpResponse:
    """GET: asks for a file. POST: reads it; keeps it for its preview when it holds no error."""
    if request.method != "POST":
        return _dropped(request)
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile) or not given.name:
        return _dropped(request, fault="Choisissez un fichier.", status=400)
    if (given.size or 0) > _LARGEST:
        return _dropped(request, fault=_TOO_BIG, status=413)
    resolve = Places(current_home(), today()).resolve
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        path = Path(folder) / f"depot{Path(given.name).suffix[:10]}"
        path.write_bytes(b"".join(given.chunks()))
        lines, read = files.read(path, resolve)
    plan = read if read.problems else files.compare(lines, _hers(request))
    if plan.problems:
        return _dropped(request, plan=plan, status=400)
    kept = file_actions.keep_file(given.name, lines, by=author(request), at=now())
    for notice in read.notices:
        messages.warning(request, notice.message)
    return HttpResponseRedirect(reverse("campaigns_batch_one", args=[kept.token]))


@never_cache
def one(request: HttpRequest, token: str) -> HttpResponse:
    """GET: what the file would change, or changed. POST: declares it whole."""
    kept = _kept(request, token)
    if request.method == "POST":
        return _declared(request, kept)
    return _page(request, kept)


@require_POST
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Forgets a file that was not declared."""
    with told_if_refused(request, messages.INFO):
        file_actions.give_up_file(_kept(request, token))
        messages.success(request, "Le fichier est oublié\u00a0: rien n’a changé.")
    return HttpResponseRedirect(reverse("campaigns"))


@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Takes a whole file back."""
    kept = _kept(request, token)
    by, at = author(request), now()
    count = published(request, lambda: file_actions.undo_file(kept, by=by, at=at), messages.WARNING)
    if count is not None:
        messages.success(
            request, f"Le fichier est annulé\u00a0: {_campaigns(count)} comme avant lui."
        )
    return HttpResponseRedirect(reverse("campaigns_batch_one", args=[kept.token]))


def model(_request: HttpRequest) -> HttpResponse:
    """An example of the file, with one line."""
    example = (
        "AZERTY123", "dep:25", "2D_PUBLIC", "Auto-positionnement", "2", "2026-2027",
        "Auto-positionnement, 2D public, Doubs", "https://app.pix.fr/campagnes/AZERTY123",
        "académie", "", "Équipe Pix+ Édu", "01/09/2026", "31/08/2027",
    )  # fmt: skip
    header = [column.heading for column in files.COLUMNS]
    return csv_file("vigie-modele-campagnes", header, [example])


def _declared(request: HttpRequest, kept: CampaignFile) -> HttpResponse:
    try:
        with transaction.atomic():
            plan = file_actions.declare_file(
                kept, holds=_hers(request), by=author(request), at=now()
            )
            publish(current_home(), by=author(request), now=now())
    except file_actions.LinesRefused as error:
        return _page(request, kept, files.Plan(problems=error.problems), 409)
    except CampaignRefused as error:
        messages.info(request, error.sentence)
    except NotPublished as error:
        return _page(request, kept, files.Plan(problems=error.problems), 409)
    else:
        count_again()
        messages.success(
            request,
            f"C’est fait\u00a0: {_campaigns(len(plan.new))} de plus, "
            f"{formats.plural(len(plan.changes), 'corrigée')}, {plan.same} sans changement.",
        )
    return HttpResponseRedirect(reverse("campaigns_batch_one", args=[kept.token]))


def _page(
    request: HttpRequest, kept: CampaignFile, plan: files.Plan | None = None, status: int = 200
) -> HttpResponse:
    tree = tree_of(today())
    context: dict[str, object] = {"kept": kept, "crumbs": _crumbs(kept.name)}
    if kept.applied_at is None:
        plan = plan or files.compare(files.from_text(kept.content), _hers(request))
        context |= {"plan": plan, "table": _preview(plan, tree).view(request.GET)}
    else:
        done = list(CampaignChange.objects.filter(file=kept))
        context |= {
            "made": sum(each.before is None for each in done),
            "changed": sum(each.before is not None for each in done),
        }
    return render(request, "observatory/imports_campaigns_batch_one.html", context, status=status)


def _dropped(
    request: HttpRequest, *, fault: str = "", plan: files.Plan | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "entry": Field(
            "file", "Fichier des campagnes", "file", required=True, accept=".csv,.xlsx,.ods,.txt",
            help="CSV, XLSX ou ODS. Rien n’est déclaré avant votre accord.", error=fault,
        ),
        "plan": plan,
        "columns": [
            (column.heading, _CELLS[column.key], column.required) for column in files.COLUMNS
        ],
        "files": recent_files(request),
        "crumbs": _crumbs("Déclarer un fichier"),
    }  # fmt: skip
    return render(request, "observatory/imports_campaigns_batch.html", context, status=status)


def recent_files(request: HttpRequest) -> list[CampaignFile]:
    """The files that the reader declared, the latest first."""
    mine = CampaignFile.objects.filter(made_by=author(request), applied_at__isnull=False)
    return list(mine.defer("content")[:10])


def _preview(plan: files.Plan, tree: Tree) -> Table:
    rows = [
        Row({"what": "nouvelle", **_identity(each, tree), "changes": ""}) for each in plan.new
    ] + [
        Row(
            {
                "what": "corrigée",
                **_identity(each.campaign, tree),
                "changes": changes_in_words(each.after, tree),
            }
        )
        for each in plan.changes
    ]
    return Table(
        "lignes",
        "Ce que le fichier change",
        (
            Column("code", "Code", header=True),
            Column("what", "Quoi", filter=True),
            Column("territory", "Territoire", filter=len(rows) > 8),
            Column("profile", "Profil", filter=len(rows) > 8),
            Column("pathway", "Parcours", filter=len(rows) > 8),
            Column("changes", "Avant → après", sortable=False),
        ),
        rows,
        exportable=False,
        empty="Rien ne change\u00a0: tout est déjà déclaré ainsi.",
    )


def _identity(campaign: Campaign, tree: Tree) -> dict[str, str]:
    place = campaign.territory
    return {
        "code": campaign.code,
        "territory": tree.name(place) if place in tree else place,
        "profile": profile_label(campaign.profile),
        "pathway": pathway_label(campaign.pathway),
    }


def _campaigns(count: int) -> str:
    return formats.plural(count, "campagne")


def _hers(request: HttpRequest) -> Callable[[str], bool]:
    """Whether a territory is hers, asked once for each."""
    held, known = rights(request), dict[str, bool]()

    def hers(territory: str) -> bool:
        if territory not in known:
            known[territory] = holds(held, territory)
        return known[territory]

    return hers


def _kept(request: HttpRequest, token: str) -> CampaignFile:
    """A file of the reader's own. Raises Refused."""
    return or_unknown(CampaignFile.objects.filter(token=token, made_by=author(request)).first())


def _crumbs(last: str) -> list[Crumb]:
    return [
        Crumb("Imports", reverse("imports")),
        Crumb("Campagnes", reverse("campaigns")),
        Crumb(last),
    ]
