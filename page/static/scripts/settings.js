// Arithmetic of the settings that the page's events ask for, without a server.

import { table } from "./table.js";

/**
 * Weights alpha and beta of a style strength.
 * @param {number} strength 0: the photo, 1: the style
 * @returns {[alpha: number, beta: number]}
 */
export function weightsOf(strength) {
  const round = (/** @type {number} */ value) => Number(value.toFixed(6));
  return [round(2 * table.alpha * (1 - strength)), round(2 * table.beta * strength)];
}

/**
 * Style strength of two weights: the share of beta, each measured by its default.
 * @param {number} alpha
 * @param {number} beta
 */
export function strengthOf(alpha, beta) {
  const [content, style] = [alpha / table.alpha, beta / table.beta];
  return content + style ? Number((style / (content + style)).toFixed(2)) : 0.5;
}

/**
 * Name under which these numbers are known; "" if they are not.
 * @param {Record<string, number[]>} known
 * @param {number[]} values
 */
export function nameOf(known, ...values) {
  const isEqual = (/** @type {string} */ name) =>
    known[name].every((value, index) => value === values[index]);
  return Object.keys(known).find(isEqual) ?? "";
}
