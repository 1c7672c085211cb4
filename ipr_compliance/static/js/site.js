// Small comforts. Nothing needs them: every page works the same without.
"use strict";

// After a refusal the person is taken to what went wrong.
document.querySelector("[data-focus]")?.focus();

// An address that names a form leads to it opened.
const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (named instanceof HTMLDetailsElement) {
  named.open = true;
  named.scrollIntoView();
}

// On a narrow screen the results come first; the filters open at a touch.
const closed = document.querySelector("[data-closed-when-narrow]");
if (closed && window.matchMedia("(max-width: 72rem)").matches) {
  closed.removeAttribute("open");
  closed.removeAttribute("data-closed-when-narrow"); // the style sheet has hidden what is in it until now
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "yes";
  });
}

// Coming back with the browser's own button, the page may be shown as it was left: forms can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});
