"""Passport, photo and visa in the portal: entered once, shown masked ever after."""

import struct
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delegations import papers, visa_pages
from delegations.actions import delegates, portraits, travel_documents, visas
from delegations.actions.stale import Stale
from delegations.models import Delegate, Portrait, TravelDocument, Visa, VisaLetter
from forum import vault
from forum.models import Change, Document, Purpose
from forum.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db

LINES = "P<UTOOKAFOR<<AMARA<<<<<<<<<<<<<<<<<<<<<<<<<<\n{number}"


@pytest.fixture
def amara(edition):
    cork = factories.delegation("cork")
    return factories.head(cork, factories.person("Okafor", "Amara"), user=factories.user("amara@cork.example"))


@pytest.fixture
def aoife(client, amara):
    found = factories.assistant(amara.delegation, email="aoife@cork.example")
    client.force_login(found)
    return found


def enter(client, delegate, **typed):
    return client.post(reverse("portal:passport", args=[delegate.pk]), factories.passport_form(**typed))


def hand_in(client, delegate, content, seen=0):
    sent = SimpleUploadedFile("me.jpg", content, "image/jpeg")
    return client.post(reverse("portal:photo", args=[delegate.pk]), {"photo": sent, "seen": seen})


def in_clear(delegate, olga):
    return vault.open_for(olga, Purpose.REQUEST, document_of(delegate))


def document_of(delegate):
    return TravelDocument.objects.within(delegate.delegation.edition).select_related("delegate__person").get()


def errors(page):
    return {field: [str(words) for words in found] for field, found in page.context["form"].errors.items()}


# --- the passport


def test_a_passport_is_typed_once_and_sealed(client, aoife, amara, olga):
    page = enter(client, amara)

    assert page.status_code == 302
    assert in_clear(amara, olga) == {
        "issuer": "UTO",
        "number": "L898902C3",
        "family_name": "OKAFOR",
        "given_names": "AMARA",
        "nationality": "UTO",
        "birth": "1974-08-12",
        "sex": "F",
        "issued_on": "",
    }


def test_its_lines_alone_are_enough(client, aoife, amara, olga):
    empty = dict.fromkeys(("issuer", "number", "family_name", "given_names", "nationality", "birth", "sex"), "")
    until = (amara.delegation.edition.ends_on + timedelta(days=900)).strftime("%y%m%d")

    page = enter(client, amara, **empty, expires_on="", lines=lines(until))

    assert page.status_code == 302
    assert (in_clear(amara, olga)["number"], document_of(amara).from_lines) == ("L898902C3", True)


def lines(until, number="L898902C3", names="P<UTOOKAFOR<<AMARA"):
    from delegations import mrz

    second = f"{number}{mrz.check_digit(number)}UTO7408122F{until}{mrz.check_digit(until)}<<<<<<<<<<<<<<<"
    return f"{names}\n{second}{mrz.check_digit(second[0:10] + second[13:20] + second[21:43])}"


def test_what_is_typed_beside_the_lines_must_agree(client, aoife, amara):
    until = (amara.delegation.edition.ends_on + timedelta(days=900)).strftime("%y%m%d")

    page = enter(client, amara, lines=lines(until), expires_on="", number="L898902C4")

    assert errors(page) == {"number": ["The machine-readable lines say “L898902C3”. Compare both."]}


def test_a_slip_in_the_lines_is_told_with_its_place_and_everything_stays_as_typed(client, aoife, amara):
    wrong = factories.SPECIMEN.replace("L898902C3", "L8989O2C3")

    page = enter(client, amara, lines=wrong)

    assert errors(page) == {
        "lines": [
            "Line 2, place 10: the check digit of the passport number is “6” and should be “0”. "
            "One sign before it was misread.",
            "Perhaps the second line was meant so: L898902C36UTO7408122F1204159ZE184226B<<<<<10. "
            "Compare it with the passport.",
        ]
    }
    assert page.context["form"]["lines"].value() == wrong
    assert page["Cache-Control"] == "private, no-store"


def test_after_entry_only_the_masked_form_is_shown(client, aoife, amara):
    enter(client, amara)

    pages = [
        client.get(reverse(f"portal:{name}", args=[amara.pk])).text
        for name in ("papers", "passport", "passport_delete", "photo", "visa")
    ]

    assert [text for text in pages if "L898902C3" in text or "898902" in text] == []
    assert ["UTO ······C3" in text for text in pages] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"family_name": "AMARA", "given_names": "OKAFOR"},
            "Family name and given names look swapped: on the delegation's list they stand the other way round.",
        ),
        ({"family_name": "OKONKWO"}, "The name in the passport is not the name on the delegation's list."),
        ({"nationality": "XXA", "birth": "2020-01-01"}, "The guest is under eighteen on the day of departure."),
    ],
)
def test_a_doubt_is_shown_and_confirmed_by_saving_once_more(client, aoife, amara, typed, said):
    page = enter(client, amara, **typed)

    assert errors(page) == {"__all__": [said, "If everything stands so in the passport, save once more."]}
    assert TravelDocument.objects.within(amara.delegation.edition).count() == 0

    again = enter(client, amara, **typed, meant=page.context["form"]["meant"].value())

    assert again.status_code == 302
    assert papers.of(reloaded(amara)).doubt_words == [said]


def reloaded(delegate):
    return papers.with_papers(Delegate.objects.within(delegate.delegation.edition)).get(pk=delegate.pk)


def test_a_passport_that_ends_within_six_months_of_the_flight_home_is_doubtful(client, aoife, amara):
    edition = amara.delegation.edition
    enter(client, amara, expires_on=(edition.ends_on + timedelta(days=200)).isoformat())
    assert papers.of(reloaded(amara)).document == "complete"

    # She stays on: now it ends too soon, and nobody has to open it to know.
    late = factories.instant_on(edition, edition.ends_on + timedelta(days=30), "12:00")
    factories.flight(amara, direction="out", origin="PVG", destination="DUB", lands_at=late + timedelta(hours=11))

    assert papers.of(reloaded(amara)).doubts == ("expires_soon",)


def test_a_name_that_is_corrected_on_the_list_later_is_compared_again(client, aoife, amara):
    enter(client, amara)
    amara.person.family_name = "Okafor-Byrne"
    amara.person.save()

    assert papers.of(reloaded(amara)).doubts == ("name_changed_since",)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (
            {"expires_on": "2020-01-01"},
            "expires_on",
            "This passport has expired. Enter the new one as soon as it is there.",
        ),
        (
            {"family_name": "Ὀκάφορ"},
            "family_name",
            "Write the name in Latin letters, as the passport has it beside its own.",
        ),
        ({"birth": "2199-01-01"}, "birth", "This day has not come yet. Check the year of birth."),
        ({"birth": "1974-02-30"}, "birth", "“1974-02-30” is not a date: write 2005, 2005-05 or 2005-05-29."),
        ({"birth": "0001"}, "birth", "Check the year of birth."),
        ({"number": "№ 1"}, "number", "Write the letters A to Z and the digits that stand in the passport."),
        ({"number": ""}, "number", "This is needed, here or in the machine-readable lines."),
        ({"family_name": ""}, "family_name", "Write the name as in the passport; a single name goes here."),
        ({"expires_on": "9999-12-31"}, "expires_on", "Check the year."),
        ({"expires_on": "soon"}, "expires_on", "Write the day like this: 2031-04-15."),
        ({"consent": ""}, "consent", "Without this consent we may not keep a passport."),
    ],
)
def test_what_cannot_be_is_a_sentence_beside_its_field(client, aoife, amara, typed, field, said):
    assert errors(enter(client, amara, **typed))[field] == [said]


@pytest.mark.parametrize(
    "typed",
    [
        {"lines": "x" * 10_000},
        {"lines": "P<\x00"},
        {"number": "\x00"},
        {"issuer": "🏳️"},
        {"birth": "٢٠٠٠-٠١-٠١"},
        {"birth": "2000-01-01\u202e"},
        {"seen": "9" * 30, "number": "\u202eL898902C3"},
        {"family_name": "\u202e🏛️" * 40},
        {"kind": "spaceship"},
        {"meant": "x" * 1000},
    ],
)
def test_nothing_that_is_typed_breaks_the_page(client, aoife, amara, typed):
    assert enter(client, amara, **typed).status_code == 200


def test_the_same_sent_twice_is_one(client, aoife, amara):
    pages = [enter(client, amara), enter(client, amara)]

    assert [page.status_code for page in pages] == [302, 302]
    assert (document_of(amara).version, Change.objects.filter(verb="passport.saved").count()) == (1, 1)


def test_the_second_of_two_writers_sees_who_was_there_but_not_what(client, aoife, amara, olga):
    factories.passport(amara, number="X7777777")

    page = enter(client, amara)

    assert "UTO ······77" in page.text
    assert "X7777777" not in page.text
    assert (page.context["form"]["number"].value(), document_of(amara).version) == ("L898902C3", 1)

    again = enter(client, amara, seen=page.context["form"]["seen"].value())

    assert again.status_code == 302
    assert (in_clear(amara, olga)["number"], document_of(amara).version) == ("L898902C3", 2)


def test_one_may_be_deleted_twice(client, aoife, amara):
    enter(client, amara)
    pages = [client.post(reverse("portal:passport_delete", args=[amara.pk])) for _turn in range(2)]

    assert [page.status_code for page in pages] == [302, 302]
    assert [change.verb for change in Change.objects.filter(verb__startswith="passport")] == [
        "passport.saved",
        "passport.deleted",
    ]


def test_whoever_is_taken_off_the_list_leaves_neither_passport_nor_photo_nor_words_of_a_letter(amara, edition, olga):
    factories.papers(amara)
    visas.write_letters([amara.pk], edition=edition, write=visa_pages.words_of, by=olga)

    delegates.remove(amara, by=olga)

    letter = VisaLetter.objects.within(edition).get()
    assert (TravelDocument.objects.within(edition).count(), Document.objects.count()) == (0, 0)
    assert (letter.words, letter.delegate, letter.name) == (None, None, "Amara Okafor")


def test_of_a_mandate_without_the_power_to_register_nothing_is_open(client, amara):
    somebody = factories.assistant(amara.delegation)
    somebody.mandates.update(powers=["travel"])
    client.force_login(somebody)

    pages = [client.get(reverse(f"portal:{name}", args=[amara.pk])) for name in ("papers", "passport", "photo", "visa")]

    assert [page.status_code for page in pages] == [403] * 4


def test_a_colleague_of_the_same_delegation_finds_nothing(client, amara):
    colleague = factories.delegate(amara.delegation, user=factories.user("dan@cork.example"))
    client.force_login(colleague.user)

    assert client.get(reverse("portal:papers", args=[amara.pk])).status_code == 404


# --- the photo


def test_a_photo_is_handed_in_and_cut(client, aoife, amara):
    hand_in(client, amara, factories.photo())
    asked = {"across": "left", "down": "top", "zoom": 160, "seen": 1}
    client.post(reverse("portal:photo_cut", args=[amara.pk]), asked)

    row = Portrait.objects.within(amara.delegation.edition).get()
    assert (row.across, row.down, row.zoom, row.version) == ("left", "top", 160, 2)
    answer = client.get(reverse("portal:photo_file", args=[amara.pk]))
    assert (answer["Content-Type"], answer["Cache-Control"], answer.content[:3]) == (
        "image/jpeg",
        "private, no-store",
        b"\xff\xd8\xff",
    )


def test_a_refused_photo_says_why(client, aoife, amara):
    page = hand_in(client, amara, factories.photo(300, 400))

    assert errors(page) == {"photo": ["The picture has 300 × 400 pixels; a badge needs at least 600 × 800."]}


def test_a_photo_of_thirteen_thousand_by_thirteen_thousand_pixels_is_refused_in_words(client, aoife, amara):
    claims = b"\x89PNG\r\n\x1a\n" + struct.pack(">L4sLL5B", 13, b"IHDR", 13_000, 13_000, 8, 6, 0, 0, 0) + b"\0" * 9_000

    page = hand_in(client, amara, claims)

    said = "The picture has 13000 × 13000 pixels; at most 40 million are taken. Save the photo smaller."
    assert errors(page) == {"photo": [said]}


@pytest.mark.parametrize("content", [b"", b"x", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_no_file_breaks_the_page(client, aoife, amara, content):
    assert hand_in(client, amara, content).status_code == 200


def test_the_same_photo_twice_is_one_and_a_second_one_needs_to_know_the_first(amara, olga):
    portraits.hand_in(amara, factories.photo(), seen=0, by=olga)
    portraits.hand_in(amara, factories.photo(), seen=0, by=olga)
    with pytest.raises(Stale):
        portraits.hand_in(amara, factories.photo(colour="navy"), seen=0, by=olga)

    assert Change.objects.filter(verb="portrait.saved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_photo_that_is_replaced_or_deleted_leaves_no_file(edition):
    amara, by = factories.head(), factories.user()
    portraits.hand_in(amara, factories.photo(), seen=0, by=by)
    portraits.hand_in(amara, factories.photo(colour="navy"), seen=1, by=by)
    assert Document.objects.count() == 2

    portraits.delete(amara, by=by)
    portraits.delete(amara, by=by)

    kept = {file.name for file in settings.DOCUMENTS.rglob("*") if file.is_file()}
    assert (Document.objects.count(), kept & set(Document.objects.values_list("sha256", flat=True))) == (0, set())


# --- the visa


def test_whether_a_visa_is_needed_and_who_issues_it(client, aoife, amara):
    post = factories.visa_post()
    url = reverse("portal:visa", args=[amara.pk])
    client.post(url, {"needed": "yes", "post": post.pk})
    client.post(url, {"needed": "yes", "post": post.pk})

    row = Visa.objects.within(amara.delegation.edition).get()
    assert (row.needed, row.post, row.version) == ("yes", post, 1)


def test_no_visa_no_post(client, aoife, amara):
    post = factories.visa_post()
    client.post(reverse("portal:visa", args=[amara.pk]), {"needed": "no", "post": post.pk})

    assert Visa.objects.within(amara.delegation.edition).get().post is None


def test_the_post_of_another_forum_is_no_choice(client, aoife, amara, olga):
    elsewhere = factories.visa_post(factories.edition("elsewhere"))
    page = client.post(reverse("portal:visa", args=[amara.pk]), {"needed": "yes", "post": elsewhere.pk})

    assert page.status_code == 200
    with pytest.raises(visas.PostOfAnotherForum):
        visas.say(amara, needed="yes", post=elsewhere, seen=0, by=olga)


def test_two_who_say_different_things_see_each_other(client, aoife, amara):
    factories.visa(amara)
    page = client.post(reverse("portal:visa", args=[amara.pk]), {"needed": "no"})

    assert "Somebody else changed this at the same time" in page.text
    again = client.post(reverse("portal:visa", args=[amara.pk]), {"needed": "no", "seen": 1})
    assert again.status_code == 302


# --- where the papers stand


def test_gaps_are_what_is_missing_and_none_for_the_host(amara, edition):
    host = factories.delegate(factories.delegation("shanghai", is_host=True))

    before = [str(gap.what) for gap in papers.gaps_of(reloaded(amara))]
    factories.papers(amara)
    after = [str(gap.what) for gap in papers.gaps_of(reloaded(amara))]

    assert before == ["passport", "photo", "whether a visa is needed"]
    assert (after, papers.gaps_of(reloaded(host))) == ([], [])


@pytest.mark.parametrize(("role", "seen"), [(Role.PROTOCOL_OFFICER, True), (Role.OBSERVER, False)])
def test_who_may_not_open_passports_sees_no_digit_of_them(client, edition, amara, role, seen):
    factories.passport(amara)
    masked = reloaded(amara).travel_document.masked
    client.force_login(factories.organizer(edition, role))

    pages = [reverse("organizer:papers", args=["shanghai"]), reverse("organizer:passport", args=["shanghai", amara.pk])]
    texts = [client.get(page).content.decode() for page in pages]

    assert [masked in text for text in texts] == [seen, seen]


@pytest.mark.parametrize("role", [Role.PROTOCOL_OFFICER, Role.OBSERVER])
def test_the_organizers_list_costs_the_same_for_one_and_for_three(client, edition, role):
    client.force_login(factories.organizer(edition, role))
    costs = []
    for count in (1, 2):
        for _turn in range(count):
            factories.papers(factories.delegate(factories.delegation("cork"), factories.person(f"B{_turn}{count}")))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("organizer:papers", args=[edition.slug]))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_what_stands_in_the_ledger_tells_nothing(amara):
    factories.passport(amara, number="L898902C3")
    line = Change.objects.get(verb="passport.saved")

    whose = {"delegate": amara.pk, "delegation": amara.delegation_id}
    assert (line.before, line.after) == (whose, {"version": 1, "notice": travel_documents.NOTICE} | whose)
