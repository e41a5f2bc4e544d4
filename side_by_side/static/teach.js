"use strict";
// The lesson: one question at a time. For each framework that is shown the reader chooses one of the
// answers, then sees which was right; the answers come from the page itself. Without this script
// the page is a list of questions, whose answers open.

const lesson = { form: null, asked: [], at: 0, right: 0, guessed: 0 };

// Return a new element. Its children are elements or texts; a text never becomes markup.
function make(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function start() {
  const topic = controls.elements.topic.value;
  const sections = all(".lesson");
  Object.assign(lesson, { at: 0, right: 0, guessed: 0,
    asked: sections.filter(({ dataset }) => (topic ? dataset.topic === topic : dataset.level === "essential")) });
  sections.forEach((one) => one.classList.remove("now"));
  ask();
}

// Show the question that comes next, with a choice for each framework; after the last, the count.
function ask() {
  lesson.form?.remove();
  const section = lesson.asked[lesson.at];
  if (!section) {
    lesson.form = make("form", { className: "guess" }, make("h2", { tabIndex: -1 }, "The end"),
      make("p", {}, `You were right ${lesson.right} of ${lesson.guessed} times.`), make("button", {}, "Again"));
    document.querySelector(".pairs").before(lesson.form);
    lesson.form.addEventListener("submit", (event) => { event.preventDefault(); start(); focusHeading(); });
    return;
  }
  section.classList.add("now");
  section.querySelector("details").open = false;
  section.querySelector("details").hidden = true;
  // In the order of the alphabet, so that the order gives nothing away.
  const said = all(".said", section).map(textOf).sort();
  const choices = chosen.map((name) => make("label", {}, make("b", {}, titleOf(name)), make("select", { name, required: true },
    make("option", { value: "" }, "choose an answer"), ...said.map((text) => make("option", {}, text)))));
  lesson.form = make("form", { className: "guess" },
    make("p", { className: "quiet" }, `Question ${lesson.at + 1} of ${lesson.asked.length}`), ...choices, make("button", {}, "Check"));
  lesson.form.addEventListener("submit", (event) => { event.preventDefault(); check(section); });
  section.querySelector("details").before(lesson.form);
}

const textOf = (said) => all(".server, .answer", said).map((part) => part.textContent).join(" ");
const titleOf = (name) => document.querySelector(`.pick[data-framework=${name}]`).textContent.replace("←", "").trim();

// Say who is right, open the answers, and offer the next question.
function check(section) {
  const marks = [...new FormData(lesson.form)].map(([name, guess]) => {
    const text = textOf(section.querySelector(`.said:has([data-framework=${name}])`));
    lesson.right += guess === text;
    lesson.guessed += 1;
    return make("li", {}, make("b", {}, titleOf(name)), guess === text ? " ✓ right: " : ` ✗ you said ${guess}, it is: `, make("code", {}, text));
  });
  const next = make("button", {}, "Next");
  const result = make("form", { className: "guess" }, make("p", { tabIndex: -1 }, `So far ${lesson.right} of ${lesson.guessed} right.`),
    make("ul", {}, ...marks), next);
  lesson.form.replaceWith(result);
  lesson.form = result;
  section.querySelector("details").hidden = false;
  section.querySelector("details").open = true;
  result.firstChild.focus();
  result.addEventListener("submit", (event) => {
    event.preventDefault();
    section.classList.remove("now");
    lesson.at += 1;
    ask();
    focusHeading();
  });
}

function focusHeading() { document.querySelector(".now h2, .guess h2").focus(); }

controls.addEventListener("input", start);
start();
