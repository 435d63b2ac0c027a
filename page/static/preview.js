// What is seen of the masks outside their dialog: the photo with all of them, each in its
// painting's colour, and whose colour is whose.

nst.maskPreview = (element, props) => {
  const [told, canvas] = element.querySelectorAll(".told, .preview");
  const LONG_EDGE = 480;
  const color = (number) =>
    getComputedStyle(element).getPropertyValue(`--nst-mask-${number}`).trim();
  let news = ""; // what is said while there are no masks
  let newest = null;

  function chip(number) {
    const name = document.createElement("b");
    name.textContent = nst.say("painting_number", { number });
    name.style.setProperty("--mask", `var(--nst-mask-${number})`);
    return name;
  }

  async function draw(masks, numbers) {
    const pictures = [nst.masks.photo, ...numbers.map((x) => masks[`mask${x}`])];
    const [photo, ...drawn] = await Promise.all(
      pictures.map((file) => nst.loaded(file.url).catch(() => null)),
    );
    if (newest !== masks || !photo) return;
    const scale = LONG_EDGE / Math.max(photo.naturalWidth, photo.naturalHeight);
    const size = [photo.naturalWidth, photo.naturalHeight].map((x) => Math.ceil(x * scale));
    [canvas.width, canvas.height] = size;
    const ink = canvas.getContext("2d");
    ink.drawImage(photo, 0, 0, ...size);
    ink.globalAlpha = 0.6;
    drawn.forEach((mask, at) => {
      if (mask) ink.drawImage(nst.planes.read(mask, size, color(numbers[at])), 0, 0);
    });
  }

  function show() {
    const masks = (newest = props.value ?? {});
    const isSeen = (number) => masks[`mask${number}`] && nst.masks.paintings[number - 1];
    const numbers = [1, 2, 3, 4].filter(isSeen);
    canvas.hidden = !numbers.length;
    told.replaceChildren(
      numbers.length ? nst.say("masks_drawn") : news && nst.say(news),
      ...numbers.flatMap((number) => [" ", chip(number)]),
    );
    if (numbers.length && nst.masks.photo) draw(masks, numbers); // it may come last
  }

  show();
  return {
    color,
    show,
    tell(key) {
      news = key;
      show();
    },
    // That masks went with their photo is told until the dialog is opened again.
    photoChanged(areGone) {
      news = areGone || news === "masks_gone" ? "masks_gone" : "";
      show();
    },
  };
};
