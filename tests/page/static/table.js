// The core's table, as page/tables.py makes it; imported before what reads it.

globalThis.nst = {
  ready: new Promise(() => {}),
  texts: {},
  sketch: { path: "./sketch", reader_bytes: 1 },
  first_look: { painting: "", photo: "", photo_name: "", style_name: "" },
  table: {
    styles: [1, 2, 3, 4].map((number) => ({
      style: number === 1 ? "style" : `style${number}`,
      mask: `mask${number}`,
      blend: `blend_${number}`,
    })),
    shown_suffixes: [".jpg", ".png"],
    read_suffixes: [".jpg", ".png", ".tif"],
    alpha: 1,
    beta: 10,
    mask_edge_px: 640,
    mask_tolerance: 0.01,
  },
};
