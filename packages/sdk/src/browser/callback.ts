import { keepPending, takePending } from './pending.js';
import { localPath } from './return-to.js';
import { offerAnswer } from './sign-in-answers.js';
import { wordOf, wordsFor, type Word } from './elements/words.js';

export interface CompleteSignInOptions {
  /** Where to show messages to the user; default: the end of the page. */
  readonly target?: Element;
}

const complete = async (target: Element): Promise<void> => {
  const query = new URLSearchParams(location.search);
  const [state, error] = [query.get('state'), query.get('error')];
  // Keeps the code out of the history and the Referer.
  history.replaceState(null, '', location.origin + location.pathname);
  const pending = takePending(({ transaction }) => transaction.state === state);
  // An absolute URL, because the page may have another base.
  const back = location.origin + localPath(pending?.returnTo ?? '/');

  // Inserted as text, never as markup.
  const say = wordsFor(target);
  const message = document.createElement('p');
  message.role = 'status';
  target.append(message);
  const tell = (word: Word): void => {
    message.textContent = say(word);
  };
  const fail = (code: string): void => {
    tell(wordOf(code));
    const link = document.createElement('a');
    link.href = back;
    link.textContent = say('back');
    target.append(link);
  };

  tell('signingIn');
  if (state === null) return fail('missing_parameters');
  if (pending === null) {
    if (!(await offerAnswer(query.toString()))) return fail('invalid_state');
    tell(error === null ? 'done' : wordOf(error));
    return window.close();
  }
  // RFC 9207 section 2.4: ignore even errors if they come from another server.
  if (query.get('iss') !== pending.issuer) return fail('issuer_mismatch');
  if (error !== null) return fail(error);
  try {
    keepPending({ ...pending, answer: `?${query}` });
    location.replace(back);
  } catch {
    fail('client_error');
  }
};

let completing: Promise<void> | null = null;

/**
 * For the page at a public client's redirect URI: passes the response to the page that started the sign-in, and returns
 * there or closes the sign-in window. Refuses a response that nobody requested, with a message. The starting page
 * exchanges the code, because that is where the tokens belong. Calling it again does nothing.
 */
export const completeSignIn = ({ target = document.body }: CompleteSignInOptions = {}): Promise<void> =>
  (completing ??= complete(target));
