import assert from "node:assert/strict";
import { test } from "node:test";
import { axes, contributions, curvesSvg } from "../../../page/static/scripts/charts.js";

const COSTS = {
  ...{ total: 0, content: 2, style: 0, total_variation: 4, laplacian: 9 },
  layers: { conv1_1: 1, conv2_1: 3 },
};
const WEIGHTS = {
  ...{ alpha: 2, beta: 10, total_variation: 0.5, laplacian: 0 },
  ...{ weight_conv1_1: 0.1, weight_conv2_1: 0.1 },
};

test("contributions are shares of the weighted sum", () => {
  const shares = contributions(COSTS, WEIGHTS);
  assert.deepEqual(shares, [
    ["content", 0.4],
    ["conv1_1", 0.1],
    ["conv2_1", 0.3],
    ["name_total_variation", 0.2],
  ]);
});

test("losses of pixels are listed where they have a weight", () => {
  const names = contributions(COSTS, { ...WEIGHTS, laplacian: 1 }).map(
    ([name]) => name,
  );
  assert.equal(names.at(-1), "name_laplacian");
});

test("nearest neighbours are weighed with the pull towards the painting", () => {
  const near = { neighbors: 3 };
  const shares = contributions({ ...COSTS, ...near }, { ...WEIGHTS, neighbors: 0.1 });
  assert.deepEqual(shares.at(-1), ["name_neighbors", 3 / 13]);
});

test("losses of zero have no shares, and divide by nothing", () => {
  const nothing = { ...COSTS, content: 0, total_variation: 0, layers: {} };
  assert.ok(contributions(nothing, WEIGHTS).every(([, share]) => share === 0));
});

test("equal factors of the loss are equal steps downwards", () => {
  const { low, high, x, y } = axes(
    [
      [0, 1000, 10, 990],
      [50, 10, 5, 5],
    ],
    640,
  );
  assert.deepEqual([low, high], [0, 3]);
  assert.ok(Math.abs(y(1) - y(10) - (y(100) - y(1000))) < 1e-9);
  assert.ok(y(1000) < y(1) && x(0) < x(50));
});

test("a loss of zero is left out of its curve", () => {
  const svg = curvesSvg(
    [
      [0, 100, 10, 0],
      [9, 20, 5, 0],
    ],
    640,
  );
  assert.ok(svg.includes('class="content"') && !svg.includes('class="style"'));
  assert.ok(!svg.includes("NaN") && !svg.includes("Infinity"));
});
