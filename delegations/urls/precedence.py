"""Doors of the organizers' panel: the order of precedence."""

from django.urls import path

from delegations.views import orders
from forum.gates import behind, organizers
from forum.roles import Permission

urlpatterns = behind(
    organizers(Permission.EDIT_DELEGATIONS),
    path("precedence/", orders.order, name="order"),
    path("precedence/order.pdf", orders.sheet, name="order_pdf"),
    path("precedence/freeze/", orders.freeze, name="order_freeze"),
    path("precedence/versions/", orders.versions, name="order_versions"),
    path("precedence/compare/", orders.compare, name="order_compare"),
    path("precedence/policies/", orders.policies, name="order_policies"),
    path("precedence/policies/<int:policy>/", orders.policy, name="order_policy"),
    path("precedence/policies/<int:policy>/choose/", orders.choose_policy, name="order_policy_choose"),
    path("precedence/policies/<int:policy>/draw/", orders.draw, name="order_policy_draw"),
    path("precedence/policies/<int:policy>/remove/", orders.remove_policy, name="order_policy_remove"),
    path("precedence/<int:pk>/", orders.place, name="order_place"),
    path("precedence/<int:pk>/back/", orders.take_back, name="order_take_back"),
    path("precedence/<int:pk>/rank/", orders.set_rank, name="order_rank"),
)
