"""The front door of the house. Each room hangs its own doors; here only the corridors are named."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from forum.gates import behind, everybody
from forum.views import health, home, keyboard, mailbox, signin

SIGN_IN = behind(
    everybody,
    path("", signin.ask, name="ask"),
    path("code/", signin.enter, name="code"),
    path("who/", keyboard.who, name="who"),
    path("out/", signin.leave, name="out"),
)

MAILBOX = behind(
    everybody,  # there is a mailbox only in the demo, where every letter is for everybody to see
    path("", mailbox.mailbox, name="list"),
    path("<str:name>/", mailbox.mail, name="mail"),
    path("<str:name>/html/", mailbox.html, name="html"),
    path("<str:name>/attachments/<int:place>/", mailbox.attachment, name="attachment"),
)

ORGANIZER = [include(f"{room}.urls.organizer") for room in ("forum", "delegations", "sessions")]
PORTAL = [include(f"{room}.urls.portal") for room in ("delegations", "sessions")]
API = [include(f"{room}.urls.api") for room in ("forum", "delegations", "sessions")]

urlpatterns = [
    *behind(
        everybody,
        path("", home.home, name="home"),
        path("organizer/", home.home, name="organizer"),
        path("health/", health.health, name="health"),
        path("language/", set_language, name="set_language"),
    ),
    path("sign-in/", include((SIGN_IN, "signin"))),
    path("organizer/<slug:edition>/", include(([path("", room) for room in ORGANIZER], "organizer"))),
    path("portal/", include(([path("", room) for room in PORTAL], "portal"))),
    path("answer/", include(("delegations.urls.guest", "guest"))),
    path("receipts/", include(("delegations.urls.receipts", "receipts"))),
    path("programme/", include(("sessions.urls.public", "public"))),
    path("api/v1/", include(([path("", room) for room in API], "api-v1"), namespace="v1")),
    path("admin/", admin.site.urls),
]

if settings.DEMO or settings.TESTING:
    urlpatterns += [path("mailbox/", include((MAILBOX, "mailbox")))]
