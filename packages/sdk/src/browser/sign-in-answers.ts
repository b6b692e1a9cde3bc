import { openChannel } from './channel.js';

/** Passes the response from the callback page in the sign-in window to the waiting page. */
const CHANNEL = 'octroi:answers';

/** How long the callback page waits for the response to be taken, in milliseconds. */
const TIME_TO_TAKE = 2000;

interface Message {
  /** The callback's query with the code, which is useless without the verifier that the waiting page holds. */
  readonly answer?: string;
  /** The state of a response that reached its page. */
  readonly taken?: string;
}

const stateOf = (query: string): string => new URLSearchParams(query).get('state') ?? '';

/**
 * Uses two channels at once: a BroadcastChannel works if Cross-Origin-Opener-Policy has separated the windows, a window
 * message if one of them is in another site's frame.
 */
const openRoads = (receive: (message: Message, reply: (message: Message) => void) => void) => {
  const channel = openChannel<Message>(CHANNEL, (message) => receive(message, (reply) => channel.post(reply)));
  const listener = ({ data, origin, source }: MessageEvent<Message | null | undefined>): void => {
    // Ignores messages of other sites.
    if (origin !== location.origin || !data) return;
    receive(data, (reply) => source?.postMessage(reply, { targetOrigin: origin }));
  };
  addEventListener('message', listener);
  return {
    post: (message: Message): void => {
      channel.post(message);
      const opener: Window | null = window.opener;
      opener?.postMessage(message, location.origin);
    },
    close: (): void => {
      channel.close();
      removeEventListener('message', listener);
    },
  };
};

/** Listens for responses; `take` returns whether one is for this page. */
export const receiveAnswers = (take: (query: string, state: string) => boolean): void => {
  openRoads(({ answer }, reply) => {
    if (typeof answer !== 'string') return;
    const state = stateOf(answer);
    if (take(answer, state)) reply({ taken: state });
  });
};

/** Offers the callback's query to the waiting page; false if there is none. */
export const offerAnswer = (query: string): Promise<boolean> =>
  new Promise((resolve) => {
    const state = stateOf(query);
    const finish = (wasTaken: boolean): void => {
      roads.close();
      resolve(wasTaken);
    };
    const roads = openRoads(({ taken }) => {
      if (taken === state) finish(true);
    });
    setTimeout(() => finish(false), TIME_TO_TAKE);
    roads.post({ answer: query });
  });
