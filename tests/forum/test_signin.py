import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from forum import clock, outbox, signin
from forum.models import Message, SignInChallenge, User
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "aoife@cork.example"


@pytest.fixture
def aoife():
    return factories.user(ADDRESS, "Aoife Byrne")


def ask(client, address=ADDRESS, **extra):
    return client.post(reverse("signin:ask"), {"email": address, **extra})


def code_from_the_mail(settings, pattern=r"\d{4} \d{4}"):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.work_off()
    return re.search(pattern, mail.outbox[-1].body).group()


def enter(client, code):
    return client.post(reverse("signin:code"), {"code": code})


def without_token(page):
    """The page but for the token against forged forms, which differs each time."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def signed_in(client):
    return "_auth_user_id" in client.session


def test_aoife_signs_in_with_the_code_from_her_mailbox(client, aoife, settings):
    ask(client)

    enter(client, code_from_the_mail(settings))

    assert client.session["_auth_user_id"] == str(aoife.pk)


def test_digits_of_another_script_are_the_same_code(client, aoife, settings):
    ask(client)
    arabic = code_from_the_mail(settings).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    enter(client, arabic)

    assert signed_in(client)


def test_a_code_works_once(client, aoife, settings):
    asked = signin.ask(ADDRESS, language="en")
    code = code_from_the_mail(settings)

    assert [bool(signin.enter(asked, code)) for _turn in range(3)] == [True, False, False]


def test_a_code_works_only_in_the_browser_that_asked(client, aoife, settings):
    asked = signin.ask(ADDRESS, language="en")
    elsewhere = signin.Asked(asked.challenge, "another browser's secret")

    assert signin.enter(elsewhere, code_from_the_mail(settings)) == []


def test_a_code_is_worthless_after_ten_minutes(client, aoife, settings):
    asked = signin.ask(ADDRESS, language="en")
    code = code_from_the_mail(settings)
    SignInChallenge.objects.update(expires_at=clock.real() - timedelta(seconds=1))

    assert signin.enter(asked, code) == []


def test_after_five_guesses_even_the_right_code_is_refused(client, aoife, settings):
    asked = signin.ask(ADDRESS, language="en")
    code = code_from_the_mail(settings)
    for _turn in range(5):
        signin.enter(asked, "00000000")

    assert signin.enter(asked, code) == []


def test_a_wrong_code_gets_a_sentence_and_stays_in_the_field(client, aoife):
    ask(client)

    page = enter(client, "1234 0000").content.decode()

    assert "This code is not the one we sent" in page
    assert 'value="1234 0000"' in page


def test_a_known_and_an_unknown_address_get_the_same_answer(client, aoife):
    known, unknown = ask(client), ask(client, "nobody@nowhere.example")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert without_token(client.get(known.url)) == without_token(client.get(unknown.url))


def test_an_unknown_address_gets_no_letter(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ask(client, "nobody@nowhere.example")

    outbox.work_off()

    assert mail.outbox == []


def codes_in_the_mail(settings):
    """All codes that were mailed, the oldest first."""
    code_from_the_mail(settings)
    return [re.search(r"\d{4}( \d{4})+", letter.body).group() for letter in mail.outbox]


def let_pass(**time):
    """Time goes by for all challenges."""
    for challenge in SignInChallenge.objects.all():
        challenge.made_at -= timedelta(**time)
        challenge.expires_at -= timedelta(**time)
        challenge.save()


def test_a_mailbox_is_not_flooded(client, aoife, settings):
    settings.SIGN_IN_CODES_PER_HOUR = 3
    for _turn in range(9):
        ask(client)

    assert [len(code) for code in codes_in_the_mail(settings)] == [9, 9, 9, 19]


def test_beyond_the_limit_a_letter_goes_out_every_five_minutes(client, aoife, settings):
    settings.SIGN_IN_CODES_PER_HOUR = 1
    for _minute in range(12):
        ask(client)
        let_pass(minutes=1)

    letters = Message.objects.exclude(state="needless").order_by("pk")
    asked = list(SignInChallenge.objects.order_by("pk").values_list("pk", flat=True))
    # The short one at once, and a long one in minutes 1, 6 and 11.
    assert [asked.index(letter.context["challenge"]) for letter in letters] == [0, 1, 6, 11]


def test_a_stranger_who_asks_without_end_locks_nobody_out(client, aoife, settings):
    settings.SIGN_IN_CODES_PER_HOUR = 3
    for _turn in range(20):
        ask(Client())
    newest = code_from_the_mail(settings, r"\d{4}( \d{4}){3}")
    ask(client)

    enter(client, newest)

    assert signed_in(client)


def test_a_stranger_cannot_use_up_the_tries_of_a_code_that_is_shared(client, aoife, settings):
    settings.SIGN_IN_CODES_PER_HOUR = 1
    ask(Client())
    stranger = signin.ask(ADDRESS, language="en")
    for _turn in range(9):
        signin.enter(stranger, "0" * 16)
    ask(client)

    enter(client, code_from_the_mail(settings, r"\d{4}( \d{4}){3}"))

    assert signed_in(client)


def test_a_shared_code_works_once(aoife, settings):
    settings.SIGN_IN_CODES_PER_HOUR = 1
    signin.ask(ADDRESS, language="en")
    here, there = signin.ask(ADDRESS, language="en"), signin.ask(ADDRESS, language="en")
    code = code_from_the_mail(settings, r"\d{4}( \d{4}){3}")

    assert [signin.enter(there, code), signin.enter(here, code), signin.enter(there, code)] == [[aoife], [], []]


def test_a_used_code_is_not_shared_any_more(client, aoife, settings):
    settings.SIGN_IN_CODES_PER_HOUR = 1
    signin.ask(ADDRESS, language="en")
    first = signin.ask(ADDRESS, language="en")
    signin.enter(first, code_from_the_mail(settings, r"\d{4}( \d{4}){3}"))
    ask(client)

    enter(client, code_from_the_mail(settings, r"\d{4}( \d{4}){3}"))

    assert signed_in(client)


def test_beyond_the_limit_no_code_is_short_enough_to_guess(aoife, settings):
    settings.SIGN_IN_CODES_PER_HOUR = 3
    for _turn in range(9):
        signin.ask(ADDRESS, language="en")

    lengths = [len(signin.code_of(challenge)) for challenge in SignInChallenge.objects.order_by("pk")]

    assert lengths == [8, 8, 8, 16, 16, 16, 16, 16, 16]


def test_after_an_hour_codes_are_short_again(client, aoife, settings):
    settings.SIGN_IN_CODES_PER_HOUR = 1
    ask(client)
    let_pass(minutes=61)

    ask(client)

    assert len(code_from_the_mail(settings, r"\d{4}( \d{4})+")) == 9


def test_a_code_goes_to_the_address_on_file(client, settings):
    User.objects.create(email="Olga@Protocol.example", name="Olga Chen")
    ask(client, "olga@PROTOCOL.example")

    code_from_the_mail(settings)

    assert [letter.to for letter in mail.outbox] == [["Olga@Protocol.example"]]


@pytest.mark.parametrize("alike", ["olga@gmaıl.example", "olga@gmaiſ.example", "olga@ﬁ.example"])
def test_an_address_that_only_looks_like_hers_is_another(client, settings, alike):
    for address in ("olga@gmail.example", "olga@gmais.example", "olga@fi.example"):
        factories.user(address)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    ask(client, alike)
    outbox.work_off()

    assert (mail.outbox, User.objects.open(alike, "Olga").email) == ([], alike)


def test_a_scanner_that_opens_the_page_uses_nothing_up(client, aoife, settings):
    ask(client)
    code = code_from_the_mail(settings)
    for verb in (client.get, client.head, client.options):
        verb(reverse("signin:code"))

    enter(client, code)

    assert signed_in(client)


def test_the_code_stands_nowhere_in_the_database(client, aoife, settings):
    ask(client)
    digits = code_from_the_mail(settings).replace(" ", "")

    rows = [*SignInChallenge.objects.values(), *Message.objects.values()]

    assert [row for row in rows if digits in str(row)] == []


def test_a_blocked_account_is_out_at_the_next_click(client, aoife):
    client.force_login(aoife)
    aoife.is_active = False
    aoife.save()

    assert client.get(reverse("portal:home")).status_code == 302


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "foo"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(client, aoife, settings, onward):
    client.post(reverse("signin:ask") + f"?next={onward}", {"email": ADDRESS})

    answer = enter(client, code_from_the_mail(settings))

    assert answer.url == reverse("home")


def test_one_is_taken_where_one_wanted_to_go(client, aoife, settings):
    client.post(reverse("signin:ask") + "?next=/portal/", {"email": ADDRESS})

    assert enter(client, code_from_the_mail(settings)).url == "/portal/"


def test_the_house_speaks_the_language_of_the_account(client, settings):
    factories.user("lucie@lyon.example", language="fr")
    ask(client, "lucie@lyon.example")

    enter(client, code_from_the_mail(settings))

    assert '<html lang="fr"' in client.get(reverse("portal:home")).content.decode()


def test_a_language_chosen_in_the_browser_goes_before_that_of_the_account_and_is_kept(client, settings):
    factories.user("lucie@lyon.example", language="fr")
    chosen = client.post(reverse("set_language"), {"language": "ar", "next": "/sign-in/"}).cookies["django_language"]
    ask(client, "lucie@lyon.example")

    enter(client, code_from_the_mail(settings))

    page = client.get(reverse("portal:home")).content.decode()
    assert ('<html lang="ar" dir="rtl"' in page, chosen["max-age"]) == (True, 365 * 24 * 3600)


def test_a_language_is_chosen_anew_at_any_time(client, settings):
    factories.user("lucie@lyon.example", language="fr")
    ask(client, "lucie@lyon.example")
    enter(client, code_from_the_mail(settings))

    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/portal/"})

    assert '<html lang="zh-hans"' in client.get(reverse("portal:home")).content.decode()


def test_the_next_account_at_a_shared_computer_is_not_spoken_to_in_the_language_of_the_one_before(client, settings):
    factories.user("lucie@lyon.example", language="fr")
    factories.user("amara@lindale.example", language="en")
    ask(client, "lucie@lyon.example")
    enter(client, code_from_the_mail(settings))
    client.post(reverse("signin:out"))
    ask(client, "amara@lindale.example")

    enter(client, code_from_the_mail(settings))

    assert '<html lang="en"' in client.get(reverse("portal:home")).content.decode()
