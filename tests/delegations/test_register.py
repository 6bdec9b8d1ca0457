"""The name-and-title register: what is printed and said of each person, corrected and signed off by the city."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from delegations.actions import delegates, naming
from delegations.actions.stale import Stale
from delegations.models import Delegate, Mandate, NameSignOff
from delegations.register import sheet_of
from forum import ledger
from forum.models import Change, Person
from forum.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def dan(edition):
    """The head of Cork's delegation."""
    return factories.head(factories.delegation("cork"), titles={"en": "Lord Mayor"})


@pytest.fixture
def aoife(dan):
    """The assistant of Cork."""
    return factories.assistant(dan.delegation)


def sheet(delegate):
    return sheet_of(Delegate.objects.filter(pk=delegate.pk).scoped().with_names().get(), ["en", "zh-hans", "fr", "ar"])


def standing(delegate):
    return sheet(delegate).standing


def sign(delegate, by):
    return naming.sign_off(delegate.delegation, [(delegate.pk, sheet(delegate).seal)], by=by)


def corrected(delegate, **said):
    before = naming.said_of(delegate)
    return naming.Said(**{**{name: getattr(before, name) for name in naming.Said.__dataclass_fields__}, **said})


def test_what_nobody_signed_is_not_signed_off(dan):
    assert standing(dan).state == ""


def test_a_signature_says_who_signed_which_version(dan, aoife):
    sign(dan, aoife)

    found = standing(dan)

    assert (found.state, found.signoff.signed_by, found.signoff.number) == ("signed", "Aoife Byrne", 1)


def test_signing_twice_is_once(dan, aoife):
    assert [sign(dan, aoife), sign(dan, aoife)] == [[dan], []]
    assert dan.name_signoffs.count() == 1


def test_a_later_change_takes_the_signature_off_and_shows_what_changed(dan, aoife, olga):
    sign(dan, aoife)
    naming.correct(dan, corrected(dan, renderings={"badge": "Daniel Boyle"}), seen=sheet(dan).seal, by=olga)

    found = standing(dan)

    assert (found.state, found.changes) == (
        "changed",
        (("Badge", "Dan Boyle", "Daniel Boyle"), ("Place card", "Dan Boyle", "Daniel Boyle")),
    )


def test_a_name_that_is_put_back_is_signed_again_by_itself(dan, aoife, olga):
    sign(dan, aoife)
    naming.correct(dan, corrected(dan, renderings={"badge": "Daniel"}), seen=sheet(dan).seal, by=olga)
    dan.refresh_from_db()
    naming.correct(dan, corrected(dan, renderings={}), seen=sheet(dan).seal, by=olga)

    assert standing(dan).state == "signed"


def test_a_correction_in_the_registration_takes_the_signature_off_too(dan, aoife):
    sign(dan, aoife)
    entry = delegates.entry_of(dan)
    delegates.change(dan, delegates.replace(entry, given_name="Daniel"), seen=dan.version, by=aoife)

    assert standing(dan).state == "changed"


def test_what_was_changed_after_it_was_shown_is_not_signed(dan, aoife, olga):
    shown = sheet(dan).seal
    press = factories.delegate(dan.delegation, factories.person("Byrne", "Nuala"))
    naming.correct(dan, corrected(dan, courtesies={"en": "Dr"}), seen=shown, by=olga)

    with pytest.raises(naming.SomeNamesChanged) as some:
        naming.sign_off(dan.delegation, [(dan.pk, shown), (press.pk, sheet(press).seal)], by=aoife)

    assert (some.value.signed, some.value.changed) == ([press], [dan])
    assert [standing(dan).state, standing(press).state] == ["", "signed"]


def test_two_editors_do_not_overwrite_each_other(dan, aoife, olga):
    shown = sheet(dan).seal
    naming.correct(dan, corrected(dan, renderings={"badge": "Dan B."}), seen=shown, by=olga)

    with pytest.raises(Stale):
        naming.correct(dan, corrected(dan, renderings={"badge": "D. Boyle"}), seen=shown, by=aoife)


def test_the_same_correction_sent_twice_is_one(dan, aoife):
    said, shown = corrected(dan, renderings={"badge": "Dan B."}), sheet(dan).seal
    naming.correct(dan, said, seen=shown, by=aoife)
    naming.correct(dan, said, seen=shown, by=aoife)

    assert Change.objects.filter(verb="names.changed").count() == 1


def test_the_ledger_does_not_tell_how_a_passport_spells_a_name(dan, aoife):
    said = corrected(dan, renderings={"passport_family": "O'Boyle", "badge": "Dan B."})
    naming.correct(dan, said, seen=sheet(dan).seal, by=aoife)

    change = ledger.history_of(dan).get()

    assert (change.before, change.after, change.principal) == (
        {"renderings": {}},
        {"renderings": {"passport_family": "…", "badge": "Dan B."}},
        "Dan Boyle",
    )


def test_after_the_last_day_names_stay_as_they_were_printed(edition, dan, aoife):
    shown = sheet(dan).seal
    type(edition).objects.update(starts_on="2020-01-01", ends_on="2020-01-02")

    with pytest.raises(naming.ForumIsOver):
        naming.sign_off(dan.delegation, [(dan.pk, shown)], by=aoife)


def test_renderings_go_along_when_a_known_person_gets_a_native_name(dan, aoife):
    Person.objects.filter(pk=dan.person_id).update(key="dan-boyle", renderings={"badge": "Dan B."})
    dan.person.refresh_from_db()
    entry = delegates.replace(delegates.entry_of(dan), native_name="Dónall Ó Baoill")
    delegates.change(dan, entry, seen=dan.version, by=aoife)

    dan.refresh_from_db()

    assert (dan.person.key, dan.person.renderings) == (None, {"badge": "Dan B."})


# --- the city's page


def test_the_assistant_sees_corrects_and_signs_off(client, dan, aoife):
    client.force_login(aoife)
    edit, page = reverse("portal:names_edit", args=[dan.pk]), reverse("portal:names", args=[dan.delegation_id])

    said = {"badge": "Dan B.", "name_zh-hans": "丹·博伊尔", "title_zh-hans": "市长", "title_en": "Lord Mayor"}
    client.post(edit, said | {"seen": sheet(dan).seal})
    client.post(page, {"sign": f"{dan.pk}:{sheet(dan).seal}"})

    found = sheet(dan)
    assert (found.renderings["badge"].text, found.readings[1].name.text, found.standing.state) == (
        "Dan B.",
        "丹·博伊尔",
        "signed",
    )


def test_a_stale_form_shows_both_and_saves_when_it_is_meant(client, dan, aoife, olga):
    shown = sheet(dan).seal
    naming.correct(dan, corrected(dan, renderings={"badge": "Dan B."}), seen=shown, by=olga)
    client.force_login(aoife)
    edit = reverse("portal:names_edit", args=[dan.pk])

    page = client.post(edit, {"badge": "D. Boyle", "seen": shown})
    again = client.post(
        edit, {"badge": "D. Boyle", "title_en": "Lord Mayor", "seen": page.context["form"]["seen"].value()}
    )

    assert (page.context["theirs"].renderings["badge"].text, again.status_code) == ("Dan B.", 302)
    assert sheet(dan).renderings["badge"].text == "D. Boyle"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("badge", "Dan\u202eelyoB"),
        ("badge", "x" * 121),
        ("badge", "x" * 10_000_000),
        ("mrz", "BOYLE DAN!"),
        ("mrz", "B" * 40),
        ("name_language", "not a tag"),
        ("native_name", "\x00"),
        ("title_ar", "\u2067عمدة"),
    ],
)
def test_bad_input_is_a_sentence_beside_the_field(client, dan, aoife, field, typed, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    client.force_login(aoife)

    page = client.post(reverse("portal:names_edit", args=[dan.pk]), {field: typed, "place_card": "Kept"})

    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
    assert "Kept" in page.content.decode()


@pytest.mark.parametrize("typed", ["", "x", "1:", ":", "9" * 30 + ":a", "\x00:\x00"])
def test_nonsense_for_a_signature_signs_nothing(client, dan, aoife, typed):
    client.force_login(aoife)

    answer = client.post(reverse("portal:names", args=[dan.delegation_id]), {"sign": typed})

    assert (answer.status_code, NameSignOff.objects.filter(delegate=dan).scoped().count()) == (302, 0)


def test_another_citys_name_cannot_be_signed(client, dan, aoife):
    lyon = factories.head(factories.delegation("lyon"))
    client.force_login(aoife)

    client.post(reverse("portal:names", args=[dan.delegation_id]), {"sign": f"{lyon.pk}:{sheet(lyon).seal}"})

    assert standing(lyon).state == ""


def sign_all(client, *people):
    return client.post(
        reverse("portal:names", args=[people[0].delegation_id]),
        {"sign": [f"{one.pk}:{sheet(one).seal}" for one in people]},
    )


def test_a_mayor_without_a_mandate_signs_his_own_name_and_nobody_elses(client, dan):
    dan.user = factories.user("dan@cork.example")
    dan.save()
    amara = factories.delegate(dan.delegation, factories.person("Okafor", "Amara"))
    client.force_login(dan.user)

    page = client.get(reverse("portal:names", args=[dan.delegation_id]))
    sign_all(client, dan, amara)

    assert [one.delegate for one in page.context["sheets"]] == [dan]
    assert (standing(dan).state, standing(amara).state) == ("signed", "")


@pytest.mark.parametrize(
    ("powers", "pages", "state"),
    [
        (["sign_off"], (200, 404, 403, 302), "signed"),
        (["register"], (200, 404, 200, 403), ""),
        (["travel", "papers", "answer"], (403, 404, 403, 403), ""),
    ],
)
def test_a_mandate_for_one_reaches_her_name_alone(client, dan, powers, pages, state):
    amara = factories.delegate(dan.delegation, factories.person("Okafor", "Amara"))
    nuala = factories.user("nuala@cork.example", "Nuala Kehoe")
    factories.mandate(nuala, dan.delegation, amara, powers=powers)
    client.force_login(nuala)

    page = client.get(reverse("portal:names", args=[dan.delegation_id]))
    his = client.get(reverse("portal:names_edit", args=[dan.pk]))
    hers = client.get(reverse("portal:names_edit", args=[amara.pk]))
    signed = sign_all(client, amara, dan)

    assert (page.status_code, his.status_code, hers.status_code, signed.status_code) == pages
    assert (standing(amara).state, standing(dan).state) == (state, "")
    signers = [(one.who, one.principal) for one in Change.objects.filter(verb="names.signed_off")]
    assert signers == ([("Nuala Kehoe", "Amara Okafor")] if state else [])


def test_whoever_registers_all_does_not_sign_off_without_the_power(client, dan, aoife):
    Mandate.objects.within(dan.delegation.edition).filter(user=aoife).update(powers=["register"])
    client.force_login(aoife)

    assert (sign_all(client, dan).status_code, standing(dan).state) == (403, "")


# --- the organizers' page and its paper


def test_the_register_shows_all_renderings_side_by_side(client, edition, olga, dan):
    gong = factories.person("Gong", "Zheng", family_first=True, native_name="龚正", courtesies={"zh-hans": "先生"})
    factories.head(factories.delegation("shanghai"), gong, titles={"en": "Mayor", "zh-hans": "市长"})
    client.force_login(olga)

    page = client.get(reverse("organizer:names", args=[edition.slug])).content.decode()

    shown = ["GONG Zheng", "GONG&lt;&lt;ZHENG", "龚正先生", "市长", "BOYLE Dan", "Lord Mayor", "not signed off"]
    assert [words for words in shown if words not in page] == []


@pytest.mark.parametrize(
    ("typed", "expected"), [("龚", ["Gong Zheng"]), ("boyle", ["Dan Boyle"]), ("", ["Dan Boyle", "Gong Zheng"])]
)
def test_the_register_is_searched_in_any_script(client, edition, olga, dan, typed, expected):
    factories.head(
        factories.delegation("shanghai"), factories.person("Gong", "Zheng", family_first=True, native_name="龚正")
    )
    client.force_login(olga)

    page = client.get(reverse("organizer:names", args=[edition.slug]), {"q": typed})

    assert [str(one.delegate) for one in page.context["sheets"]] == expected


def test_the_register_shows_only_what_is_asked_for(client, edition, olga, dan, aoife):
    factories.delegate(dan.delegation, factories.person("Byrne", "Nuala"))
    sign(dan, aoife)
    client.force_login(olga)

    page = client.get(reverse("organizer:names", args=[edition.slug]), {"state": "signed"})

    assert [str(one.delegate) for one in page.context["sheets"]] == ["Dan Boyle"]
    assert page.context["counts"] == {"signed": 1, "changed": 0, "open": 1}


def test_the_register_on_paper_has_every_script(client, edition, olga, dan):
    factories.head(
        factories.delegation("shanghai"), factories.person("Gong", "Zheng", family_first=True, native_name="龚正")
    )
    factories.head(factories.delegation("athens"), factories.person("Doukas", "Haris", native_name="Χάρης Δούκας"))
    client.force_login(olga)

    answer = client.get(reverse("organizer:names_pdf", args=[edition.slug]))

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert [
        name for name in ("BOYLE Dan", "GONG Zheng", "龚正", "Χάρης Δούκας", "Lord Mayor") if name not in text
    ] == []
    assert "No font" not in text


def test_a_letter_that_no_font_has_is_told_on_the_paper(client, edition, olga):
    factories.head(factories.delegation("cork"), factories.person("Boyle", "Dan", native_name="ߘߊ߲ߓߊ"))
    client.force_login(olga)

    answer = client.get(reverse("organizer:names_pdf", args=[edition.slug]))

    text = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())
    assert ("No font of the house has these characters" in text, "U+07CA" in text, "Dan Boyle" in text) == (True,) * 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_for_one_person_and_three(client, edition, olga, count, django_assert_num_queries):
    for place in range(count):
        one = factories.delegate(factories.delegation(f"city-{place}"), factories.person("Name", f"Number {place}"))
        sign(one, olga)
    client.force_login(olga)

    with django_assert_num_queries(9):
        client.get(reverse("organizer:names", args=[edition.slug]))


@pytest.mark.parametrize(("role", "seen"), [(Role.PROTOCOL_OFFICER, True), (Role.OBSERVER, False)])
def test_who_may_not_open_passports_does_not_see_how_they_spell_a_name(client, edition, olga, dan, aoife, role, seen):
    sign(dan, aoife)
    naming.correct(dan, corrected(dan, renderings={"passport_family": "O'BOYLE"}), seen=sheet(dan).seal, by=olga)
    client.force_login(factories.organizer(edition, role, email="somebody@protocol.example"))

    page = client.get(reverse("organizer:names", args=[edition.slug])).content.decode()
    paper = PdfReader(BytesIO(client.get(reverse("organizer:names_pdf", args=[edition.slug])).content))
    form = client.get(reverse("organizer:names_edit", args=[edition.slug, dan.pk]))

    words = "".join(sheet.extract_text() for sheet in paper.pages)
    assert [
        "BOYLE" in text and ("'BOYLE" in text or "&#x27;BOYLE" in text or "’BOYLE" in text) for text in (page, words)
    ] == [
        seen,
        seen,
    ]
    assert form.status_code == (200 if seen else 403)


@pytest.mark.parametrize("count", [1, 3])
def test_the_citys_page_costs_the_same_for_one_person_and_three(client, dan, aoife, count, django_assert_num_queries):
    for place in range(count - 1):
        factories.delegate(dan.delegation, factories.person("Name", f"Number {place}"))
    client.force_login(aoife)

    with django_assert_num_queries(6):
        client.get(reverse("portal:names", args=[dan.delegation_id]))
