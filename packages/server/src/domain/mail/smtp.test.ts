import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pino } from 'pino';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { HOUR, MINUTE } from '#server/kernel/clock.js';
import type { MailContent } from '#server/domain/mail/compose.js';
import { MAIL_LEASE } from '#server/domain/mail/mails.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { freePort, startTestServer } from '#test/support/server.js';
import type { Services } from '#server/server.js';
import { storeOf } from '#test/support/store.js';

const HELLO: Omit<MailContent, 'siteName'> = {
  locale: 'en',
  subject: 'Hello',
  paragraphs: [],
  action: null,
  footer: '',
};

const LONG: typeof HELLO = {
  locale: 'en',
  subject: 'Signed in: <b>',
  paragraphs: ['Hello <i>alice</i> & all,', 'Read this.'],
  action: { label: 'Look', url: 'https://id.example/account?a=1&b=2' },
  footer: 'Why you get it.',
};

const sendBy = ({ database, mails }: Services, to: string, content: typeof HELLO): Promise<void> =>
  database.write((transaction) => mails.send(transaction, '1', to, content));

interface Delivery {
  mail: Email;
  to: string[];
  user: string | undefined;
  /** Received over TLS. */
  isSecure: boolean;
}

/**
 * A loopback mail server: records what it receives, and answers recipients as told. With `tls` it offers STARTTLS with
 * a self-signed certificate.
 */
const startMailServer = async (port: number, { tls = false } = {}) => {
  const received: Delivery[] = [];
  let refusal: number | null = null;
  let thinking: { begun: () => void; over: Promise<void> } | null = null;
  const take = async (mail: Buffer, { envelope, user, secure }: SMTPServerSession): Promise<void> => {
    received.push({
      mail: await PostalMime.parse(mail),
      to: envelope.rcptTo.map(({ address }) => address),
      user: typeof user === 'string' ? user : undefined,
      isSecure: secure,
    });
  };
  const server = new SMTPServer({
    disabledCommands: tls ? [] : ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'octroi' && password === 'p@ss/word') done(null, { user: username });
      else done(new Error('wrong password'));
    },
    onRcptTo: (_address, _session, done) => {
      thinking?.begun();
      void (async () => {
        await thinking?.over;
        if (refusal === null) done();
        else done(Object.assign(new Error('not today'), { responseCode: refusal }));
      })();
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
  // Disconnected clients are expected.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    received,
    refuse: (code: number | null): void => {
      refusal = code;
    },
    /** Makes every client wait from now on. Resolves when one does, to a function that lets them continue. */
    think: async (): Promise<() => void> => {
      const over = Promise.withResolvers<void>();
      await new Promise<void>((begun) => {
        thinking = { begun, over: over.promise };
      });
      return over.resolve;
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

  const send = (content: typeof HELLO = LONG) => sendBy(installation.services, 'alice@example.com', content);
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

  test('has one subject and one reader, whatever name of an app is in it', async () => {
    const subject = 'ñ\r\nBcc: thief@example.com\r\nSubject: other\r\n\r\n.\r\n' + '漢'.repeat(300);
    await send({ ...HELLO, subject });
    await deliver();
    const [delivery] = server.received;
    assert.deepEqual(delivery?.to, ['alice@example.com']);
    assert.deepEqual(
      delivery.mail.headers.filter(({ key }) => ['bcc', 'subject'].includes(key)).map(({ key }) => key),
      ['subject'],
    );
    assert.equal(delivery.mail.subject?.replaceAll(/ +/g, ' '), subject.replaceAll(/(\r\n)+/g, ' '));
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

  // It became due again after a minute and was sent twice.
  test('is not sent by another process while a slow mail server accepts it', async () => {
    await send();
    const thinking = server.think();
    const first = deliver();
    const goOn = await thinking;
    installation.letTimePass(5 * MINUTE);
    assert.deepEqual(await storeOf(installation.services).mails.listDue(installation.now(), 10), []);
    goOn();
    await first;
    assert.equal(server.received.length, 1);
  });

  test('that a process died over is due again', async () => {
    await send();
    const [mail] = await storeOf(installation.services).mails.listDue(installation.now(), 1);
    assert.ok(mail);
    await storeOf(installation.services).mails.claim(mail, installation.now() + MAIL_LEASE);
    await deliver();
    assert.equal(server.received.length, 0, 'it may still be on its way');
    installation.letTimePass(MAIL_LEASE);
    await deliver();
    assert.equal(server.received.length, 1);
  });

  // Developers with their own mail server got no mail.
  test('uses TLS to a loopback server even with a self-signed certificate', async () => {
    await server.stop();
    server = await startMailServer(port, { tls: true });
    await send();
    await deliver();
    assert.equal(server.received.length, 1);
    assert.ok(server.received[0]?.isSecure);
  });

  test('is sent nowhere else without TLS or with an untrusted certificate', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    // We treat this as a host like any other.
    const url = `smtp://octroi:${encodeURIComponent('p@ss/word')}@[::ffff:127.0.0.1]:${port}`;
    for (const tls of [false, true]) {
      await server.stop();
      server = await startMailServer(port, { tls });
      const other = await openInstallation({ OCTROI_MAIL_URL: url }, log);
      try {
        await sendBy(other.services, 'alice@example.com', HELLO);
        await other.services.mails.deliver();
        assert.equal(server.received.length, 0);
      } finally {
        other.services.mails.close();
        await other.close();
      }
    }
    assert.match(lines[0] ?? '', /STARTTLS/);
    assert.match(lines[1] ?? '', /certificate/);
  });

  // All waiting mails were sent first, all at once, however slow the mail server.
  test('does not hold up a stopping server: it finishes mails under way and starts no more', async () => {
    const running = await startTestServer({
      environment: { OCTROI_MAIL_URL: `smtp://octroi:${encodeURIComponent('p@ss/word')}@127.0.0.1:${port}` },
    });
    const thinking = server.think();
    for (let count = 0; count < 20; count += 1) {
      await sendBy(running.services, `alice${count}@example.com`, HELLO);
    }
    const goOn = await thinking;
    const stopped = running.stop();
    goOn();
    await stopped;
    assert.ok(server.received.length < 20, `${server.received.length} were sent`);
  });

  test('that is permanently rejected is not retried', async () => {
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
      await sendBy(other.services, 'alice@example.com', HELLO);
      await other.services.mails.deliver();
      other.letTimePass(MINUTE);
      assert.equal((await storeOf(other.services).mails.listDue(other.now(), 10)).length, 1);
    } finally {
      other.services.mails.close();
      await other.close();
    }
  });
});
