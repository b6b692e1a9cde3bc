import assert from 'node:assert/strict';
import { grantTypesWith } from '#server/domain/apps/settings/grant-types.js';
import { scopeBoxesOn, textOf, type Answer, type OAuthApp } from '../oauth-app.js';
import type { VisitedPage, Visitor } from '../page-visitor.js';

/** Allows the device flow for an app. */
export const DEVICES = { grantTypes: grantTypesWith(true) };

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export interface Device {
  code: string;
  userCode: string;
  /** Polls for tokens. */
  poll(changes?: Record<string, string>): Promise<Answer>;
}

/** A device that has started to sign in. */
export const startDevice = async (app: OAuthApp, fields: Record<string, string> = {}): Promise<Device> => {
  const answer = await app.authorizeDevice({ scope: 'profile balance', ...fields });
  assert.equal(answer.status, 200, answer.text);
  const code = textOf(answer, 'device_code');
  return {
    code,
    userCode: textOf(answer, 'user_code'),
    poll: (changes = {}) => app.token({ grant_type: DEVICE_GRANT, device_code: code, ...changes }),
  };
};

/** The fields of the confirmation page. */
export const questionOn = (page: VisitedPage): Record<string, string> => {
  const valueOf = (name: string): string => {
    const value = new RegExp(`name="${name}" value="([^"]+)"`).exec(page.html)?.[1];
    assert.ok(value, `the page asks about no device: ${page.status} ${page.location}`);
    return value;
  };
  return { user_code: valueOf('user_code'), ticket: valueOf('ticket') };
};

/** A signed-in user enters a device's code and decides. They leave all boxes ticked but `unticked`. */
export const decide = async (
  visitor: Visitor,
  userCode: string,
  decision: 'allow' | 'cancel',
  unticked: readonly string[] = [],
): Promise<VisitedPage> => {
  await visitor.get('/device');
  const page = await visitor.follow(await visitor.post('/device', { user_code: userCode }));
  const answer = new URLSearchParams({ ...questionOn(page), decision });
  for (const box of scopeBoxesOn(page)) if (!unticked.includes(box)) answer.append('scope', box);
  return visitor.post('/device/answer', answer);
};
