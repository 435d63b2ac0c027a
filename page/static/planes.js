// Planes: masks as canvases. Their opacity says where a painting goes, their colour is
// that painting's on the screen.

nst.planes = {
  make([width, height], fill = "") {
    const plane = document.createElement("canvas");
    [plane.width, plane.height] = [width, height];
    const ink = plane.getContext("2d");
    if (fill) ink.fillStyle = fill;
    if (fill) ink.fillRect(0, 0, width, height);
    return plane;
  },

  copy(plane) {
    const twin = nst.planes.make([plane.width, plane.height]);
    twin.getContext("2d").drawImage(plane, 0, 0);
    return twin;
  },

  // White on black becomes opaque on clear. What a picture leaves transparent lies on
  // white, as on the server.
  read(picture, size, color) {
    const plane = nst.planes.make(size, "#fff");
    const ink = plane.getContext("2d");
    ink.drawImage(picture, 0, 0, ...size);
    const pixels = ink.getImageData(0, 0, ...size);
    for (let at = 0; at < pixels.data.length; at += 4) {
      const [red, green, blue] = pixels.data.subarray(at, at + 3);
      pixels.data[at + 3] = (red + green + blue) / 3;
    }
    ink.putImageData(pixels, 0, 0);
    return nst.planes.recolor(plane, color);
  },

  recolor(plane, color) {
    const ink = plane.getContext("2d");
    ink.globalCompositeOperation = "source-in";
    ink.fillStyle = color;
    ink.fillRect(0, 0, plane.width, plane.height);
    ink.globalCompositeOperation = "source-over";
    return plane;
  },

  invert(plane, color) {
    const inverse = nst.planes.make([plane.width, plane.height], color);
    const ink = inverse.getContext("2d");
    ink.globalCompositeOperation = "destination-out";
    ink.drawImage(plane, 0, 0);
    return inverse;
  },

  isEmpty(plane) {
    const { data } = plane.getContext("2d").getImageData(0, 0, plane.width, plane.height);
    for (let at = 3; at < data.length; at += 4) if (data[at]) return false;
    return true;
  },

  // Draw some over each other, in their colours.
  show(canvas, planes) {
    const ink = canvas.getContext("2d");
    ink.clearRect(0, 0, canvas.width, canvas.height);
    for (const plane of planes) ink.drawImage(plane, 0, 0, canvas.width, canvas.height);
  },

  write(plane, name) {
    const page = nst.planes.make([plane.width, plane.height], "#000");
    page.getContext("2d").drawImage(nst.planes.recolor(nst.planes.copy(plane), "#fff"), 0, 0);
    return new Promise((resolve) =>
      page.toBlob((blob) => resolve(new File([blob], name)), "image/png"),
    );
  },
};

nst.loaded = async (url) => {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return picture;
};
