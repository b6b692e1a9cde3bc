/** What a request is about was deleted while it was under way. Nothing was done. */
export class GoneError extends Error {
  override readonly name = 'GoneError';
}
