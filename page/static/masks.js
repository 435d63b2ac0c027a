// Where each painting goes: a brush over the photo. What was brushed is kept in planes,
// one for each painting, whose opacity is the mask; none means everywhere.

nst.masks = (element, props, watch, upload) => {
  const find = (selector) => element.querySelector(selector);
  const [dialog, told] = [find("dialog"), find(".told")];
  const [image, easel] = [find(".easel img"), find(".easel canvas")];
  const LONG_EDGE = 640; // masks are soft, so they need no more
  const UNLIKE = 0.01; // how far proportions may be off, for rounding
  let planes = {}; // by the painting's number
  let dirty = new Set();
  let past = []; // what undo brings back: [number, plane before]
  let [number, tool, last] = [1, "brush", null];
  nst.translate(element);

  function newPlane(isFull = false) {
    const plane = document.createElement("canvas");
    [plane.width, plane.height] = [easel.width, easel.height];
    if (isFull) plane.getContext("2d").fillRect(0, 0, plane.width, plane.height);
    return plane;
  }

  // White on black becomes opaque on clear.
  function toPlane(picture) {
    const plane = newPlane();
    const context = plane.getContext("2d");
    context.drawImage(picture, 0, 0, plane.width, plane.height);
    const pixels = context.getImageData(0, 0, plane.width, plane.height);
    for (let at = 0; at < pixels.data.length; at += 4) {
      const [red, green, blue] = pixels.data.subarray(at, at + 3);
      pixels.data[at + 3] = (red + green + blue) / 3;
    }
    context.putImageData(pixels, 0, 0);
    return plane;
  }

  function toFile(plane, name) {
    const page = newPlane(true); // black
    const context = page.getContext("2d");
    const white = newPlane();
    const ink = white.getContext("2d");
    ink.drawImage(plane, 0, 0);
    ink.globalCompositeOperation = "source-in";
    ink.fillStyle = "#fff";
    ink.fillRect(0, 0, white.width, white.height);
    context.drawImage(white, 0, 0);
    return new Promise((resolve) =>
      page.toBlob((blob) => resolve(new File([blob], name)), "image/png"),
    );
  }

  function show() {
    const context = easel.getContext("2d");
    context.globalCompositeOperation = "copy";
    if (planes[number]) context.drawImage(planes[number], 0, 0);
    else context.clearRect(0, 0, easel.width, easel.height);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = getComputedStyle(element).getPropertyValue("--nst-accent");
    context.fillRect(0, 0, easel.width, easel.height);
    for (const each of dialog.querySelectorAll("[data-number], [data-tool]")) {
      const isChosen = each.dataset.tool === tool || Number(each.dataset.number) === number;
      each.setAttribute("aria-pressed", isChosen);
    }
    find("[data-do=undo]").disabled = !past.length;
  }

  function change(next) {
    const before = planes[number] && newPlane();
    before?.getContext("2d").drawImage(planes[number], 0, 0);
    past = [...past, [number, before]].slice(-20);
    planes[number] = next;
    dirty.add(number);
  }

  function where(event) {
    const box = easel.getBoundingClientRect();
    const scale = easel.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  function stroke(event) {
    const [x, y] = where(event);
    const radius = (easel.width * find(".size").value) / 200;
    const context = planes[number].getContext("2d");
    const steps = Math.ceil(Math.hypot(x - last[0], y - last[1]) / (radius / 4)) || 1;
    const firm = 1 - find(".softness").value / 100;
    for (let step = 1; step <= steps; step += 1) {
      const at = last.map((from, axis) => from + ([x, y][axis] - from) * (step / steps));
      const ink = context.createRadialGradient(...at, radius * firm * 0.98, ...at, radius);
      ink.addColorStop(0, "#000");
      ink.addColorStop(1, "#0000");
      context.globalCompositeOperation =
        tool === "brush" ? "source-over" : "destination-out";
      context.fillStyle = ink;
      context.fillRect(at[0] - radius, at[1] - radius, 2 * radius, 2 * radius);
    }
    last = [x, y];
    show();
  }

  easel.addEventListener("pointerdown", (event) => {
    easel.setPointerCapture(event.pointerId);
    const next = newPlane(tool === "eraser" && !planes[number]);
    if (planes[number]) next.getContext("2d").drawImage(planes[number], 0, 0);
    change(next);
    last = where(event);
    stroke(event);
  });
  easel.addEventListener("pointermove", (event) => last && stroke(event));
  for (const end of ["pointerup", "pointercancel"]) {
    easel.addEventListener(end, () => (last = null));
  }

  async function load(url) {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    return picture;
  }

  async function open() {
    const photo = document.querySelector("#content img");
    if (!photo) return (told.textContent = nst.say("masks_none"));
    image.src = photo.src;
    await image.decode();
    const scale = LONG_EDGE / Math.max(image.naturalWidth, image.naturalHeight);
    const size = [image.naturalWidth, image.naturalHeight];
    [easel.width, easel.height] = size.map((edge) => Math.max(1, Math.round(edge * scale)));
    [planes, dirty, past, number] = [{}, new Set(), [], 1];
    find(".trouble").textContent = "";
    for (const each of dialog.querySelectorAll("[data-number]")) {
      const at = each.dataset.number - 1;
      each.hidden = at > 0 && !nst.masks.paintings[at];
    }
    dialog.showModal();
    for (const [name, file] of Object.entries(props.value ?? {})) {
      const which = Number(name.slice(4));
      const mask = await load(file.url).catch(() => null); // deleted meanwhile
      if (!mask) continue;
      planes[which] = toPlane(mask);
      if (!isAlike(mask)) dirty.add(which); // there is another photo now
    }
    show();
  }

  function isAlike(mask) {
    const off = mask.naturalWidth * easel.height - mask.naturalHeight * easel.width;
    return Math.abs(off) <= UNLIKE * mask.naturalWidth * easel.height;
  }

  async function use() {
    const masks = {};
    for (const which of [1, 2, 3, 4]) {
      const name = `mask${which}`;
      if (!planes[which]) continue;
      if (dirty.has(which)) {
        const { path, url } = await upload(await toFile(planes[which], `${name}.png`));
        masks[name] = { path, url, meta: { _type: "gradio.FileData" } };
      } else masks[name] = props.value[name];
    }
    props.value = masks;
    tell();
    dialog.close();
  }

  const deeds = {
    use,
    close: () => dialog.close(),
    undo() {
      const [which, before] = past.pop();
      [number, planes[which]] = [which, before];
      dirty.add(which);
    },
    everywhere: () => change(undefined),
    invert() {
      const inverse = newPlane(true);
      const context = inverse.getContext("2d");
      context.globalCompositeOperation = "destination-out";
      context.drawImage(planes[number] ?? newPlane(true), 0, 0);
      change(inverse);
    },
  };
  find(".open").addEventListener("click", open);
  dialog.addEventListener("click", (event) => {
    const { number: which, tool: taken, do: name } =
      event.target.closest("button")?.dataset ?? {};
    if (which) number = Number(which);
    if (taken) tool = taken;
    if (name) deeds[name]();
    if (which || taken || name) show();
  });
  find("input[type=file]").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    const url = URL.createObjectURL(file);
    const mask = await load(url).catch(() => null);
    URL.revokeObjectURL(url);
    const trouble = find(".trouble");
    trouble.textContent = "";
    if (!mask) trouble.textContent = nst.say("mask_broken");
    else if (!isAlike(mask)) {
      trouble.textContent = nst.say("mask_shape", {
        width: mask.naturalWidth,
        height: mask.naturalHeight,
        photo_width: image.naturalWidth,
        photo_height: image.naturalHeight,
      });
    } else change(toPlane(mask));
    show();
  });
  watch("value", tell);
  function tell() {
    const numbers = Object.keys(props.value ?? {}).map((name) => name.slice(4));
    told.textContent = numbers.length
      ? nst.say("masks_drawn", { numbers: numbers.sort().join(", ") })
      : "";
  }
  tell();
};
nst.masks.paintings = []; // which of them are chosen
