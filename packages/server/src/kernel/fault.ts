/** A value inserted into a fault's sentence. */
export type FaultValue = string | number;

/**
 * A validation fault: a code, and the values its sentence needs. `V` maps each code to its values, so that the compiler
 * can check a catalogue of sentences against it.
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
