// A canvas of one pixel: enough for what the mask editor asks of a canvas.

class Context {
  constructor() {
    this.globalCompositeOperation = "source-over";
    this.alpha = 0;
  }

  fillRect() {
    this.alpha = 255;
  }

  /** @param {{ context: Context }} source */
  drawImage({ context }) {
    const isErasing = this.globalCompositeOperation === "destination-out";
    if (isErasing) this.alpha = Math.max(0, this.alpha - context.alpha);
    else this.alpha = Math.max(this.alpha, context.alpha);
  }

  getImageData() {
    return { data: Uint8ClampedArray.of(0, 0, 0, this.alpha) };
  }
}

class Canvas {
  context = new Context();
  width = 1;
  height = 1;

  getContext() {
    return this.context;
  }
}

Object.assign(globalThis, { document: { createElement: () => new Canvas() } });

/** @param {any} mask */
export const alphaOf = (mask) => mask?.context.alpha;
