// A brush: strokes of one pointer over a canvas, and a ring that shows how wide they are.

// `begin` gives the plane that a stroke goes to, `draw` and `end` hear of it; `kind` says
// color (#rrggbb), width (a share of the canvas'), firmness, and whether it erases.
nst.brush = (easel, ring, kind, { begin, draw, end }) => {
  let plane = null;
  let last = null;
  const radius = () => (easel.width * kind().width) / 2;

  function where(event) {
    const box = easel.getBoundingClientRect();
    const scale = easel.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  function dab([x, y]) {
    const { color, firmness, isEraser } = kind();
    const ink = plane.getContext("2d");
    const spot = ink.createRadialGradient(x, y, radius() * firmness * 0.98, x, y, radius());
    spot.addColorStop(0, color);
    spot.addColorStop(1, `${color}00`);
    ink.globalCompositeOperation = isEraser ? "destination-out" : "source-over";
    ink.fillStyle = spot;
    ink.fillRect(x - radius(), y - radius(), 2 * radius(), 2 * radius());
    ink.globalCompositeOperation = "source-over";
  }

  function stroke(event) {
    const next = where(event);
    const length = Math.hypot(...next.map((to, axis) => to - last[axis]));
    const steps = Math.ceil(length / (radius() / 4)) || 1;
    for (let step = 1; step <= steps; step += 1) {
      dab(last.map((from, axis) => from + (next[axis] - from) * (step / steps)));
    }
    last = next;
    draw();
  }

  function showRing(event) {
    const [x, y] = where(event);
    ring.style.left = `${(100 * x) / easel.width}%`;
    ring.style.top = `${(100 * y) / easel.height}%`;
    ring.style.width = `${100 * kind().width}%`;
  }

  // A second finger, or another button than the main one, draws nothing.
  easel.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    easel.setPointerCapture(event.pointerId);
    plane = begin();
    last = where(event);
    stroke(event);
  });
  easel.addEventListener("pointermove", (event) => {
    if (!event.isPrimary) return;
    showRing(event);
    if (last) stroke(event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    easel.addEventListener(name, (event) => {
      if (!last || !event.isPrimary) return;
      last = null;
      end();
    });
  }
};
