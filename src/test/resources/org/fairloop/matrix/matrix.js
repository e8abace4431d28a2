// What is behind a row or a cell of the kill matrix. Without this script all of it is shown.
"use strict";
(() => {
  const table = document.getElementById("matrix");
  const twins = [...table.querySelectorAll("tbody")];
  const said = document.getElementById("said");

  // Shows what is behind a row; with a cell, marks what is behind that, and says it.
  function open(twin, cell) {
    const why = twin.querySelector(".why");
    const entries = [...why.querySelectorAll("dl > div")];
    entries.forEach(entry => { delete entry.dataset.chosen; });
    twin.querySelectorAll("button").forEach(button => button.setAttribute("aria-expanded", "false"));
    twin.querySelector("th button").setAttribute("aria-expanded", "true");
    why.hidden = false;
    said.textContent = "";
    if (cell) {
      cell.setAttribute("aria-expanded", "true");
      const entry = entries[Number(cell.dataset.why)];
      entry.dataset.chosen = "";
      said.textContent = `${twin.querySelector("th button").textContent}, ${entry.textContent}`;
    }
  }
  function close(twin) {
    twin.querySelector(".why").hidden = true;
    twin.querySelectorAll("button").forEach(button => button.setAttribute("aria-expanded", "false"));
    said.textContent = "";
  }
  twins.forEach(twin => {
    close(twin);
    twin.querySelectorAll("button").forEach(button => {
      const isCell = "why" in button.dataset;
      button.tabIndex = isCell ? -1 : 0; // the arrow keys lead to the cells
      button.addEventListener("click", () =>
        button.getAttribute("aria-expanded") === "true" ? close(twin) : open(twin, isCell ? button : null));
    });
  });

  const MOVES = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
  table.addEventListener("keydown", event => {
    const move = MOVES[event.key];
    const button = event.target.closest("button");
    if (!move || !button || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    const shown = twins.filter(twin => !twin.hidden);
    const twin = shown[shown.indexOf(button.closest("tbody")) + move[0]];
    const column = [...button.closest("tbody").querySelectorAll("button")].indexOf(button) + move[1];
    twin?.querySelectorAll("button")[column]?.focus();
  });

  // A link to a twin opens it.
  function show() {
    const twin = twins.find(each => each.id === decodeURIComponent(location.hash.slice(1)));
    if (twin) {
      open(twin, null);
      twin.scrollIntoView();
    }
  }
  window.addEventListener("hashchange", show);
  show();
})();
