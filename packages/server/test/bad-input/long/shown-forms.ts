import { PASSWORD } from '../../support/installation.js';
import { CALLBACK } from '../../support/oauth-app.js';
import { unescapeHtml } from '../../support/page-visitor.js';

/** A form of a page. */
export interface ShownForm {
  action: string;
  /** As a browser would send them: of radio buttons the last, of submit buttons one. */
  fields: Readonly<Record<string, string>>;
  /** The field of its file. */
  file: string | null;
}

/** What users type into empty fields, by their names. A wrong example shows: other fields are then never looked at. */
const EXAMPLES: Readonly<Record<string, string>> = {
  amount: '20',
  backchannel_logout_uri: '',
  code: '123456',
  identifier: 'https://notes.example',
  jwks: '',
  jwks_uri: '',
  new_password: `${PASSWORD} indeed`,
  post_logout_redirect_uris: '',
  redirect_uris: CALLBACK,
  request_id: '',
  scopes: 'read May read',
  user_code: 'BCDF-GHJK',
};

const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? null : unescapeHtml(found);
};

const CONTROL =
  /<(?:input|button)\b[^>]*>|(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>|(<select\b[^>]*>)([\s\S]*?)<\/select>/g;

interface Control {
  tag: string;
  name: string;
  value: string;
}

const controlsIn = (inner: string, examples: Readonly<Record<string, string>>): Control[] =>
  [...inner.matchAll(CONTROL)].flatMap(([whole, textarea, content = '', select, options = '']): Control[] => {
    const tag = textarea ?? select ?? whole;
    const name = attribute(tag, 'name');
    if (name === null) return [];
    const type = attribute(tag, 'type');
    if (select !== undefined) return [{ tag, name, value: attribute(options, 'value') ?? '' }];
    if (textarea === undefined && (tag.startsWith('<button') || type === 'hidden' || type === 'checkbox')) {
      return [{ tag, name, value: attribute(tag, 'value') ?? 'on' }];
    }
    const shown = textarea === undefined ? attribute(tag, 'value') : unescapeHtml(content).trim();
    const typed = type === 'password' ? PASSWORD : `an example`;
    return [{ tag, name, value: shown || (examples[name] ?? EXAMPLES[name] ?? typed) }];
  });

/** The forms of a page, filled in; several for a form with several submit buttons. */
export const formsIn = (html: string, examples: Readonly<Record<string, string>> = {}): ShownForm[] =>
  [...html.matchAll(/<form method="post" action="(\/[^"]*)"([\s\S]*?)<\/form>/g)].flatMap(
    ([, action = '', inner = '']): ShownForm[] => {
      const controls = controlsIn(inner, examples);
      const file = controls.find(({ tag }) => attribute(tag, 'type') === 'file');
      const buttons = controls.filter(({ tag }) => tag.startsWith('<button'));
      const others = controls.filter((control) => control !== file && !buttons.includes(control));
      const pressed = buttons.length > 1 ? [buttons[0], buttons.at(-1)] : [buttons[0]];
      return pressed.map((button) => ({
        action: unescapeHtml(action),
        file: file?.name ?? null,
        fields: Object.fromEntries(
          [...others, ...(button === undefined ? [] : [button])].map(({ name, value }) => [name, value]),
        ),
      }));
    },
  );
