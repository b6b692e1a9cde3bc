import { openChannel } from './channel.js';

/** How the callback page, in the sign-in window, hands its answer to the page that waits for it. */
const CHANNEL = 'octroi:answers';

/** How long the callback page waits for somebody to take its answer, in milliseconds. */
const TIME_TO_TAKE = 2000;

interface Message {
  /** The callback's query, code and all. Worth nothing without the verifier, which the waiting page keeps. */
  readonly answer?: string;
  /** The state of an answer that found its page. */
  readonly taken?: string;
}

const stateOf = (query: string): string => new URLSearchParams(query).get('state') ?? '';

/**
 * Two roads at once: a channel works when the browser has cut the tie between the windows (Cross-Origin-Opener-Policy), a
 * message from window to window when one of them stands in another site's frame.
 */
const openRoads = (receive: (message: Message, reply: (message: Message) => void) => void) => {
  const channel = openChannel<Message>(CHANNEL, (message) => receive(message, (reply) => channel.post(reply)));
  const listener = ({ data, origin, source }: MessageEvent<Message | null | undefined>): void => {
    // What other sites send is not even looked at.
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

/** Listens for answers; `take` says whether one is for this page. */
export const receiveAnswers = (take: (query: string, state: string) => boolean): void => {
  openRoads(({ answer }, reply) => {
    if (typeof answer !== 'string') return;
    const state = stateOf(answer);
    if (take(answer, state)) reply({ taken: state });
  });
};

/** Offers the callback's query to whoever waits for it; false when nobody does. */
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
