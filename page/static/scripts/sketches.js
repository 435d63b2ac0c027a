// Everything that is sketched: on the canvas, in the galleries, before the camera.

import { CanvasSketch } from "./canvas_sketch.js";
import { GallerySketches } from "./gallery_sketches.js";
import { PictureCache } from "./pictures_cache.js";
import { appearanceOf, loadPaintings, paintingsOf } from "./sketch_choice.js";
import { SketchPainter } from "./sketch_painter.js";

/** @typedef {import("./sketch_choice.js").Inputs} Inputs */
/** @typedef {import("./sketch_painter.js").Sketch} Sketch */

export class Sketches {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.painter = new SketchPainter((share) => stage.showLoading(share));
    this.pictures = new PictureCache();
    this.onCanvas = new CanvasSketch(
      this.painter,
      this.pictures,
      (url, photoUrl) => stage.showSketch(url, photoUrl),
      () => stage.dropSketch(),
    );
    this.inGalleries = new GallerySketches(this.painter, this.pictures);
  }

  /** @param {Inputs} inputs */
  update(inputs) {
    this.onCanvas.update(inputs);
    this.inGalleries.update(inputs.content?.url ?? "");
  }

  /**
   * A frame of the camera in the chosen paintings; masks belong to the photo.
   * @param {ImageBitmap} frame
   * @param {string} session whose first frame stands for all in a weak style
   * @param {number} size longest edge in px
   * @returns {Promise<Sketch | null>} nothing where it cannot be sketched
   */
  async sketchFrame(frame, session, size) {
    const { inputs } = this.onCanvas;
    const paintings = paintingsOf(inputs).map((each) => ({ ...each, mask: undefined }));
    const styles = await loadPaintings(paintings, this.pictures).catch(() => null);
    if (!styles) return null; // the browser cannot decode one
    const photo = { key: session, bitmap: frame };
    const appearance = { ...appearanceOf(inputs), sizes: [size] };
    return new Promise((resolve) =>
      this.painter.paint("camera", photo, styles, appearance, resolve),
    );
  }
}
