// Arithmetic of the settings that the page's events ask for, without a server.

// Weights of content and style at the strength 0.5; as in nst_core/settings/presets.py.
const [ALPHA, BETA] = [1, 10];

/**
 * Weights alpha and beta of a style strength.
 * @param {number} strength 0: the photo, 1: the style
 * @returns {[alpha: number, beta: number]}
 */
export function weightsOf(strength) {
  const round = (/** @type {number} */ value) => Number(value.toFixed(6));
  return [round(2 * ALPHA * (1 - strength)), round(2 * BETA * strength)];
}

/**
 * Style strength of two weights: the share of beta, each measured by its default.
 * @param {number} alpha
 * @param {number} beta
 */
export function strengthOf(alpha, beta) {
  const [content, style] = [alpha / ALPHA, beta / BETA];
  return content + style ? Number((style / (content + style)).toFixed(2)) : 0.5;
}

/**
 * Name under which these numbers stand in a table; "" if they do not.
 * @param {Record<string, number[]>} table
 * @param {number[]} values
 */
export function nameOf(table, values) {
  const isEqual = (/** @type {string} */ name) =>
    table[name].every((value, index) => value === values[index]);
  return Object.keys(table).find(isEqual) ?? "";
}
