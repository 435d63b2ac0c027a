// Names and numbers that core and scripts share; page/tables.py makes it.

export const { table } = globalThis.nst;

/** Names of the pickers: the photo's, then the paintings'. */
export const PICKER_NAMES = ["content", ...table.styles.map(({ style }) => style)];
/** Selector of the pickers. */
export const PICKERS = PICKER_NAMES.map((name) => `#${name}`).join();
