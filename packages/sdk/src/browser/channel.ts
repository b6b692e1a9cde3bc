/** A line between the tabs of one browser. It reaches pages of this origin and no others. */
export interface Channel<Message> {
  /** Reaches everybody but this page's own end. */
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
    // Some browsers block it as they block storage: the tab is alone then.
  }
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it never leaves the origin
    post: (message) => channel?.postMessage(message),
    close: () => channel?.close(),
  };
};
