import { completeSignIn } from '../callback.js';
import {
  createBrowserSession,
  type BrowserSession,
  type BrowserSessionOptions,
  type SessionState,
} from '../session.js';
import { createStyles } from './styles.js';
import { wordOf, wordsFor, type Word } from './words.js';

/** The parts of an element. */
interface View {
  readonly nodes: readonly Node[];
  show(state: SessionState): void;
}

type Build = (host: Element, session: BrowserSession, say: (word: Word) => string) => View;

const optionsOf = (host: Element): BrowserSessionOptions => {
  const given = (name: string): string => host.getAttribute(name) ?? '';
  if (given('mode') !== 'public') return { basePath: given('base-path') };
  return {
    mode: 'public',
    issuer: given('issuer'),
    clientId: given('client-id'),
    redirectUri: given('redirect-uri'),
    scope: given('scope'),
    persist: host.hasAttribute('persist'),
  };
};

/** Elements with the same attributes share a session. */
const sessions = new Map<string, BrowserSession>();
const sessionOf = (host: Element): BrowserSession => {
  const options = optionsOf(host);
  const key = JSON.stringify(options);
  const session = sessions.get(key) ?? createBrowserSession(options);
  sessions.set(key, session);
  return session;
};

const part = <Name extends 'button' | 'div' | 'p' | 'span'>(tag: Name, name: string): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(tag);
  element.setAttribute('part', name);
  return element;
};

/** Errors are shown from the session's state. */
const button = (name: string, text: string, press: () => Promise<unknown>): HTMLButtonElement => {
  const element = part('button', name);
  element.type = 'button';
  element.textContent = text;
  element.addEventListener('click', () => void press().catch(() => {}));
  return element;
};

const signInButton: (...from: Parameters<Build>) => HTMLButtonElement = (host, session, say) =>
  button('button primary sign-in', say('signIn'), () => session.signIn({ popup: host.hasAttribute('popup') }));

const status = (): HTMLElement => {
  const message = part('p', 'message');
  message.role = 'status';
  return message;
};

const messageOf = ({ status: is, error }: SessionState): Word | null => {
  if (is === 'loading') return 'loading';
  if (is === 'signed-out') return error === null ? 'signedOut' : wordOf(error.code);
  return is === 'offline' || error !== null ? 'offline' : null;
};

/** Writes only changes, because screen readers would repeat unchanged text. */
const write = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};

const buildSignIn: Build = (host, session, say) => {
  const signIn = signInButton(host, session, say);
  const message = status();
  return {
    nodes: [signIn, message],
    show: (state) => {
      signIn.hidden = state.user !== null;
      write(message, state.status === 'signed-out' && state.error !== null ? say(wordOf(state.error.code)) : '');
    },
  };
};

const buildAccount: Build = (host, session, say) => {
  const account = part('div', 'account');
  account.role = 'group';
  account.ariaLabel = say('account');
  const name = part('span', 'name');
  const balance = part('span', 'balance');
  balance.ariaLive = 'polite';
  const message = status();
  const signIn = signInButton(host, session, say);
  const refresh = button('button refresh', say('refresh'), () => session.user());
  const topUp = button('button top-up', say('topUp'), () => session.topUp());
  const signOut = button('button sign-out', say('signOut'), () => session.signOut());
  account.append(name, balance, message, signIn, refresh, topUp, signOut);
  return {
    nodes: [account],
    show: (state) => {
      const { user } = state;
      // Hiding the focused button would lose the keyboard focus.
      const hadFocus = host.shadowRoot?.activeElement !== null;
      account.ariaBusy = String(state.status === 'loading');
      write(name, user === null ? '' : (user.username ?? user.email ?? user.sub));
      write(balance, user?.balance_formatted === undefined ? '' : `${say('balance')}: ${user.balance_formatted}`);
      const word = messageOf(state);
      write(message, word === null ? '' : say(word));
      signIn.hidden = state.status !== 'signed-out';
      refresh.hidden = state.status !== 'offline' && user === null;
      topUp.hidden = signOut.hidden = user === null;
      if (hadFocus && host.shadowRoot?.activeElement === null) (signIn.hidden ? refresh : signIn).focus();
    },
  };
};

/**
 * Defines the custom elements; a second call does nothing.
 *
 * - `<octroi-sign-in>`: a button, hidden while somebody is signed in
 * - `<octroi-account>`: the user, the balance, and buttons to refresh it, top up and sign out; otherwise a button to sign in
 * - `<octroi-callback>`: for the page at the redirect URI, see `completeSignIn`
 *
 * Attributes of the first two: `mode="public"` with `issuer`, `client-id`, `redirect-uri`, `scope`, `persist`, or else
 * `base-path`; `popup`; and of all three `text-…` for each text, such as `text-sign-in`. They are read when the element is
 * connected; to change them, connect it again. To use your own session, set the property `session` before connecting the
 * element. Styled by `--octroi-accent`, `--octroi-on-accent`, `--octroi-text`, `--octroi-background`, `--octroi-border`,
 * `--octroi-radius`, `--octroi-padding`, `--octroi-focus`, and by the parts `account`, `name`, `balance`, `message`,
 * `button`, `primary`, `sign-in`, `refresh`, `top-up`, `sign-out`.
 */
export const defineElements = (): void => {
  if (customElements.get('octroi-account') !== undefined) return;
  const styles = createStyles();
  // Inside the function, because HTMLElement does not exist when a server renders the page.
  const define = (name: string, build: Build): void =>
    customElements.define(
      name,
      class extends HTMLElement {
        declare session?: BrowserSession;
        #leave: (() => void) | undefined;

        connectedCallback(): void {
          const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
          root.adoptedStyleSheets = [styles];
          const session = this.session ?? sessionOf(this);
          const { nodes, show } = build(this, session, wordsFor(this));
          root.replaceChildren(...nodes);
          show(session.state);
          this.#leave = session.on('change', show);
        }

        disconnectedCallback(): void {
          this.#leave?.();
        }
      },
    );
  define('octroi-sign-in', buildSignIn);
  define('octroi-account', buildAccount);
  customElements.define(
    'octroi-callback',
    class extends HTMLElement {
      connectedCallback(): void {
        void completeSignIn({ target: this });
      }
    },
  );
};
