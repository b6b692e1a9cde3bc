import type { Params } from '../../protocol/params.js';

/** The form did not come from our page in this browser and session. Nothing was done. */
export class FormRefusedError extends Error {
  override readonly name = 'FormRefusedError';
}

/** A form of ours that does nothing any more. Nothing was done, and the visitor can open its page again. */
export abstract class FormOverError extends Error {
  /** The path of the page that the form was on, as it says. */
  readonly page: string | undefined;

  constructor(why: string, form: Params) {
    super(why);
    this.page = form.get('page');
  }
}

/** It is from before a sign-in or sign-out in another tab. */
export class StaleFormError extends FormOverError {
  override readonly name = 'StaleFormError';

  constructor(form: Params) {
    super('the form is from before a sign-in or sign-out', form);
  }
}

/** It was sent before, and that did what it is for. */
export class FormUsedError extends FormOverError {
  override readonly name = 'FormUsedError';

  constructor(form: Params) {
    super('the form was used before', form);
  }
}
