// Try: sends what the form holds to all frameworks, and shows the answers, always as text.
"use strict";

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const FIELDS = ["method", "target", "headers", "body"];
const titles = new Map(data.frameworks);
let sending = false;

// --- The form ----------------------------------------------------------------

let order = [...titles.keys()];
const boxes = all("[name=framework]");
const chosen = () => order.filter((name) => boxes.some((box) => box.checked && box.value === name));
const server = () => document.querySelector("[name=server]:checked").value;
const lines = (text) => text.split("\n").filter((line) => line !== "");

// Show an example in the form, or where the fields cannot hold it, its bytes.
function choose(id) {
  const example = id ? data.examples[id] : {};
  $("example").value = id;
  $("fields").hidden = "raw" in example;
  $("fixed").hidden = !$("fields").hidden;
  $("bytes").textContent = example.raw ?? "";
  for (const name of FIELDS) {
    if (name in example) $(name).value = [].concat(example[name]).join("\n");
  }
}

// Say why a request was not sent, beside the field; what was typed stays.
function refuse(field, why) {
  const known = FIELDS.includes(field);
  const place = known ? $(`${field}-problem`) : $("problem");
  place.textContent = why;
  if (known) {
    $(field).setAttribute("aria-invalid", "true");
    $(field).focus();
  }
}

function forget() {
  for (const place of all("#form .problem")) place.textContent = "";
  for (const name of FIELDS) $(name).removeAttribute("aria-invalid");
}

// What is asked: a question by its id where the fields cannot hold it, else the fields.
function asked() {
  if ($("fields").hidden) return { question: $("example").value };
  return {
    method: $("method").value,
    target: $("target").value,
    headers: lines($("headers").value),
    body: $("body").value,
  };
}

// --- The address -------------------------------------------------------------

// Keep the request in the address, so that it can be handed on.
function keep(request) {
  const kept = new URLSearchParams({ server: server(), show: chosen().join() });
  for (const [name, value] of Object.entries(request)) {
    if (value.length) kept.set(name, [].concat(value).join("\n"));
  }
  const address = `?${kept.toString().replaceAll("%2C", ",")}`;
  history.replaceState(null, "", address);
  const line = request.question ? $("example").selectedOptions[0].text : `${request.method} ${request.target}`;
  $("outcome-title").textContent = `Answers to ${line}`;
  showHistory([[line, address], ...past().filter(([, other]) => other !== address)].slice(0, 10));
}

// The last requests, each a link that fills the form. They are kept until the tab is closed.
function past() {
  try { return JSON.parse(sessionStorage.getItem("requests") ?? "[]"); } catch { return []; }
}
function showHistory(requests) {
  try { sessionStorage.setItem("requests", JSON.stringify(requests)); } catch { /* not kept */ }
  $("history").hidden = !requests.length;
  $("history").querySelector("ul").replaceChildren(...requests.map(([line, address]) =>
    make("li", {}, make("a", { href: address }, make("code", {}, line)))));
}

// Choose frameworks and their order by their names; return the names that are unknown.
function show(names) {
  const known = names.filter((name) => titles.has(name));
  if (known.length) {
    for (const box of boxes) box.checked = known.includes(box.value);
    order = [...new Set([...known, ...order])];
  }
  return names.filter((name) => !known.includes(name));
}

// The links to the other pages take the chosen frameworks along.
function keepInLinks() {
  const standard = chosen().join() === [...titles.keys()].join();
  for (const link of all("nav a")) link.search = standard ? "" : `?show=${chosen().join()}`;
}

// Fill the form from the address. Nothing is sent: a link must not send a request.
function fill() {
  const odd = [];
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name === "show") odd.push(...show(value.split(",")).map((one) => `framework ${one}`));
    else if (name === "question" && Object.hasOwn(data.examples, value)) choose(value);
    else if (FIELDS.includes(name)) $(name).value = value;
    else {
      const radio = all("[name=server]").find((r) => r.value === value);
      if (name === "server" && radio) radio.checked = true;
      else odd.push(`${name} ${value}`);
    }
  }
  sayIgnored(odd);
}

// --- Sending -----------------------------------------------------------------

// Send the request to one framework, and return what came of it; a refusal has a `why`.
async function ask(framework, request) {
  try {
    const response = await fetch("send", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Token": data.token },
      body: JSON.stringify({ framework, server: server(), ...request }),
    });
    return { status: response.status, ...(await response.json()) };
  } catch {
    return { status: 0, why: "No answer from the local server. Is `make run-all` still running?" };
  }
}

async function send() {
  const request = asked();
  forget();
  if (!chosen().length) return refuse("", "Choose at least one framework.");
  keep(request);
  const names = chosen();
  $("outcome").hidden = false;
  $("groups").textContent = "Waiting for the answers …";
  $("question").replaceChildren();
  $("answers").replaceChildren(
    ...names.map((name) => make("article", { className: "answer" },
      make("h3", {}, titles.get(name)), make("p", {}, "waiting …"))));
  const columns = [...$("answers").children];
  const answers = await Promise.all(names.map(async (name, i) => {
    const answer = { name, title: titles.get(name), ...(await ask(name, request)) };
    fillColumn(columns[i], answer);
    return answer;
  }));
  const refused = answers.find((answer) => [0, 400, 403, 413, 421].includes(answer.status));
  if (refused) {
    $("outcome").hidden = true;
    refuse(refused.field, refused.why);
    return;
  }
  compare(columns, answers);
}

// --- The answers -------------------------------------------------------------

// Fill the column of one framework.
function fillColumn(column, answer) {
  const parts = [make("h3", {}, answer.title)];
  if (answer.why) parts.push(make("p", { className: "problem" }, answer.why));
  else {
    parts.push(make("p", { className: "answer" }, answer.answer));
    if (answer.ended) parts.push(make("p", { className: "problem" }, answer.ended));
    const shown = answer.raw.replace(/\n$/, "").split("\n");
    if (answer.raw) {
      parts.push(make("pre", { className: "wrap raw" }, make("code", {},
        ...shown.map((line, i) => {
          const span = make("span", { className: "line" }, line, "\n");
          span.dataset.means = answer.means[i];
          return span;
        }))));
    }
    if (answer.curl) {
      parts.push(make("details", {}, make("summary", {}, "The same with curl"),
        make("pre", { className: "wrap" }, make("code", {}, answer.curl))));
    }
  }
  column.replaceChildren(...parts);
}

// Mark the lines that not all answers say, and say who agrees.
function compare(columns, answers) {
  markLines(all("#answers .raw"));
  const groups = new Map();
  for (const answer of answers) {
    const text = answer.why ?? answer.answer;
    groups.set(text, [...(groups.get(text) ?? []), answer]);
  }
  const sorted = [...groups].sort((one, other) => other[1].length - one[1].length);
  const letter = (i) => {
    const made = make("span", { className: "group" }, sorted.length > 1 ? String.fromCharCode(65 + i) : "=");
    made.dataset.letter = made.textContent;
    return made;
  };
  $("groups").replaceChildren(
    make("p", {}, sorted.length > 1 ? `${sorted.length} answers:` : "All agree:"),
    make("ul", {}, ...sorted.map(([text, members], i) => make("li", {}, letter(i), " ",
      make("strong", {}, members.map((answer) => answer.title).join(", ")), `: ${text}`))));
  answers.forEach((answer, i) => {
    const at = sorted.findIndex(([, members]) => members.includes(answer));
    columns[i].querySelector(".answer, .problem").prepend(letter(at), " ");
  });
  explain(answers.find((answer) => answer.question)?.question);
  $("outcome").scrollIntoView();
}

// Link to the question that the request is, with its why.
function explain(question) {
  if (!question) return;
  const parts = [make("p", {}, "This is a question of the table: ", make("a", { href: question.page }, question.text))];
  if (question.why) {
    const sources = question.links.map(([url, name]) =>
      make("li", {}, make("a", { href: url }, name)));
    parts.push(make("details", { id: "why" }, make("summary", {}, "Why they differ"),
      make("p", {}, question.why), make("ul", { className: "links" }, ...sources)));
  }
  $("question").replaceChildren(...parts);
}

// --- Start -------------------------------------------------------------------

$("example").addEventListener("change", () => choose($("example").value));
for (const name of FIELDS) {
  $(name).addEventListener("input", () => {
    $("example").value = "";
    $(`${name}-problem`).textContent = "";
    $(name).removeAttribute("aria-invalid");
  });
}
$("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (sending) return;
  sending = true;
  await send().finally(() => { sending = false; });
});
$("form").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.ctrlKey) return;
  event.preventDefault();
  $("form").requestSubmit();
});
for (const box of boxes) box.addEventListener("change", keepInLinks);
fill();
showHistory(past());
keepInLinks();
