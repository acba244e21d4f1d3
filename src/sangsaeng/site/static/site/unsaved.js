// Asks before typed text is lost: leaving a page with a changed form, other than by sending it, brings up the
// browser's own question. Without this script every page works; only the question is missing.
"use strict";

const forms = [...document.querySelectorAll("form.form[method=post]")].filter(
  (form) => !form.querySelector("input[type=password]"),
);
const before = new Map();
let sending = false;

function written(form) {
  const fields = [...new FormData(form)].map(([name, value]) => [
    name,
    typeof value === "string" ? value : value.name,
  ]);
  return new URLSearchParams(fields).toString();
}

// A refused form comes back with what was typed: nothing of it is saved yet.
function unsaved(form) {
  return form.querySelector(".error-summary") !== null || before.get(form) !== written(form);
}

for (const form of forms) {
  before.set(form, written(form));
  form.addEventListener("submit", () => {
    sending = true;
  });
}

// Back to a page that was kept: it was sent as it stands now.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  sending = false;
  for (const form of forms) before.set(form, written(form));
});

window.addEventListener("beforeunload", (event) => {
  if (sending || !forms.some(unsaved)) return;
  event.preventDefault();
  event.returnValue = true; // browsers before 2023 ask only for this
});
