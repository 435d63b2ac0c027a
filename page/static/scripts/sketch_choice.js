// The part of the page's form that acts on a sketch: which paintings, and how.

import { strengthOf } from "./settings.js";
import { table } from "./table.js";

/** @typedef {Record<string, any>} Inputs by the names of the page's form */
/** @typedef {{ url: string, mask: string | undefined, share: number }} ChosenPainting */

/**
 * Paintings that count, with the addresses of their masks.
 * @param {Inputs} inputs
 * @returns {ChosenPainting[]}
 */
export function paintingsOf(inputs) {
  return table.styles
    .filter(({ style, blend }) => inputs[style]?.url && inputs[blend] !== 0)
    .map(({ style, mask, blend }) => ({
      url: inputs[style].url,
      mask: inputs.masks?.[mask]?.url,
      share: inputs[blend] ?? 1,
    }));
}

/**
 * @param {Inputs} inputs
 * @returns {Omit<import("./sketch_painter.js").Appearance, "sizes">}
 */
export function appearanceOf({ alpha, beta, colors, color_strength }) {
  // At the default strength and above, the sketch has nothing of the photo's own style.
  const strength = Math.min(
    1,
    2 * strengthOf(alpha ?? table.alpha, beta ?? table.beta),
  );
  const kept = color_strength ?? 1;
  const photoColors = colors === "luminance" ? kept : 0;
  const tint = colors === "histogram" || colors === "covariance" ? kept : 0;
  return { strength, photoColors, tint };
}

/**
 * @param {ChosenPainting[]} paintings
 * @param {import("./pictures_cache.js").PictureCache} pictures
 * @returns {Promise<import("./sketch_painter.js").StyleSource[]>} rejected where the
 *   browser cannot decode one
 */
export function loadPaintings(paintings, pictures) {
  return Promise.all(
    paintings.map(async ({ url, mask, share }) => {
      const [source, drawn] = await Promise.all([
        pictures.get(url),
        mask ? pictures.get(mask) : undefined,
      ]);
      return { source, numbers: source.numbers, share, mask: drawn?.bitmap };
    }),
  );
}
