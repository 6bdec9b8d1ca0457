import pytest
from django.apps import apps

from forum.privacy import classified, personal, public, unclassified

OURS = [model for label in ("forum", "delegations", "programme") for model in apps.get_app_config(label).get_models()]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_has_a_data_class(model):
    assert unclassified(model) == set()


def test_a_field_cannot_have_two_classes():
    with pytest.raises(ValueError, match="email is classified twice"):
        classified(public("name email"), personal("email"))
