// The pictures that are or were painted in this browser, listed in its own storage.

nst.history = (element, trigger) => {
  const list = element.querySelector("ul");
  const read = () => JSON.parse(localStorage.getItem("nst-history") ?? "[]");
  const write = (entries) => {
    localStorage.setItem("nst-history", JSON.stringify(entries.slice(0, 60)));
    draw();
  };
  nst.translate(element);

  function card(entry) {
    const item = document.createElement("li");
    const open = item.appendChild(document.createElement("button"));
    const image = open.appendChild(new Image());
    image.loading = "lazy";
    const file = `jobs/${entry.token}/${entry.isOver ? "thumb" : "preview"}.jpg`;
    image.src = file;
    image.alt = "";
    // What the server has deleted is listed no more.
    image.onerror = () => navigator.onLine && checkGone(entry.token, file);
    const size = entry.width ? `${entry.width} x ${entry.height}` : "";
    const words = [
      entry.preset ? nst.say(`preset_${entry.preset}`) : "",
      entry.isOver ? size : nst.say("unfinished"),
      new Date(entry.when).toLocaleString([], { dateStyle: "short", timeStyle: "short" }),
    ].filter(Boolean);
    open.appendChild(document.createElement("span")).textContent = words.join(", ");
    open.addEventListener("click", () => {
      nst.token(entry.token);
      trigger("open");
    });
    const remove = item.appendChild(document.createElement("button"));
    remove.className = "remove";
    remove.textContent = "\u00d7";
    remove.title = nst.say("remove");
    remove.setAttribute("aria-label", `${remove.title}: ${words.join(", ")}`);
    remove.addEventListener("click", () => forget([entry.token]));
    return item;
  }

  async function checkGone(token, file) {
    const answer = await fetch(file).catch(() => null);
    if (answer?.status === 410) forgetHere([token]);
  }

  function forgetHere(tokens) {
    write(read().filter((entry) => !tokens.includes(entry.token)));
  }

  function forget(tokens) {
    forgetHere(tokens);
    trigger("remove", { tokens });
  }

  function draw() {
    const entries = read();
    list.replaceChildren(...entries.map(card));
    element.querySelector(".empty").hidden = entries.length > 0;
    element.querySelector(".all").hidden = entries.length < 2;
  }

  element.querySelector(".all").addEventListener("click", () => {
    if (confirm(nst.say("remove_all_sure"))) {
      forget(read().map((entry) => entry.token));
    }
  });
  // Adds a job when it is first seen, and changes what is told of it at its end.
  nst.history.add = (view) => {
    const { token, preset, width, height, is_over: isOver } = view;
    const entries = read();
    const known = entries.find((entry) => entry.token === token);
    if (known ? known.isOver === isOver : isOver && !view.has_result) return;
    if (isOver && !view.has_result) return forgetHere([token]);
    const entry = { token, preset, width, height, isOver, when: Date.now() };
    write([entry, ...entries.filter((each) => each !== known)]);
  };
  draw();
};
nst.history.add = () => {}; // until the list is there
