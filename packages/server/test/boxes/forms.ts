import assert from 'node:assert/strict';
import { unescapeHtml, type VisitedPage, type Visitor } from '../support/page-visitor.js';

/** A form of a page, by its action without the query. */
interface Form {
  action: string;
  html: string;
}

/** A field, as in the markup. */
interface Field {
  name: string;
  value: string;
  kind: string;
  isChecked: boolean;
  isDisabled: boolean;
}

const attributeOf = (tag: string, name: string): string | null => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : unescapeHtml(value);
};

const formsIn = (html: string): Form[] =>
  [...html.matchAll(/(<form\b[^>]*>)(.*?)<\/form>/gs)].map(([, tag = '', inside = '']) => ({
    action: (attributeOf(tag, 'action') ?? '').replace(/\?.*/, ''),
    html: inside,
  }));

const inputsOf = ({ html }: Form): Field[] =>
  [...html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => ({
    name: attributeOf(tag, 'name') ?? '',
    value: attributeOf(tag, 'value') ?? 'on',
    kind: attributeOf(tag, 'type') ?? 'text',
    isChecked: /\schecked\b/.test(tag),
    isDisabled: /\sdisabled\b/.test(tag),
  }));

const isBox = ({ kind }: Field): boolean => kind === 'checkbox' || kind === 'radio';

const chosenIn = (select: string): string => {
  const options = [...select.matchAll(/<option\b[^>]*>/g)].map(([tag]) => tag);
  return attributeOf(options.find((tag) => /\sselected\b/.test(tag)) ?? options[0] ?? '', 'value') ?? '';
};

/** What a browser would send if the user changed nothing and pressed no named button. */
const untouched = (form: Form): [string, string][] => {
  const inputs = inputsOf(form).filter((field) => !field.isDisabled && (!isBox(field) || field.isChecked));
  const texts = [...form.html.matchAll(/(<textarea\b[^>]*>)(.*?)<\/textarea>/gs)];
  const selects = [...form.html.matchAll(/(<select\b[^>]*>)(.*?)<\/select>/gs)];
  return [
    ...inputs.map(({ name, value }): [string, string] => [name, value]),
    ...texts.map(([, tag = '', text = '']): [string, string] => [attributeOf(tag, 'name') ?? '', unescapeHtml(text)]),
    ...selects.map(([, tag = '', options = '']): [string, string] => [
      attributeOf(tag, 'name') ?? '',
      chosenIn(options),
    ]),
  ];
};

/** The boxes of a page: `/authorize scope=balance`. Numbers in the form's action do not count. */
export const boxesIn = (html: string): string[] =>
  formsIn(html).flatMap((form) =>
    inputsOf(form)
      .filter(isBox)
      .map(({ name, value }) => `${form.action.replaceAll(/\/\d+/g, '/:id')} ${name}=${value}`),
  );

/** A box to tick or untick, and what else the user enters. */
export interface Entry {
  box: string;
  /** By default that of a checkbox without one of its own. */
  value?: string;
  ticked: boolean;
  fields?: Readonly<Record<string, string>>;
}

/**
 * Submits the form at `action`. A box that is not on the page, or cannot be changed, fails. A radio button is unticked by
 * choosing another one in `fields`.
 */
export const submit = async (
  visitor: Visitor,
  page: VisitedPage,
  action: string,
  entry: Entry,
): Promise<VisitedPage> => {
  const { box, value = 'true', ticked, fields = {} } = entry;
  const forms = formsIn(page.html).filter((each) => each.action === action);
  const isThis = (field: Field): boolean => isBox(field) && field.name === box && field.value === value;
  const form = forms.find((each) => inputsOf(each).some(isThis));
  const field = form && inputsOf(form).find(isThis);
  assert.ok(form && field, `no box ${box}=${value} in a form to ${action}: ${page.status} ${page.location}`);
  assert.equal(field.isDisabled, false, `the box ${box}=${value} cannot be changed`);
  const isReplaced = (name: string, text: string): boolean =>
    name in fields || (name === box && (field.kind === 'radio' || text === value));
  const sent = new URLSearchParams(untouched(form).filter(([name, text]) => !isReplaced(name, text)));
  for (const [name, text] of Object.entries(fields)) if (name !== box || !ticked) sent.append(name, text);
  if (ticked) sent.append(box, value);
  return visitor.post(action, sent);
};

/** Whether an effect was seen, with the box ticked or without. By the box, as `boxesIn` names it. */
export type Stories = Readonly<Record<string, (ticked: boolean) => Promise<boolean>>>;
