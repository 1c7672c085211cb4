// Tells how far long work is without anybody asking; without this script the link "Look again" does.
"use strict";

const EVERY = 2000;

// Only what has changed is exchanged: focus, and what a screen reader is at, stay where they are.
function exchange(shown, found) {
  const [label, progress] = [shown.querySelector("label"), shown.querySelector("progress")];
  const told = found.querySelector("label").textContent;
  if (label.textContent !== told) {
    label.textContent = told;
  }
  progress.value = found.querySelector("progress").value;
}

async function look(shown) {
  const address = shown.dataset.underWay;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("[data-under-way]");
    if (answer.ok && found) {
      exchange(shown, found);
    } else if (answer.status < 500) {
      location.replace(address); // It is over, or the login is.
      return;
    }
  } catch {
    // The network was away: it is asked again.
  }
  setTimeout(look, EVERY, shown);
}

const shown = document.querySelector("[data-under-way]");
if (shown) {
  setTimeout(look, EVERY, shown);
}
