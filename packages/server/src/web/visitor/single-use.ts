import { createMiddleware } from 'hono/factory';
import type { UsedJtisStore } from '../../domain/client-auth/index.js';
import { alsoDependOn } from '../../kernel/condition.js';
import { HOUR, type Clock } from '../../kernel/clock.js';
import { hashSecret } from '../../kernel/secret.js';
import type { PageEnv } from '../http/env.js';
import { FormUsedError } from './form-errors.js';

/** The field that makes each copy of a form different from the others. */
export const ONCE = 'once';

/** Longer than a recent sign-in lasts, which such forms need, and each sign-in voids the forms of before. */
const MEMORY = HOUR;

export interface SingleUseNeeds {
  usedJtis: UsedJtisStore;
  clock: Clock;
}

/**
 * For forms that create a secret, whose answer is the page that shows it: reloading that page sends the form again, which must
 * not create another. The form is used up in the transaction of what it is good for. Follows what checks the form.
 */
export const createSingleUse = ({ usedJtis, clock }: SingleUseNeeds) =>
  createMiddleware<PageEnv>(async (c, next) => {
    const form = c.req.method === 'POST' ? c.get('form') : undefined;
    const once = form?.get(ONCE);
    if (form !== undefined && once !== undefined) {
      const hash = hashSecret(`form ${c.req.path} ${c.get('visitor').csrf} ${once}`);
      let isOurs = false;
      alsoDependOn<Parameters<UsedJtisStore['useIn']>[0]>(async (transaction) => {
        if (isOurs) return;
        if (!(await usedJtis.useIn(transaction, hash, clock.now() + MEMORY))) throw new FormUsedError(form);
        transaction.onCommit(() => {
          isOurs = true;
        });
      });
    }
    await next();
  });
