"""The floors that the house is measured against: what Django and SMTP cost with nothing of ours on top."""

import smtplib
import time
from email.message import EmailMessage

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template

from forum.gates import everybody

PAGE = Template("<!doctype html><title>Floor</title><ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>")


@everybody
def bare_page(request: HttpRequest, queries: int) -> HttpResponse:
    """As many queries as the page beside it, each for one number, and a list of them."""
    rows = []
    with connection.cursor() as cursor:
        for number in range(queries):
            cursor.execute("SELECT %s", [number])
            rows.append(cursor.fetchone()[0])
    return HttpResponse(PAGE.render(Context({"rows": rows})))


def bare_loop(port: int, letters: int, size: int) -> float:
    """Seconds to hand over so many mails of this size, one after the other, over one connection."""
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for number in range(letters):
            mail = EmailMessage()
            mail["Subject"], mail["From"], mail["To"] = f"Floor {number}", "a@x.example", f"m{number}@x.example"
            mail.set_content("x" * 70 + "\n" * max(1, size // 71))
            line.send_message(mail)
    return time.perf_counter() - began
