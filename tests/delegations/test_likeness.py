"""Whether another name is another person: an opinion, never a decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegations.likeness import may_be_another

NAMES = st.tuples(st.text(max_size=30), st.text(max_size=30))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("Boyle", "Dan"), ("Boyle", "Daniel")),
        (("Boyle", "Dan"), ("Dan", "Boyle")),
        (("Zheng", "Gong"), ("Gong", "Zheng")),
        (("O’Brien", "Aine"), ("O'Brien", "Áine")),
        (("BOYLE", "DAN"), ("Boyle", "Dan")),
        (("Dennehy", "Fergal"), ("Denehy", "Fergal")),
        (("Suharto", ""), ("Suharto", "Haji")),
    ],
)
def test_a_better_spelling_is_the_same_person(before, after):
    assert not may_be_another(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("Boyle", "Dan"), ("Dennehy", "Fergal")),
        (("Boyle", "Dan"), ("Boyle", "Fergal")),
        (("龚", "正"), ("李", "强")),
        (("Boyle", ""), ("", "Fergal")),
    ],
)
def test_another_name_is_asked_about(before, after):
    assert may_be_another(before, after)


@given(NAMES)
def test_nobody_is_another_than_himself(name):
    assert not may_be_another(name, name)


@given(NAMES, NAMES)
def test_it_does_not_matter_who_was_first(one, other):
    assert may_be_another(one, other) == may_be_another(other, one)
