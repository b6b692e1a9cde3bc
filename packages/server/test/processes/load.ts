import { setTimeout as wait } from 'node:timers/promises';
import { allow, textOf, type Answer } from '../support/oauth-app.js';
import type { VisitedPage, Visitor } from '../support/page-visitor.js';
import type { Party, Send } from './processes.js';

/** How many do each at once. */
interface Clients {
  refreshing: number;
  returning: number;
  signingIn: number;
}

/** What an answer of 503 asks for, shortened. */
const PAUSE_MS = 200;

/** Sends a request again as long as it is answered 503, which says that nothing was done. Counts them. */
export const persistent = (send: Send, toldToWait: () => void): Send => {
  const again: Send = async (turn, path, init) => {
    const response = await send(turn, path, init);
    if (response.status !== 503) return response;
    toldToWait();
    await wait(PAUSE_MS);
    return again(turn, path, init);
  };
  return again;
};

/** What a page says. */
const wordsOf = (html: string): string =>
  html
    .replace(/^[^]*<main/, '<main')
    .replaceAll(/<[^>]*>|\s+/g, ' ')
    .slice(0, 500);

const expect = (answer: Answer, what: string): Answer => {
  if (answer.status !== 200) throw new Error(`${what}: ${answer.status} ${answer.text}`);
  return answer;
};

/** The same as 503, told to the app (RFC 6749 section 4.1.2.1). */
const isToldToWait = ({ location }: VisitedPage): boolean => location.includes('error=temporarily_unavailable');

/** What apps and browsers do all day, until it is stopped. Whatever goes wrong is kept as a line. */
export const startLoad = (party: Party, clients: Clients, toldToWait: () => void) => {
  const stopping = new AbortController();
  const faults: string[] = [];
  const done = { refreshes: 0, 'returning browsers': 0, 'sign-ins': 0, 'questions again': 0 };

  /** The app reads with a token whatever it can. */
  const use = async (turn: number, access: string): Promise<void> => {
    expect(await party.userinfo(turn, access), 'userinfo');
    const told = expect(await party.introspect(turn + 1, access), 'introspection');
    if (told.json['active'] !== true) throw new Error(`introspection: ${told.text}`);
  };

  const refreshing = async (turn: number): Promise<() => Promise<void>> => {
    let token = textOf(await party.redeem(turn, await party.code(party.visitor())), 'refresh_token');
    return async () => {
      const answer = expect(await party.refresh(turn + done.refreshes, token), 'refresh');
      token = textOf(answer, 'refresh_token');
      await use(turn, textOf(answer, 'access_token'));
      done.refreshes += 1;
    };
  };

  /** The code that ends a visit; the user allows once more if asked to. */
  const codeOf = async (visitor: Visitor, visit: () => Promise<VisitedPage>): Promise<string> => {
    let last = await visit();
    while (isToldToWait(last)) {
      toldToWait();
      await wait(PAUSE_MS);
      last = await visit();
    }
    if (last.actions.includes('/authorize')) {
      done['questions again'] += 1;
      last = await allow(visitor, last);
    }
    const code = last.location === '' ? null : new URL(last.location).searchParams.get('code');
    if (code === null) throw new Error(`no code: ${last.status} ${last.location} ${wordsOf(last.html)}`);
    return code;
  };
  const complete = async (turn: number, code: string): Promise<void> => {
    const answer = expect(await party.redeem(turn + 1, code), 'code exchange');
    await use(turn, textOf(answer, 'access_token'));
  };

  const returning = async (turn: number): Promise<() => Promise<void>> => {
    const visitor = party.visitor();
    await party.code(visitor);
    return async () => {
      const visit = async (): Promise<VisitedPage> => {
        const page = await party.open(visitor);
        if (page.actions.includes('/sign-in')) throw new Error('a signed-in browser was asked to sign in');
        return page;
      };
      await complete(turn, await codeOf(visitor, visit));
      done['returning browsers'] += 1;
    };
  };

  const signingIn = (turn: number) => async (): Promise<void> => {
    const visitor = party.visitor();
    const visit = async (): Promise<VisitedPage> => {
      const page = await party.open(visitor);
      return page.actions.includes('/sign-in') ? party.signIn(visitor, page) : page;
    };
    await complete(turn, await codeOf(visitor, visit));
    done['sign-ins'] += 1;
  };

  const prepared = Promise.all(
    Object.entries({ refreshing, returning, signingIn }).flatMap(([kind, prepare]) =>
      Array.from({ length: clients[kind as keyof Clients] }, (_, turn) => prepare(turn)),
    ),
  );
  const ended = prepared.then((works) =>
    Promise.all(
      works.map(async (work) => {
        while (!stopping.signal.aborted) {
          await work().catch((error: unknown) => {
            faults.push(String(error));
            return wait(PAUSE_MS);
          });
        }
      }),
    ),
  );

  return {
    faults,
    done,
    /** Resolves once each kind of client has done this much more. */
    advance: async (by: number): Promise<void> => {
      await prepared;
      const aims = Object.fromEntries(Object.entries(done).map(([kind, count]) => [kind, count + by]));
      while (
        faults.length === 0 &&
        (['refreshes', 'returning browsers', 'sign-ins'] as const).some((kind) => done[kind] < (aims[kind] ?? 0))
      ) {
        await wait(50);
      }
    },
    stop: async (): Promise<void> => {
      stopping.abort();
      await ended;
    },
  };
};
