"use strict";
// Before anything is drawn. What needs scripts is shown only where they run. Who comes for the first
// time sees two frameworks, and not all: the style sheet hides the others until page.js has read what
// is chosen. A page whose address chooses something is drawn when that is done, so that nothing moves.
{
  const { classList } = document.documentElement;
  classList.add("scripts");
  let kept = null;
  try { kept = localStorage.getItem("frameworks"); } catch { /* a browser that keeps nothing */ }
  if (!kept && !location.search.includes("show=")) classList.add("first");
  if (kept || location.search) classList.add("waiting");
  addEventListener("DOMContentLoaded", () => classList.remove("waiting"));
}

// --- What the other scripts use ---

const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

// Return a new element. Its children are elements or texts; a text never becomes markup.
function make(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Say something to the reader, by eye and by ear.
function say(text) { document.getElementById("notice").textContent = text; }

// Say what of the address means nothing here; return whether there is any.
function sayIgnored(names) {
  if (names.length) say(`Ignored unknown options: ${names.join(", ")}.`);
  return names.length > 0;
}

// Mark the lines of these responses that not all of them say. What a line means is "" if it says
// nothing about the answer, as Date.
function markLines(responses) {
  const means = (line) => line.dataset.means ?? line.textContent.trimEnd();
  const lines = responses.map((response) => all(".line", response));
  const said = lines.map((one) => new Set(one.map(means)));
  for (const line of lines.flat()) {
    const text = line.textContent.trimEnd();
    const differs = means(line) !== "" && !said.every((one) => one.has(means(line)));
    if (differs !== (line.firstElementChild !== null)) line.replaceChildren(differs ? make("mark", {}, text) : text, "\n");
  }
}
