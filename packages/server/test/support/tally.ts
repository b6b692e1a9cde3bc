import { createHmac, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { parseJsonObject } from '#server/kernel/json.js';
import { tableOf } from '#server/kernel/settings/reading.js';
import { required, secret, text } from '#server/kernel/settings/values.js';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { readBytes } from '#server/web/http/body.js';
import type { PageEnv } from '#server/web/http/env.js';
import { defineProvider } from '#server/features/topup/provider.js';

const MAX_NOTICE = 10_000;

const SETTINGS = tableOf({
  url: {
    name: 'OCTROI_TALLY_URL',
    description: 'The address of Tally.',
    fallback: 'https://tally.example',
    parse: text,
  },
  signingKey: {
    name: 'OCTROI_TALLY_SIGNING_KEY',
    description: 'The key that Tally signs its notices with.',
    fallback: '',
    secret: true,
    parse: required(secret),
  },
});

/** Tally, a made-up provider: users pay on its page, and it sends a signed notification. */
export const tally = defineProvider({
  name: 'tally',
  description: 'takes payments at Tally.',
  settings: SETTINGS,

  create: ({ url, signingKey }, { issuer }) => ({
    // A brand. Words come from the catalogues: ({ tally }) => tally.label.
    label: () => 'Tally',

    start: ({ orderId, amount, currency }) => {
      const back = `${issuer}/topup/orders/${orderId}`;
      return Promise.resolve({
        url: `${url}/pay?${new URLSearchParams({ order: orderId, amount: String(amount), currency, back }).toString()}`,
      });
    },

    // Notifications can be forged with a leaked key, so Tally is asked too.
    confirm: async ({ orderId, amount, currency }) => {
      const response = await fetch(`${url}/payments/${orderId}`, { signal: AbortSignal.timeout(5000) }).catch(
        (cause: unknown) => {
          throw new UnavailableError('Tally does not answer', { cause });
        },
      );
      const paid = parseJsonObject(await response.text());
      return paid?.['status'] === 'paid' && paid['amount'] === amount && paid['currency'] === currency;
    },

    routes: ({ orders }) =>
      new Hono<PageEnv>().post('/notice', async (c) => {
        const body = await readBytes(c, MAX_NOTICE);
        const sent = Buffer.from(c.req.header('tally-signature') ?? '', 'hex');
        const right = createHmac('sha256', signingKey.reveal())
          .update(body ?? '')
          .digest();
        if (body === null || sent.length !== right.length || !timingSafeEqual(sent, right)) {
          return c.text('The signature is wrong.', 400);
        }
        const { order, amount, currency } = parseJsonObject(body.toString()) ?? {};
        if (typeof order !== 'string' || typeof amount !== 'number' || typeof currency !== 'string') {
          return c.text('The notice names no payment.', 400);
        }
        const isCredited = await orders.confirm({ orderId: order, amount, currency });
        return isCredited ? c.text('Thank you.') : c.text('No such payment.', 409);
      }),
  }),
});
