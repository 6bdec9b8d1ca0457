"""The dossier: what is asked of a delegate, why, by when; what is there; consents; the steps of the office."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from delegations import dossier
from delegations.actions import dossier as actions
from delegations.actions import stages
from delegations.actions.stale import Stale
from delegations.forms.dossier import AboutForm
from delegations.models import Consent, Delegate, Dossier
from forum import clock
from forum.models import Change
from forum.privacy import Keep
from tests import factories

ABOUT = actions.About(
    mobile="+353215550100",
    emergency_name="Siobhán Byrne",
    emergency_phone="+353215550199",
    speaks=("en", "fr"),
    speaks_in="en",
    interpretation="needed",
)
TYPED = {
    "mobile": "021 555 0100",
    "emergency_name": "Siobhán Byrne",
    "emergency_phone": "+353 21 555 0199",
    "speaks": ["en", "fr"],
    "speaks_in": "en",
    "interpretation": "needed",
    "seen": "0",
}


@pytest.fixture
def amara(edition):
    amara = factories.head(who=factories.person("Okafor", "Amara"), titles={"en": "Lord Mayor"})
    amara.user = factories.user("amara@cork.example", "Amara")
    amara.save()
    return amara


@pytest.fixture
def aoife(amara):
    return factories.assistant(amara.delegation, email="aoife@cork.example")


def read(delegate: Delegate) -> Delegate:
    return Delegate.objects.within(delegate.delegation.edition).with_dossier().get(pk=delegate.pk)


def standing_of(delegate: Delegate) -> dossier.Standing:
    return dossier.standing(read(delegate), dossier.deadlines(delegate.delegation.edition))


def missing_of(delegate: Delegate) -> list[str]:
    return [ask.key for state in standing_of(delegate).groups for ask in state.missing]


def test_a_newcomer_is_asked_for_all_but_what_is_known(amara):
    assert missing_of(amara) == [
        "mobile",
        "emergency",
        "speaks",
        "interpretation",
        "photo",
        "list",
        "transfer",
        "in",
        "out",
        "needs",
        "passport",
        "portrait",
        "visa",
    ]
    assert (standing_of(amara).given, standing_of(amara).asked, standing_of(amara).percent) == (2, 15, 13)


def test_what_is_entered_is_no_longer_asked(amara, aoife):
    actions.write_about(amara, ABOUT, seen=0, by=aoife)
    actions.say_consents(amara, {"photo": False, "list": True, "transfer": True}, by=aoife)
    factories.flight(amara)

    assert missing_of(amara) == ["out", "needs", "passport", "portrait", "visa"]


def test_travel_is_asked_three_weeks_before_and_never_before_registration_closes(edition):
    due = dossier.deadlines(edition)

    assert clock.day_at(edition.zone, due["travel"]) == edition.starts_on - timedelta(days=21)
    edition.starts_on = clock.day_at(edition.zone, edition.register_by)
    assert dossier.deadlines(edition)["travel"] == edition.register_by


def test_a_group_is_late_after_its_day_and_only_while_something_is_missing(amara, time_machine, edition):
    time_machine.move_to(edition.register_by + timedelta(minutes=1))

    late = [state.group.key for state in standing_of(amara).groups if state.late]

    assert late == ["contact", "languages", "consents", "papers"]


def test_every_group_says_why_who_and_how_long(amara, edition):
    assert [dossier.kept_until(group.keep, edition) for group in dossier.GROUPS if group.keep is Keep.LONG_TERM] == [
        None
    ]
    assert dossier.kept_until(Keep.ONE_MONTH, edition) == edition.ends_on + timedelta(days=31)
    for group in dossier.GROUPS:
        assert (bool(group.why), bool(group.seen_by)) == (True, True)


def test_the_same_particulars_twice_are_written_once(amara, aoife):
    actions.write_about(amara, ABOUT, seen=0, by=aoife)
    actions.write_about(amara, ABOUT, seen=0, by=aoife)

    assert actions.about_of(read(amara)) == ABOUT
    assert Change.objects.filter(verb="dossier.changed").count() == 1


def test_who_looked_before_a_colleague_wrote_is_refused(amara, aoife):
    actions.write_about(amara, ABOUT, seen=0, by=aoife)

    with pytest.raises(Stale):
        actions.write_about(amara, actions.About(mobile="+353215550111"), seen=0, by=aoife)

    assert Dossier.objects.filter(delegate=amara).scoped().get().mobile == "+353215550100"


def test_the_second_editor_sees_both_versions_and_may_insist(client, amara, aoife):
    actions.write_about(amara, ABOUT, seen=0, by=aoife)
    client.force_login(aoife)
    page = reverse("portal:about", args=[amara.pk])

    shown = client.post(page, {**TYPED, "mobile": "+353 21 555 0111"})

    assert shown.status_code == 200
    assert shown.context["differing"] == [("Mobile telephone", "+353 21 555 0100", "+353 21 555 0111")]
    assert "Keep what they wrote" in shown.content.decode()
    assert client.post(page, {**TYPED, "mobile": "+353 21 555 0111", "seen": "1"}).status_code == 302
    assert actions.about_of(read(amara)).mobile == "+353215550111"


def test_a_number_from_home_gets_its_country_code(amara):
    form = AboutForm(TYPED, delegate=read(amara))

    assert form.is_valid(), form.errors
    assert form.about() == ABOUT


@pytest.mark.parametrize("typed", ["call me", "12", "+999 1", "\u202e1234", "1" * 60])
def test_what_is_no_telephone_number_is_refused_in_words(amara, typed):
    form = AboutForm({**TYPED, "mobile": typed}, delegate=read(amara))

    assert not form.is_valid()
    assert list(form.errors) == ["mobile"]


def test_an_emergency_contact_needs_a_number(amara):
    form = AboutForm({**TYPED, "emergency_phone": ""}, delegate=read(amara))

    assert form.errors == {"emergency_phone": ["Write the telephone number of this contact."]}


def test_consents_are_separate_and_what_was_said_before_stays(amara, aoife):
    actions.say_consents(amara, {"photo": True}, by=aoife)
    actions.say_consents(amara, {"photo": True, "list": False}, by=aoife)
    actions.say_consents(amara, {"photo": False}, by=aoife)

    said = [(one.kind, one.given) for one in Consent.objects.filter(delegate=amara).scoped()]
    assert said == [("photo", True), ("list", False), ("photo", False)]
    assert {kind: one.given for kind, one in dossier.consents_of(read(amara)).items()} == {
        "photo": False,
        "list": False,
    }
    verbs = Change.objects.filter(verb__startswith="consent").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["consent.given", "consent.refused", "consent.refused"]


def test_a_consent_left_open_stays_open(client, amara, aoife):
    client.force_login(aoife)

    client.post(reverse("portal:consents", args=[amara.pk]), {"photo": "no"})

    assert set(dossier.consents_of(read(amara))) == {"photo"}


def test_a_delegate_writes_his_own_particulars_and_nobody_elses(client, amara):
    other = factories.delegate(amara.delegation)
    client.force_login(amara.user)

    assert client.post(reverse("portal:about", args=[amara.pk]), TYPED).status_code == 302
    assert client.get(reverse("portal:about", args=[other.pk])).status_code == 404


def test_the_dossier_shows_what_is_missing_and_leads_there(client, amara, aoife):
    client.force_login(aoife)

    page = client.get(reverse("portal:dossier", args=[amara.pk])).content.decode()

    assert "2 of 15 particulars are there." in page
    assert reverse("portal:consents", args=[amara.pk]) in page
    assert reverse("portal:flight_add", args=[amara.pk]) in page


def test_the_dossier_leads_nobody_to_a_closed_door(client, amara):
    nuala = factories.user("nuala@cork.example", "Nuala Kehoe")
    factories.mandate(nuala, amara.delegation, amara, powers=["register"])
    led = {}
    for user in (amara.user, nuala):
        client.force_login(user)
        groups = client.get(reverse("portal:dossier", args=[amara.pk])).context["groups"]
        shown = [row["state"].group for row in groups if row["may_write"]]
        led[user.name] = [group.key for group in shown]
        doors = [client.get(reverse(group.route, args=[amara.pk])).status_code for group in shown]
        assert set(doors) == {200}

    assert led == {
        "Amara": ["contact", "languages", "consents", "travel", "needs", "papers"],
        "Nuala Kehoe": ["name", "contact", "languages", "consents"],
    }


def test_the_office_takes_its_steps_in_turn(amara, olga, edition):
    other = factories.delegate(amara.delegation)
    people = [amara.pk, other.pk]
    stages.take(stages.Step.ACCEPT, [amara.pk], edition=edition, by=olga)

    accredited = stages.take(stages.Step.ACCREDIT, people, edition=edition, by=olga)

    assert ([one.pk for one in accredited.moves], [one.pk for one in accredited.left]) == ([amara.pk], [other.pk])
    assert dossier.stage(read(amara), standing_of(amara)) == "accredited"
    assert dossier.stage(read(other), standing_of(other)) == "nominated"


def test_a_step_taken_twice_is_taken_once(amara, olga, edition):
    stages.take(stages.Step.ACCEPT, [amara.pk], edition=edition, by=olga)
    stages.take(stages.Step.ACCEPT, [amara.pk], edition=edition, by=olga)

    assert Change.objects.filter(verb="delegate.accepted").count() == 1


def test_steps_are_taken_back_one_by_one(amara, olga, edition):
    for step in (stages.Step.ACCEPT, stages.Step.ACCREDIT, stages.Step.WELCOME):
        stages.take(step, [amara.pk], edition=edition, by=olga)

    reached = []
    for _turn in range(3):
        stages.take(stages.Step.TAKE_BACK, [amara.pk], edition=edition, by=olga)
        reached.append(dossier.stage(read(amara), standing_of(amara)).value)

    assert reached == ["accredited", "accepted", "nominated"]


def test_the_database_refuses_a_badge_for_somebody_not_accepted(amara):
    with pytest.raises(IntegrityError, match="only_who_is_accepted"):
        Delegate.objects.filter(pk=amara.pk).scoped().update(accredited_at=clock.now())


def test_deadlines_are_kept_where_they_differ_and_written_down(edition, olga):
    due = dossier.deadlines(edition)
    later = due["travel"] + timedelta(days=2)

    actions.set_deadlines(edition, {**due, "travel": later}, by=olga)
    actions.set_deadlines(edition, {**due, "travel": later}, by=olga)

    assert dossier.deadlines(edition) == {**due, "travel": later}
    assert Change.objects.get(verb="deadlines.changed").after == {"travel": later.isoformat()}


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_deadline_in_another_age_is_refused(edition, day):
    from delegations.forms.dossier import DeadlineForm

    due = dossier.deadlines(edition)
    days = {key: clock.day_at(edition.zone, moment).isoformat() for key, moment in due.items()}
    form = DeadlineForm({**days, "travel": day.isoformat()}, edition=edition, due=due)

    assert form.errors == {"travel": ["This is more than two years from the forum. Check the year."]}


def test_nobody_is_further_than_nominated_before_he_is_accepted(amara, olga, edition):
    factories.flight(amara)
    factories.flight(amara, direction="out")
    before = dossier.stage(read(amara), standing_of(amara))

    stages.take(stages.Step.ACCEPT, [amara.pk], edition=edition, by=olga)

    assert (before, dossier.stage(read(amara), standing_of(amara))) == ("nominated", "travel")
