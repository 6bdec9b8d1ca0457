"""Cities, their ties and offices as the organizers keep them; and what follows when an office gets a new holder."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegations import letter_pages
from delegations.actions import cities, holders, invitations, naming
from delegations.actions.sealing import seal_of
from delegations.actions.stale import Stale
from delegations.models import HolderChange, Mandate, Reissue, VisaLetter
from delegations.register import sheet_of
from forum import clock
from forum.models import Change, Office, Tenure, Tie
from tests import factories

pytestmark = pytest.mark.django_db

FERGAL = holders.NewName("Dennehy", "Fergal")


@pytest.fixture
def cork(edition):
    return factories.city("cork", native_name="Corcaigh")


@pytest.fixture
def office(cork):
    """The Lord Mayor of Cork, Dan Boyle since 2024."""
    return factories.office(cork, factories.person("Boyle", "Dan"), titles={"en": "Lord Mayor"})


def tie_fields(tie):
    return tie.kind, tie.signed, tie.note


def newest(office):
    return holders.newest_tenure(Office.objects.get(pk=office.pk)).pk


def change(office, edition, by, successor=FERGAL, since="2025-06-27", seen=None):
    seen = newest(office) if seen is None else seen
    return holders.change_holder(office, successor=successor, since=since, seen=seen, edition=edition, by=by)


# --- ties


@pytest.mark.parametrize("signed", ["", "2005", "2005-05", "2005-05-12"])
def test_a_tie_is_entered_with_a_date_as_far_as_it_is_known(client, edition, olga, cork, signed):
    client.force_login(olga)

    typed = {"partner": edition.city_id, "kind": "sister_city", "signed": signed, "note": "Twenty years"}
    client.post(reverse("organizer:tie_add", args=[edition.slug, cork.pk]), typed)

    assert tie_fields(Tie.objects.get()) == ("sister_city", signed, "Twenty years")


@pytest.mark.parametrize("signed", ["May 2005", "2005-13", "2005-02-30", "05", "2005/05", "٢٠٠٥", "9" * 30, "2005\n"])
def test_what_is_no_date_is_refused_in_words_and_the_rest_is_kept(client, edition, olga, cork, signed):
    client.force_login(olga)

    typed = {"partner": edition.city_id, "kind": "letter_of_intent", "signed": signed, "note": "Kept"}
    page = client.post(reverse("organizer:tie_add", args=[edition.slug, cork.pk]), typed)

    if signed.strip() == "2005":
        assert page.status_code == 302  # a line break at the end is not part of what was typed
        return
    assert (list(page.context["form"].errors), Tie.objects.count()) == (["signed"], 0)
    assert "Kept" in page.content.decode()


def test_the_same_tie_sent_twice_is_one(edition, olga, cork):
    said = cities.TieSaid("sister_city", "2005-05")
    for one, other in ((cork, edition.city), (edition.city, cork)):
        cities.add_tie(one, other, said, edition=edition, by=olga)

    assert (Tie.objects.count(), Change.objects.filter(verb="tie.added").count()) == (1, 1)


def test_a_tie_of_the_same_kind_with_another_date_is_corrected_not_doubled(edition, olga, cork):
    cities.add_tie(cork, edition.city, cities.TieSaid("sister_city", "2005"), edition=edition, by=olga)

    with pytest.raises(cities.TieIsThere):
        cities.add_tie(cork, edition.city, cities.TieSaid("sister_city", "2006"), edition=edition, by=olga)


def test_a_city_has_no_tie_with_itself(edition, olga, cork):
    with pytest.raises(cities.TieWithItself):
        cities.add_tie(cork, cork, cities.TieSaid("sister_city"), edition=edition, by=olga)


def test_two_who_correct_a_tie_see_each_other(client, edition, olga, cork):
    tie = cities.add_tie(cork, edition.city, cities.TieSaid("sister_city", "2005"), edition=edition, by=olga)
    shown = seal_of(tie, cities.TIE_FIELDS)
    cities.correct_tie(tie, cities.TieSaid("sister_city", "2005-05"), seen=shown, edition=edition, by=olga)
    client.force_login(olga)
    edit = reverse("organizer:tie_edit", args=[edition.slug, cork.pk, tie.pk])

    typed = {"kind": "friendly_exchange", "signed": "2004", "seen": shown}
    page = client.post(edit, typed)
    again = client.post(edit, typed | {"seen": page.context["form"]["seen"].value()})

    assert (page.context["theirs"]["tie"].signed, again.status_code) == ("2005-05", 302)
    tie.refresh_from_db()
    assert tie_fields(tie) == ("friendly_exchange", "2004", "")


# --- offices


def test_an_office_is_entered_with_its_forms_of_address(client, edition, olga, cork):
    client.force_login(olga)
    typed = {
        "rank_class": "mayor",
        "titles_en": "Lord Mayor",
        "honorifics_en": "The Right Worshipful",
        "envelope_lines_en": "The Lord Mayor of Cork",
        "salutations_en": "My Lord Mayor,",
        "spoken_forms_en": "Lord Mayor",
        "titles_ar": "اللورد العمدة",
    }

    client.post(reverse("organizer:office_add", args=[edition.slug, cork.pk]), typed)

    found = cork.offices.get()
    assert (found.key, found.titles, found.envelope_in("en"), found.envelope_in("ar"), found.spoken_in("fr")) == (
        "lord-mayor",
        {"en": "Lord Mayor", "ar": "اللورد العمدة"},
        "The Lord Mayor of Cork",
        "اللورد العمدة",
        "",
    )


def test_two_offices_of_one_name_have_two_keys(edition, olga, cork):
    for rank in ("mayor", "official"):
        cities.add_office(cork, cities.OfficeSaid(rank, {"en": "Mayor"}), edition=edition, by=olga)

    assert [office.key for office in cork.offices.all()] == ["mayor", "mayor-2"]


def test_an_office_needs_a_title(client, edition, olga, cork):
    client.force_login(olga)

    page = client.post(reverse("organizer:office_add", args=[edition.slug, cork.pk]), {"rank_class": "mayor"})

    assert list(page.context["form"].errors) == ["titles_en"]


def test_an_office_somebody_else_corrected_is_not_overwritten(edition, olga, office):
    shown = seal_of(office, cities.OFFICE_FIELDS)
    cities.correct_office(office, cities.OfficeSaid("mayor", {"en": "Mayor"}), seen=shown, edition=edition, by=olga)

    with pytest.raises(Stale):
        cities.correct_office(office, cities.OfficeSaid("mayor", {"en": "Lord"}), seen=shown, edition=edition, by=olga)


def test_texts_in_languages_that_the_page_does_not_show_stay(client, edition, olga, office):
    Office.objects.filter(pk=office.pk).update(honorifics={"ga": "A Shoilse"})
    office.refresh_from_db()
    client.force_login(olga)

    typed = {"rank_class": "mayor", "titles_en": "Mayor", "seen": seal_of(office, cities.OFFICE_FIELDS)}
    client.post(reverse("organizer:office_edit", args=[edition.slug, office.pk]), typed)

    office.refresh_from_db()
    assert (office.titles, office.honorifics) == ({"en": "Mayor"}, {"ga": "A Shoilse"})


# --- a new holder


def test_history_stays_when_the_holder_changes(edition, olga, office):
    change(office, edition, olga)

    tenures = [(str(one.person), one.since, one.until) for one in office.tenures.order_by("since")]
    assert tenures == [("Dan Boyle", "2024", "2025-06-27"), ("Fergal Dennehy", "2025-06-27", "")]


def test_somebody_on_file_may_follow(edition, olga, office):
    fergal = factories.person("Dennehy", "Fergal")
    change(office, edition, olga, successor=fergal, since="2025-06")

    assert office.tenures.get(until="").person == fergal


def test_an_office_without_a_holder_gets_one(edition, olga, cork):
    vacant = factories.office(cork, key="deputy-mayor")
    made = change(vacant, edition, olga, seen=0)

    assert (made.former, str(made.successor)) == (None, "Fergal Dennehy")


def test_the_same_change_sent_twice_is_one(edition, olga, office):
    shown = newest(office)

    first, second = (change(office, edition, olga, seen=shown) for _turn in range(2))

    assert (first, HolderChange.objects.count(), office.tenures.count()) == (second, 1, 2)


def test_whoever_holds_the_office_cannot_follow_himself(edition, olga, office):
    with pytest.raises(holders.AlreadyHolds):
        change(office, edition, olga, successor=office.tenures.get().person, since="2025")


@pytest.mark.parametrize("since", ["2023", "2023-12", "2023-12-31"])
def test_a_change_does_not_lie_before_the_former_tenure(edition, olga, office, since):
    with pytest.raises(holders.BeginsTooEarly):
        change(office, edition, olga, since=since)
    assert Tenure.objects.filter(office=office).count() == 1


def test_of_two_who_enter_a_holder_the_second_sees_the_first(edition, olga, office):
    shown = newest(office)
    change(office, edition, olga, seen=shown)

    with pytest.raises(holders.SomebodyElseFollowed) as other:
        change(office, edition, olga, successor=holders.NewName("Martin", "Mary"), seen=shown)

    assert str(other.value.tenure.person) == "Fergal Dennehy"


def test_a_term_that_ended_before_keeps_its_own_end(edition, olga, office):
    office.tenures.update(until="2025-05")
    change(office, edition, olga, since="2025-07")

    assert [one.until for one in office.tenures.order_by("since")] == ["2025-05", ""]


@pytest.fixture
def busy(edition, olga, office):
    """Dan heads Cork's delegation, has an account and a mandate, a part in the opening; his letter is out."""
    dan = office.tenures.get().person
    delegation = factories.delegation(office.city)
    account = factories.user("dan@cork.example", "Dan Boyle")
    head = factories.head(delegation, dan, user=account)
    Mandate.objects.create(user=account, delegation=delegation)
    letter = factories.invitation(delegation)
    invitations.send([letter.pk], edition=edition, by=olga)
    naming.sign_off(delegation, [(head.pk, sheet_of(head, edition.languages).seal)], by=olga)
    factories.attendance(factories.engagement("Opening", edition), head)
    return head


def test_everything_that_names_the_former_holder_is_listed(edition, olga, office, busy):
    made = change(office, edition, olga)

    found = [(one.kind, one.subject, one.route) for one in made.reissues.order_by("pk")]
    assert found == [
        ("letter", "GMD/001, Dan Boyle", "invitation_preview"),
        ("head", "Dan Boyle", "delegation"),
        ("names", "Dan Boyle", "names_edit"),
        ("account", "Dan Boyle, dan@cork.example", "delegation"),
        ("mandate", "Dan Boyle", "delegation"),
        ("precedence", "Cork", "delegation"),
        ("part", "Dan Boyle, Opening", "engagement"),
    ]


def test_who_acts_for_the_former_holder_and_his_letter_for_a_visa_are_listed(edition, olga, office):
    dan = factories.head(factories.delegation(office.city), office.tenures.get().person)
    others = factories.delegate(dan.delegation, factories.person("Forde", "Deirdre"))
    mandate = factories.mandate(factories.user("aoife@cork.example", "Aoife Byrne"), dan.delegation, dan)
    factories.mandate(factories.user("brid@cork.example", "Bríd Walsh"), dan.delegation, others)
    ended = factories.user("cian@cork.example", "Cian Daly")
    factories.mandate(ended, dan.delegation, dan, ends_at=clock.now() - timedelta(days=1))
    letter = VisaLetter.objects.create(
        edition=edition,
        delegate=dan,
        name="Dan Boyle",
        post=factories.visa_post(edition),
        number=1,
        made_by_name="Olga Chen",
    )

    found = [(one.kind, one.subject, one.route, one.route_key) for one in change(office, edition, olga).reissues.all()]

    assert found == [
        ("head", "Dan Boyle", "delegation", dan.delegation_id),
        ("precedence", "Cork", "delegation", dan.delegation_id),
        ("acts_for", "Aoife Byrne", "mandate", mandate.pk),
        ("visa_letter", f"{letter.letter_number} (Dan Boyle)", "visa_letters", None),
    ]


def test_a_draft_to_the_office_is_listed(edition, olga, office):
    factories.invitation(factories.delegation(office.city))

    assert [one.kind for one in change(office, edition, olga).reissues.order_by("pk")] == ["draft", "precedence"]


def test_a_new_mayor_of_the_host_signs_the_letters(edition, olga):
    made = change(edition.signatory, edition, olga)

    assert [(one.kind, one.route) for one in made.reissues.all()] == [("signatory", "invitations")]


def test_forums_that_are_over_are_left_alone(edition, olga, office, busy):
    type(edition).objects.update(starts_on="2020-01-01", ends_on="2020-01-02")

    assert change(office, edition, olga).reissues.count() == 0


@pytest.mark.parametrize(("days", "concerned"), [(-1, True), (0, True), (1, False)])
def test_a_change_after_the_last_day_leaves_the_forum_to_the_former_holder(
    edition, olga, office, busy, days, concerned
):
    since = (edition.ends_on + timedelta(days=days)).isoformat()

    assert change(office, edition, olga, since=since).reissues.exists() is concerned


def test_a_letter_that_was_sent_keeps_the_name_it_bore(edition, olga, office, busy):
    change(office, edition, olga)

    assert busy.delegation.invitations.get().addressee == "Dan Boyle"


def test_the_list_is_shown_before_anything_is_saved(client, edition, olga, office, busy):
    client.force_login(olga)
    typed = {"family_name": "Dennehy", "given_name": "Fergal", "since": "2025-06", "seen": newest(office)}

    page = client.post(reverse("organizer:holder", args=[edition.slug, office.pk]), typed)

    kinds = [row["thing"].kind for row in page.context["things"]]
    assert (kinds, office.tenures.count()) == (
        ["letter", "head", "names", "account", "mandate", "precedence", "part"],
        1,
    )


def test_the_list_is_kept_and_ticked_off(client, edition, olga, office, busy):
    client.force_login(olga)
    typed = {"family_name": "Dennehy", "given_name": "Fergal", "since": "2025-06", "seen": newest(office), "save": "1"}
    client.post(reverse("organizer:holder", args=[edition.slug, office.pk]), typed)
    made = HolderChange.objects.get()
    task = made.reissues.get(kind="letter")

    for _twice in range(2):
        client.post(reverse("organizer:reissue_tick", args=[edition.slug, task.pk]), {"done": "yes"})
    page = client.get(reverse("organizer:holder_change", args=[edition.slug, made.pk]))

    assert (page.context["open"], Change.objects.filter(verb="reissue.done").count()) == (6, 1)
    assert page.context["tasks"][0]["task"].done_by_name == "Olga Chen"


def test_a_tick_is_taken_away_again(edition, olga, office, busy):
    task = change(office, edition, olga).reissues.first()
    for done in (True, False):
        holders.tick(task, done=done, by=olga)

    task.refresh_from_db()
    assert (task.done_at, task.done_by_name) == (None, "")


def test_follow_ups_of_another_forum_are_its_own(client, edition, olga, office, busy):
    made = change(office, edition, olga)
    elsewhere = factories.edition("elsewhere")
    otto = factories.organizer(elsewhere)
    client.force_login(otto)

    page = client.get(reverse("organizer:holder_change", args=["elsewhere", made.pk]))
    tick = client.post(reverse("organizer:reissue_tick", args=["elsewhere", made.reissues.first().pk]))

    assert (page.context["tasks"], tick.status_code) == ([], 404)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"since": "2025"}, "person"),
        ({"family_name": "Dennehy"}, "since"),
        ({"family_name": "Dennehy", "since": "June"}, "since"),
        ({"family_name": "Den\u202eehy", "since": "2025"}, "family_name"),
        ({"person": "9" * 30, "since": "2025"}, "person"),
        ({"person": "\x00", "since": "2025"}, "person"),
        ({"family_name": "Dennehy", "since": "2025", "seen": "x"}, "seen"),
        ({"family_name": "Dennehy", "since": "2020"}, "since"),
    ],
)
def test_a_holder_that_makes_no_sense_is_refused_beside_the_field(client, edition, olga, office, typed, field):
    client.force_login(olga)

    page = client.post(
        reverse("organizer:holder", args=[edition.slug, office.pk]), {"seen": newest(office), **typed, "save": "1"}
    )

    assert (list(page.context["form"].errors), office.tenures.count()) == ([field], 1)


# --- the pages


@pytest.mark.parametrize(
    ("typed", "expected"), [("corcaigh", ["cork"]), ("上海", ["shanghai"]), ("shang", ["shanghai"])]
)
def test_cities_are_found_in_any_script(client, edition, olga, office, typed, expected):
    client.force_login(olga)

    page = client.get(reverse("organizer:cities", args=[edition.slug]), {"q": typed})

    assert [row["city"].key for row in page.context["rows"]] == expected


def test_the_list_shows_level_ties_and_holder(client, edition, olga, office):
    cities.add_tie(office.city, edition.city, cities.TieSaid("sister_city", "2005-05"), edition=edition, by=olga)
    client.force_login(olga)

    page = client.get(reverse("organizer:cities", args=[edition.slug]), {"q": "cork"}).content.decode()

    assert [
        words for words in ("sister city", "May 2005", "Lord Mayor", "Dan Boyle", "Ireland") if words not in page
    ] == []


def test_the_page_of_a_city_shows_its_history(client, edition, olga, office):
    change(office, edition, olga)
    client.force_login(olga)

    page = client.get(reverse("organizer:city", args=[edition.slug, office.city_id]))

    tenures = [str(one.person) for one in page.context["offices"][0]["tenures"]]
    lately = [one.words for one in page.context["lately"]]
    assert (tenures, lately) == (["Fergal Dennehy", "Dan Boyle"], ["The holder of an office changed"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_city_and_three(client, edition, olga, count, django_assert_num_queries):
    for place in range(count):
        one = factories.city(f"city-{place}")
        factories.office(one, factories.person("Name", f"Number {place}"))
        Tie.objects.create(one=edition.city, other=one, kind="sister_city")
    client.force_login(olga)

    with django_assert_num_queries(13):
        client.get(reverse("organizer:cities", args=[edition.slug]))


@pytest.mark.parametrize("count", [1, 3])
def test_a_city_costs_the_same_for_one_office_and_three(client, edition, olga, cork, count, django_assert_num_queries):
    for place in range(count):
        office = factories.office(cork, factories.person("Name", f"Number {place}"), key=f"office-{place}")
        change(office, edition, olga)
    client.force_login(olga)

    with django_assert_num_queries(13):
        client.get(reverse("organizer:city", args=[edition.slug, cork.pk]))


@pytest.mark.parametrize("count", [1, 3])
def test_follow_ups_cost_the_same_for_one_and_three(client, edition, olga, office, count, django_assert_num_queries):
    made = change(office, edition, olga)
    for place in range(count):
        Reissue.objects.create(
            change=made, edition=edition, kind="draft", target=place, subject="x", route="invitations"
        )
    client.force_login(olga)

    with django_assert_num_queries(7):
        client.get(reverse("organizer:holder_change", args=[edition.slug, made.pk]))


# --- on the envelope


def test_a_letter_is_addressed_with_honorific_courtesy_title_and_the_line_of_the_office(edition, office):
    dan = office.tenures.get().person
    dan.courtesies, dan.names_in = {"en": "Dr", "zh-hans": "博士"}, {"zh-hans": "丹·博伊尔"}
    dan.save()
    office.honorifics, office.envelope_lines = {"en": "The Right Worshipful"}, {"en": "The Lord Mayor of Cork"}
    office.titles = {"en": "Lord Mayor", "zh-hans": "市长"}
    office.save()
    letter = factories.invitation(factories.delegation(office.city))

    english, chinese = (letter_pages.column(letter, tag)["addressee"][:2] for tag in ("en", "zh-hans"))

    assert english == ["The Right Worshipful Dr Dan Boyle", "The Lord Mayor of Cork"]
    assert chinese == ["丹·博伊尔博士", "市长"]
