from django.http import HttpRequest, JsonResponse

from forum.version import version


def health(request: HttpRequest) -> JsonResponse:
    """That the web server answers, and which version it is."""
    return JsonResponse({"version": version()})
