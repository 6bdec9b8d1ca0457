"""The pages of sub-forums and speeches: at the office's desk, and in the portal of whoever speaks."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum import uploads
from sessions import speakers
from sessions.actions import releases, speech_papers, speeches, swaps
from sessions.engine import files
from sessions.models import Engagement, SpeechPaper, SpeechSwap
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(edition):
    return factories.sub_forum("Green growth", edition)


@pytest.fixture
def dan(edition):
    return factories.head(factories.delegation("cork"), factories.person("Boyle", "Dan"))


@pytest.fixture
def luce(edition):
    return factories.head(factories.delegation("lyon"), factories.person("Petit", "Luce"))


@pytest.fixture
def speech(hall, dan):
    return factories.speech(hall, dan, at="16:25", language="en")


@pytest.fixture
def aoife(dan):
    return factories.assistant(dan.delegation)


def office(name, edition, *args):
    return reverse(f"organizer:{name}", args=[edition.slug, *args])


def portal(name, *args):
    return reverse(f"portal:{name}", args=args)


def kept(speech):
    return [paper.number for paper in SpeechPaper.objects.filter(speech=speech).scoped().order_by("number")]


def hand_in(client, speech, content=b"", name="speech.txt", **words):
    sent = {"kind": "text", "language": "en", **words}
    if content:
        sent["file"] = SimpleUploadedFile(name, content)
    return client.post(portal("speech_paper_add", speech.engagement_id), sent)


# --- the portal


def test_city_hears_of_its_speech_when_it_is_released_or_asked_for(client, edition, speech, aoife, olga):
    client.force_login(aoife)
    page = portal("speech", speech.engagement_id)

    before = client.get(page).status_code
    speeches.ask_for_texts(speech.engagement.parent, by=olga)
    asked = client.get(page).content.decode()
    releases.publish(edition, comment="", by=olga)
    released = client.get(page).content.decode()

    assert before == 404
    assert "The time follows with the programme." in asked
    assert "16:25–16:33" not in asked
    assert "16:25–16:33" in released


def test_text_is_missing_until_it_is_handed_in(client, edition, speech, aoife, olga):
    speeches.ask_for_texts(speech.engagement.parent, by=olga)
    client.force_login(aoife)
    words = "text of the speech “Speech of Cork”"

    before = words in client.get(portal("home")).content.decode()
    hand_in(client, speech, b"Dear mayors")

    assert (before, words in client.get(portal("home")).content.decode()) == (True, False)


@pytest.fixture
def asked(client, speech, aoife, olga):
    """Aoife has been asked for the text, and is signed in."""
    speeches.ask_for_texts(speech.engagement.parent, by=olga)
    client.force_login(aoife)
    return speech


def test_text_of_eighty_megabytes_is_refused_in_words_and_never_kept(client, asked):
    answer = hand_in(client, asked, b"x" * 80_000_000, "speech.pdf", words="")

    page = answer.content.decode()
    assert "The file is larger than 20 MB." in page
    assert 'name="language"' in page
    assert kept(asked) == []


def test_nothing_beyond_the_limit_is_written_down():
    cut = uploads.CutOff()

    assert cut.receive_data_chunk(b"x", uploads.MOST_KEPT - 1) == b"x"
    assert cut.receive_data_chunk(b"x", uploads.MOST_KEPT) is None
    assert uploads.MOST_KEPT > files.MOST_BYTES


def test_file_with_macros_is_refused_in_words(client, asked):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("[Content_Types].xml", "")
        made.writestr("word/vbaProject.bin", "x")

    page = hand_in(client, asked, held.getvalue(), "speech.docm").content.decode()

    assert "There are macros or other programs in this file." in page
    assert kept(asked) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "Choose a file, or paste the text below."),
        ({"words": "Hello \x00 there"}, "Null characters are not allowed."),
        ({"words": "x" * 60_001}, "Ensure this value has at most 60000 characters"),
        ({"words": "Dear mayors", "kind": "film"}, "film is not one of the available choices"),
        ({"words": "Dear mayors", "language": "klingon"}, "klingon is not one of the available choices"),
    ],
)
def test_nonsense_is_refused_beside_its_field(client, asked, words, sentence):
    assert sentence in hand_in(client, asked, **words).content.decode()
    assert kept(asked) == []


def test_pasted_words_are_a_text_and_are_read_back_as_a_file(client, asked):
    hand_in(client, asked, words="尊敬的市长们 🙂")
    paper = SpeechPaper.objects.filter(speech=asked).scoped().get()

    answer = client.get(portal("speech_paper", paper.pk))

    assert answer.content.decode() == "尊敬的市长们 🙂"
    assert answer["Content-Disposition"] == 'attachment; filename="text.txt"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")


def test_text_of_another_city_does_not_exist(client, asked, luce):
    hand_in(client, asked, b"Dear mayors")
    paper = SpeechPaper.objects.filter(speech=asked).scoped().get()
    client.force_login(factories.assistant(luce.delegation))

    tried = [
        portal("speech_paper", paper.pk),
        portal("speech", asked.engagement_id),
        portal("swap", asked.engagement_id),
    ]

    assert [client.get(url).status_code for url in tried] == [404, 404, 404]


def test_two_speakers_change_turns_in_the_portal(client, edition, speech, hall, luce, aoife, olga):
    other = factories.speech(hall, luce, at="16:35", minutes=10)
    releases.publish(edition, comment="", by=olga)
    client.force_login(aoife)
    client.post(portal("swap", speech.engagement_id), {"other": other.pk, "note": "Our flight is early"})
    swap = SpeechSwap.objects.within(edition).get()
    client.force_login(factories.assistant(luce.delegation))

    page = client.get(portal("swap_answer", swap.pk)).content.decode()
    client.post(portal("swap_answer", swap.pk), {"answer": "agree"})

    assert "Our flight is early" in page
    rows = Engagement.objects.filter(parent=hall.engagement).scoped().in_order()
    assert [str(row) for row in rows] == ["Speech of Lyon", "Speech of Cork"]
    swap.refresh_from_db()
    assert swap.state == "agreed"


def test_nobody_reads_the_draft_from_a_question(client, edition, speech, hall, luce, aoife, olga):
    other = factories.speech(hall, luce, at="16:35")
    releases.publish(edition, comment="", by=olga)
    speeches.lay_out(hall.engagement, seal=speakers.one_listed(hall.engagement).seal, by=olga)
    speeches.set_rules(hall.engagement, seen=1, opening_minutes=20, by=olga)
    speeches.lay_out(hall.engagement, seal=speakers.one_listed(hall.engagement).seal, by=olga)
    client.force_login(aoife)

    page = client.post(portal("swap", speech.engagement_id), {"other": other.pk}).content.decode()

    assert "The programme is being changed just now." in page
    assert SpeechSwap.objects.within(edition).count() == 0


def test_whoever_asked_cannot_agree_for_the_other(client, edition, speech, hall, luce, aoife, olga):
    other = factories.speech(hall, luce, at="16:35")
    swap = swaps.ask(speech, other, by=aoife)
    client.force_login(aoife)

    assert client.post(portal("swap_answer", swap.pk), {"answer": "agree"}).status_code == 404


def test_two_assistants_of_one_speech_see_each_other(client, asked, aoife):
    speeches.change(asked, seen=asked.version + 1, language="fr", by=aoife)
    typed = {"topic_en": "Rivers", "language": "en", "interpretation": "simultaneous", "seen": 1}

    answer = client.post(portal("speech", asked.engagement_id), typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("French" in page, 'value="Rivers"' in page) == (True, True)


def test_wish_for_the_same_sub_forum_twice_is_refused_in_words(client, edition, hall, dan, aoife):
    factories.sub_forum("Youth", edition)
    client.force_login(aoife)

    page = client.post(portal("subforum_wishes", dan.delegation_id), {"wish_1": hall.pk, "wish_2": hall.pk})

    assert "Each sub-forum can be wished for once." in page.content.decode()


# --- the office


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_speech_and_three(client, edition, hall, olga, count, django_assert_num_queries):
    for number in range(count):
        factories.speech(hall, factories.head(factories.delegation(f"town-{number}")))
    client.force_login(olga)

    with django_assert_num_queries(20):
        client.get(office("subforums", edition))


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_speech_and_three(client, edition, hall, olga, count, django_assert_num_queries):
    for number in range(count):
        factories.speech(hall, factories.head(factories.delegation(f"town-{number}")))
    client.force_login(olga)

    with django_assert_num_queries(28):
        client.get(office("subforum", edition, hall.engagement_id))


def test_speaker_is_inscribed_by_one_form_and_twice_is_once(client, edition, hall, dan, olga):
    client.force_login(olga)
    for _turn in range(2):
        client.post(office("speaker_add", edition, hall.engagement_id), {"delegate": dan.pk, "minutes": 6})

    line = speakers.one_listed(hall.engagement).lines
    assert [(str(one.row), one.speech.minutes, one.delegate) for one in line] == [("Speech of Cork", 6, dan)]


def test_returned_text_needs_a_reason_and_the_speaker_reads_it(client, edition, asked, olga, aoife):
    paper = speech_papers.hand_in(asked, b"Dear mayors", name="a.txt", kind="text", language="en", by=aoife)
    client.force_login(olga)
    door = office("speech_paper_status", edition, paper.pk)

    refused = client.post(door, {"to": "returned"}, follow=True).content.decode()
    client.post(door, {"to": "returned", "reason": "Page two is missing"})
    client.force_login(aoife)

    assert "Say what is wrong with it" in refused
    assert "Page two is missing" in client.get(portal("speech", asked.engagement_id)).content.decode()


def test_booths_get_the_newest_texts_in_the_order_of_speaking(client, edition, asked, hall, luce, olga, aoife):
    factories.policy(chain="country city", is_current=True)
    for words in (b"one", b"two"):
        speech_papers.hand_in(asked, words, name="rede.txt", kind="text", language="en", by=aoife)
    client.force_login(olga)

    answer = client.get(office("booth_pack", edition, hall.engagement_id))

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {"01-cork-text-2-en-rede.txt": b"two"}


@pytest.mark.parametrize("name", ["speakers_pdf", "script_pdf", "time_cards_pdf"])
def test_papers_for_the_hall_are_set(client, edition, speech, olga, name):
    speeches.put_by_hand(speech, place=1, reason="A jubilee", by=olga)
    client.force_login(olga)

    answer = client.get(office(name, edition, speech.engagement.parent_id))

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_stale_settings_come_back_with_both_versions(client, edition, hall, olga):
    speeches.set_rules(hall.engagement, seen=1, opening_minutes=3, by=olga)
    client.force_login(olga)
    rules = {"ordered_by": "precedence", "opening_minutes": 7, "changeover_minutes": 2, "text_hours": 24}

    answer = client.post(
        office("subforum", edition, hall.engagement_id), {**rules, "seats": 5, "seen": 1, "seen_rules": 1}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("<bdi>3</bdi>" in page, "<bdi>7</bdi>" in page) == (True, True)
