import assert from "node:assert/strict";
import { test } from "node:test";
import "./table.js";
import { KEEP, MaskEditor } from "../../../page/static/scripts/mask_editor.js";
import { alphaOf } from "./fake_canvas.js";

const COLOR = "#1f6dff";

/** An editor in which painting 2 has been brushed. */
function brushed() {
  const editor = new MaskEditor([1, 1]);
  editor.number = 2;
  editor.beginStroke(COLOR).getContext("2d")?.fillRect(0, 0, 1, 1);
  editor.endStroke();
  return editor;
}

test("a painting that was never brushed goes everywhere", () => {
  const editor = new MaskEditor([1, 1]);
  assert.ok(editor.isEverywhere);
  assert.equal(editor.mask, undefined);
});

test("a stroke makes a mask of the chosen painting only", () => {
  const editor = brushed();
  assert.equal(alphaOf(editor.mask), 255);
  editor.number = 1;
  assert.ok(editor.isEverywhere);
  assert.deepEqual(editor.otherMasks.map(alphaOf), [255]);
  assert.deepEqual([...editor.changed], [2]);
});

test("a stroke that leaves nothing leaves no mask", () => {
  const editor = new MaskEditor([1, 1]);
  editor.beginStroke(COLOR);
  editor.endStroke();
  assert.ok(editor.isEverywhere);
});

test("the eraser takes away from everywhere", () => {
  const editor = new MaskEditor([1, 1]);
  editor.tool = "eraser";
  assert.equal(alphaOf(editor.beginStroke(COLOR)), 255);
});

test("undo brings back the mask before, of the painting that it was of", () => {
  const editor = brushed();
  editor.replace(undefined);
  editor.number = 1;
  editor.undo();
  assert.equal(editor.number, 2);
  assert.equal(alphaOf(editor.mask), 255);
  editor.undo();
  assert.ok(editor.isEverywhere);
  editor.undo();
  assert.ok(editor.isEverywhere, "there is nothing more to undo");
});

test("the inverse of everything is nothing, and so no mask", () => {
  const editor = brushed();
  editor.invert(COLOR);
  assert.ok(editor.isEverywhere);
});

test("a mask that could not be loaded stays as it is until it is drawn anew", () => {
  const editor = new MaskEditor([1, 1]);
  editor.unloaded.add(1);
  assert.ok(!editor.isEverywhere);
  editor.replace(undefined);
  assert.ok(editor.isEverywhere && editor.changed.has(1));
  editor.undo();
  assert.ok(!editor.isEverywhere && !editor.changed.has(1));
});

test("undo goes back twenty steps", () => {
  const editor = new MaskEditor([1, 1]);
  for (let step = 0; step < 25; step += 1) editor.replace(undefined);
  assert.equal(editor.undoSteps.length, 20);
});

test("the eraser takes nothing away from what is not kept", () => {
  const editor = new MaskEditor([1, 1]);
  editor.number = KEEP;
  editor.tool = "eraser";
  assert.equal(alphaOf(editor.beginStroke(COLOR)), 0);
});
