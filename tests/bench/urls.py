from django.urls import path

from forum.urls.root import urlpatterns as house
from tests.bench.floor import bare_page

urlpatterns = [*house, path("floor/<int:queries>/", bare_page)]
