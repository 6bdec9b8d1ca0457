"""Doors of the organizers' panel: cities, their ties, their offices and who holds them. They belong to all forums."""

from django.urls import path

from delegations.views import cities
from forum.gates import behind, organizers
from forum.roles import Permission

urlpatterns = behind(
    organizers(Permission.EDIT_REFERENCE),
    path("cities/", cities.cities, name="cities"),
    path("cities/<int:pk>/", cities.city, name="city"),
    path("cities/<int:pk>/ties/add/", cities.tie_add, name="tie_add"),
    path("cities/<int:pk>/ties/<int:tie>/", cities.tie_edit, name="tie_edit"),
    path("cities/<int:pk>/offices/add/", cities.office_add, name="office_add"),
    path("cities/offices/<int:pk>/", cities.office_edit, name="office_edit"),
    path("cities/offices/<int:pk>/holder/", cities.holder, name="holder"),
    path("cities/changes/<int:pk>/", cities.holder_change, name="holder_change"),
    path("cities/follow-ups/<int:pk>/", cities.reissue_tick, name="reissue_tick"),
)
