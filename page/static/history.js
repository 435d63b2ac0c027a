// The pictures that were painted in this browser, listed in its own storage.

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
    image.src = `jobs/${entry.token}/thumb.jpg`;
    image.alt = "";
    // What the server has deleted is listed no more.
    image.onerror = () => navigator.onLine && checkGone(entry.token);
    const words = [
      nst.say(`preset_${entry.preset}`),
      `${entry.width} x ${entry.height}`,
      new Date(entry.when).toLocaleString([], { dateStyle: "short", timeStyle: "short" }),
    ];
    if (!entry.preset) words.shift();
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

  async function checkGone(token) {
    const answer = await fetch(`jobs/${token}/thumb.jpg`).catch(() => null);
    if (answer?.status === 410) write(read().filter((each) => each.token !== token));
  }

  function forget(tokens) {
    write(read().filter((entry) => !tokens.includes(entry.token)));
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
  nst.history.add = (view) => {
    if (read().some((entry) => entry.token === view.token)) return;
    const { token, preset, width, height } = view;
    write([{ token, preset, width, height, when: Date.now() }, ...read()]);
  };
  draw();
};
nst.history.add = () => {}; // until the list is there
