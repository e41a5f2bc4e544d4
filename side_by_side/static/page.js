"use strict";
// Everything can be read without this script. It adds what a reader chooses, and keeps it in
// the URL: which frameworks and in which order, the filters of the table, and guessing first.

const controls = document.getElementById("controls");
const notice = document.getElementById("notice");
const rows = [...document.querySelectorAll("#questions tbody tr")];
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const known = [...new Set(all("[data-framework]").map((one) => one.dataset.framework))];
const given = new URLSearchParams(location.search);
const ignored = [];
// What is shown where nothing is chosen: two on the pages on which one reads, else all.
const standard = document.body.dataset.standard?.split(",") ?? known;
let chosen = standard;
let ids = [];

// --- The URL ---

function readUrl() {
  // A page without columns has nothing to show by them.
  const asked = known.length ? (given.get("show") || "").split(",").filter(Boolean) : [];
  const found = [...new Set(asked.filter((name) => known.includes(name)))];
  asked.filter((name) => !known.includes(name)).forEach((name) => ignored.push(`framework ${name}`));
  if (found.length) chosen = found;
  else if (standard !== known) chosen = remembered() ?? standard;
  if (!controls) return;
  for (const box of all("[name=framework]", controls)) box.checked = chosen.includes(box.value);
  for (const [name, value] of given) {
    const field = controls.elements[name];
    if (name === "show") continue;
    if (name === "ids" && rows.length) {
      ids = value.split(",").filter((id) => rows.some((row) => row.id === id));
      value.split(",").filter((id) => !ids.includes(id)).forEach((id) => ignored.push(`question ${id}`));
    } else if (!field || name === "framework") ignored.push(`filter ${name}`);
    else if (field.type === "checkbox" && value === field.value) field.checked = true;
    else if (field.type === "search" || (field.options && [...field.options].some((one) => one.value === value))) field.value = value;
    else ignored.push(`${name} ${value}`);
  }
}

// The choice of the last visit, where the browser keeps it; null if there is none.
function remembered() {
  try {
    const kept = (localStorage.getItem("frameworks") || "").split(",").filter((name) => known.includes(name));
    return kept.length ? kept : null;
  } catch { return null; }
}

function remember() {
  if (standard === known) return;
  try { localStorage.setItem("frameworks", chosen.join()); } catch { /* it is in the URL */ }
}

function writeUrl() {
  const url = new URL(location.href);
  const show = chosen.join() === standard.join() ? "" : chosen.join();
  url.search = "";
  if (controls) {
    for (const [name, value] of new FormData(controls)) {
      if (value && name !== "framework") url.searchParams.set(name, value);
    }
  }
  if (ids.length) url.searchParams.set("ids", ids.join());
  if (show) url.searchParams.set("show", show);
  url.search = url.search.replaceAll("%2C", ",");
  if (url.href !== location.href) history.replaceState(null, "", url);
}

// Links to the other pages take the chosen frameworks along.
function keepInLinks() {
  for (const link of all("a[href]")) {
    const href = link.getAttribute("href");
    if (/^(#|[a-z]+:)/.test(href) || /^[a-z]+-[a-z]+\.html/.test(href)) continue;
    const [, path, query, hash] = /^([^?#]*)\??([^#]*)(#.*)?$/.exec(href);
    const wanted = new URLSearchParams(query);
    wanted.delete("show");
    if (chosen !== standard) wanted.set("show", chosen.join());
    const text = wanted.toString().replaceAll("%2C", ",");
    link.setAttribute("href", path + (text && `?${text}`) + (hash || ""));
  }
}

// --- Frameworks ---

function showFrameworks() {
  const order = [...chosen, ...known.filter((name) => !chosen.includes(name))];
  const parents = new Set(all("[data-framework]").map((one) => one.parentElement));
  for (const parent of parents) {
    const mine = Object.fromEntries([...parent.children].filter((one) => one.dataset.framework)
      .map((one) => [one.dataset.framework, one]));
    const now = Object.keys(mine);
    const next = order.filter((name) => mine[name]);
    if (now.join() !== next.join()) next.forEach((name) => parent.append(mine[name]));
    if (parent.classList.contains("chooser")) continue;
    next.forEach((name) => { mine[name].hidden = !chosen.includes(name); });
  }
  document.body.dataset.chosen = chosen.length;
  document.documentElement.classList.remove("first");
  all(".compare").forEach(markLines);
  keepInLinks();
}

// What a line says; "" if it says nothing about the answer, as Date.
function means(line) { return line.dataset.means ?? line.textContent.trimEnd(); }

// A line is marked if not all responses that can be seen say it.
function markLines(group) {
  for (const at of all("pre.raw", group.firstElementChild).keys()) {
    const seen = [...group.children].filter((one) => !one.hidden)
      .map((one) => all("pre.raw", one)[at]).filter(Boolean).map((pre) => all(".line", pre));
    const said = seen.map((lines) => new Set(lines.map(means)));
    for (const line of seen.flat()) {
      const text = line.textContent.trimEnd();
      const differs = means(line) !== "" && !said.every((one) => one.has(means(line)));
      if (differs === (line.firstElementChild !== null)) continue;
      const inside = differs ? document.createElement("mark") : null;
      if (inside) inside.textContent = text;
      line.replaceChildren(inside || text, "\n");
    }
  }
}

function choose(event) {
  const boxes = all("[name=framework]", controls);
  const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
  if (!ticked.length) {
    event.target.checked = true;
    return say("Keep at least one framework selected.");
  }
  chosen = ticked.join() === standard.join() ? standard : ticked;
  remember();
  showFrameworks();
}

function move(button) {
  const pick = button.parentElement;
  const before = pick.previousElementSibling;
  if (!before || !before.dataset.framework) return;
  before.before(pick);
  button.focus();
  choose();
  say(`${pick.textContent.replace("←", "").trim()} moved forward.`);
}

// --- Filters ---

function filter() {
  const want = Object.fromEntries(new FormData(controls));
  const scores = search(want.search);
  let count = 0;
  for (const row of rows) {
    const shows = ["topic", "level", "decided"].every((name) => !want[name] || row.dataset[name] === want[name])
      && (!ids.length || ids.includes(row.id))
      && (want.differs !== "all" || row.dataset.differs === "yes")
      && (want.differs !== "chosen" || groupsOf(row) > 1)
      && (!scores || scores.has(row));
    if (row.hidden === shows) row.hidden = !shows;
    count += shows;
  }
  document.getElementById("count").textContent = `${count} of ${rows.length} questions`;
  document.getElementById("questions").classList.toggle("guessing", want.guess === "1");
  if (want.guess) rows.forEach(offerGuess);
}

// As compare_tests/engine/search.py does: a word counts most in the question and its terms, less
// in the request and the answers, least in the why. The rows found stand in that order.
const COMMON = /^(an?|and|are|at|be|by|do|does|for|from|get|how|i|in|is|it|my|no|not|of|on|or|the|to|what|when|where|which|who|why|with|you)$/;
function search(text) {
  const typed = text.toLowerCase().match(/[^\s,:;!?()'"]+/g) || [];
  const telling = typed.filter((word) => !COMMON.test(word));
  const words = telling.length ? telling : typed;
  const scores = rows.map((row) => {
    const { searchTitle, searchAnswers, searchWhy } = row.dataset;
    const weights = words.map((word) => (searchTitle.includes(word) && 3)
      || (searchAnswers.includes(word) && 2) || (searchWhy.includes(word) && 1) || 0);
    const phrase = searchTitle.includes(text.toLowerCase().trim()) ? 3 : 0;
    return [row, weights.filter(Boolean).length, weights.reduce((sum, one) => sum + one, phrase)];
  });
  const most = Math.max(...scores.map(([, count]) => count));
  const best = scores.filter(([, count]) => words.length && most && count === most)
    .sort(([, , a], [, , b]) => b - a).map(([row]) => row);
  const body = rows[0].parentElement;
  const order = [...best, ...rows.filter((row) => !best.includes(row))];
  if (order.some((row, i) => row !== body.rows[i])) body.append(...order);
  return words.length ? new Set(best) : null;
}

function groupsOf(row) {
  const cells = [...row.children].filter((cell) => chosen.includes(cell.dataset.framework));
  return new Set(cells.map((cell) => cell.querySelector(".group").textContent)).size;
}

// --- Guess first ---

let right = 0;
let guessed = 0;
function offerGuess(row) {
  if (row.querySelector(".guess")) return;
  const box = document.createElement("span");
  box.className = "guess";
  box.setAttribute("role", "status");
  box.append("How many different answers? ");
  for (let number = 1; number <= known.length; number += 1) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = number;
    box.append(button, " ");
  }
  row.firstElementChild.append(box);
}

function reveal(button) {
  const row = button.closest("tr");
  const found = groupsOf(row);
  guessed += 1;
  right += Number(button.textContent) === found;
  row.classList.add("revealed");
  const verdict = Number(button.textContent) === found ? "Right" : `You guessed ${button.textContent}`;
  row.querySelector(".guess").textContent = `${verdict}: ${found}. So far ${right} of ${guessed}.`;
  row.querySelector("a").focus();
}

// --- All together ---

function say(text) { notice.textContent = text; }

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const column = target.closest("[data-framework]");
  if (column?.hidden) {
    chosen = [...chosen, column.dataset.framework];
    for (const box of all("[name=framework]")) box.checked = chosen.includes(box.value);
    showFrameworks();
    writeUrl();
  }
  all("details", target.closest(".question") || target).forEach((one) => { one.open = true; });
  target.scrollIntoView();
}

// The list of topics says which one is read.
const links = new Map(all(".topics a").map((link) => [link.getAttribute("href").slice(1), link]));
const watcher = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    const link = links.get(target.getAttribute("aria-labelledby"));
    if (isIntersecting) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }
}, { rootMargin: "-25% 0px -70% 0px" });
all("section.topic").forEach((one) => watcher.observe(one));

// Only what really scrolls is a stop for the keyboard.
function markScrolling() {
  for (const one of all("pre, .scroll:not(.tall)")) {
    if (one.scrollWidth > one.clientWidth) one.tabIndex = 0;
    else one.removeAttribute("tabindex");
  }
}

function update() {
  if (rows.length) filter();
  writeUrl();
}

readUrl();
if (chosen.join() !== known.join()) showFrameworks();
if (controls) {
  controls.hidden = false;
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("input", (event) => {
    say("");
    if (event.target.name === "framework") choose(event);
    update();
  });
  controls.addEventListener("reset", () => setTimeout(() => {
    ids = [];
    chosen = standard;
    remember();
    say("");
    showFrameworks();
    update();
  }));
  controls.addEventListener("click", (event) => {
    if (event.target.className === "move") { move(event.target); update(); }
  });
  update();
}
document.addEventListener("click", (event) => {
  if (event.target.closest(".guess button")) reveal(event.target);
});
if (ignored.length) say(`Ignored unknown options: ${ignored.join(", ")}.`);
else if (ids.length) say("Only the questions that the link names. “Show everything” brings back the others.");
openTarget();
addEventListener("hashchange", openTarget);
addEventListener("resize", markScrolling);
document.addEventListener("toggle", markScrolling, true);
markScrolling();
