"use strict";
// The lesson: one question at a time. For each framework that is shown the reader chooses one of the
// answers, then sees which was right; the answers come from the page itself. Without this script
// the page is a list of questions, whose answers open.

let lesson = [];
let at, right, guessed;
const form = make("form", { className: "guess" });

const textOf = (said) => all(".server, .answer", said).map((part) => part.textContent).join(" ");
const titleOf = (name) => document.querySelector(`[data-framework=${name}] label`).textContent.trim();

function start() {
  const topic = controls.elements.topic.value;
  lesson = all(".lesson").filter(({ dataset }) => (topic ? dataset.topic === topic : dataset.level === "essential"));
  at = right = guessed = 0;
  ask();
}

// Show the question that comes next, with a choice for each framework; after the last, the count.
function ask() {
  all(".lesson.now").forEach((one) => one.classList.remove("now"));
  delete form.dataset.checked;
  const section = lesson[at];
  if (!section) {
    form.replaceChildren(make("h2", { tabIndex: -1 }, `The end: you were right ${right} of ${guessed} times`), make("button", {}, "Again"));
    document.querySelector(".pairs").before(form);
    return;
  }
  section.classList.add("now");
  const details = section.querySelector("details");
  details.hidden = true;
  details.before(form);
  // In the order of the alphabet, so that the order gives nothing away.
  const answers = all(".said", section).map(textOf).sort();
  form.replaceChildren(make("p", { tabIndex: -1 }, `Question ${at + 1} of ${lesson.length}`),
    ...chosen.map((name) => make("label", {}, make("b", {}, titleOf(name)), make("select", { name, required: true },
      make("option", { value: "" }, "choose an answer"), ...answers.map((text) => make("option", {}, text))))),
    make("button", {}, "Check"));
}

// Say beside each guess whether it is right, and open the answers.
function check(section) {
  for (const select of all("select", form)) {
    const isRight = select.value === textOf(section.querySelector(`.said:has([data-framework=${select.name}])`));
    right += isRight;
    guessed += 1;
    select.disabled = true;
    select.after(make("span", {}, isRight ? "✓ right" : "✗ wrong"));
  }
  form.dataset.checked = "";
  form.querySelector("p").textContent = `Right so far: ${right} of ${guessed}. The answers stand below.`;
  form.querySelector("button").textContent = "Next";
  Object.assign(section.querySelector("details"), { hidden: false, open: true });
  form.querySelector("p").focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!lesson[at]) start();
  else if ("checked" in form.dataset) { at += 1; ask(); } else return check(lesson[at]);
  document.querySelector(".now h2, .guess h2").focus();
});
controls.addEventListener("input", start);
start();
