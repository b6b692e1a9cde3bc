/** The variables of this shell without those whose name matches. The server refuses names it does not know. */
export const environmentWithout = (names) =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.test(name)));
