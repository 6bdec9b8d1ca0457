from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Forum")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Celery reads tasks.py only in the worker; pages call tasks by name and need them registered too.
        import forum.tasks  # noqa: F401 -- registers the task names
