// Names and numbers that core and scripts share; page/tables.py makes it.

export const { table } = globalThis.nst;
