// Users and an app to measure with. Created with the command line and the pages, which every commit has, not with
// modules of the product.
import { startProduct } from './server-process.mjs';

const AT_ONCE = 4;

export const REDIRECT_URI = 'https://app.example/callback';

const hiddenFields = (form) =>
  [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);

/** Signs in like a browser that is new to the server. Returns the session's `Cookie` header. */
export const signIn = async (port, { username, password }) => {
  const cookies = new Map();
  const send = async (init) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`http://localhost:${port}/sign-in`, {
      ...init,
      redirect: 'manual',
      headers: { cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      cookies.set(name, value);
    }
    return { status: response.status, page: await response.text(), cookie };
  };
  const { page } = await send({});
  const form = page.split('<form').find((part) => part.includes('name="password"')) ?? '';
  const body = new URLSearchParams([...hiddenFields(form), ['username', username], ['password', password]]);
  const { status } = await send({ method: 'POST', body });
  if (status !== 303) throw new Error(`Signing in as ${username} was answered with ${status}.`);
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
};

const usersOf = (count) =>
  Array.from({ length: count }, (_, index) => ({ username: `user${index}`, password: `password of user ${index}` }));

const populate = async (server, count) => {
  const users = usersOf(count);
  const waiting = [...users];
  const createWaiting = async () => {
    for (let user = waiting.shift(); user !== undefined; user = waiting.shift()) {
      const { username, password } = user;
      const identity = ['--username', username, '--email', `${username}@example.com`, '--password', password];
      const traits = ['--quota', '1000000', '--used-quota', '250000', '--role', 'developer'];
      await server.command('user', 'create', ...identity, ...traits);
      sessions.push(await signIn(server.port, user));
    }
  };
  const sessions = [];
  await Promise.all(Array.from({ length: AT_ONCE }, createWaiting));
  const app = ['--owner', 'user0', '--name', 'Benchmark', '--redirect-uri', REDIRECT_URI, '--trusted'];
  const { client_id, client_secret } = await server.command('app', 'create', ...app);
  return { client: { client_id, client_secret }, sessions, users };
};

/**
 * Creates `count` users with a session each, and a trusted app, in the database of `env`. Uses a server of its own,
 * because hashing passwords would affect the memory of the measured one.
 */
export const createPopulation = async (env, count, options) => {
  const server = await startProduct(env, options);
  try {
    return await populate(server, count);
  } finally {
    await server.stop();
  }
};
