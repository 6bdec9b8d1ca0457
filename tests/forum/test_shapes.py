"""Values of a wrong shape are refused in words, by the models themselves."""

import pytest
from django.core.exceptions import ValidationError

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("names", "Cork", 'Write one text for each language, such as {"en": "Lyon", "zh-hans": "里昂"}.'),
        ("names", {"en": 5}, 'Write one text for each language, such as {"en": "Lyon", "zh-hans": "里昂"}.'),
        ("names", {"English": "Cork"}, 'Write one text for each language, such as {"en": "Lyon", "zh-hans": "里昂"}.'),
        ("zone", "Irish time", "“Irish time” is no time zone: write Europe/Dublin or Asia/Shanghai."),
        ("languages", {"en": "ga"}, 'Write the tags of the languages as a list, such as ["en", "zh-hans"].'),
        ("airports", ["cork"], 'Write the three letters of each airport as a list, such as ["PVG", "SHA"].'),
    ],
)
def test_a_city_of_a_wrong_shape_is_refused_in_words(field, value, words):
    cork = factories.city("cork")
    setattr(cork, field, value)

    with pytest.raises(ValidationError) as refused:
        cork.full_clean()

    assert refused.value.message_dict == {field: [words]}


def test_the_host_speaks_a_language_that_has_a_tag():
    shanghai = factories.edition()
    shanghai.host_language = "Chinese"

    with pytest.raises(ValidationError) as refused:
        shanghai.full_clean()

    assert refused.value.message_dict == {"host_language": ["Write the tag of a language, such as en or zh-hans."]}


def test_what_the_house_is_built_of_has_the_right_shape():
    shanghai = factories.edition()
    rows = [shanghai, shanghai.city, shanghai.signatory, factories.room(), factories.room().venue]

    assert [row.full_clean() for row in rows] == [None] * 5
