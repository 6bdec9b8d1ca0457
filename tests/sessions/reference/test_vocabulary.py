"""The words that the files may use are the choices of the models."""

import pytest

from delegations.models import Delegate, Item, OrderPolicy, Payer, TravelDocument, Withdrawal
from delegations.models.mandate import Power
from delegations.models.precedence import RuleName
from forum.models import City, Office, Tie
from forum.roles import Role
from sessions.models import Attendance, Engagement, SigningCeremony
from sessions.reference import vocabulary

PAIRS = [
    (vocabulary.LEVELS, City.Level),
    (vocabulary.TIES, Tie.Kind),
    (vocabulary.RANKS, Office.RankClass),
    (vocabulary.ROLES, Delegate.Role),
    (vocabulary.ITEMS, Item),
    (vocabulary.PAYERS, Payer),
    (vocabulary.SIDES, Withdrawal.Side),
    (vocabulary.RULES, RuleName),
    (vocabulary.NAME_FORMS, OrderPolicy.NameForm),
    (vocabulary.CHINESE_ORDERS, OrderPolicy.Variant),
    (vocabulary.STAND_INS, OrderPolicy.StandIn),
    (vocabulary.POWERS, Power),
    (vocabulary.PASSPORTS, TravelDocument.Kind),
    (vocabulary.STAFF, Role),
    (vocabulary.KINDS, Engagement.Kind),
    (vocabulary.AUDIENCES, Engagement.Audience),
    (vocabulary.DRESSES, Engagement.Dress),
    (vocabulary.PARTS, Attendance.Part),
    (vocabulary.TEXT_KINDS, SigningCeremony.TextKind),
]


@pytest.mark.parametrize(("words", "choices"), PAIRS, ids=[choices.__qualname__ for _, choices in PAIRS])
def test_files_and_models_use_the_same_words(words, choices):
    assert list(words) == choices.values
