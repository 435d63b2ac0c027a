// Elements of a template; a template has each of them.

/**
 * First element that matches, of the type that the template gives it.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {any}
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`The template has no ${selector}.`);
  return found;
}

/**
 * All elements that match, of the type that the template gives them.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {any[]}
 */
export function findAll(root, selector) {
  return [...root.querySelectorAll(selector)];
}
