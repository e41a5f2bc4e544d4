"use strict";
// Everything can be read without this script. It adds what a reader chooses, and keeps it in
// the URL: which frameworks and in which order, and the filters of the questions. What a filter
// finds stands in one list; without a filter the questions lie in their topics, which fold.

const controls = document.getElementById("controls");
const rows = all(".row").sort((one, other) => one.dataset.at - other.dataset.at);
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
  tick();
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

function tick() {
  for (const box of all("[name=framework]")) box.checked = chosen.includes(box.value);
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
  all(".compare").forEach(markResponses);
  keepInLinks();
}

// Of each question the responses that can be seen are compared, one by one.
function markResponses(group) {
  const shown = [...group.children].filter((one) => !one.hidden).map((one) => all("pre.raw", one));
  for (const at of all("pre.raw", group.firstElementChild).keys()) markLines(shown.map((one) => one[at]).filter(Boolean));
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
  controls.dispatchEvent(new Event("input"));
  say(`${pick.textContent.replace("←", "").trim()} moved forward.`);
}

// By the pointer: what is dragged takes the place of the one it comes to.
let dragged = null;
function drag(event) {
  const pick = event.target.closest(".pick");
  if (event.type === "dragstart") dragged = pick;
  if (!dragged || !pick) return;
  if (event.type === "dragover") event.preventDefault();
  if (event.type === "dragenter" && pick !== dragged) {
    const isBehind = dragged.compareDocumentPosition(pick) & Node.DOCUMENT_POSITION_FOLLOWING;
    pick[isBehind ? "after" : "before"](dragged);
  }
  if (event.type === "dragend") {
    dragged = null;
    controls.dispatchEvent(new Event("input"));
  }
}

// --- Filters ---

const homes = new Map(all(".rows").map((home) => [home, [...home.children]]));
function filter() {
  const want = Object.fromEntries(new FormData(controls));
  const names = ["topic", "level", "decided"];
  const filtered = ids.length || [...names, "differs", "search"].some((name) => want[name].trim());
  const shown = !filtered ? [] : search(want.search).filter((row) =>
    names.every((name) => !want[name] || row.dataset[name] === want[name])
    && (!ids.length || ids.includes(row.id))
    && (want.differs !== "all" || "differs" in row.dataset)
    && (want.differs !== "chosen" || groupsOf(row) > 1));
  homes.set(document.getElementById("found"), shown);
  for (const [home, members] of homes) {
    const stay = members.filter((row) => members === shown || !shown.includes(row));
    if (stay.length !== home.children.length || stay.some((row, i) => row !== home.children[i])) {
      home.replaceChildren(...stay);
    }
  }
  all(".fold").forEach((fold) => { fold.hidden = filtered; });
  document.getElementById("count").textContent = filtered ? `${shown.length} of ${rows.length} questions` : "";
}

// As compare_tests/engine/search.py does: a word counts most in the id, then in the question and its terms, less
// in the request and the answers, least in the why. The rows found stand in that order.
const COMMON = /^(an?|and|are|at|be|by|do|does|for|from|get|how|i|in|is|it|my|no|not|of|on|or|the|to|what|when|where|which|who|why|with|you)$/;
let texts;
function search(text) {
  const typed = text.toLowerCase().match(/[^\s,:;!?()'"]+/g) || [];
  if (!typed.length) return rows;
  const telling = typed.filter((word) => !COMMON.test(word));
  const words = telling.length ? telling : typed;
  const read = (row, selector) => all(selector, row).map((one) => one.textContent).join(" ").toLowerCase();
  texts ??= rows.map((row) => [row.id, `${row.id} ${read(row, ".ask")} ${row.dataset.terms.toLowerCase()}`,
    read(row, ".last, .groups .answer, .groups .server"), read(row, ".why")]);
  const scores = rows.map((row, i) => {
    const weights = words.map((word) => (4 - texts[i].findIndex((one) => one.includes(word))) % 5);
    const phrase = texts[i][1].includes(text.toLowerCase().trim()) ? 3 : 0;
    return [row, weights.filter(Boolean).length, weights.reduce((sum, one) => sum + one, phrase)];
  });
  const most = Math.max(...scores.map(([, count]) => count));
  return scores.filter(([, count]) => most && count === most)
    .sort(([, , a], [, , b]) => b - a).map(([row]) => row);
}

function groupsOf(row) {
  const cells = all("[data-letter][data-framework]", row);
  return new Set(cells.filter((one) => !one.hidden).map((one) => one.dataset.letter)).size;
}

// An opened row shows the lines that its links lead to.
function showLines(row) {
  for (const link of all("a.lines", row)) {
    link.replaceWith(...document.getElementById(link.hash.slice(1)).cloneNode(true).childNodes);
  }
}

// --- Lines to copy ---

for (const lines of all("pre.copy")) {
  lines.append(make("button", { type: "button", ariaLive: "polite" }, "Copy"));
}

function copy(button) {
  navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent)
    .then(() => { button.textContent = "Copied"; }, () => { button.textContent = "This browser does not copy"; });
}

// --- All together ---

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const column = target.closest("[data-framework]");
  if (column?.hidden) {
    chosen = [...chosen, column.dataset.framework];
    tick();
    showFrameworks();
    writeUrl();
  }
  all("details", target.closest(".question") || target).forEach((one) => { one.open = true; });
  if (target.matches(".row")) showLines(target);
  for (let one = target; one; one = one.parentElement) if (one.localName === "details") one.open = true;
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
  for (const one of all("pre, .scroll")) {
    if (one.scrollWidth > one.clientWidth) one.tabIndex = 0;
    else one.removeAttribute("tabindex");
  }
}

function update() {
  if (rows.length) filter();
  writeUrl();
}

readUrl();
all("#filters select").forEach((one) => { if (one.value) one.closest("details").open = true; });
if (chosen.join() !== known.join()) showFrameworks();
if (controls) {
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("input", (event) => {
    if (event.isTrusted) say("");
    if (event.target.name === "framework" || event.target === controls) choose(event);
    update();
  });
  controls.addEventListener("reset", () => setTimeout(() => {
    ids = [];
    chosen = standard;
    say("");
    showFrameworks();
    update();
  }));
  controls.addEventListener("click", (event) => {
    if (event.target.className === "move") move(event.target);
  });
  for (const type of ["dragstart", "dragenter", "dragover", "dragend"]) controls.addEventListener(type, drag);
  update();
}
document.getElementById("unfold")?.addEventListener("click", () => {
  all(".fold, .more").forEach((one) => { one.open = true; });
});
if (!sayIgnored(ignored) && ids.length) say("Only the questions that the link names. “Clear” brings back the others.");
openTarget();
addEventListener("hashchange", openTarget);
addEventListener("resize", markScrolling);
document.addEventListener("toggle", markScrolling, true);
document.addEventListener("click", (event) => {
  const row = event.target.closest(".row > summary")?.parentElement;
  if (row) showLines(row);
  if (event.target.matches(".copy > button")) copy(event.target);
});
markScrolling();
