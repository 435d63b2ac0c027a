// Files that the browser does not know: the pickers take them all the same, and the
// server's clean picture is shown in their place.

import { PICKERS, table } from "./table.js";

/** @typedef {import("./types.d.ts").FileData} FileData */

/**
 * Whether a file in a picker cannot be shown as it is.
 * @param {FileData | null} file
 */
export function isOdd(file) {
  const name = file?.path?.toLowerCase() ?? "";
  return name !== "" && !table.shown_suffixes.some((suffix) => name.endsWith(suffix));
}

/**
 * The same file under a type that Gradio's pickers take; the server looks inside.
 * @param {File} file
 */
function asPicture(file) {
  if (file.type.startsWith("image/")) return file;
  return new File([file], file.name, { type: "image/unknown" });
}

/** @param {FileList} files */
function asPictures(files) {
  const data = new DataTransfer();
  for (const file of files) data.items.add(asPicture(file));
  return data;
}

/** @param {Event} event */
function pickerInput({ target }) {
  const isInput = target instanceof HTMLInputElement && target.type === "file";
  return isInput && target.closest(PICKERS) ? target : null;
}

/** Lets the pickers take any file: dropped on them, or chosen in the file dialog. */
export function takeOddFiles() {
  const accept = ["image/*", ...table.read_suffixes].join();
  const first = { capture: true }; // before Gradio's own listeners
  const onClick = (/** @type {Event} */ event) => {
    const input = pickerInput(event);
    if (input) input.accept = accept;
  };
  const onChange = (/** @type {Event} */ event) => {
    const input = pickerInput(event);
    if (input?.files) input.files = asPictures(input.files).files;
  };
  const onDrop = (/** @type {DragEvent} */ event) => {
    const { target, dataTransfer } = event;
    const files = dataTransfer?.files;
    const isPicker = target instanceof Element && target.closest(PICKERS);
    if (!files || !isPicker) return;
    if ([...files].every((file) => file.type.startsWith("image/"))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const data = { dataTransfer: asPictures(files), bubbles: true, cancelable: true };
    target.dispatchEvent(new DragEvent("drop", data));
  };
  document.addEventListener("click", onClick, first);
  document.addEventListener("change", onChange, first);
  document.addEventListener("drop", onDrop, first);
}
