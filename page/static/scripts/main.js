// Functions that Gradio calls: `mount` by scripts of its gr.HTML parts, all else by the
// events of page/wiring.py. The parts of the page know each other only here.
//
//   stage.js canvas.js preview.js result.js time_lapse.js               the painting
//   touch.js                                                            a place anew
//   charts.js shortcuts.js                                              its curves, keys
//   masks.js mask_dialog.js mask_preview.js brush.js                    where each goes
//   mask_editor.js mask_canvas.js pixels.js                             masks, undo
//   faces.js                                                            found faces
//   paintings.js dropped_files.js odd_files.js                          the pickers
//   gallery.js enlarged.js gallery_sketches.js                          the examples
//   camera.js                                                           a live camera
//   dial.js strip.js settings.js forecast.js contact_sheet.js           the settings
//   sketches.js canvas_sketch.js sketch_choice.js sketch_painter.js     the sketch
//   pictures_cache.js                                                   its pictures
//   sketch_worker.js sketch_network.js sketch_kernels.js                its own thread
//   sketch_colors.js sketch_masks.js                                    its colours
//   history.js foot.js                                                  below the rest
//   words.js toasts.js job_token.js table.js debounce.js dom.js         the ground
//   types.d.ts                                                          what is sent

import { Camera } from "./camera.js";
import { mountLayersSheet, mountSheet, SheetButtons } from "./contact_sheet.js";
import { mountDial } from "./dial.js";
import { DroppedFiles } from "./dropped_files.js";
import { Faces } from "./faces.js";
import { mountFoot } from "./foot.js";
import { Forecast } from "./forecast.js";
import { Gallery } from "./gallery.js";
import { History } from "./history.js";
import {
  currentToken,
  findToken,
  followLinks,
  rememberToken,
  visitorName,
} from "./job_token.js";
import { MasksPart } from "./masks.js";
import { takeOddFiles } from "./odd_files.js";
import { closeGaps, showMorePickers } from "./paintings.js";
import { canSketch } from "./sketch_painter.js";
import { Sketches } from "./sketches.js";
import { Stage } from "./stage.js";
import { mountStrip } from "./strip.js";
import { table } from "./table.js";
import { translateToasts } from "./toasts.js";
import { say, setTexts, translate } from "./words.js";

export { nameOf, strengthOf, weightsOf } from "./settings.js";

/** @typedef {import("./types.d.ts").FileData} FileData */
/** @typedef {import("./types.d.ts").Masks} Masks */
/** @typedef {import("./types.d.ts").Part<any>} Part */

setTexts(window.nst.texts, navigator.language);
translateToasts();
followLinks();

/** @type {Stage | undefined} */
let stage;
/** @type {Forecast | undefined} */
let forecast;
/** @type {History | undefined} */
let history;
/** @type {MasksPart | undefined} */
let masks;
/** @type {Faces | undefined} */
let faces;
/** @type {DroppedFiles | undefined} */
let files;
/** @type {Camera | undefined} */
let camera;
/** @type {Sketches | undefined} nothing where the browser cannot sketch */
let sketches;
/** @type {Map<string, Gallery>} of examples, by the names of their pickers */
const galleries = new Map();
const sheetButtons = new SheetButtons();
/** @type {{ photo: FileData | null, paintings: (FileData | null)[] }} */
const pictures = { photo: null, paintings: [] }; // in the pickers

const paintSheet = (/** @type {string} */ spec) => stage?.paintSheet(spec);
const dialogIfOpen = () => (masks?.dialog.isOpen ? masks.dialog : undefined);

/** @type {Record<string, (part: Part) => void>} by the name in page/layout.py */
const parts = {
  text: ({ element }) => translate(element),
  dial: mountDial,
  strip: mountStrip,
  foot: mountFoot,
  sheet: (part) => mountSheet(part, sheetButtons, paintSheet),
  layers_sheet: (part) => mountLayersSheet(part, sheetButtons, paintSheet),
  forecast: (part) => {
    forecast = new Forecast(part, (isReady) => stage?.setReady(isReady));
  },
  history: (part) => {
    history = new History(part);
  },
  masks: (part) => {
    masks = new MasksPart(part, pictures, (photo) => faces?.find(photo));
  },
  faces: (part) => {
    faces = new Faces(part);
  },
  files: (part) => {
    takeOddFiles(); // before whoever looks at what is dropped
    files = new DroppedFiles(part, dialogIfOpen, (text) => stage?.showMessage(text));
  },
  gallery: (part) => {
    const gallery = new Gallery(part);
    galleries.set(gallery.picker, gallery);
    if (gallery.picker === "content") gallery.addCamera(() => camera?.open());
    else sketches?.inGalleries.addTo(gallery);
  },
  stage: (part) => {
    const made = new Stage(part, {
      onBusy: (isBusy) => {
        sheetButtons.setBusy(isBusy);
        if (isBusy) camera?.close();
      },
      onStatus: (status) => history?.add(status),
      onPainted: () => sketches?.onCanvas.pause(),
      onPaint: () => sketches?.onCanvas.resume(),
      paintings: () => pictures.paintings,
      onOpen: (token) => history?.open(token),
      onExample: (picker, name) => galleries.get(picker)?.choose(name),
    });
    stage = made;
    if (canSketch()) sketches = sketchFor(made);
    camera = cameraOn(made);
  },
};

/** @param {Stage} stage */
function sketchFor(stage) {
  const made = new Sketches(stage);
  for (const [picker, gallery] of galleries)
    if (picker !== "content") made.inGalleries.addTo(gallery);
  return made;
}

/** @param {Stage} stage */
function cameraOn(stage) {
  return new Camera(stage.canvas.root, {
    canSketch: Boolean(sketches),
    isPaintingChosen: () => pictures.paintings.some(Boolean),
    sketch: async (...frame) => sketches?.sketchFrame(...frame) ?? null,
    onPhoto: (file) => files?.takePhoto(file),
    onMessage: (sentence) => stage.showMessage(sentence),
    onClose: () => stage.saySituation(),
  });
}

/**
 * Values of the page's form by their names.
 * @param {string[]} names
 * @param {any[]} values
 * @returns {Record<string, any>}
 */
function byName(names, values) {
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

/**
 * Brings a part of the page to life.
 * @param {string} name
 * @param {Part} part
 */
export function mount(name, part) {
  parts[name](part);
}

// Pictures

/**
 * @param {FileData | null} photo
 * @param {Masks | null} drawn
 */
export function photoChanged(photo, drawn) {
  pictures.photo = photo;
  files?.showInPicker("content", photo);
  stage?.showPhoto(photo);
  galleries.get("content")?.showChosen(photo);
  return masks?.keepFor(photo, drawn);
}

/** @param {(FileData | null)[]} paintings */
export function paintingsChanged(...paintings) {
  pictures.paintings = paintings;
  paintings.forEach((file, index) => {
    files?.showInPicker(table.styles[index].style, file);
  });
  masks?.show();
  showMorePickers(paintings);
  table.styles.forEach(({ style }, at) => {
    galleries.get(style)?.showChosen(paintings[at]);
  });
}

/** @param {string} picker in whose gallery an example was chosen */
export function exampleFile(picker) {
  return galleries.get(picker)?.file;
}

/** @param {(FileData | null)[]} held what the pickers hold */
export function placeFiles(...held) {
  return files?.place(held);
}

/**
 * @param {import("./types.d.ts").FilePreview} found
 * @param {(FileData | null)[]} held in the pickers
 */
export function showPreview(found, ...held) {
  return files?.placePreview(found ?? {}, held);
}

/**
 * Paintings behind a gap move up; nothing changes where there is none.
 * @param {string[]} names of the values, in the page's form
 * @param {any[]} values
 */
export function moveUp(names, ...values) {
  const closed = closeGaps(byName(names, values));
  return closed ? names.map((name) => closed[name]) : [];
}

// Settings

/**
 * @param {string[]} names of the values that act on the sketch
 * @param {any[]} values
 */
export function settingsChanged(names, ...values) {
  forecast?.ask();
  sketches?.update(byName(names, values));
}

export function steer() {
  stage?.steer();
}

export function recipeTaken() {
  stage?.showMessage(say("recipe_taken"));
}

// Jobs

/** The job that the page shows, from now on in its address too. */
export function shownToken() {
  return rememberToken(currentToken());
}

/** @returns {Promise<[token: string, visitor: string]>} */
export async function tokenAndVisitor() {
  return [rememberToken(await findToken()), visitorName()];
}

/**
 * The job that a request has made, and is looked at from now on.
 * @param {string} token
 */
export function jobMade(token) {
  stage?.watchJob(rememberToken(token));
  return token;
}

/** @param {string} token of a job that is found again */
export function watchJob(token) {
  if (token) sketches?.onCanvas.waitForJob();
  stage?.watchJob(token);
}

/**
 * The pictures and settings of a job that was found again are in the form.
 * @param {string[]} names of the values that act on the sketch
 * @param {any[]} values
 */
export function jobRestored(names, ...values) {
  sketches?.onCanvas.jobRestored(byName(names, values));
}

export function unlock() {
  stage?.unlock();
}

export function reconnect() {
  stage?.reconnect();
}
