/** What a fault's sentence has values of. */
export type FaultValue = string | number;

/**
 * Something wrong with what was sent: a code, and the values that its sentence needs. `V` lists the codes there are, each
 * with its values, so that a catalogue of sentences can be held to it.
 */
export type Fault<V, C extends keyof V = keyof V> = { [K in C]: { readonly code: K; readonly values: V[K] } }[C];

/** A sentence for each code. */
export type FaultSentences<V extends Record<keyof V, readonly FaultValue[]>> = {
  readonly [C in keyof V]: (...values: V[C]) => string;
};

export const fault = <const C extends string, V extends FaultValue[]>(
  code: C,
  ...values: V
): { readonly code: C; readonly values: V } => ({ code, values });
