// The link in an invitation carries its secret after the "#", where no server log and no mail scanner sees it.
// Here it is put into the form, wiped from the address bar, and sent once by POST. Without script the guest types it.

const field = document.getElementById("id_code");
const found = /^#code=([^&]+)$/.exec(window.location.hash);

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// Only a form that asks for nothing but the code may send itself: nobody's answer is given by opening a link.
function asksOnlyForCode(form) {
  return [...form.elements].every((element) => element === field || element.type === "hidden" || element.type === "submit");
}

if (found) {
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  if (field?.form) {
    field.value = decoded(found[1]);
    if (asksOnlyForCode(field.form)) field.form.requestSubmit();
  }
}
