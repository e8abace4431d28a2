// Steps through the lanes of a page. Each figure carries its states: the first whole, of the others what changed.
"use strict";
(() => {
  const figures = new Map();

  class Figure {
    constructor(element) {
      this.element = element;
      const data = JSON.parse(element.querySelector(".lanes-data").textContent);
      this.states = [data.initial];
      data.changes.forEach(changes => this.states.push(Object.assign({}, this.states.at(-1), changes)));
      this.threads = data.threads;
      this.backTo = data.backTo;
      this.rows = [...element.querySelectorAll("tbody tr[data-step]")];
      this.now = element.querySelector(".lanes-now");
      this.panel = element.querySelector(".lanes-state");
      this.all = element.querySelector("[data-all]");
      element.querySelector(".lanes-controls").hidden = false;
      this.panel.hidden = false;
      element.querySelector(".lanes-body").classList.add("stepping");
      element.querySelectorAll("[data-go]").forEach(button =>
        button.addEventListener("click", () => this.go(button.dataset.go)));
      this.all.addEventListener("change", () => this.showState());
      this.rows.forEach((row, i) => row.addEventListener("click", () => this.show(i)));
      this.at = -1;
      this.show(0, true);
    }

    go(where) {
      const last = this.rows.length - 1;
      const loops = this.backTo !== null && this.backTo < last;
      const on = this.at < last ? this.at + 1 : loops ? this.backTo : last;
      this.show({first: 0, back: Math.max(0, this.at - 1), on, last}[where], false, where === "on" && this.at === last && loops);
    }

    show(step, quiet, again) {
      this.before = again ? this.states.at(-1) : this.states[Math.max(0, step - 1)];
      this.at = step;
      this.rows.forEach((row, i) => i === step ? row.setAttribute("aria-current", "step") : row.removeAttribute("aria-current"));
      const row = this.rows[step];
      const actor = [...row.querySelectorAll("td.lane")].findIndex(cell => cell.querySelector("b"));
      const action = actor < 0 ? "" : row.querySelectorAll("td.lane")[actor].querySelector("b").textContent;
      const changed = this.changed().map(name => `${name} = ${this.states[step][name]}`).join(", ");
      this.now.textContent = step === 0 && !again
        ? `At first; ${this.rows.length - 1} ${this.rows.length === 2 ? "step follows" : "steps follow"}.`
        : again ? `Back to the state ${step === 0 ? "at first" : "after step " + step}, and so on for ever.`
        : `Step ${step} of ${this.rows.length - 1}: ${this.threads[actor] === "-" ? "" : this.threads[actor] + " "}${action}${changed ? "; " + changed : ""}`;
      if (!quiet) {
        row.scrollIntoView({block: "nearest"});
      }
      this.showState();
    }

    changed() {
      const state = this.states[this.at];
      return Object.keys(state).filter(name => state[name] !== this.before[name]);
    }

    // Functions of the threads as one table, the rest as another.
    showState() {
      const state = this.states[this.at];
      const changed = new Set(this.changed());
      const whole = this.all.checked || this.at === 0;
      const wanted = Object.keys(state).filter(name => whole || changed.has(name));
      const ofThreads = new Map();
      const others = [];
      for (const name of wanted) {
        const parts = /^(\w+)\[(.*)\]$/.exec(name);
        if (parts && this.threads.includes(parts[2])) {
          ofThreads.set(parts[1], true);
        } else {
          others.push(name);
        }
      }
      const panel = this.panel;
      panel.replaceChildren();
      const title = document.createElement("h4");
      title.textContent = (whole ? "All variables" : "What changed") + (this.at === 0 ? " at first" : ` in step ${this.at}`);
      panel.append(title);
      if (wanted.length === 0) {
        const none = document.createElement("p");
        none.textContent = "Nothing.";
        panel.append(none);
      }
      const cell = (row, kind, text) => {
        const made = row.appendChild(document.createElement(kind));
        made.textContent = text;
        return made;
      };
      const value = (row, name) => {
        const made = cell(row, "td", state[name] ?? "");
        if (changed.has(name)) {
          made.className = "changed";
          if (this.before[name] !== undefined) {
            const old = document.createElement("del");
            old.textContent = `${this.before[name]} → `;
            made.prepend(old);
          }
        }
      };
      if (others.length > 0) {
        const table = panel.appendChild(document.createElement("table"));
        for (const name of others) {
          const row = table.insertRow();
          cell(row, "th", name).scope = "row";
          value(row, name);
        }
      }
      if (ofThreads.size > 0) {
        const threads = this.threads.filter(thread => thread !== "-");
        const table = panel.appendChild(document.createElement("table"));
        const head = table.createTHead().insertRow();
        cell(head, "td", "");
        threads.forEach(thread => cell(head, "th", thread).scope = "col");
        const body = table.createTBody();
        for (const base of ofThreads.keys()) {
          const row = body.insertRow();
          cell(row, "th", base).scope = "row";
          threads.forEach(thread => value(row, `${base}[${thread}]`));
        }
      }
    }
  }

  // Figures wake up when they are first seen, so that a page with many opens fast.
  window.lanesOf = element => {
    if (!figures.has(element)) {
      figures.set(element, new Figure(element));
    }
    return figures.get(element);
  };

  const visible = () => [...document.querySelectorAll(".lanes")].find(element => element.offsetParent !== null);

  document.addEventListener("keydown", event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input:not([type=checkbox]), select, textarea")) {
      return;
    }
    const inside = event.target.closest(".lanes");
    const element = inside ?? visible();
    const sideways = {ArrowRight: "on", ArrowLeft: "back"}[event.key];
    const upright = {ArrowDown: "on", ArrowUp: "back", Home: "first", End: "last"}[event.key];
    const where = sideways ?? (inside ? upright : undefined);
    if (!element || !where || event.target.closest("svg")) {
      return;
    }
    event.preventDefault();
    window.lanesOf(element).go(where);
  });

  window.wakeLanes = () => document.querySelectorAll(".lanes").forEach(element => {
    if (element.offsetParent !== null) {
      window.lanesOf(element);
    }
  });
  document.addEventListener("DOMContentLoaded", window.wakeLanes);
})();
