/** A body that is withheld: `asked` resolves when the server waits for it, `send` sends it. */
export const withheld = (text: string) => {
  const asked = Promise.withResolvers<void>();
  const sent = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        asked.resolve();
        await sent.promise;
        controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { body, asked: asked.promise, send: sent.resolve };
};
