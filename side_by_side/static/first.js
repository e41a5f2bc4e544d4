"use strict";
// Before anything is drawn: who comes for the first time sees two frameworks, and not all. The style
// sheet hides the others until page.js has read what is chosen.
// What needs scripts is shown only where they run.
{
  document.documentElement.classList.add("scripts");
  let kept = null;
  try { kept = localStorage.getItem("frameworks"); } catch { /* a browser that keeps nothing */ }
  if (!kept && !location.search.includes("show=")) document.documentElement.classList.add("first");
}
