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
