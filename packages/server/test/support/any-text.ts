import * as fc from 'fast-check';

/** Any string that JavaScript can hold: control characters, every script, lone surrogates. */
export const anyText = fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
