/** This shell's variables without those whose name matches, because the server refuses names it does not know. */
export const environmentWithout = (names) =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.test(name)));
