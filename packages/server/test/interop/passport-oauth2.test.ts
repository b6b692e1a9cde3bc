import assert from 'node:assert/strict';
import { test } from 'node:test';
import express from 'express';
import session from 'express-session';
import { Passport } from 'passport';
import OAuth2Strategy from 'passport-oauth2';
import { assertIsAlice, setScene } from './scene.js';

const scene = setScene();

interface Tokens {
  access: string;
  refresh: string;
}

interface Options {
  issuer: string;
  clientID: string;
  clientSecret: string;
  callbackURL: string;
}

/** A subclass of the strategy, as the library expects, with the URLs and the profile. */
class OctroiStrategy extends OAuth2Strategy {
  readonly userinfoUrl: string;

  constructor({ issuer, ...app }: Options, verify: OAuth2Strategy.VerifyFunction) {
    const server = {
      authorizationURL: `${issuer}/api/oauth2/authorize`,
      tokenURL: `${issuer}/api/oauth2/token`,
    };
    super({ ...server, ...app, scope: ['openid', 'profile', 'balance'], state: true, pkce: true }, verify);
    this.userinfoUrl = `${issuer}/api/oauth2/userinfo`;
    this._oauth2.useAuthorizationHeaderforGET(true);
  }

  override userProfile(accessToken: string, done: (error?: unknown, profile?: unknown) => void): void {
    this._oauth2.get(this.userinfoUrl, accessToken, (error, body) =>
      error ? done(error) : done(null, JSON.parse(String(body))),
    );
  }

  profileOf(accessToken: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.userProfile(accessToken, (error, profile) => (error ? reject(error) : resolve(profile)));
    });
  }

  /** With the library's own OAuth 2 client. */
  refresh(refreshToken: string): Promise<Tokens> {
    return new Promise((resolve, reject) => {
      this._oauth2.getOAuthAccessToken(refreshToken, { grant_type: 'refresh_token' }, (error, access, refresh) =>
        error ? reject(error) : resolve({ access: access ?? '', refresh: refresh ?? '' }),
      );
    });
  }
}

const createApp = (strategy: OctroiStrategy) => {
  const passport = new Passport();
  passport.use('octroi', strategy);
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: Express.User, done) => done(null, user));

  const app = express();
  app.use(session({ secret: 'of this test alone', resave: false, saveUninitialized: false }));
  app.use(passport.session());
  app.get('/auth/octroi', passport.authenticate('octroi'));
  const destinations = { successRedirect: '/', failureRedirect: '/failed' };
  app.get('/auth/octroi/callback', passport.authenticate('octroi', destinations));
  app.get('/', ({ user }, response) => {
    response.send(`<link rel="icon" href="data:,">${JSON.stringify(user)} is signed in`);
  });
  return app;
};

test('passport-oauth2 in an Express app signs a user in with PKCE and state, reads userinfo and refreshes', async () => {
  const { server, developer, alice, browser, site } = scene();
  const signedIn: (Tokens & { profile: unknown })[] = [];
  const strategies: OctroiStrategy[] = [];
  const origin = await site(async (self) => {
    const callbackURL = `${self}/auth/octroi/callback`;
    const { clientId, clientSecret } = await server.addApp(developer, { redirectUris: [callbackURL] });
    const strategy = new OctroiStrategy(
      { issuer: server.origin, clientID: clientId, clientSecret, callbackURL },
      (access: string, refresh: string, profile: { username: string }, done: OAuth2Strategy.VerifyCallback) => {
        signedIn.push({ access, refresh, profile });
        done(null, { username: profile.username });
      },
    );
    strategies.push(strategy);
    return createApp(strategy);
  });

  const visitor = await browser();
  await visitor.opens(`${origin}/auth/octroi`);
  await visitor.signsIn();
  await visitor.presses('Allow');
  await visitor.reads('{"username":"alice"} is signed in');

  const [strategy] = strategies;
  const [first] = signedIn;
  assert.ok(strategy !== undefined && first !== undefined);
  assertIsAlice(first.profile, alice);
  const second = await strategy.refresh(first.refresh);
  assert.notEqual(second.refresh, first.refresh);
  assertIsAlice(await strategy.profileOf(second.access), alice);
});
