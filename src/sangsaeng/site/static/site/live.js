// Keeps the live page of a meeting fresh: asks for its changing part every three seconds while the page is in view.
// Without this script the page shows how things stood when it was opened, and its reload link works.
"use strict";

const EVERY = 3000;
const place = document.querySelector("[data-live]");
const lost = document.querySelector("[data-live-state]");
let shown = "";
let waiting = false;

async function refresh() {
  if (waiting || document.hidden) return;
  waiting = true;
  try {
    const answer = await fetch(place.dataset.live, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const part = await answer.text();
    if (part !== shown) {
      place.innerHTML = part; // from this server, escaped there
      shown = part;
    }
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  } finally {
    waiting = false;
  }
}

if (place) {
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
}
