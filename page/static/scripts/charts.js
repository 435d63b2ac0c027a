// Two charts of the loss: what each term contributes now, and how the loss has fallen.

import { find } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./types.d.ts").Costs} Costs */
/** @typedef {import("./types.d.ts").CostPoint} CostPoint */

/**
 * Share of each term in the weighted sum, 0 to 1, by the key of its name.
 * @param {Costs} costs before their weights
 * @param {Record<string, number>} weights
 * @returns {[name: string, share: number][]}
 */
export function contributions(costs, weights) {
  /** @type {[string, number][]} */
  const terms = [["content", weights.alpha * costs.content]];
  for (const [layer, cost] of Object.entries(costs.layers)) {
    terms.push([layer, weights.beta * weights[`weight_${layer}`] * cost]);
  }
  for (const [name, cost] of Object.entries(costs)) {
    // All others have the name of their weight; one is a part of the style's.
    const weight = weights[name] * (name === "neighbors" ? weights.beta : 1);
    if (weight) terms.push([`name_${name}`, weight * Number(cost)]);
  }
  const sum = terms.reduce((total, [, term]) => total + term, 0) || 1;
  return terms.map(([name, term]) => [name, term / sum]);
}

/**
 * @param {HTMLElement} list
 * @param {[name: string, share: number][]} shares
 */
export function drawContributions(list, shares) {
  list.replaceChildren(
    ...shares.map(([name, share]) => {
      const row = document.createElement("li");
      const [label, bar, number] = ["span", "i", "b"].map((tag) =>
        row.appendChild(document.createElement(tag)),
      );
      label.textContent = say(name);
      bar.style.setProperty("--share", `${100 * share}%`);
      number.textContent = `${Math.round(100 * share)} %`;
      return row;
    }),
  );
}

const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [160, 40, 8, 8, 20]; // px, and margins
const MAX_GRID_LINES = 4;

/**
 * Axes of the loss curves: x linear in iterations, y in powers of ten.
 * @param {CostPoint[]} history
 * @param {number} width in px
 */
export function axes(history, width) {
  const values = history.flatMap(([, ...losses]) => losses).filter((loss) => loss > 0);
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const last = history[history.length - 1][0] || 1;
  return {
    ...{ low, high, last },
    x: (/** @type {number} */ iteration) =>
      LEFT + ((width - LEFT - RIGHT) * iteration) / last,
    y: (/** @type {number} */ loss) =>
      TOP + ((HEIGHT - BOTTOM - TOP) * (high - Math.log10(loss))) / (high - low),
  };
}

/** @param {number} power of ten */
function label(power) {
  return power < -2 || power > 3 ? `1e${power}` : Number((10 ** power).toPrecision(1));
}

/**
 * SVG of the loss curves. Losses of two scales cannot be compared, so a curve steps where
 * the scale changes.
 * @param {CostPoint[]} history
 * @param {number} width in px
 */
export function curvesSvg(history, width) {
  const { low, high, last, x, y } = axes(history, width);
  const parts = [];
  for (
    let power = low;
    power <= high;
    power += Math.ceil((high - low) / MAX_GRID_LINES)
  ) {
    const at = y(10 ** power);
    parts.push(
      `<path class="grid" d="M${LEFT} ${at.toFixed(1)}H${width - RIGHT}"/>`,
      `<text x="${LEFT - 6}" y="${(at + 4).toFixed(1)}" text-anchor="end">${label(power)}</text>`,
    );
  }
  parts.push(
    `<text x="${LEFT}" y="${HEIGHT - 4}">0</text>`,
    `<text x="${width - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${last}</text>`,
  );
  ["total", "content", "style"].forEach((name, index) => {
    const points = history
      .filter((point) => point[index + 1] > 0) // a loss that does not count is 0
      .map((point) => `${x(point[0]).toFixed(1)} ${y(point[index + 1]).toFixed(1)}`);
    if (points.length) parts.push(`<path class="${name}" d="M${points.join("L")}"/>`);
  });
  return parts.join("");
}

/**
 * @param {HTMLElement} figure is shown as soon as there are two points
 * @param {CostPoint[]} history
 */
export function drawCurves(figure, history) {
  const hasLoss = history.some(([, ...losses]) => losses.some((loss) => loss > 0));
  if (history.length < 2 || !hasLoss) return;
  figure.hidden = false;
  const drawing = find(figure, "svg");
  const width = drawing.clientWidth || 640;
  drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  drawing.innerHTML = curvesSvg(history, width);
}
