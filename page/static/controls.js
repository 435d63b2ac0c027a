// Controls that Gradio has none of: a slider whose steps are factors, and a few choices
// as one strip. `props.value` is what the server is sent.

nst.dial = (element, trigger, props, watch) => {
  const { low, high } = props; // the ends; left of the lowest step is 0
  const [number, slider] = element.querySelectorAll("input");
  const steps = 200;
  const toNumber = (step) =>
    step <= 0 ? 0 : Number((low * (high / low) ** (step / steps)).toPrecision(2));
  const toStep = (value) =>
    value < low ? 0 : (steps * Math.log(value / low)) / Math.log(high / low);

  function show() {
    slider.value = toStep(props.value);
    slider.setAttribute("aria-valuetext", props.value);
    if (document.activeElement !== number) number.value = props.value;
  }
  function take(value) {
    if (!Number.isFinite(value) || value < 0) return show();
    props.value = value;
    show();
    trigger("input");
  }
  slider.addEventListener("input", () => take(toNumber(Number(slider.value))));
  number.addEventListener("change", () => take(Number(number.value)));
  number.addEventListener("blur", show);
  watch("value", show);
  nst.translate(element);
  show();
};

// Style strength is the share of beta, each pull measured by the default's; the same
// path as nst_core.strength.
const [ALPHA, BETA] = [1, 10];
nst.pullsOf = (strength) => [
  Number((2 * ALPHA * (1 - strength)).toFixed(6)),
  Number((2 * BETA * strength).toFixed(6)),
];
nst.strengthOf = (alpha, beta) => {
  const [content, style] = [alpha / ALPHA, beta / BETA];
  return content + style ? Number((style / (content + style)).toFixed(2)) : 0.5;
};

// Paintings, their shares, and all masks: who comes after a gap moves up. Nothing is
// returned where there is no gap.
nst.closeGaps = (row) => {
  const [styles, shares, masks] = [row.slice(0, 4), row.slice(4, 8), row[8] ?? {}];
  const order = [0, 1, 2, 3];
  const kept = order.filter((at) => styles[at]);
  if (kept.every((from, to) => from === to)) return undefined;
  const moved = masks.photo ? { photo: masks.photo } : {};
  kept.forEach((from, to) => {
    const mask = masks[`mask${from + 1}`];
    if (mask) moved[`mask${to + 1}`] = mask;
  });
  const at = (list, empty) => order.map((to) => list[kept[to]] ?? empty);
  return [...at(styles, null), ...at(shares, 1), moved];
};

// The same in all that is sent: photo, paintings, masks, and somewhere the shares.
nst.gapless = (sent, share) => {
  const row = [...sent.slice(1, 5), ...sent.slice(share, share + 4), sent[5]];
  const closed = nst.closeGaps(row) ?? row;
  const [styles, shares, masks] = [closed.slice(0, 4), closed.slice(4, 8), closed[8]];
  const [before, after] = [sent.slice(6, share), sent.slice(share + 4)];
  return [sent[0], ...styles, masks, ...before, ...shares, ...after];
};

// Which of some named lists of numbers these are; none of them is "".
nst.nameOf = (table, values) =>
  Object.keys(table).find((name) => table[name].every((x, at) => x === values[at])) ?? "";

// A second painting is seen as soon as there is one, also of a picture that is found again.
nst.openMore = (styles) => {
  const hasMore = styles.slice(1).some(Boolean);
  if (hasMore && !nst.openMore.had) {
    document.querySelector("#more-styles > button:not(.open)")?.click();
  }
  nst.openMore.had = hasMore;
};

nst.strip = (element, trigger, props, watch) => {
  const show = () => {
    for (const radio of element.querySelectorAll("input")) {
      radio.checked = radio.value === props.value;
    }
    const about = element.querySelector(".about");
    if (!about.dataset.say) about.textContent = nst.say(`about_preset_${props.value || "own"}`);
  };
  // Not "change": who presses what is chosen already wants its values once more.
  element.addEventListener("click", (event) => {
    if (event.target.type !== "radio") return;
    props.value = event.target.value;
    show();
    trigger("input");
  });
  watch("value", show);
  nst.translate(element);
  show();
};

// What a run would take, or why it cannot be, with a button that mends it.
nst.forecast = (element, trigger, props, watch) => {
  const [line, cure] = element.querySelectorAll("p, button");
  watch("value", () => {
    const { trouble, seconds, gb, cure_size } = props.value || {};
    element.classList.toggle("trouble", Boolean(trouble));
    line.textContent =
      trouble ??
      (seconds
        ? nst.say("estimate", {
            time: nst.duration(seconds),
            memory: `${gb.toFixed(1)} GB`,
          })
        : "");
    if (seconds) nst.stage.ready();
    cure.hidden = !cure_size;
    if (cure_size) cure.textContent = nst.say("cure", { size: cure_size });
  });
  cure.addEventListener("click", () => trigger("cure"));
  nst.forecast.due = nst.soon(250, () => trigger("wanted"));
};
nst.forecast.due = () => {}; // until the part is there
