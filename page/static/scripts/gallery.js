// Example pictures to browse and to choose: by click, arrow keys or swipe. Below each
// painting stands, as soon as it is sketched, the visitor's own photo in it.

import { find, findAll } from "./dom.js";
import { Enlarged } from "./enlarged.js";
import { say, setName } from "./words.js";

const STEPS = new Map([
  ["ArrowLeft", -1],
  ["ArrowRight", 1],
  ["Home", -Infinity],
  ["End", Infinity],
]);

/** @typedef {import("./types.d.ts").Example} Example */
/** @typedef {import("./types.d.ts").FileData} FileData */

export class Gallery {
  /**
   * @param {import("./types.d.ts").Part} part with `picker`, the name of the picker that
   *   it is for, and `examples`
   */
  constructor({ element, trigger, props }) {
    this.root = find(element, ".gallery");
    this.trigger = trigger;
    this.picker = String(props.picker);
    this.examples = /** @type {Example[]} */ (props.examples);
    /** @type {FileData | null} the newest that was chosen, on its way to the picker */
    this.file = null;
    this.enlarged = new Enlarged(this.root);
    const isPhoto = this.picker === "content";
    setName(this.root, say(isPhoto ? "example_photos" : "example_paintings"));
    this.root.removeAttribute("title");
    this.items = this.examples.map((example) => this.#addItem(example));
    this.items[0].tabIndex = 0;
    this.root.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) =>
      this.#step(event),
    );
    this.root.addEventListener("focusin", (/** @type {FocusEvent} */ event) =>
      this.#reach(event),
    );
  }

  /** @param {() => void} open a live camera, before all examples */
  addCamera(open) {
    const item = document.createElement("button");
    item.className = "gallery-camera";
    const label = document.createElement("span");
    label.textContent = say("camera");
    item.append(label);
    setName(item, say("camera_about"));
    item.addEventListener("click", open);
    this.root.prepend(item);
    this.items[0].tabIndex = -1;
    item.tabIndex = 0;
  }

  /** @param {string} name of an example */
  choose(name) {
    const example = this.examples.find((each) => each.name === name);
    if (!example) return;
    const { path, url } = example;
    this.file = {
      path,
      url: new URL(url, document.baseURI).href,
      orig_name: path.slice(path.lastIndexOf("/") + 1),
      meta: { _type: "gradio.FileData" },
    };
    this.trigger("choose");
  }

  /** @param {FileData | null} file in the picker now */
  showChosen(file) {
    this.examples.forEach((example, index) => {
      const isChosen = file?.path === example.path;
      this.items[index].setAttribute("aria-pressed", String(isChosen));
    });
  }

  /**
   * Makes room for sketches at once, so that nothing moves when they come.
   * @param {boolean} areComing
   */
  expectSketches(areComing) {
    this.root.classList.toggle("has-sketches", areComing);
  }

  /**
   * @param {string} name of an example
   * @param {string} url of the visitor's photo in it; "" takes it away
   */
  showSketch(name, url) {
    const item = this.items[this.examples.findIndex((each) => each.name === name)];
    const sketch = find(item, ".sketch img");
    sketch.hidden = !url;
    if (url) sketch.src = url;
    else sketch.removeAttribute("src");
    const title = say(`example_${name}`);
    setName(item, url ? say("in_painting", { name: title }) : title);
    item.removeAttribute("title"); // its name stands below it
  }

  /** @param {Example} example */
  #addItem({ name, thumbnail }) {
    const item = document.createElement("button");
    item.className = "gallery-item";
    item.tabIndex = -1;
    item.setAttribute("aria-pressed", "false");
    const [picture, sketch] = [new Image(), new Image()];
    picture.src = thumbnail;
    sketch.hidden = true;
    picture.alt = sketch.alt = "";
    const [room, label] = [0, 1].map(() => document.createElement("span"));
    room.className = "sketch";
    room.append(sketch);
    label.textContent = say(`example_${name}`);
    item.append(picture, room, label);
    item.addEventListener("click", () => this.choose(name));
    this.root.append(item);
    return item;
  }

  // Arrow keys move the focus along the row, and from row to row where there are several.
  /** @param {KeyboardEvent} event */
  #step(event) {
    const { key } = event;
    const items = findAll(this.root, "button");
    const at = items.indexOf(document.activeElement);
    const { offsetLeft } = items[at];
    const isBelow = (/** @type {HTMLElement} */ item) => item.offsetLeft === offsetLeft;
    const step = STEPS.get(key);
    /** @type {HTMLElement | undefined} */
    let next;
    if (step) next = items[Math.max(0, Math.min(items.length - 1, at + step))];
    if (key === "ArrowDown") next = items.slice(at + 1).find(isBelow);
    if (key === "ArrowUp") next = items.slice(0, at).findLast(isBelow);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  // The row is one stop of the Tab key, at the item that was reached last.
  /** @param {FocusEvent} event */
  #reach({ target }) {
    for (const item of findAll(this.root, "button"))
      item.tabIndex = item === target ? 0 : -1;
  }
}
