"""Lists as people want to find them again."""

from django.db.models import Q, QuerySet

from forum.models import Edition, SavedView, User


def of(user: User, edition: Edition, page: str) -> QuerySet[SavedView]:
    """The views of a page that somebody may use: his own, and those shared by colleagues."""
    return SavedView.objects.filter(Q(user=user) | Q(shared=True), edition=edition, page=page).select_related("user")


def keep(user: User, edition: Edition, page: str, *, name: str, query: str, shared: bool) -> SavedView:
    """Keep a view; the same name again is the same view with other filters."""
    row, _made = SavedView.objects.update_or_create(
        user=user, edition=edition, page=page, name=name, defaults={"query": query, "shared": shared}
    )
    return row


def forget(user: User, edition: Edition, pk: int) -> None:
    """Forget one's own view; one that is gone already is forgotten too."""
    SavedView.objects.filter(user=user, edition=edition, pk=pk).delete()
