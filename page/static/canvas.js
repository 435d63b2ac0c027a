// The canvas: one picture at a fixed place, the photo beside it, and its past.

nst.canvas = (root) => {
  const photo = root.querySelector(".photo");
  const divider = root.querySelector(".divider");
  const hint = root.querySelector(".hint");
  let shown = root.querySelector(".shown");
  let wanted = "";
  let isLoading = false;

  // A picture is swapped in when it is decoded, so nothing flickers. On a slow line the
  // pictures between are left out: the newest one is loaded next.
  async function load() {
    isLoading = true;
    for (let url = ""; url !== wanted; ) {
      url = wanted;
      const next = new Image();
      next.className = "shown";
      next.alt = nst.say("canvas");
      next.src = url;
      try {
        await next.decode();
      } catch {
        continue; // the line is cut, or it is gone: what is there stays
      }
      shown.replaceWith(next);
      shown = next;
      hint.hidden = true;
      place();
    }
    isLoading = false;
  }

  // The divider lies over the picture, which the canvas may be wider or higher than.
  function place() {
    const [width, height] = [root.clientWidth, root.clientHeight];
    const scale = Math.min(
      width / (shown.naturalWidth || width),
      height / (shown.naturalHeight || height),
    );
    const seen = Math.min(width, shown.naturalWidth * scale || width);
    const left = (width - seen) / 2;
    divider.style.left = `${left}px`;
    divider.style.width = `${seen}px`;
    const cut = 100 - (100 * (left + (seen * divider.value) / 100)) / width;
    photo.style.clipPath = `inset(0 ${cut}% 0 0)`;
  }

  divider.addEventListener("input", place);
  new ResizeObserver(place).observe(root);

  return {
    show(url) {
      wanted = url;
      if (url && !isLoading) load();
    },
    compare(url) {
      photo.hidden = divider.hidden = !url;
      if (url && photo.getAttribute("src") !== url) photo.src = url;
      place();
    },
    url: () => shown.getAttribute("src"),
  };
};
