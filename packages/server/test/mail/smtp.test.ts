import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, test } from 'node:test';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { HOUR, MINUTE } from '../../dist/kernel/clock.js';
import { openInstallation, type Installation } from '../support/installation.js';
import { freePort } from '../support/server.js';

interface Delivery {
  mail: Email;
  to: string[];
  user: string | undefined;
}

/** A mail server on loopback: what it was given, and what it says to a recipient. */
const startMailServer = async (port: number) => {
  const received: Delivery[] = [];
  let refusal: number | null = null;
  const take = async (mail: Buffer, { envelope, user }: SMTPServerSession): Promise<void> => {
    received.push({
      mail: await PostalMime.parse(mail),
      to: envelope.rcptTo.map(({ address }) => address),
      user: typeof user === 'string' ? user : undefined,
    });
  };
  const server = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'octroi' && password === 'p@ss/word') done(null, { user: username });
      else done(new Error('wrong password'));
    },
    onRcptTo: (_address, _session, done) => {
      if (refusal === null) done();
      else done(Object.assign(new Error('not today'), { responseCode: refusal }));
    },
    onData: (stream, session, done) => {
      void (async () => {
        try {
          await take(await buffer(stream), session);
          done();
        } catch (error) {
          done(error instanceof Error ? error : new Error('the mail could not be read'));
        }
      })();
    },
  });
  // Clients that were cut off are no news.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    received,
    refuse: (code: number | null): void => {
      refusal = code;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
};

describe('mail by SMTP', () => {
  let port: number;
  let server: Awaited<ReturnType<typeof startMailServer>>;
  let installation: Installation;
  beforeEach(async () => {
    port = await freePort();
    server = await startMailServer(port);
    installation = await openInstallation({
      OCTROI_MAIL_URL: `smtp://octroi:${encodeURIComponent('p@ss/word')}@127.0.0.1:${port}`,
      OCTROI_SITE_NAME: 'Pépin "& Co"',
    });
  });
  afterEach(async () => {
    installation.services.mails.close();
    await installation.close();
    await server.stop();
  });

  const send = () =>
    installation.services.mails.send('1', 'alice@example.com', {
      locale: 'en',
      subject: 'Signed in: <b>',
      paragraphs: ['Hello <i>alice</i> & all,', 'Read this.'],
      action: { label: 'Look', url: 'https://id.example/account?a=1&b=2' },
      footer: 'Why you get it.',
    });
  const deliver = () => installation.services.mails.deliver();

  test('arrives as text and as a document with the same words, from the site, for one reader', async () => {
    await send();
    await deliver();
    const [delivery] = server.received;
    assert.ok(delivery);
    const { mail, to, user } = delivery;
    assert.deepEqual(to, ['alice@example.com']);
    assert.equal(user, 'octroi', 'signed in to the mail server');
    assert.equal(mail.subject, 'Signed in: <b>');
    assert.deepEqual(mail.from, { name: 'Pépin & Co', address: 'no-reply@localhost' });
    assert.match(
      mail.text ?? '',
      /Hello <i>alice<\/i> & all,\s+Read this\.\s+Look:\s+https:\/\/id\.example\/account\?a=1&b=2/,
    );
    assert.match(mail.html ?? '', /Hello &lt;i&gt;alice&lt;\/i&gt; &amp; all,/);
    assert.match(mail.html ?? '', /href="https:\/\/id\.example\/account\?a=1&amp;b=2"/);
    assert.equal(mail.headers.find(({ key }) => key === 'auto-submitted')?.value, 'auto-generated');
    await deliver();
    assert.equal(server.received.length, 1, 'once');
  });

  test('lies sealed in the database until it is sent', async () => {
    await send();
    const dump = await installation.dump();
    for (const word of ['alice@example.com', 'Read this', 'id.example']) assert.ok(!dump.includes(word), word);
  });

  test('waits for a mail server that is away, and is then sent under the same id', async () => {
    await server.stop();
    await send();
    await deliver();
    await deliver();
    server = await startMailServer(port);
    server.refuse(451);
    installation.letTimePass(MINUTE);
    await deliver();
    assert.equal(server.received.length, 0, 'refused for now');
    server.refuse(null);
    await deliver();
    assert.equal(server.received.length, 0, 'its next try is not due yet');
    installation.letTimePass(5 * MINUTE);
    await deliver();
    assert.equal(server.received.length, 1);
  });

  test('that the other side will never take is not tried again', async () => {
    server.refuse(550);
    await send();
    await deliver();
    server.refuse(null);
    installation.letTimePass(24 * HOUR);
    await deliver();
    assert.equal(server.received.length, 0);
  });

  test('is kept when the mail server does not know the password any more', async () => {
    const other = await openInstallation({ OCTROI_MAIL_URL: `smtp://octroi:wrong@127.0.0.1:${port}` });
    try {
      await other.services.mails.send('1', 'alice@example.com', {
        locale: 'en',
        subject: 'Hello',
        paragraphs: [],
        action: null,
        footer: '',
      });
      await other.services.mails.deliver();
      other.letTimePass(MINUTE);
      assert.equal((await other.services.store.mails.listDue(other.now(), 10)).length, 1);
    } finally {
      other.services.mails.close();
      await other.close();
    }
  });
});
