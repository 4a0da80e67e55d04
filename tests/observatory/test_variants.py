"""Variants of one subject by profile (seeds/001, l. 151-153 and 1023)."""

from vigie.observatory.variants import grouped, stem

EDU = "CRCN-EDU"
PRIVATE = "RGPD dans sa pratique d'enseignant dans le privé"
PRIMARY = "RGPD dans sa pratique d'enseignant du primaire"
SECONDARY = "RGPD dans sa pratique d'enseignant du second degré"
BARE = "RGPD dans sa pratique d'enseignant"
LICENCES = "Respect des licences"
HELD = {
    PRIVATE: frozenset({"1D_PRIVATE", "2D_PRIVATE"}),
    PRIMARY: frozenset({"1D_PUBLIC"}),
    SECONDARY: frozenset({"2D_PUBLIC", "CPE"}),
}


def test_the_three_variants_make_one_line_at_the_place_of_the_first() -> None:
    found = grouped([(LICENCES, EDU), (PRIVATE, EDU), (PRIMARY, EDU), (SECONDARY, EDU)], HELD)
    assert [each.label for each in found] == [LICENCES, BARE]
    assert found[1].labels == (PRIVATE, PRIMARY, SECONDARY)


def test_two_labels_that_one_profile_has_are_two_subjects() -> None:
    both = {**HELD, PRIMARY: frozenset({"1D_PUBLIC", "CPE"})}
    found = grouped([(PRIVATE, EDU), (PRIMARY, EDU), (SECONDARY, EDU)], both)
    assert [each.labels for each in found] == [(PRIVATE,), (PRIMARY,), (SECONDARY,)]


def test_the_label_without_complement_joins_a_variant() -> None:
    found = grouped([(BARE, EDU), (PRIVATE, EDU)], {PRIVATE: frozenset({"1D_PRIVATE"})})
    assert [each.labels for each in found] == [(BARE, PRIVATE)]


def test_short_labels_keep_their_complement() -> None:
    kept = ("Droit à l'image", "Utilisation d'un cloud", LICENCES, "Recherche de fichier")
    assert all(stem(label) == label for label in kept)


def test_two_referentials_never_make_one_line() -> None:
    found = grouped([(PRIVATE, EDU), (PRIMARY, "CRCN")], HELD)
    assert len(found) == 2
