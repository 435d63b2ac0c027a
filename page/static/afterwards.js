// What can be done with a picture that is finished: compare, its past, its colours.

nst.afterwards = (element, canvas, follow) => {
  const find = (selector) => element.querySelector(selector);
  const panel = find(".after");
  const scrubber = find(".scrubber");
  let view = {};
  let mode = "picture";
  let colors = "painting";
  let moments = []; // iterations of which there is a picture
  let course = []; // [iteration, total, content, style]
  let timer = 0;

  const file = (name) => `jobs/${view.token}/${name}`;
  const resultName = () => (colors === "photo" ? "photo-colors.png" : "result.png");
  const result = () => file(resultName());
  const fetched = async (name) => {
    const answer = await fetch(file(name)).catch(() => null); // the line is cut
    return answer?.ok ? answer.json() : [];
  };

  function setMode(next) {
    mode = next;
    clearInterval(timer);
    timer = 0;
    for (const each of element.querySelectorAll("[data-mode]")) {
      each.setAttribute("aria-pressed", each.dataset.mode === mode);
    }
    find(".lapse").hidden = mode !== "lapse";
    canvas.compare(mode === "compare" ? file("photo.jpg") : "");
    if (mode === "lapse") scrub();
    else if (view.has_result) canvas.show(result());
  }

  function scrub() {
    const at = Number(scrubber.value);
    const isEnd = at >= moments.length;
    canvas.show(isEnd ? result() : file(`frames/${moments[at]}.jpg`));
    const iteration = isEnd ? view.iteration : moments[at];
    find(".moment").textContent = nst.say("moment", { iteration });
    scrubber.setAttribute("aria-valuetext", find(".moment").textContent);
  }

  function play() {
    if (timer) return setMode("lapse");
    if (Number(scrubber.value) >= moments.length) scrubber.value = 0;
    timer = setInterval(() => {
      scrubber.value = Number(scrubber.value) + 1;
      scrub();
      if (Number(scrubber.value) >= moments.length) setMode("lapse");
    }, 120);
  }

  async function prepare() {
    const token = view.token;
    const [past, costs] = await Promise.all([
      fetched("moments.json"),
      fetched("costs.json"),
    ]);
    if (token !== view.token) return;
    moments = past;
    for (const at of moments) new Image().src = file(`frames/${at}.jpg`);
    scrubber.max = moments.length;
    scrubber.value = moments.length;
    if (costs.length > course.length) course = costs;
    if (!view.is_sheet) nst.curves(find(".curves"), course);
    for (const link of element.querySelectorAll("a[data-file]")) {
      const name = link.dataset.file;
      link.href = file(name);
      link.download = name;
      link.hidden = !view.files.includes(name);
    }
    find(".colors").hidden = !view.files.includes("photo-colors.png");
    const isCompared = view.files.includes("photo.jpg") && !view.is_sheet;
    find('[data-mode="compare"]').hidden = !isCompared;
    for (const name of ["more", "larger", "again", "from_frame"]) {
      find(`[data-do="${name}"]`).hidden = view.is_sheet; // it is not one painting
    }
  }

  function setColors(next) {
    colors = next;
    for (const each of element.querySelectorAll("[data-colors]")) {
      each.setAttribute("aria-pressed", each.dataset.colors === colors);
    }
    const download = find("a.download");
    download.href = result();
    download.download = resultName();
    if (mode !== "lapse") canvas.show(result());
  }

  panel.addEventListener("click", (event) => {
    const { mode: next, colors: palette, do: name } =
      event.target.closest("button")?.dataset ?? {};
    if (next) setMode(next);
    if (palette) setColors(palette);
    if (name === "play") play();
    if (name === "from_frame") follow("again", self.moment());
  });
  scrubber.addEventListener("input", () => {
    clearInterval(timer);
    timer = 0;
    scrub();
  });

  const self = {
    show(next) {
      const isNew = next.token !== view.token;
      const hasJustEnded = next.has_result && (isNew || !view.has_result);
      if (isNew) [course, colors] = [[], "painting"];
      view = next;
      if (view.costs && !view.is_sheet && course.at(-1)?.[0] !== view.iteration) {
        const { total, content, style } = view.costs;
        course.push([view.iteration, total, content, style]);
        nst.curves(find(".curves"), course);
      }
      if (!hasJustEnded) return;
      panel.hidden = false;
      setMode("picture");
      setColors("painting");
      prepare();
    },
    hide() {
      panel.hidden = find(".curves").hidden = true;
      canvas.compare("");
      clearInterval(timer);
      view = {};
    },
    // The iteration of the moment that is looked at; nothing at the end.
    moment: () => (mode === "lapse" ? moments[Number(scrubber.value)] : undefined),
    toggleCompare() {
      if (panel.hidden || view.is_sheet) return;
      setMode(mode === "compare" ? "picture" : "compare");
    },
  };
  return self;
};
