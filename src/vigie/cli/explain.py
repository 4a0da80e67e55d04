"""`vigie explain`: the formula, the components, the files, lines and dates behind one figure."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from vigie.cli.french import FrenchCommand
from vigie.cli.options import as_question, in_words, query_options, telling

if TYPE_CHECKING:
    from vigie.measures.explain import Explanation
    from vigie.measures.figure import Figure

_RANGES_SHOWN = 12
_ITEMS = ("subject", "competence", "domain", "referential")


@click.command(cls=FrenchCommand)
@click.argument("name", metavar="MESURE")
@query_options
@click.option("--subject", metavar="SUJET", help="Un sujet, pour un taux de couverture.")
@click.option("--competence", metavar="COMPÉTENCE", help="Une compétence, de même.")
@click.option("--domain", metavar="DOMAINE", help="Un domaine, de même.")
@click.option("--referential", metavar="RÉFÉRENTIEL", help="Un référentiel, de même.")
@click.option("--json", "as_json", is_flag=True, help="Répond en JSON.")
def command(name: str, as_json: bool, **question: Any) -> int:
    """Dit d’où vient un chiffre : formule, composantes, fichiers, lignes et dates."""
    from vigie.facts.home import Home
    from vigie.facts.lake import Lake
    from vigie.facts.ledger import Ledger
    from vigie.measures.explain import explain

    items = [(level, text) for level in _ITEMS if (text := question.pop(level))]
    if len(items) > 1:
        raise click.UsageError("Un seul sujet, compétence, domaine ou référentiel à la fois.")
    question["item"] = items[0] if items else None
    cube, query = as_question(name, question)
    home = Home.from_environment()
    with telling():
        explanation = explain(cube, Lake(home), Ledger(home).active(), query)
    if as_json:
        import json

        json.dump(explanation.to_json(), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _tell(explanation)
    return 0


def _tell(explanation: Explanation) -> None:
    from vigie.measures.definition import definition

    figure = explanation.figure
    click.echo(f"{explanation.definition.label}, {figure.territory_name} : {in_words(figure)}")
    click.echo(explanation.definition.meaning)
    click.echo(f"\nFormule : {explanation.formula}")
    for each in explanation.components:
        when = f" (au {each.as_of:%d/%m/%Y})" if each.as_of else ""
        click.echo(f"  {definition(each.measure).label} = {in_words(each)}{when}")
        _tell_others(each, "    ")
    if figure.present is not None and figure.expected:
        click.echo(f"Unités présentes : {figure.present:g} sur {figure.expected:g}")
    if explanation.rule:
        click.echo(f"Règle : {explanation.rule}")
        _tell_others(figure, "  ")
    click.echo("\nFichiers :" if explanation.uses else "\nAucun fichier.")
    for use in explanation.uses:
        click.echo(
            f"  {use.source.import_id}  {use.source.file}  ({use.source.source}, "
            f"au {use.source.as_of:%d/%m/%Y}, empreinte {use.source.sha256[:12]})"
        )
        if use.rows:
            shown = ", ".join(use.lines[:_RANGES_SHOWN])
            more = "…" if len(use.lines) > _RANGES_SHOWN else ""
            click.echo(
                f"    {use.rows} {'lignes' if use.rows > 1 else 'ligne'}\u00a0: {shown}{more}"
            )


def _tell_others(figure: Figure, margin: str) -> None:
    """The values set aside; a sum that lacks some of its parts says so."""
    from dataclasses import replace

    for other in figure.alternatives:
        value = in_words(replace(figure, value=other.value))
        short = ""
        if figure.expected and other.present < figure.expected:
            short = f" (somme de {other.present:g} unités sur {figure.expected:g})"
        click.echo(f"{margin}Autre valeur connue\u00a0: {value} au {other.as_of:%d/%m/%Y}{short}")
