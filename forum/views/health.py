from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from forum.version import version


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """That the web server answers, and which version it is."""
    return JsonResponse({"version": version()})
