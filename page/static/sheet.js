// Contact sheets: what is to be seen on one, as text that the choices above it fill in.

nst.sheet = (element) => {
  const wish = element.querySelector("input");
  const choices = [...element.querySelectorAll("[data-wish]")];
  function show() {
    for (const each of choices) {
      each.setAttribute("aria-pressed", each.dataset.wish === wish.value);
    }
  }
  for (const each of choices) {
    each.addEventListener("click", () => {
      wish.value = each.dataset.wish;
      show();
    });
  }
  wish.addEventListener("input", show);
  nst.translate(element);
  wish.value = choices[0].dataset.wish;
  show();
  nst.sheets.add(element, () => wish.value);
};

// One press, next to the sliders that it explains.
nst.layersSeen = (element) => {
  nst.translate(element);
  nst.sheets.add(element, () => "layers");
};

// Buttons that paint a sheet can do so only while nothing else is painted, and say so.
nst.sheets = {
  isBusy: false,
  parts: new Set(),
  add(element, wish) {
    element.querySelector(".paint").addEventListener("click", () => nst.stage.sheet(wish()));
    nst.sheets.parts.add(element);
    nst.sheets.show();
  },
  show(isBusy = nst.sheets.isBusy) {
    nst.sheets.isBusy = isBusy;
    for (const part of nst.sheets.parts) {
      const paint = part.querySelector(".paint");
      paint.disabled = isBusy;
      paint.title = isBusy ? nst.say("sheet_busy") : "";
      part.classList.toggle("busy", isBusy);
    }
  },
};
