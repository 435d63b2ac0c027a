// Regions of the paintings, and of what is kept of the photo: two buttons, a preview, and
// the dialog. The part's value holds the files of the masks, and which photo they belong
// to. A painting without a mask goes everywhere; without a keep map nothing is kept.

import { findAll } from "./dom.js";
import { MaskDialog, NUMBERS } from "./mask_dialog.js";
import { KEEP } from "./mask_editor.js";
import { MaskPreview } from "./mask_preview.js";
import { translate } from "./words.js";

/** @typedef {import("./types.d.ts").FileData} FileData */
/** @typedef {import("./types.d.ts").Masks} Masks */
/** @typedef {import("./types.d.ts").Part<Masks>} Part */

export class MasksPart {
  /**
   * @param {Part} part
   * @param {{ photo: FileData | null, paintings: (FileData | null)[] }} pictures chosen
   * @param {import("./mask_dialog.js").FindFaces} findFaces
   */
  constructor(part, pictures, findFaces) {
    this.props = part.props;
    this.pictures = pictures;
    translate(part.element);
    this.preview = new MaskPreview(part.element);
    const use = (/** @type {Masks} */ masks) => {
      this.props.value = masks;
      this.show();
    };
    this.dialog = new MaskDialog(part, use, findFaces);
    for (const button of findAll(part.element, ".open")) {
      const number = "keep" in button.dataset ? KEEP : undefined;
      button.addEventListener("click", () => this.#open(number));
    }
    part.watch("value", () => this.show()); // by the server, or another event
    this.show();
  }

  show() {
    const masks = this.props.value ?? {};
    const { photo, paintings } = this.pictures;
    const numbers = NUMBERS.filter((x) => masks[`mask${x}`] && paintings[x - 1]);
    if (masks.keep) numbers.push(KEEP);
    this.preview.show(masks, photo, numbers);
  }

  /** @param {number} [number] of the mask to begin with; the first painting's if none */
  async #open(number) {
    const { photo, paintings } = this.pictures;
    if (!photo) return this.#tell("masks_none");
    const masks = this.props.value ?? {};
    const isOpen = await this.dialog.open(photo, paintings, masks, number);
    this.#tell(isOpen ? "" : "photo_unreadable");
  }

  /** @param {string} message */
  #tell(message) {
    this.preview.message = message;
    this.show();
  }

  /**
   * Masks belong to one photo: those of another go, and those of none, from a recipe,
   * become this one's. That masks went is told until the dialog is opened again.
   * @param {FileData | null} photo
   * @param {Masks | null} masks
   * @returns {Masks | undefined} nothing if they stay
   */
  keepFor(photo, masks) {
    const areForeign = Boolean(masks?.photo) && masks?.photo !== photo?.path;
    const wereGone = this.preview.message === "masks_gone";
    this.#tell(areForeign || wereGone ? "masks_gone" : "");
    if (areForeign) return {};
    const areUnowned = masks && !masks.photo && Object.keys(masks).length > 0;
    return photo && areUnowned ? { ...masks, photo: photo.path } : undefined;
  }
}
