"""From what is typed to a declaration: every fault at once, in French, next to its entry."""

import pytest

from vigie.codes import UnknownCode
from vigie.domains.campaigns.actions import Declaration
from vigie.domains.campaigns.forms import declaration, options, typed
from vigie.web.refusals import FormRefused

GOOD = {
    "code": " azerty123 ",
    "territory": "Doubs",
    "profile": "1D public",
    "pathway": "auto-positionnement",
    "season": "2",
    "school_year": "24/25",
    "name": "Doubs",
    "link": "https://app.pix.fr/campagnes/AZERTY123",
}


def resolve(text: str) -> str:
    if text != "Doubs":
        raise UnknownCode("Le territoire est inconnu.", "Écrivez Doubs.")
    return "dep:25"


def test_what_is_typed_becomes_canonical() -> None:
    assert declaration(typed(GOOD), resolve) == Declaration(
        code="AZERTY123",
        territory="dep:25",
        profile="1D_PUBLIC",
        pathway="POSITIONING",
        season=2,
        school_year="2024-2025",
        name="Doubs",
        link="https://app.pix.fr/campagnes/AZERTY123",
    )


def test_all_faults_are_told_together() -> None:
    wrong = {
        "code": "AZ 12",
        "territory": "Doub",
        "profile": "3D",
        "pathway": "",
        "season": "9",
        "school_year": "2026-2024",
        "name": "x" * 201,
        "link": "javascript:alert(1)",
    }
    with pytest.raises(FormRefused) as refused:
        declaration(typed(wrong), resolve)
    assert set(refused.value.faults) == set(wrong)
    assert refused.value.faults["pathway"] == "À remplir."
    assert refused.value.faults["territory"] == "Le territoire est inconnu. Écrivez Doubs."


@pytest.mark.parametrize(
    "link",
    ["http://app.pix.fr/x", "https://", "https://pix", "//app.pix.fr", "https://a:b@pix.fr/",
     "https://app.pix.fr/a b", "https://[pix.fr", "https://pix.fr/" + "x" * 500],
)  # fmt: skip
def test_a_link_that_is_not_a_plain_https_address(link: str) -> None:
    with pytest.raises(FormRefused) as refused:
        declaration(typed(GOOD | {"link": link}), resolve)
    assert set(refused.value.faults) == {"link"}


def test_the_lists_hold_what_the_parsers_accept() -> None:
    for name, choices in options().items():
        for value, _ in choices:
            if value:
                declaration(typed(GOOD | {name: value}), resolve)
    assert "PIX_SNEE" in dict(options()["pathway"])
