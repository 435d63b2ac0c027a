import assert from "node:assert/strict";
import { test } from "node:test";
import "./table.js";
import { LogScale } from "../../../page/static/scripts/dial.js";
import {
  nameOf,
  strengthOf,
  weightsOf,
} from "../../../page/static/scripts/settings.js";

test("strength 0.5 is the default of both weights, its ends leave one out", () => {
  assert.deepEqual(weightsOf(0.5), [1, 10]);
  assert.deepEqual(weightsOf(0), [2, 0]);
  assert.deepEqual(weightsOf(1), [0, 20]);
});

test("strength and weights lead back to each other", () => {
  for (const strength of [0, 0.13, 0.5, 0.8, 1]) {
    assert.equal(strengthOf(...weightsOf(strength)), strength);
  }
  assert.equal(strengthOf(0, 0), 0.5, "neither counts: nothing to show");
});

test("a dial begins with 0, and its steps are factors up to the high end", () => {
  const scale = new LogScale(0.01, 100);
  assert.equal(scale.toValue(0), 0);
  assert.equal(scale.toValue(100), 1);
  assert.equal(scale.toValue(200), 100);
  assert.equal(scale.toStep(1), 100);
  assert.equal(scale.toStep(0), 0);
});

test("a list of weights has the name under which it stands in the table", () => {
  const known = { even: [1, 1], large: [0, 1] };
  assert.equal(nameOf(known, 0, 1), "large");
  assert.equal(nameOf(known, 2, 1), "");
});
