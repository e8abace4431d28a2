// The explorer's page: where it is, is the schedule in the address.
"use strict";
(() => {
  const here = () => decodeURIComponent(location.hash.slice(1));
  const go = schedule => {
    const hash = `#${encodeURIComponent(schedule)}`;
    hash === location.hash ? show() : (location.hash = hash);
  };
  const by = id => document.getElementById(id);
  let steps = [];

  // Whatever goes wrong is an error to be shown: the explorer has ended, or does not answer to this.
  async function ask(schedule) {
    try {
      const answer = await fetch(`place?schedule=${encodeURIComponent(schedule)}`);
      return await answer.json();
    } catch (error) {
      return {error: `The explorer does not answer: ${error.message}`};
    }
  }

  async function show() {
    const asked = here();
    const place = await ask(asked);
    if (asked !== here()) {
      return; // it has gone on meanwhile, and answers may overtake each other
    }
    by("said").textContent = place.error ?? "";
    if (place.error) {
      return;
    }
    steps = place.steps;
    by("schedule").value = place.text;
    by("save").href = `data:text/plain;charset=utf-8,${encodeURIComponent(place.text)}`;
    by("undo").disabled = by("again").disabled = steps.length === 0;
    by("lanes-here").innerHTML = place.lanes;
    window.lanesOf(by("lanes-here").querySelector(".lanes")).go("last");
    const enabled = by("enabled");
    const focused = document.activeElement?.closest("#enabled") !== null;
    enabled.replaceChildren();
    for (const [thread, actions] of Object.entries(place.enabled)) {
      const group = enabled.appendChild(document.createElement("div"));
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", thread === "" ? "by no thread" : thread);
      group.appendChild(document.createElement("h3")).textContent = thread === "" ? "–" : thread;
      for (const action of actions) {
        const button = group.appendChild(document.createElement("button"));
        button.type = "button";
        button.textContent = action;
        button.addEventListener("click", () => go([...steps, action].join(" ")));
      }
    }
    if (Object.keys(place.enabled).length === 0) {
      enabled.textContent = "Nothing: nobody can go on.";
    }
    if (focused) {
      enabled.querySelector("button")?.focus();
    }
    const broken = Object.entries(place.checks).filter(([, holds]) => !holds).map(([name]) => name);
    by("said").textContent = broken.length === 0 ? "" : `Broken: ${broken.join(", ")}`;
    by("checks").replaceChildren(...Object.entries(place.checks).map(([name, holds]) => {
      const item = document.createElement("li");
      item.textContent = name;
      item.className = holds ? "" : "broken";
      item.setAttribute("aria-label", `${name} ${holds ? "holds" : "is broken"}`);
      return item;
    }));
  }

  by("undo").addEventListener("click", () => go(steps.slice(0, -1).join(" ")));
  by("again").addEventListener("click", () => go(""));
  by("go").addEventListener("submit", event => {
    event.preventDefault();
    go(by("schedule").value.trim());
  });
  window.addEventListener("hashchange", show);
  show();
})();
