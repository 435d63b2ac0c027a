import assert from "node:assert/strict";
import { test } from "node:test";
import { readEntries, withJob } from "../../../page/static/scripts/history.js";

/** @param {object} changes @returns {any} */
const status = (changes) => ({
  ...{ token: "a", preset: "quick", width: 8, height: 6, is_over: false },
  ...{ is_own: true, files_path: "jobs/key" },
  ...changes,
});

test("a job is listed when it is first seen, the newest first, and only once", () => {
  const first = withJob([], status({}), 1);
  const both = withJob(first, status({ token: "b" }), 2);
  assert.deepEqual(
    both.map((entry) => entry.token),
    ["b", "a"],
  );
  assert.equal(withJob(both, status({}), 3), both);
});

test("its entry changes at its end", () => {
  const running = withJob([], status({}), 1);
  const [entry] = withJob(running, status({ is_over: true, has_result: true }), 2);
  assert.ok(entry.isOver && entry.when === 2);
});

test("a job that ends without a picture is not listed", () => {
  const over = status({ is_over: true, has_result: false });
  const running = withJob([], status({}), 1);
  assert.deepEqual(withJob(running, over, 2), []);
  assert.deepEqual(withJob([], over, 2), []);
});

test("somebody else's job is not listed", () => {
  assert.deepEqual(withJob([], status({ is_own: false }), 1), []);
});

test("a stored list that is broken is as good as none", () => {
  const good = { token: "A".repeat(22), when: 1 };
  for (const broken of [null, "", "{", "7", "null", '{"a": 1}', "[[[", '"text"'])
    assert.deepEqual(readEntries(broken), []);
  const odd = [null, 7, "x", {}, { token: 7, when: 1 }, { token: "short", when: 1 }];
  assert.deepEqual(readEntries(JSON.stringify([...odd, good])), [good]);
});
