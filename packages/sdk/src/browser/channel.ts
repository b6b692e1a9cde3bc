/** A channel between the tabs of one browser, limited to this origin. */
export interface Channel<Message> {
  /** Does not reach the sender itself. */
  post(message: Message): void;
  close(): void;
}

export const openChannel = <Message>(name: string, receive: (message: Message) => void): Channel<Message> => {
  let channel: BroadcastChannel | undefined;
  try {
    channel = new BroadcastChannel(name);
    channel.addEventListener('message', ({ data }: MessageEvent<Message | undefined>) => {
      if (data !== undefined) receive(data);
    });
  } catch {
    // Some browsers block it along with storage; then this tab is on its own.
  }
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it never leaves the origin
    post: (message) => channel?.postMessage(message),
    close: () => channel?.close(),
  };
};
