from datetime import UTC, datetime

import pytest

from forum import notices
from forum.models import Message, SignInChallenge

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr", "ar"])
def test_the_code_for_signing_in(settings, language, letter_matches):
    settings.SECRET_KEY = "a key that is the same in every run of these tests"
    challenge = SignInChallenge.objects.create(
        pk=7,
        email="amara@lindale.example",
        browser="0" * 64,
        nonce="0" * 64,
        language=language,
        expires_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    message = Message(context={"challenge": challenge.pk}, language=language, to_name="Amara Cole")

    letter_matches("sign_in_code", language, notices.sign_in_code(message))
