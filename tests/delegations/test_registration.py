"""People of a delegation are registered, corrected, taken off; and the list is handed in."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from delegations.actions import delegates
from delegations.actions.stale import Stale
from delegations.models import Mandate
from forum.models import Change, Person
from tests import factories

pytestmark = pytest.mark.django_db

DAN = {"given_name": "Dan", "family_name": "Boyle", "role": "head", "title": "Lord Mayor", "language": "en"}


@pytest.fixture
def cork():
    return factories.delegation("cork")


@pytest.fixture
def aoife(client, cork):
    found = factories.assistant(cork)
    client.force_login(found)
    return found


def add(client, cork, **typed):
    return client.post(reverse("portal:delegate_add", args=[cork.pk]), {**DAN, **typed})


def correct(client, delegate, **typed):
    known = {"seen": delegate.version, **DAN}
    return client.post(reverse("portal:delegate_edit", args=[delegate.pk]), {**known, **typed})


def errors(page):
    return {field: list(words) for field, words in page.context["form"].errors.items()}


def test_aoife_registers_the_lord_mayor(client, aoife, cork):
    add(client, cork, native_name="Domhnall Ó Baoill", email="international@cork.example")

    dan = cork.delegates.get()
    change = Change.objects.get()
    assert (str(dan), dan.role, dan.titles, dan.position) == ("Dan Boyle", "head", {"en": "Lord Mayor"}, 1)
    assert (change.verb, change.actor, change.before, change.after["title"]) == (
        "delegate.added",
        aoife,
        {},
        "Lord Mayor",
    )


def test_a_double_click_makes_one_delegate(client, aoife, cork):
    answers = [add(client, cork).status_code for _click in range(2)]

    assert (answers, cork.delegates.count(), Change.objects.count()) == ([302, 302], 1, 1)


def test_the_same_name_with_other_particulars_is_asked_back(client, aoife, cork):
    add(client, cork)

    page = add(client, cork, role="member")

    assert errors(page) == {
        "family_name": [
            "Dan Boyle is already on the list (head of delegation). Correct that entry instead of adding a second.",
            "If this is somebody else of the same name, save once more.",
        ]
    }


def test_saved_once_more_a_namesake_is_a_second_person_and_only_one(client, aoife, cork):
    add(client, cork)
    page = add(client, cork, role="member")
    meant = page.context["form"]["meant"].value()

    answers = [add(client, cork, role="member", meant=meant).status_code for _click in range(2)]

    assert (answers, [(str(one), one.role) for one in cork.delegates.in_order()]) == (
        [302, 302],
        [("Dan Boyle", "head"), ("Dan Boyle", "member")],
    )


def test_another_name_is_not_meant_by_saving_once_more(client, aoife, cork):
    add(client, cork)
    factories.delegate(cork, factories.person("Byrne", "Aoife"))
    meant = add(client, cork, role="member").context["form"]["meant"].value()

    page = add(client, cork, given_name="Aoife", family_name="Byrne", meant=meant)

    assert (page.status_code, list(errors(page))) == (200, ["family_name"])


def test_a_second_head_is_told_who_the_head_is(client, aoife, cork):
    add(client, cork)

    page = add(client, cork, given_name="Fergal", family_name="Dennehy")

    assert errors(page) == {
        "role": ["Dan Boyle is the head of this delegation. Change that entry first, or replace the head."]
    }
    assert page.context["form"]["given_name"].value() == "Fergal"


@pytest.mark.parametrize("field", ["family_name", "given_name", "native_name", "title"])
def test_a_name_of_300_letters_is_refused_in_words_and_stays(client, aoife, cork, field):
    page = add(client, cork, **{field: "x" * 300})

    assert errors(page)[field][0].startswith("This is longer than 120 characters (300).")
    assert page.context["form"][field].value() == "x" * 300


@pytest.mark.parametrize("address", ["市长@cork.example", "عمدة@cork.example", "no at sign", "x" * 250 + "@a.example"])
def test_an_address_that_no_mail_reaches_is_refused_and_stays(client, aoife, cork, address):
    page = add(client, cork, email=address)

    assert (list(errors(page)), page.context["form"]["email"].value()) == (["email"], address)


def test_a_delegate_without_any_name_is_asked_for_one(client, aoife, cork):
    page = add(client, cork, given_name=" ", family_name="")

    assert errors(page) == {"family_name": ["Write at least one name."]}


@pytest.mark.parametrize("name", ["Atsaphangthong ສີພັນດອນ", "Ægir–O’Brien", "ანდრია", "龚正", "أمينة", "=1+1", "<b>"])
def test_names_in_every_script_stay_as_they_were_typed(client, aoife, cork, name):
    add(client, cork, family_name=name)

    assert cork.delegates.get().person.family_name == name


def test_a_corrected_address_leaves_the_title_in_other_languages_alone(client, aoife, cork):
    dan = factories.head(cork, titles={"en": "Lord Mayor", "zh-hans": "市长"})

    correct(client, dan, email="mayor@cork.example")

    dan.refresh_from_db()
    assert (dan.email, dan.titles, dan.version) == ("mayor@cork.example", {"en": "Lord Mayor", "zh-hans": "市长"}, 2)


def test_a_new_title_drops_the_translations_of_the_old_one(client, aoife, cork):
    dan = factories.head(cork, titles={"en": "Lord Mayor", "zh-hans": "市长"})

    correct(client, dan, title="Deputy Lord Mayor")

    dan.refresh_from_db()
    assert dan.titles == {"en": "Deputy Lord Mayor"}


def test_a_title_in_another_language_joins_the_approved_ones(client, aoife, cork):
    dan = factories.head(cork, titles={"en": "Lord Mayor", "zh-hans": "市长"})

    correct(client, dan, language="fr", title="Lord-maire")

    dan.refresh_from_db()
    assert dan.titles == {"en": "Lord Mayor", "zh-hans": "市长", "fr": "Lord-maire"}


@pytest.mark.parametrize("title", ["Lord Mayor", "Lord-maire"])
def test_a_double_click_on_another_language_is_no_conflict_with_oneself(client, aoife, cork, title):
    dan = factories.head(cork, titles={"en": "Lord Mayor", "fr": "Maire"})

    answers = [correct(client, dan, language="fr", title=title).status_code for _click in range(2)]

    dan.refresh_from_db()
    assert (answers, dan.language, dan.titles["en"], Change.objects.count()) == ([302, 302], "fr", "Lord Mayor", 1)


def test_a_language_that_we_do_not_offer_stays(client, aoife, cork):
    dan = factories.head(cork, language="de")
    page = client.get(reverse("portal:delegate_edit", args=[dan.pk]))

    answer = correct(client, dan, language=page.context["form"]["language"].value(), title="Bürgermeister")

    dan.refresh_from_db()
    assert (answer.status_code, dan.language, dan.titles) == (302, "de", {"de": "Bürgermeister"})
    assert '<option value="de" selected>German</option>' in page.content.decode()


def test_another_name_over_an_entry_is_asked_about(client, aoife, cork):
    dan = factories.head(cork)

    page = correct(client, dan, given_name="Fergal", family_name="Dennehy")

    assert errors(page) == {"who": ["Until now Dan Boyle stood here. Say whether this is the same person."]}
    assert (str(cork.delegates.get()), page.context["form"]["family_name"].value()) == ("Dan Boyle", "Dennehy")


def test_the_same_person_under_a_new_name_keeps_the_row_and_the_account(client, aoife, cork):
    boyle = factories.person("Boyle", "Dan")
    mayor = factories.office(cork.city, boyle)
    dan = factories.head(cork, boyle, user=factories.user("dan@cork.example"))

    correct(client, dan, given_name="Fergal", family_name="Dennehy", who="same")

    dan.refresh_from_db()
    boyle.refresh_from_db()
    assert (str(dan), dan.user.email, str(boyle), mayor.tenures.get().person) == (
        "Fergal Dennehy",
        "dan@cork.example",
        "Dan Boyle",
        boyle,
    )


@pytest.mark.parametrize("known", ["key", "other list"])
def test_a_person_of_the_reference_tables_or_of_another_list_is_not_renamed(client, aoife, cork, known):
    boyle = factories.person("Boyle", "Dan", key="boyle" if known == "key" else None)
    dan = factories.head(cork, boyle)
    if known == "other list":
        factories.head(factories.delegation("cork", factories.edition("next")), boyle)

    correct(client, dan, given_name="Fergal", family_name="Dennehy", who="same")

    boyle.refresh_from_db()
    assert (str(cork.delegates.get()), str(boyle)) == ("Fergal Dennehy", "Dan Boyle")


def test_somebody_else_in_the_place_has_a_row_of_his_own(client, aoife, cork):
    dan = factories.head(cork, user=factories.user("dan@cork.example"))

    correct(client, dan, given_name="Fergal", family_name="Dennehy", who="other")

    fergal = cork.delegates.get()
    assert (fergal.pk != dan.pk, str(fergal), fergal.role, fergal.user) == (True, "Fergal Dennehy", "head", None)


def test_a_native_name_added_for_somebody_known_elsewhere_leaves_him_his_account(client, aoife, cork):
    boyle = factories.person("Boyle", "Dan", key="boyle")
    dan = factories.head(cork, boyle, user=factories.user("dan@cork.example"))

    correct(client, dan, native_name="Domhnall Ó Baoill")

    dan.refresh_from_db()
    boyle.refresh_from_db()
    assert (dan.person.native_name, dan.user.email, boyle.native_name) == (
        "Domhnall Ó Baoill",
        "dan@cork.example",
        "",
    )


def test_a_person_known_nowhere_else_is_renamed_in_place(client, aoife, cork):
    dan = factories.head(cork, user=factories.user("dan@cork.example"))

    correct(client, dan, given_name="Daniel")

    dan.refresh_from_db()
    assert (str(dan.person), dan.user.email, Person.objects.filter(family_name="Boyle").count()) == (
        "Daniel Boyle",
        "dan@cork.example",
        1,
    )


def test_a_stale_correction_shows_both_and_loses_neither(client, aoife, cork):
    dan = factories.head(cork)
    correct(client, dan, title="Mayor of Cork")

    page = correct(client, dan, title="Lord Mayor of Cork")

    content = page.content.decode()
    assert ["Mayor of Cork" in content, "Lord Mayor of Cork" in content] == [True, True]
    assert (dan.delegation.delegates.get().title, page.context["form"]["seen"].value()) == ("Mayor of Cork", "2")


def test_sent_once_more_it_overwrites_knowingly(client, aoife, cork):
    dan = factories.head(cork)
    correct(client, dan, title="Mayor of Cork")
    page = correct(client, dan, title="Lord Mayor of Cork")

    correct(client, dan, title="Lord Mayor of Cork", seen=page.context["form"]["seen"].value())

    assert cork.delegates.get().title == "Lord Mayor of Cork"


def test_the_same_correction_twice_is_one(client, aoife, cork):
    dan = factories.head(cork)

    answers = [correct(client, dan, title="Mayor of Cork").status_code for _click in range(2)]

    assert (answers, Change.objects.count()) == ([302, 302], 1)


def test_the_action_itself_refuses_what_its_writer_did_not_see(aoife, cork):
    dan = factories.head(cork)
    entry = delegates.entry_of(dan)
    delegates.change(dan, delegates.Entry(**{**vars_of(entry), "title": "One"}), seen=1, by=aoife)

    with pytest.raises(Stale):
        delegates.change(dan, delegates.Entry(**{**vars_of(entry), "title": "Two"}), seen=1, by=aoife)


def vars_of(entry):
    return {field: getattr(entry, field) for field in delegates.Entry.__dataclass_fields__}


def test_somebody_is_taken_off_after_a_question(client, aoife, cork):
    dan = factories.head(cork)
    url = reverse("portal:delegate_remove", args=[dan.pk])

    client.get(url)
    kept = cork.delegates.count()
    client.post(url)

    assert (kept, cork.delegates.count(), Change.objects.get().verb) == (1, 0, "delegate.removed")


@pytest.mark.parametrize(("known", "left"), [(None, 0), ("boyle", 1)])
def test_whoever_is_taken_off_leaves_no_name_behind_unless_it_is_known_elsewhere(client, aoife, cork, known, left):
    dan = factories.head(cork, factories.person(key=known))

    delegates.remove(dan, by=aoife)

    assert Person.objects.filter(family_name="Boyle").count() == left


def test_correcting_somebody_who_was_taken_off_says_so_and_what_was_typed(client, aoife, cork, monkeypatch):
    dan = factories.head(cork)
    factories.meanwhile(monkeypatch, lambda: delegates.remove(dan, by=aoife))

    answer = correct(client, dan, title="Mayor of Cork")

    assert [str(said) for said in get_messages(answer.wsgi_request)] == [
        "Somebody else deleted this entry meanwhile; nothing was saved. Enter it anew.",
        "You wrote: Family name: Boyle; Given names: Dan; Role in the delegation: head of delegation; "
        "Title or function: Mayor of Cork; Language of the letters: English.",
    ]


def test_the_list_is_handed_in_once(client, aoife, cork):
    for _click in range(2):
        client.post(reverse("portal:hand_in", args=[cork.pk]))

    cork.refresh_from_db()
    assert (cork.registered_at is not None, [c.verb for c in Change.objects.all()]) == (True, ["delegation.registered"])


def test_after_the_deadline_the_page_says_whom_to_call(client, aoife, cork):
    edition = cork.edition
    edition.reply_by = edition.register_by = edition.reply_by - timedelta(days=60)
    edition.save()

    page = add(client, cork)

    assert errors(page) == {
        "__all__": [
            "Registration is closed. Please call Protocol Office, +86 21 5550 0100, protocol@protocol.example: "
            "they will gladly help."
        ]
    }


def test_without_the_power_to_register_the_page_is_not_open(client, aoife, cork):
    Mandate.objects.held_by(aoife).update(powers=["travel"])

    assert add(client, cork).status_code == 403


def test_another_citys_people_do_not_exist(client, aoife):
    mayor_of_lyon = factories.head(factories.delegation("lyon"))
    doors = ["portal:delegate_edit", "portal:delegate_remove", "portal:flight_add"]

    assert [client.post(reverse(door, args=[mayor_of_lyon.pk])).status_code for door in doors] == [404, 404, 404]
