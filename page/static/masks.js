// Where each painting goes: a dialog with a brush over the photo. `props.value` holds the
// files of the masks, and which photo they belong to. What was never brushed is empty,
// and then that painting goes everywhere.

nst.masks = (element, props, watch, upload) => {
  const find = (selector) => element.querySelector(selector);
  const [dialog, trouble] = [find("dialog"), find(".trouble")];
  const [image, easel, others] = [".easel img", ".own", ".others"].map(find);
  const NUMBERS = [1, 2, 3, 4];
  const LONG_EDGE = 640; // masks are soft, so they need no more
  const UNLIKE = 0.01; // how far proportions may be off, for rounding; as in plan.py
  const fileOf = (number) => stored[`mask${number}`];
  let stored = {}; // the value when the dialog was opened, and the photo then
  let photo = null;
  let planes = {}; // by the painting's number
  let kept = new Set(); // masks that could not be loaded: they stay as they are
  let changed = new Set();
  let past = []; // what undo brings back: [number, plane before, was it kept]
  let [number, tool] = [1, "brush"];
  let isBusy = false;
  nst.translate(element);
  const outside = nst.maskPreview(element, props);

  function say(key, values = {}) {
    trouble.textContent = key ? nst.say(key, values) : "";
  }

  function showNumber(button) {
    const which = Number(button.dataset.number);
    const file = nst.masks.paintings[which - 1];
    const isMasked = kept.has(which) || Boolean(planes[which]);
    const picture = Object.assign(new Image(), { src: file?.url ?? "", alt: "" });
    const label = nst.say(isMasked ? "painting_masked" : "painting_number", { number: which });
    button.replaceChildren(...(file ? [picture] : []), String(which));
    button.hidden = !file && which > 1;
    button.classList.toggle("masked", isMasked);
    button.title = label;
    button.setAttribute("aria-label", label);
    button.style.setProperty("--mask", `var(--nst-mask-${which})`);
  }

  // After everything but the strokes themselves, which only change what is drawn on.
  function show() {
    for (const each of dialog.querySelectorAll("[data-number], [data-tool]")) {
      const isChosen = each.dataset.tool === tool || Number(each.dataset.number) === number;
      each.setAttribute("aria-pressed", isChosen);
      if (each.dataset.number) showNumber(each);
    }
    const isEverywhere = !planes[number] && !kept.has(number);
    find("[data-do=everywhere]").setAttribute("aria-pressed", isEverywhere);
    find("[data-do=undo]").disabled = !past.length;
    find("[data-do=invert]").disabled = !planes[number]; // the inverse would be nowhere
    easel.setAttribute("aria-label", nst.say("easel", { number }));
    nst.planes.show(others, NUMBERS.flatMap((x) => (x === number ? [] : planes[x] ?? [])));
    showOwn();
  }

  function showOwn() {
    nst.planes.show(easel, planes[number] ? [planes[number]] : []);
  }

  // A plane on which nothing is left is none.
  function put(plane) {
    planes[number] = plane && !nst.planes.isEmpty(plane) ? plane : undefined;
    kept.delete(number);
    changed.add(number);
  }

  function remember() {
    const before = planes[number] && nst.planes.copy(planes[number]);
    past = [...past, [number, before, kept.has(number)]].slice(-20);
  }

  function change(next) {
    remember();
    put(next);
    say("");
    show();
  }

  nst.brush(
    easel,
    find(".ring"),
    () => ({
      color: outside.color(number),
      width: find(".size").value / 100,
      firmness: 1 - find(".softness").value / 100,
      isEraser: tool === "eraser",
    }),
    {
      begin() {
        remember();
        const isWhole = tool === "eraser"; // from everywhere something is taken away
        const size = [easel.width, easel.height];
        planes[number] ??= nst.planes.make(size, isWhole ? outside.color(number) : "");
        return planes[number];
      },
      draw: showOwn,
      end() {
        put(planes[number]);
        show();
      },
    },
  );

  async function load() {
    image.src = photo.url;
    await image.decode();
    const [width, height] = [image.naturalWidth, image.naturalHeight];
    const scale = LONG_EDGE / Math.max(width, height);
    const size = [width, height].map((edge) => Math.max(1, Math.round(edge * scale)));
    for (const canvas of [easel, others]) [canvas.width, canvas.height] = size;
    find(".easel").style.setProperty("--ratio", width / height);
    [planes, kept, changed, past] = [{}, new Set(), new Set(), []];
    const loading = NUMBERS.filter(fileOf).map(async (which) => {
      const mask = await nst.loaded(fileOf(which).url).catch(() => null); // the line is cut
      if (mask) planes[which] = nst.planes.read(mask, size, outside.color(which));
      else kept.add(which);
    });
    await Promise.all(loading);
  }

  async function open() {
    if (isBusy) return;
    [photo, stored] = [nst.masks.photo, props.value ?? {}];
    if (!photo) return outside.tell("masks_none");
    isBusy = true;
    try {
      await load();
    } catch {
      return outside.tell("photo_unreadable");
    } finally {
      isBusy = false;
    }
    number = NUMBERS.find((which) => nst.masks.paintings[which - 1]) ?? 1;
    say(kept.size ? "masks_kept" : "", { numbers: [...kept].join(", ") });
    outside.tell("");
    show();
    dialog.showModal();
  }

  function setBusy(next) {
    isBusy = next;
    find(".body").inert = next;
    dialog.setAttribute("aria-busy", next);
  }

  async function sent(plane, name) {
    const { path, url } = await upload(await nst.planes.write(plane, `${name}.png`));
    return { path, url, meta: { _type: "gradio.FileData" } };
  }

  async function use() {
    if (isBusy) return;
    setBusy(true);
    const masks = {};
    try {
      for (const which of NUMBERS) {
        const name = `mask${which}`;
        if (changed.has(which) && planes[which]) masks[name] = await sent(planes[which], name);
        if (!changed.has(which) && fileOf(which)) masks[name] = fileOf(which);
      }
      props.value = Object.keys(masks).length ? { ...masks, photo: photo.path } : {};
      outside.show();
      dialog.close();
    } catch {
      say("masks_unsent");
      if (!dialog.open) dialog.showModal(); // a second press on Escape may have closed it
    } finally {
      setBusy(false);
    }
  }

  const deeds = {
    use,
    close: () => dialog.close(),
    undo() {
      if (!past.length) return;
      const [which, before, wasKept] = past.pop();
      number = which;
      put(before);
      if (wasKept) kept.add(which);
      if (wasKept) changed.delete(which);
      show();
    },
    everywhere: () => change(undefined),
    invert: () => change(nst.planes.invert(planes[number], outside.color(number))),
  };
  find(".open").addEventListener("click", open);
  dialog.addEventListener("click", (event) => {
    const { number: which, tool: taken, do: name } =
      event.target.closest("button")?.dataset ?? {};
    if (which) number = Number(which);
    if (taken) tool = taken;
    if (which || taken) show();
    if (name) deeds[name]();
  });
  // What was drawn is not lost by a press on Escape.
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return; // but the choice of a file
    event.preventDefault();
    use();
  });
  dialog.addEventListener("keydown", (event) => {
    const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
    if (!isUndo && event.key !== "Escape") return;
    event.preventDefault();
    deeds[isUndo ? "undo" : "use"]();
  });

  function isAlike(mask) {
    const [width, height] = [image.naturalWidth, image.naturalHeight];
    const off = Math.abs(mask.naturalWidth * height - mask.naturalHeight * width);
    const edges = Math.max(mask.naturalWidth, mask.naturalHeight) * Math.max(width, height);
    return off <= UNLIKE * edges;
  }

  async function take(file) {
    const url = URL.createObjectURL(file);
    const mask = await nst.loaded(url).catch(() => null);
    URL.revokeObjectURL(url);
    if (!mask) return say("mask_broken");
    if (!isAlike(mask)) {
      return say("mask_shape", {
        width: mask.naturalWidth,
        height: mask.naturalHeight,
        photo_width: image.naturalWidth,
        photo_height: image.naturalHeight,
      });
    }
    const plane = nst.planes.read(mask, [easel.width, easel.height], outside.color(number));
    if (nst.planes.isEmpty(plane)) return say("mask_black");
    change(plane);
  }
  find("input[type=file]").addEventListener("change", (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) take(file);
  });

  Object.assign(nst.masks, {
    hang(files) {
      nst.masks.paintings = files;
      outside.show();
    },
    isOpen: () => dialog.open,
    take,
    // Masks belong to one photo: those of another go, and those of none, from a recipe,
    // become this one's. Nothing means that they stay.
    keep(next, masks) {
      nst.masks.photo = next;
      const areStrange = masks?.photo && masks.photo !== next?.path;
      outside.photoChanged(areStrange);
      if (areStrange) return {};
      const areNobodys = next && !masks?.photo && Object.keys(masks ?? {}).length;
      return areNobodys ? { ...masks, photo: next.path } : undefined;
    },
  });
  watch("value", outside.show); // by the server, or another event
};
Object.assign(nst.masks, {
  paintings: [], // the pickers' files
  photo: null,
  isOpen: () => false, // until the part is there
  hang: () => {},
  keep: () => undefined,
});
