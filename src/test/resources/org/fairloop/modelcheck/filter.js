// The filter of a table: words and kinds select what of it is shown.
"use strict";
(() => {
  const form = document.querySelector(".filter");
  const table = document.querySelector(form.dataset.of);
  const input = document.getElementById("filter");
  const rows = [...table.querySelectorAll("[data-kind]")];
  const texts = new Map(rows.map(row => [row, row.textContent.toLowerCase()]));
  function filter() {
    const words = input.value.toLowerCase().split(/\s+/).filter(word => word);
    const kind = form.elements.kind.value;
    let shown = 0;
    for (const row of rows) {
      const isOfKind = kind === "" || (kind === "wrong" ? "wrong" in row.dataset : row.dataset.kind === kind);
      row.hidden = !isOfKind || !words.every(word => texts.get(row).includes(word));
      shown += row.hidden ? 0 : 1;
    }
    table.querySelectorAll("tbody:not([data-kind])").forEach(group => {
      group.hidden = !group.querySelector("[data-kind]:not([hidden])");
    });
    document.getElementById("shown").textContent = shown === rows.length ? "" : `${shown} of ${rows.length} shown`;
  }
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !event.target.closest("input") && !form.closest("[hidden]")) {
      event.preventDefault();
      input.focus();
    }
  });
})();
