// The stage: canvas, where the painting is, the buttons, and what is there afterwards.
// Shows what the server says of a job (`seen` in showing.py) and asks it by events.

nst.stage = (element, trigger, props, watch) => {
  const find = (selector) => element.querySelector(selector);
  const button = (name) => find(`button[data-do="${name}"]`);
  const canvas = nst.canvas(find(".canvas"));
  const afterwards = nst.afterwards(element, canvas, follow);
  let view = { token: "", state: "none" };
  let isBringing = false;
  let heardAt = 0;
  nst.translate(element);

  function say(sentence, note = "") {
    find(".sentence").textContent = sentence;
    find(".note").textContent = note;
    const now = Date.now();
    if (now - heardAt > 5000 || view.is_over || note) {
      heardAt = now; // twice a second would be too much to listen to
      find(".heard").textContent = `${sentence} ${note}`;
    }
  }

  function sentence() {
    const time = nst.duration;
    const values = { ...view, time: time(view.seconds ?? 0) };
    switch (view.state) {
      case "queued":
        if (view.is_finishing) return nst.say("finishing");
        if (!view.is_ready) return nst.say("getting_ready");
        if (view.wait_s < 1) return nst.say("next");
        return nst.say("waiting", { ...view, time: time(view.wait_s) });
      case "painting":
        if (!view.scales) return nst.say("looking");
        if (view.cell) {
          const [number, cells, label] = view.cell;
          const left = time(view.seconds_left);
          return nst.say("sheet_at", { number, cells, label, time: left });
        }
        return nst.say("painting_at", { ...view, time: time(view.seconds_left) });
      case "paused":
        return nst.say("paused_at", values);
      case "stopped":
        return nst.say(view.has_result ? "stopped_at" : "stopped_early", values);
      case "done":
        return nst.say(view.seconds ? "finished" : "finished_once", values);
      default:
        return nst.say("failed");
    }
  }

  function setButtons() {
    const isGoing = isBringing || !(view.is_over || view.state === "none");
    const isPaused = view.state === "paused";
    button("paint").disabled = isGoing;
    button("pause").disabled = isBringing || !isGoing;
    button("stop").disabled = isBringing || !isGoing;
    button("pause").textContent = nst.say(isPaused ? "continue" : "pause");
    nst.sheets.show(isGoing);
    // On a phone the canvas comes first as soon as there is something to see on it.
    const room = document.querySelector("#room");
    if ((isGoing || view.has_result) && !room.classList.contains("has-job")) {
      room.classList.add("has-job");
      if (matchMedia("(max-width: 700px)").matches) {
        requestAnimationFrame(() => element.scrollIntoView());
      }
    }
  }

  function show() {
    find("progress").value = view.share;
    say(sentence(), view.note);
    find(".network").textContent = view.network ?? "";
    if (view.picture) canvas.show(view.picture);
    const pulls = document.querySelector("#pulls ul");
    if (view.is_sheet) pulls.replaceChildren(); // its numbers are one cell's
    else if (view.costs) nst.pulls(pulls, view);
    afterwards.show(view);
    setButtons();
    if (view.picture || view.is_over) nst.history.add(view);
  }

  // Nothing came of a wish; what was there before is still there.
  function giveUp() {
    isBringing = false;
    if (view.is_over) show();
    setButtons();
  }

  // Every value has a number of its own, so that an equal one is heard of too.
  watch("value", () => {
    const value = props.value;
    if (!value) return;
    if (value.refused) {
      giveUp();
      say(value.refused);
      if (value.is_gone) nst.forgetToken();
    } else if (value.token === nst.token()) {
      isBringing = false;
      view = value;
      show();
    }
  });

  function bring(event, data) {
    if (isBringing) return;
    isBringing = true;
    say(nst.say("bringing"));
    find("progress").value = 0;
    afterwards.hide();
    setButtons();
    trigger(event, data);
  }

  function follow(kind, moment) {
    bring("follow", { kind, token: view.token, moment });
  }

  const deeds = {
    paint() {
      const photo = document.querySelector("#content img");
      if (photo) canvas.show(photo.src);
      bring("paint");
    },
    pause: () => trigger("pause"),
    stop() {
      button("stop").disabled = true;
      say(nst.say("stopping"));
      trigger("stop");
    },
    more: () => follow("more"),
    larger: () => follow("larger"),
    again: () => follow("again", afterwards.moment()),
    full() {
      if (document.fullscreenElement) document.exitFullscreen();
      else find(".canvas").requestFullscreen();
    },
  };
  element.addEventListener("click", (event) => {
    const name = event.target.closest("button[data-do]")?.dataset.do;
    if (name in deeds) deeds[name]();
  });

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return; // the keys are the dialog's
    const isOnControl = event.target.closest("input, textarea, select, button, a");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      button("paint").click(); // a disabled button does nothing
    } else if (event.key === "Escape" && !document.fullscreenElement) {
      if (!document.querySelector("[role=listbox]")) button("stop").click();
    } else if (event.key === " " && !isOnControl) {
      event.preventDefault();
      afterwards.toggleCompare();
    }
  });

  Object.assign(nst.stage, {
    say,
    sheet(wish) {
      if (!button("paint").disabled) bring("sheet", { wish });
    },
    // The controls have changed, and act on the running picture.
    steer: nst.soon(150, () => trigger("steer")),
    // The photo is on the canvas from the first moment.
    photo(file) {
      if (view.state !== "none" || isBringing) return;
      if (file?.url) canvas.show(file.url);
    },
    // Both pictures are fit, and what they will take is known.
    ready() {
      if (view.state === "none" && !isBringing) say(nst.say("ready"));
    },
    // The picture that is looked at from now on; nothing is known of it yet.
    look(token) {
      if (token === view.token) return;
      view = { token, state: "none" };
      afterwards.hide();
      find("progress").value = 0;
    },
    // The server could not be asked; what was on its way may come again.
    unlock: giveUp,
    lost() {
      say(nst.say("offline"));
      setTimeout(() => trigger("look"), 2000);
    },
  });
  say(nst.say("idle"));
  setButtons();
};
