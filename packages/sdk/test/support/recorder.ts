/** Null passes the request to the server. */
type Answering = (what: string) => Response | null | Promise<Response | null>;

/** A `fetch` that records requests, and that a test can break. */
export interface Recorder {
  readonly fetch: typeof globalThis.fetch;
  /** The requests in order: `refresh_token`, `authorization_code`, or the last part of the path. */
  readonly asked: readonly string[];
  count(what: string): number;
  /** Answers instead of the server, until replaced. */
  intercept(answer: Answering | null): void;
}

const nameOf = (input: string | URL | Request, init: RequestInit | undefined): string => {
  const url = new URL(input instanceof Request ? input.url : input);
  const grant = init?.body instanceof URLSearchParams ? init.body.get('grant_type') : null;
  return grant ?? url.pathname.split('/').at(-1) ?? '';
};

export const createRecorder = (): Recorder => {
  const asked: string[] = [];
  let intercepting: Answering | null = null;
  return {
    asked,
    count: (what) => asked.filter((each) => each === what).length,
    intercept: (answer) => {
      intercepting = answer;
    },
    fetch: async (input, init) => {
      const what = nameOf(input, init);
      asked.push(what);
      return (await intercepting?.(what)) ?? fetch(input, init);
    },
  };
};
