// The itinerary: says that its reader has looked, and keeps a copy for when there is no network. Works without either.

// <form data-looked hidden>: sent once, when the page is really before somebody's eyes.
function tellOnceSeen(form) {
  const tell = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", tell);
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true }).catch(() => {});
  };
  document.addEventListener("visibilitychange", tell);
  tell();
}
for (const form of document.querySelectorAll("form[data-looked]")) tellOnceSeen(form);
