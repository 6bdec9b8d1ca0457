"""The sample is alive: dossiers in several stages, drawn photos, and nothing private of anybody who exists."""

import pytest

from delegations import dossier
from delegations.actions import dossier as actions
from delegations.models import Consent, Delegate, Dossier, Portrait
from sessions.actions import reference
from sessions.reference import BUNDLED, silhouette
from sessions.reference.reader import read
from tests import factories

SHANGHAI = BUNDLED / "shanghai-2025"


# One scene, because the sample is large: loaded, looked at, written into, loaded again.
@pytest.mark.django_db
def test_one_city_is_complete_others_are_on_their_way_and_real_people_have_nothing():
    reference.load(read(SHANGHAI))
    sample = Delegate.objects.scoped().with_dossier()

    assert (missing("casablanca", sample), missing("liverpool", sample) > missing("athens", sample) > 0) == (0, True)
    of_real_people = {"delegate__person__fictitious": False}
    private = [model.objects.scoped().filter(**of_real_people).count() for model in (Dossier, Consent, Portrait)]
    assert private == [0, 0, 0]

    one = sample.get(person__family_name="Zellijiane")
    actions.write_about(one, actions.About(speaks=("ar",)), seen=1, by=factories.user())
    again = reference.load(read(SHANGHAI), overwrite=True)

    assert (bool(again.made), Dossier.objects.scoped().get(delegate=one).speaks) == (False, ["ar"])


def missing(city, sample):
    """How many particulars of this city's people are asked and not given."""
    people = [one for one in sample if one.delegation.city.key == city]
    given, asked = dossier.together(dossier.standing(one, dossier.deadlines(one.delegation.edition)) for one in people)
    return asked - given


def test_a_name_has_one_picture():
    assert silhouette.drawn("hiba") == silhouette.drawn("hiba") != silhouette.drawn("ghalia-bahroui-mersaoui")
