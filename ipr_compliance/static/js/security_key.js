// Asks a security key, and sends what it answers. Without this script a sentence stands in place of the form.
"use strict";

const WORDS = {
  NotAllowedError: "The key was not used. Try again.",
  InvalidStateError: "This key is known already.",
};

async function answer(kind, options) {
  if (kind === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

for (const form of document.querySelectorAll("form[data-security-key]")) {
  const said = form.querySelector("[data-said]");
  form.hidden = false;
  form.previousElementSibling.hidden = true;
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
    form.querySelector("button").disabled = true;
    said.textContent = "This browser cannot use security keys here. Use another factor.";
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "Use your key now.";
    try {
      const given = await answer(form.dataset.securityKey, JSON.parse(form.dataset.options));
      form.elements.answer.value = JSON.stringify(given.toJSON());
      form.submit();
    } catch (problem) {
      delete form.dataset.sent;
      said.textContent = WORDS[problem.name] ?? "The key could not be used. Try again, or use another factor.";
    }
  });
}
