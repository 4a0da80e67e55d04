"""A roadmap as one YAML text, read with the line of each mistake, written to be read by people.

Every scalar is taken as it is written (`2021` and `1.10` are not numbers until their field says
so). Anchors are refused: a few lines could unfold without end.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import yaml

from vigie.codes import quoted
from vigie.sources.problems import CellError, Findings, Refused, refused
from vigie.sources.roadmap_file import RoadmapFile, default_of, forms, held, items

LARGEST = 3_000_000
_DEEPEST = 60
_NULL = "tag:yaml.org,2002:null"


_Reader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where it is there
_Writer: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Writer):  # type: ignore[misc]  # one or the other
    """Texts without quotes wherever the reader needs none."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # as the class above declares it
        first: [pair for pair in pairs if pair[0] == _NULL]
        for first, pairs in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


def read_yaml(data: bytes) -> RoadmapFile:
    """The roadmap that a text says. Raises Refused, with a problem for each mistake."""
    if len(data) > LARGEST:
        raise refused("Le fichier est trop grand pour une feuille de route en YAML.",
                      "Vérifiez que c’est le bon fichier, ou passez par un classeur.")  # fmt: skip
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused("Le fichier n’est pas un texte en UTF-8.",
                      "Enregistrez-le en UTF-8.") from None  # fmt: skip
    try:
        _refuse_traps(text)
        root = yaml.compose(text, Loader=_Reader)
    except (yaml.YAMLError, RecursionError) as error:
        raise _not_yaml(error) from None
    findings = Findings()
    if not isinstance(root, yaml.MappingNode):
        raise refused("Ce fichier n’est pas une feuille de route.",
                      "Partez d’un modèle, qui commence par «\u00a0code\u00a0: …\u00a0».",
                      line=1)  # fmt: skip
    made = _record(RoadmapFile, root, findings, 0)
    if findings.problems:
        raise Refused(findings.problems)
    assert isinstance(made, RoadmapFile)
    return made


def write_yaml(roadmap: RoadmapFile) -> bytes:
    """The text of a roadmap: only what it says, in the order of the format."""
    text = yaml.dump(
        _plain(roadmap), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100
    )
    return str(text).encode("utf-8")


def same_key(text: str) -> str:
    """A key without accents or case: `Libellé` and `libelle` are one."""
    bare = unicodedata.normalize("NFD", text.strip().lower())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).replace("_", " ")
                    .split())  # fmt: skip


def _refuse_traps(text: str) -> None:
    """Refuses what would unfold without end, or fall deeper than the reader can follow."""
    depth = 0
    for event in yaml.parse(text, Loader=_Reader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):
            raise refused("Les renvois («\u00a0*nom\u00a0») ne sont pas lus.",
                          "Recopiez le texte.", line=line)  # fmt: skip
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > 3 * _DEEPEST:
            raise refused("L’arbre est trop profond.", "Rapprochez les niveaux.", line=line)


def _not_yaml(error: Exception) -> Refused:
    mark = getattr(error, "problem_mark", None)
    return refused(
        "Ce texte n’est pas du YAML bien formé.",
        "Vérifiez le retrait des lignes et les deux-points\u00a0; mettez entre guillemets un texte "
        "qui en contient.",
        line=mark.line + 1 if mark else None,
    )


def _record(of: type, node: yaml.MappingNode, findings: Findings, depth: int) -> object:
    line = node.start_mark.line + 1
    if depth > _DEEPEST:
        findings.refuse(line, None, None, "L’arbre est trop profond.", "Rapprochez les niveaux.")
        return of(line=line)
    plain_forms = {same_key(form.key): (name, form) for name, form in forms(of)}
    lists = {same_key(key): (name, held_class) for name, key, held_class in held(of)}
    given: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, at = str(getattr(key_node, "value", "")), key_node.start_mark.line + 1
        short = same_key(key) if isinstance(key_node, yaml.ScalarNode) else ""
        known = plain_forms.get(short) or lists.get(short)
        if known is None:
            expected = [form.key for _, form in forms(of)] + [each[1] for each in held(of)]
            findings.refuse(at, None, key, f"{quoted(key)} n’est pas prévu ici.",
                            f"Écrivez l’un de\u00a0: {', '.join(expected)}.")  # fmt: skip
            continue
        if known[0] in given:
            findings.refuse(at, key, None, f"{quoted(key)} est dit deux fois.", "Gardez-en un.")
            continue
        if short in lists:
            given[known[0]] = _list(lists[short][1], key, value_node, findings, depth)
        else:
            name, form = plain_forms[short]
            given[name] = _value(form, value_node, findings, default_of(of, name))
    for name, form in forms(of):
        if form.needed and given.get(name) in (None, "", ()):
            if name in given and given[name] is None:
                continue  # already told
            findings.refuse(line, form.key, None, f"{quoted(form.key)} manque.",
                            "Ajoutez cette ligne.")  # fmt: skip
    return of(**{**given, "line": line})


def _list(
    of: type, key: str, node: yaml.Node, findings: Findings, depth: int
) -> tuple[object, ...]:
    line = node.start_mark.line + 1
    if _is_nothing(node):
        return ()
    if not isinstance(node, yaml.SequenceNode):
        findings.refuse(line, key, None, f"{quoted(key)} est une liste.",
                        "Mettez un tiret devant chaque élément.")  # fmt: skip
        return ()
    found = []
    for each in node.value:
        if isinstance(each, yaml.MappingNode):
            found.append(_record(of, each, findings, depth + 1))
        else:
            findings.refuse(each.start_mark.line + 1, key, None,
                            "Cet élément n’a pas la forme attendue.",
                            "Écrivez ses champs un par ligne, «\u00a0champ\u00a0: valeur\u00a0».",
                            )  # fmt: skip
    return tuple(found)


def _value(form: Any, node: yaml.Node, findings: Findings, default: object) -> object:
    line = node.start_mark.line + 1
    if _is_nothing(node):
        return default
    try:
        if form.kind == "list":
            return _texts(node)
        if not isinstance(node, yaml.ScalarNode):
            raise CellError("Une seule valeur est attendue ici.", "Écrivez-la sur une ligne.")
        return form.read(node.value) if node.value.strip() else default
    except CellError as error:
        value = node.value if isinstance(node, yaml.ScalarNode) else None
        findings.refuse(line, form.key, value, error.message, error.remedy)
        return None


def _texts(node: yaml.Node) -> tuple[str, ...]:
    if isinstance(node, yaml.ScalarNode):
        return items(node.value.splitlines())
    if isinstance(node, yaml.SequenceNode) and all(
        isinstance(each, yaml.ScalarNode) for each in node.value
    ):
        return items([each.value for each in node.value])
    raise CellError("Une liste de textes est attendue ici.", "Mettez un tiret devant chacun.")


def _is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == _NULL and node.style is None


def _plain(record: object) -> Mapping[str, object]:
    made: dict[str, object] = {}
    for name, form in forms(type(record)):
        value = getattr(record, name)
        if form.kind == "list":
            if value:
                made[form.key] = list(value)
        elif text := form.write(value):
            made[form.key] = text
    for name, key, _ in held(type(record)):
        if rows := getattr(record, name):
            made[key] = [_plain(row) for row in rows]
    return made
