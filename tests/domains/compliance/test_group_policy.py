"""The policy of the sealed groups: its bounds, its signature, where it applies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lib.people import client_of, signed_in, someone
from vigie.domains.audit.models import Entry
from vigie.domains.compliance.models import PolicyVersion, SignedForGood
from vigie.domains.compliance.policies import FLOOR, SHIPPED, BadPolicy, GroupPolicy
from vigie.domains.compliance.policies_actions import propose_policy, sign_policy
from vigie.domains.compliance.policies_forms import values_of
from vigie.domains.compliance.policies_queries import in_plain_words, policy_in_force
from vigie.domains.people.roles import Role
from vigie.domains.territories.tree import tree

pytestmark = [pytest.mark.database, pytest.mark.django_db]
ACADEMY = "aca:besancon"
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
WIDER = replace(SHIPPED, minimum_answers=6)


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    del home


@pytest.fixture
def dpo() -> Client:
    return signed_in(Role.DPO, territory=ACADEMY)


def typed(**changed: str) -> dict[str, str]:
    return {**values_of(SHIPPED), "reason": "Un avis du comité", **changed}


def page(client: Client) -> str:
    text = client.get(reverse("group_policy", args=[ACADEMY])).content.decode()
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def signed(policy: GroupPolicy, territory: str = ACADEMY, at: datetime = AT) -> PolicyVersion:
    by = someone(Role.DPO, territory=territory)
    version = propose_policy(policy, territory=territory, reason="Essai", by=by, at=at)
    return sign_policy(version, has_read=True, by=by, at=at)


def test_the_shipped_policy_is_the_one_of_the_design() -> None:
    assert GroupPolicy(
        minimum_answers=5, hard_floor=True, smallest_list=8, largest_list=60,
        syntheses_per_year=2, noisy=True, noise_over=1, noise_under=3, delay_hours=24,
        size_bands=(5, 10, 20), share_bands=5, few_bands=3, few_below=10, mastery_cut=5_000,
    ) == SHIPPED  # fmt: skip
    assert SHIPPED.belief_after(1) == Fraction(3, 4)
    assert SHIPPED.belief_after(2) == Fraction(9, 10)
    assert replace(SHIPPED, noisy=False).belief_after(1) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("minimum_answers", 2), ("smallest_list", 4), ("largest_list", 7), ("syntheses_per_year", 0),
     ("delay_hours", 23), ("noise_over", 3), ("mastery_cut", 0), ("share_bands", 1)],
)  # fmt: skip
def test_a_policy_that_goes_too_low_cannot_be(name: str, value: int) -> None:
    with pytest.raises(BadPolicy) as refused:
        replace(SHIPPED, **{name: value})
    assert refused.value.message


@given(st.integers(FLOOR, 8), st.integers(1, 12), st.booleans(), st.integers(2, 99))
def test_a_policy_reads_back_the_same(least: int, budget: int, noisy: bool, under: int) -> None:
    policy = replace(
        SHIPPED, minimum_answers=least, syntheses_per_year=budget, noisy=noisy, noise_under=under
    )
    assert GroupPolicy.from_json(policy.to_json()) == policy


def test_the_database_refuses_to_go_under_three() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(
            territory=ACADEMY, number=1, values=SHIPPED.to_json(), minimum_answers=2,
            reason="essai", proposed_at=AT,
        )  # fmt: skip


def test_until_one_is_signed_the_shipped_one_applies_and_says_so(dpo: Client) -> None:
    shown = page(dpo)
    assert "Pas encore signée" in shown
    for sentence in in_plain_words(SHIPPED):
        assert sentence.replace("\u00a0", " ").replace("\u202f", " ") in shown
    assert policy_in_force(tree(AT.date()), ACADEMY, AT).version is None


def test_the_dpo_reads_proposes_and_signs(dpo: Client) -> None:
    dpo.post(reverse("group_policy", args=[ACADEMY]), typed(minimum_answers="6"))
    assert "Version 1, en attente de signature" in page(dpo)
    assert policy_in_force(tree(AT.date()), ACADEMY, AT).policy == SHIPPED
    path = reverse("group_policy_sign", args=[ACADEMY, 1])
    unread = dpo.post(path)
    assert unread.status_code == 409
    assert "Vous n’avez pas coché la case" in unread.content.decode()
    dpo.post(path, {"has_read": "on"})
    assert "à partir de 6 réponses" in page(dpo)
    assert "Version 1, signée le" in page(dpo)
    later = datetime(2100, 1, 1, tzinfo=UTC)
    assert policy_in_force(tree(AT.date()), "dep:25", later).policy == WIDER
    acts = Entry.objects.filter(about=f"policy:{ACADEMY}").order_by("number")
    assert [entry.action for entry in acts] == ["policy.propose", "policy.sign"]


def test_the_academic_team_proposes_and_does_not_sign() -> None:
    team = signed_in(Role.PIX_TEAM, territory=ACADEMY)
    path = reverse("group_policy", args=[ACADEMY])
    assert team.post(path, typed(minimum_answers="3")).status_code == 302
    assert team.post(reverse("group_policy_sign", args=[ACADEMY, 1])).status_code == 404
    assert "J’ai lu" not in page(team)
    assert PolicyVersion.objects.get().signed_at is None


def test_nobody_lowers_anything_below_three(dpo: Client) -> None:
    team = signed_in(Role.PIX_TEAM, territory=ACADEMY)
    for client in (dpo, team):
        answer = client.post(reverse("group_policy", args=[ACADEMY]), typed(minimum_answers="2"))
        assert answer.status_code == 400
        assert "Choisissez un nombre de 3" in answer.content.decode()
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"minimum_answers": ""}, {"minimum_answers": "douze"}, {"minimum_answers": "9" * 50},
     {"noise": "7/3"}, {"reason": ""}, {"delay_hours": "-4"}, {"mastery_percent": "0"},
     {"smallest_list": "100"}],
)  # fmt: skip
def test_bad_entries_are_said(dpo: Client, changed: dict[str, str]) -> None:
    answer = dpo.post(reverse("group_policy", args=[ACADEMY]), typed(**changed))
    assert answer.status_code == 400
    assert "entry__error" in answer.content.decode()
    assert not PolicyVersion.objects.exists()


def test_without_noise_the_page_says_what_it_costs(dpo: Client) -> None:
    dpo.post(reverse("group_policy", args=[ACADEMY]), typed(noise="0"))
    assert "ils pourraient connaître la réponse de la dernière personne" in page(dpo)


def test_a_signed_version_does_not_change_and_does_not_go() -> None:
    version = signed(WIDER)
    with pytest.raises(SignedForGood):
        version.save()
    with pytest.raises(SignedForGood):
        version.delete()


def test_a_version_set_aside_is_not_signed_afterwards(dpo: Client) -> None:
    dpo.post(reverse("group_policy", args=[ACADEMY]), typed(minimum_answers="6"))
    dpo.post(reverse("group_policy_set_aside", args=[ACADEMY, 1]))
    answer = dpo.post(reverse("group_policy_sign", args=[ACADEMY, 1]), {"has_read": "on"})
    assert answer.status_code == 409
    assert "écartée le" in page(dpo)


def test_the_same_version_twice_is_refused(dpo: Client) -> None:
    signed(SHIPPED)
    answer = dpo.post(reverse("group_policy", args=[ACADEMY]), typed())
    assert answer.status_code == 409
    assert "déjà en vigueur" in answer.content.decode()


def test_the_nearest_signature_holds_and_the_latest_of_it() -> None:
    places = tree(AT.date())
    signed(replace(SHIPPED, minimum_answers=7), "FR")
    assert policy_in_force(places, "dep:25", AT).policy.minimum_answers == 7
    signed(WIDER)
    assert policy_in_force(places, "dep:25", AT).policy.minimum_answers == 6
    assert policy_in_force(places, "dep:21", AT).policy.minimum_answers == 7
    signed(SHIPPED, at=AT + timedelta(days=1))
    assert policy_in_force(places, "dep:25", AT).policy.minimum_answers == 6
    assert policy_in_force(places, "dep:25", AT + timedelta(days=1)).policy == SHIPPED


def test_another_academie_has_its_own_dpo(dpo: Client) -> None:
    assert dpo.get(reverse("group_policy", args=["aca:dijon"])).status_code == 403
    signed(WIDER, "aca:dijon")
    assert dpo.post(reverse("group_policy_sign", args=["aca:dijon", 1])).status_code == 404
    assert dpo.post(reverse("group_policy_sign", args=[ACADEMY, 9])).status_code == 404


def test_a_trainer_does_not_propose() -> None:
    trainer = client_of(someone(Role.TRAINER, territory=ACADEMY))
    assert trainer.post(reverse("group_policy", args=[ACADEMY]), typed()).status_code == 403
