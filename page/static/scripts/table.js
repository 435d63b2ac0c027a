// What the core and the scripts know alike; page/tables.py makes it.

export const { table } = globalThis.nst;
