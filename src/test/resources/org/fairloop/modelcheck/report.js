// The views of the report, and the graphs of small worlds. Without this script everything is shown at once.
"use strict";
(() => {
  const views = [...document.querySelectorAll(".view")];
  const title = document.title;

  // Which view is shown is said by the address, so that links and the back button work.
  function show(moved) {
    const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const view = wanted?.closest(".view") ?? document.getElementById("models");
    views.forEach(each => { each.hidden = each !== view; });
    const heading = view.querySelector("h1");
    document.title = view.id === "models" ? title : `${heading.textContent} – fairloop`;
    document.querySelectorAll(".top nav a").forEach(link => {
      const here = link.hash === `#${view.id}` || view.id.startsWith(link.hash.slice(1, -1) + "-");
      here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    });
    window.wakeLanes();
    view.querySelectorAll("[data-world]").forEach(body => body.wake());
    if (moved) {
      heading.focus({preventScroll: true});
    }
    if (view === wanted || !wanted) {
      window.scrollTo(0, 0);
    }
  }
  window.addEventListener("hashchange", () => show(true));

  // Small worlds: choose a state to see it, and what may happen in it.
  const worlds = JSON.parse(document.getElementById("worlds").textContent);
  document.querySelectorAll("[data-world]").forEach(body => {
    const world = worlds[body.dataset.world];
    const nodes = [...body.querySelectorAll(".state")];
    const panel = body.querySelector(".world-state");
    const choose = (number, focus) => {
      nodes.forEach(node => node.setAttribute("aria-pressed", String(Number(node.dataset.state) === number)));
      panel.replaceChildren();
      const heading = panel.appendChild(document.createElement("strong"));
      heading.textContent = `State ${number}`;
      const table = panel.appendChild(document.createElement("table"));
      for (const [name, value] of Object.entries(world.states[number])) {
        const row = table.insertRow();
        const head = row.appendChild(document.createElement("th"));
        head.scope = "row";
        head.textContent = name;
        row.insertCell().textContent = typeof value === "object" ? JSON.stringify(value).replaceAll('"', "") : value;
      }
      const list = panel.appendChild(document.createElement("ul"));
      for (const step of world.transitions.filter(each => each.from === number)) {
        const button = list.appendChild(document.createElement("li")).appendChild(document.createElement("button"));
        button.type = "button";
        button.textContent = `${step.action} → ${step.to}`;
        button.addEventListener("click", () => choose(step.to, true));
      }
      centre(nodes[number]);
      if (focus) {
        nodes[number].focus({preventScroll: true});
      }
    };
    const box = body.querySelector(".world-scroll");
    const centre = node => {
      const here = node.getBoundingClientRect();
      const there = box.getBoundingClientRect();
      box.scrollBy(here.x - there.x - there.width / 2, here.y - there.y - there.height / 2);
    };
    const fit = body.parentElement.querySelector("[data-fit]");
    fit.addEventListener("change", () => body.querySelector(".world").classList.toggle("fit", fit.checked));
    body.wake = () => choose(Math.max(0, nodes.findIndex(node => node.getAttribute("aria-pressed") === "true")), false);
    nodes.forEach(node => {
      const number = Number(node.dataset.state);
      node.addEventListener("click", () => choose(number, false));
      node.addEventListener("keydown", event => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          choose(number, false);
        }
      });
    });
  });

  show(false);
  window.addEventListener("load", () => window.scrollTo(0, 0));
})();
