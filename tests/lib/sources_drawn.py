"""Small invented files of each source, in the formats that producers write."""

from __future__ import annotations

import io

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

PARTICIPATION = """territory;profile;pathway;as_of;started_not_finished;finished_not_sent;\
finished_sent;headcount
FR;ALL;;2024-03-05;22787;2737;15021;901000
39;1D public;Auto-positionnement;05/03/2024;262;63;601;7 609
25;CPE;POSITIONING;2024-03-05;1;2;3;
"""

COVERAGE = """Territoire;Profil;Référentiel;Sujet;Couverture;Envois;Date
FR;ALL;CRCN;Cyberharcèlement;87;14700;05/03/2024
FR;1D_PRIVATE;CRCN;Cyberharcèlement;85 %;232;05/03/2024
FR;1D_PUBLIC;CRCN;Cyberharcèlement;84,0;6764;05/03/2024
FR;2D_PRIVATE;CRCN;Cyberharcèlement;88;943;05/03/2024
FR;2D_PUBLIC;CRCN;Cyberharcèlement;89;6607;05/03/2024
FR;CPE;CRCN;Cyberharcèlement;86;188;05/03/2024
FR;CPE;CRCN-Édu;Évaluer;;188;05/03/2024
"""

CAMPAIGNS = """code;territory;profile;pathway;name;season
PXEDUA234;25;1D_PUBLIC;Auto-positionnement;Doubs 1D;2026-2027
pxedub235;dep:39;;;;
"""

ROSTER = """email;last_name;first_name;profile;uai;discipline
Nour.Abadie@ac-besancon.fr;Abadie;Nour;1D public;0750652B;
y.b@ac-besancon.fr;Benali;Yanis;2D_PUBLIC;0250001R;Lettres
"""

SCHOOLS = """Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;\
Statut_public_prive;Code_departement;Code_academie;code_circonscription;nom_circonscription;\
code_bassin_formation;libelle_bassin_formation;Nom_commune;Telephone;date_ouverture;etat
0750652B;École inventée;Ecole;Public;075;01;0751234X;Paris 1;;;Paris;0100000000;1965-05-01;OUVERT
0250001R;Collège inventé;Collège;Privé;025;03;;;03001;Besançon;Besançon;;1970-09-01;OUVERT
7200002P;Lycée inventé;Lycée;Public;02B;27;;;27001;Bastia;Bastia;;;A FERMER
0250003T;Rectorat;Service Administratif;Public;025;03;;;;;Besançon;;;OUVERT
"""

_CRCN = ("Gérer des données", "S’insérer dans le monde numérique")
_LEVELS = ";".join(
    f'"Niveau pour la compétence {name}";"Nombre de pix pour la compétence {name}"'
    for name in _CRCN
)
PROFILES = f"""\
"Nom de l'organisation";"ID Campagne";"Code";"Nom de la campagne";"Nom du Participant";\
"Prénom du Participant";"Groupe";"Classe";"Envoi (O/N)";\
"Date et heure de l'envoi (Europe/Paris)";"Nombre de pix total";"Certifiable (O/N)";\
"Nombre de compétences certifiables";{_LEVELS}
"Collège fictif";512345;"CLGQWE789";"Collecte 3e";"Adam";"Lina";"";"3A";"Oui";\
"18/09/2026 10:04";199;"Oui";10;3;24;2;17
"Collège fictif";512345;"CLGQWE789";"Collecte 3e";"'=Bono";"Issa";"";"3A";"Oui";\
"02/10/2026 09:31";66;"Non";4;1;9;1;8
"Collège fictif";512345;"CLGQWE789";"Collecte 3e";"'=Bono";"Issa";"";"3A";"Oui";\
"18/09/2026 10:09";20;"Non";0;0;4;0;0
"Collège fictif";512345;"CLGQWE789";"Collecte 3e";"Chen";"Marc";"";"3B";"Non";\
"NA";"NA";"NA";"NA";"NA";"NA";"NA";"NA"
"""

_CODES = ";".join(
    f'"{domain}.{n}"' for domain, top in enumerate((3, 4, 4, 3, 2), 1) for n in range(1, top + 1)
)
_SESSION = (
    '"Numéro de certification";"Prénom";"Nom";"Date de naissance";"Lieu de naissance";'
    '"Identifiant Externe";"Statut";"Certification Pix+ Édu 2nd degré";"Nombre de Pix";'
    f'{_CODES};"Commentaire jury pour l’organisation";"Session";"Centre de certification";'
    '"Date de passage de la certification"'
)
_FOUR = ";".join(["4"] * 16)
_ZERO = ";".join(["0"] * 8 + ['"-"'] * 8)
_DASH = ";".join(['"-"'] * 16)
CERTIFICATIONS = f"""{_SESSION}
10001;"Nour";"Abadie";"01/02/1988";"Ville";"nour.abadie@ac-x.fr";"Validée";"Validée";512;\
{_FOUR};"";777;"Centre";"12/05/2026"
10002;"Yanis";"Benali";"03/04/1990";"Ville";"0750652B";"Rejetée";"Non passée";"0";{_ZERO};\
"Moins de 50% de réponses justes";777;"Centre";"12/05/2026"
10003;"Zoé";"Ésope";"05/06/1992";"Ville";"";"Annulée";"Annulée";"-";{_DASH};"";777;"Centre";\
"12/05/2026"
"""

_HEADCOUNTS = [
    ["territory", "profile", "headcount", "as_of"],
    ["25", "1D public", "7609", "2024-03-05"],
    ["FR", "ALL", "40 545", "2024-03-05"],
]


def workbook_xlsx() -> bytes:
    """Headcounts in a workbook of Excel, with a second sheet hidden."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Effectifs")
    for place, row in enumerate(_HEADCOUNTS):
        sheet.write_row(place, 0, row)
    sheet.write_formula("C3", "=40000+545", None, 40545)
    book.add_worksheet("Notes").hide()
    book.close()
    return out.getvalue()


def workbook_ods() -> bytes:
    """Headcounts in a workbook of LibreOffice."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Effectifs")
    for row in _HEADCOUNTS:
        line = TableRow()
        for cell in row:
            made = TableCell(valuetype="string")
            made.addElement(P(text=cell))
            line.addElement(made)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
