"""Sub-forums and speeches: wishes and seats, turns and times, texts with their versions, two who swap."""

from datetime import timedelta

import pytest

from delegations.actions.stale import Stale
from forum import clock, documents, ledger
from sessions import board, seating, speakers
from sessions.actions import releases, speech_papers, speeches, subforums, swaps
from sessions.engine.assignment import Limits
from sessions.engine.files import Refused
from sessions.listing import days_of
from sessions.models import Attendance, Engagement, SpeechPaper, SubForum, SubForumPlace
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cork(edition):
    """Dan Boyle leads it; the place of the city in the order follows the names of countries."""
    return factories.head(factories.delegation("cork"), factories.person("Boyle", "Dan")).delegation


@pytest.fixture
def lyon(edition):
    of = factories.city("lyon", country="FR", zone="Europe/Paris")
    return factories.head(factories.delegation(of, language="fr"), factories.person("Petit", "Luce")).delegation


@pytest.fixture
def growth(edition):
    return factories.sub_forum("Green growth", edition)


@pytest.fixture
def youth(edition):
    return factories.sub_forum("Youth", edition)


def head_of(delegation):
    return delegation.delegates.get(role="head")


def speech_of(delegation, within, by, minutes=8):
    title = {"en": f"Speech of {delegation}"}
    row = speeches.add_speaker(within, head_of(delegation), minutes=minutes, language="en", titles=title, by=by)
    return row.speech


def laid_out(within, by):
    speeches.lay_out(within, seal=speakers.one_listed(within).seal, by=by)


def hours(within):
    rows = Engagement.objects.filter(parent=within).scoped().in_order()
    return [(str(row), row.starts_at and clock.hour_text(row.edition.zone, row.starts_at)) for row in rows]


# --- wishes and seats


def test_wish_of_a_city_is_written_down_once(growth, youth, cork, olga):
    subforums.wish(cork, [youth, growth], by=olga)
    first = cork.subforum_wishes.get(rank=1).wished_at
    subforums.wish(cork, [youth, growth], by=olga)

    assert seating.wish_of(cork) == [youth.pk, growth.pk]
    assert cork.subforum_wishes.get(rank=1).wished_at == first
    assert [change.verb for change in ledger.history_of(cork)] == ["subforum.wished"]


def test_cities_wish_until_the_day_that_was_set_and_the_office_still_can(growth, cork, olga):
    SubForum.objects.update(wishes_by=clock.now() - timedelta(hours=1))

    with pytest.raises(subforums.WishesClosed):
        subforums.wish(cork, [growth], by=olga)

    assert len(subforums.wish(cork, [growth], by=olga, by_the_office=True)) == 1


def test_accepted_proposal_seats_the_heads_and_again_changes_nothing(edition, growth, youth, cork, lyon, olga):
    subforums.wish(cork, [youth], by=olga)
    seal = seating.propose(edition).seal

    subforums.accept(edition, Limits(), seal=seal, by=olga)
    before = len(ledger.history_of(cork))
    subforums.accept(edition, Limits(), seal=seating.propose(edition).seal, by=olga)

    assert {(str(row.delegation), str(row.subforum), row.because, row.wish) for row in places(edition)} == {
        ("Cork", "Youth", "wish", 1),
        ("Lyon", "Green growth", "balance", 0),
    }
    assert Attendance.objects.within(edition).get(delegate=head_of(cork)).part == "attendee"
    assert len(ledger.history_of(cork)) == before


def places(edition):
    return SubForumPlace.objects.within(edition).select_related("delegation__city", "subforum__engagement")


def test_proposal_that_changed_meanwhile_is_not_accepted(edition, growth, youth, cork, olga):
    seal = seating.propose(edition).seal
    subforums.wish(cork, [youth], by=olga)

    with pytest.raises(subforums.OtherProposal):
        subforums.accept(edition, Limits(), seal=seal, by=olga)


def test_hand_moves_a_delegation_with_its_head_and_the_next_proposal_keeps_it(edition, growth, youth, cork, olga):
    subforums.wish(cork, [youth], by=olga)
    subforums.accept(edition, Limits(), seal=seating.propose(edition).seal, by=olga)

    subforums.place_by_hand(cork, growth, reason="The mayor asked by telephone", by=olga)

    assert Attendance.objects.within(edition).get().engagement == growth.engagement
    assert [(one.hall, one.because) for one in seating.propose(edition).placings] == [(growth.pk, "hand")]


def test_hand_does_not_break_the_number_of_seats(edition, cork, lyon, olga):
    small = factories.sub_forum("Small", edition, seats=1)
    subforums.place_by_hand(cork, small, reason="First", by=olga)

    with pytest.raises(subforums.NoSeatLeft):
        subforums.place_by_hand(lyon, small, reason="Second", by=olga)


def test_speaker_sits_in_the_sub_forum_of_his_speech(edition, growth, youth, cork, olga):
    subforums.wish(cork, [youth], by=olga)
    speech_of(cork, growth.engagement, olga)

    assert [(one.hall, one.because) for one in seating.propose(edition).placings] == [(growth.pk, "part")]


@pytest.mark.parametrize("count", [1, 3])
def test_proposal_costs_the_same_for_one_city_and_three(edition, growth, olga, count, django_assert_num_queries):
    for number in range(count):
        factories.head(factories.delegation(f"town-{number}"))

    with django_assert_num_queries(14):
        assert len(seating.propose(edition).placings) == count


# --- turns and times


def test_speakers_stand_in_the_order_of_precedence_and_are_laid_out(edition, growth, cork, lyon, olga):
    factories.policy(chain="country", is_current=True)  # France before Ireland
    speech_of(cork, growth.engagement, olga)
    speech_of(lyon, growth.engagement, olga)

    laid_out(growth.engagement, olga)

    assert hours(growth.engagement) == [("Speech of Lyon", "16:25"), ("Speech of Cork", "16:35")]


def test_what_does_not_fit_waits_in_the_tray(edition, growth, cork, lyon, olga):
    factories.policy(chain="country", is_current=True)
    speech_of(lyon, growth.engagement, olga, minutes=45)
    speech_of(cork, growth.engagement, olga, minutes=10)

    laid_out(growth.engagement, olga)

    assert hours(growth.engagement) == [("Speech of Lyon", "16:25"), ("Speech of Cork", None)]


def test_order_that_changed_meanwhile_is_not_laid_out(edition, growth, cork, lyon, olga):
    speech = speech_of(cork, growth.engagement, olga)
    seal = speakers.one_listed(growth.engagement).seal
    speeches.change(speech, seen=1, minutes=20, by=olga)

    with pytest.raises(speeches.OtherOrder):
        speeches.lay_out(growth.engagement, seal=seal, by=olga)


def test_hand_says_who_gave_the_turn_and_why(edition, growth, cork, lyon, olga):
    factories.policy(chain="country", is_current=True)
    speech_of(lyon, growth.engagement, olga)

    speeches.put_by_hand(speech_of(cork, growth.engagement, olga), place=1, reason="Twenty years", by=olga)

    first = speakers.one_listed(growth.engagement).lines[0]
    assert (str(first.row), first.turn.why, first.speech.hand_by) == ("Speech of Cork", "hand", olga)


def test_two_who_change_a_speech_do_not_overwrite_each_other(growth, cork, olga):
    speech = speech_of(cork, growth.engagement, olga)
    speeches.change(speech, seen=1, language="fr", by=olga)

    with pytest.raises(Stale):
        speeches.change(speech, seen=1, language="ar", by=olga)


def test_public_programme_names_people_in_the_order_of_precedence(edition, growth, cork, lyon, olga):
    factories.policy(chain="country", is_current=True)
    for one in (cork, lyon):
        factories.attendance(growth.engagement, head_of(one), "chair")

    releases.publish(edition, comment="", by=olga)

    line = days_of(board.announced(edition), "en")[0].lines[0]
    assert [person.name for person in line.people] == ["Luce Petit", "Dan Boyle"]


# --- texts


@pytest.fixture
def speech(growth, cork, olga):
    made = speech_of(cork, growth.engagement, olga)
    laid_out(growth.engagement, olga)
    made.engagement.refresh_from_db()
    return made


def hand_in(speech, content=b"Dear mayors", **more):
    about = {"name": "speech.txt", "kind": "text", "language": "en", "by": factories.user()}
    return speech_papers.hand_in(speech, content, **{**about, **more})


def test_third_text_stands_beside_the_first_two(speech):
    for words in (b"one", b"two", b"two", b"three"):
        hand_in(speech, words)

    assert [paper.number for paper in speech.papers.order_by("number")] == [1, 2, 3]
    assert documents.content_of(speech.papers.get(number=3).document) == b"three"


def test_text_after_its_hour_is_taken_and_marked(speech, olga):
    speeches.ask_for_texts(speech.engagement.parent, by=olga)
    speech.refresh_from_db()
    in_time = hand_in(speech).late
    type(speech).objects.update(text_due_at=clock.now() - timedelta(minutes=1))

    assert (in_time, hand_in(speech, b"late").late) == (False, True)
    assert speech.text_due_at == speech.engagement.starts_at - timedelta(hours=24)


def test_refused_file_leaves_nothing(speech):
    with pytest.raises(Refused):
        hand_in(speech, b"%PDF-1.4 /JavaScript")

    assert SpeechPaper.objects.filter(speech=speech).scoped().count() == 0


@pytest.mark.parametrize("start", SpeechPaper.Status)
@pytest.mark.parametrize("wanted", SpeechPaper.Status)
def test_every_pair_of_states_is_decided(speech, olga, start, wanted):
    paper = hand_in(speech)
    SpeechPaper.objects.filter(pk=paper.pk).scoped().update(status=start, reason="Page 2 is missing")
    allowed = wanted in SpeechPaper.MOVES[start] or wanted == start

    try:
        speech_papers.move(paper, wanted, reason="Page 2 is missing", by=olga)
    except speech_papers.WrongMoment:
        assert not allowed
    else:
        assert allowed


# --- two who swap


@pytest.fixture
def pair(growth, cork, lyon, olga):
    factories.policy(chain="country", is_current=True)
    both = speech_of(lyon, growth.engagement, olga, 12), speech_of(cork, growth.engagement, olga)
    laid_out(growth.engagement, olga)
    return both


def test_swap_happens_when_both_agree_and_not_before(growth, pair, olga):
    swap = swaps.ask(*pair, by=olga)
    before = hours(growth.engagement)

    swaps.agree(swap, by=olga)
    after = hours(growth.engagement)

    assert before == [("Speech of Lyon", "16:25"), ("Speech of Cork", "16:39")]
    assert after == [("Speech of Cork", "16:25"), ("Speech of Lyon", "16:35")]
    laid_out(growth.engagement, olga)
    assert [title for title, _hour in hours(growth.engagement)] == ["Speech of Cork", "Speech of Lyon"]


def test_asked_twice_is_asked_once_and_answered_once(pair, olga):
    swap = swaps.ask(*pair, by=olga)

    assert swaps.ask(*pair, by=olga) == swap
    swaps.decline(swap, by=olga)
    with pytest.raises(swaps.AlreadyAnswered):
        swaps.agree(swap, by=olga)


def test_turns_that_changed_meanwhile_are_not_swapped(growth, pair, olga):
    swap = swaps.ask(*pair, by=olga)
    speeches.set_rules(growth.engagement, seen=1, opening_minutes=15, by=olga)
    laid_out(growth.engagement, olga)

    with pytest.raises(swaps.TurnsChanged):
        swaps.agree(swap, by=olga)


def test_swap_that_would_have_somebody_speak_before_landing_is_refused(edition, growth, pair, lyon, cork, olga):
    landing = factories.instant_on(edition, edition.starts_on, "15:00")  # free from 16:30 on
    factories.flight(head_of(cork), lands_at=landing)

    with pytest.raises(swaps.SwapForbidden) as refusal:
        swaps.both_agreed(*pair, note="By telephone", by=olga)

    assert [clash.rule for clash in refusal.value.found] == ["nobody_before_landing"]
    assert hours(growth.engagement)[0] == ("Speech of Lyon", "16:25")
