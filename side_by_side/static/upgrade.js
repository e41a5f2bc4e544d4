"use strict";
// The page shows the history of each answer. This script adds the choice of a product and of two of
// its releases, which is kept in the URL, and shows the questions whose answers differ between them.
{
  const form = document.getElementById("upgrade");
  const { product, from, to } = form.elements;
  const given = new URLSearchParams(location.search);
  const unknown = [];

  const section = () => document.getElementById(product.value);
  const releases = () => all("[data-release]", section());

  // Take a name from the URL; one that is not among the options is said.
  function take(select, name, standard) {
    const names = [...select.options].map((option) => option.value);
    if (name && !names.includes(name)) unknown.push(name);
    select.value = names.includes(name) ? name : standard;
  }

  function offerReleases(first, last) {
    const items = releases();
    for (const select of [from, to]) {
      select.replaceChildren(...items.map((item) => new Option(item.dataset.release.replace("-", " "), item.dataset.release)));
    }
    const pinned = items.find((item) => "pinned" in item.dataset);
    take(from, first, items[0].dataset.release);
    take(to, last, (pinned || items.at(-1)).dataset.release);
  }

  function show() {
    const order = releases().map((item) => item.dataset.release);
    const ends = [from, to].map((select) => order.indexOf(select.value)).sort((a, b) => a - b);
    const changed = new Set();
    for (const one of all(".product")) one.classList.toggle("now", one === section());
    for (const question of all(".question", section())) {
      const runs = all("[data-since]", question);
      const [first, last] = ends.map((end) => runs.findLastIndex((run) => order.indexOf(run.dataset.since) <= end));
      // What has come and gone on the way is no difference.
      const [before, after] = [first, last].map((index) => runs[index]?.querySelector("dd").textContent);
      question.hidden = before === after;
      runs.forEach((run, index) => { run.hidden = index < first || index > last; });
      if (!question.hidden) changed.add(question.querySelector("a").href);
    }
    form.querySelector("output").textContent = `${changed.size || "None"} of ${section().dataset.asked} questions changed.`;
  }

  function keepInUrl() {
    const url = new URL(location.href);
    url.search = new URLSearchParams(new FormData(form));
    url.hash = "";
    history.replaceState(null, "", url);
  }

  function open(name, first, last) {
    take(product, name, product.value);
    offerReleases(first, last);
    show();
  }

  open(given.get("product") || location.hash.slice(1), given.get("from"), given.get("to"));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target === product) offerReleases();
    show();
    keepInUrl();
  });
  addEventListener("hashchange", () => open(location.hash.slice(1)));
  sayIgnored(unknown);
}
