import { keepPending, takePending } from './pending.js';
import { localPath } from './return-to.js';
import { offerAnswer } from './sign-in-answers.js';
import { wordOf, wordsFor, type Word } from './elements/words.js';

export interface CompleteSignInOptions {
  /** Where to tell the user what happens: the end of the page unless given. */
  readonly target?: Element;
}

const complete = async (target: Element): Promise<void> => {
  const query = new URLSearchParams(location.search);
  const [state, error] = [query.get('state'), query.get('error')];
  // The code belongs neither into the history nor into anybody's Referer.
  history.replaceState(null, '', location.origin + location.pathname);
  const pending = takePending(({ transaction }) => transaction.state === state);
  // A whole address: the page may have a base elsewhere.
  const back = location.origin + localPath(pending?.returnTo ?? '/');

  // Words for the user, as text and nothing else.
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
  // RFC 9207 section 2.4: not even the error of another server is believed.
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
 * For the page at the redirect URI of a public client: hands the answer to the page that asked for it, and goes back there, or
 * closes the sign-in window. An answer nobody asked for is refused, in words. The page at the end exchanges the code, since
 * that is where the tokens will be. A page has one answer: called again, it does nothing more.
 */
export const completeSignIn = ({ target = document.body }: CompleteSignInOptions = {}): Promise<void> =>
  (completing ??= complete(target));
