import type { FieldFault } from '../../../i18n/field-fault.js';
import { createReach } from '../../../kernel/reach.js';
import type { Shared } from '../../../database/shared.js';
import type { Needs } from '../needs.js';
import { judgeSecurity, type AppFacts, type AppSecurity } from '../security.js';
import type { AppsSchema } from '../tables.js';
import { appFaults, type AppChanges, type AppDraft } from './changes.js';
import { NO_SETTINGS } from './columns.js';
import { CODE_GRANTS } from './grant-types.js';
import { ourOwn, unreachable, type Called } from './openid.js';

/** What is wrong with an app as it would be, and how it would authenticate. */
export const createJudge = ({
  offers,
  issuer,
  reachable,
}: Pick<Needs, 'offers' | 'reachable'> & Pick<Shared<AppsSchema>, 'issuer'>) => {
  const reach = createReach(reachable);

  const judge = (current: AppSecurity & Called, changes: AppChanges, facts: AppFacts, isTrusted: boolean) => {
    const { next, faults } = judgeSecurity(current, changes, facts, offers);
    // An app that has none and gives up the device flow is faulty too, though the change names no redirect URI.
    const uris = facts.redirectUris.length === 0 ? { redirectUris: [] } : {};
    const others = [
      ...appFaults({ ...changes, ...uris }, facts.public, facts.grants.wants),
      ...ourOwn(changes, issuer),
      ...faults,
    ];
    const isTold = ({ field }: FieldFault): boolean => others.some((other) => other.field === field);
    const more = unreachable(current, changes, (url) => reach.faultOf(url, isTrusted)).filter(
      (found) => !isTold(found),
    );
    return { security: next, faults: [...others, ...more] };
  };

  return {
    judge,
    judgeDraft: (draft: AppDraft) => {
      const facts = {
        public: draft.isPublic ?? false,
        redirectUris: draft.redirectUris,
        grants: { had: [], wants: draft.grantTypes ?? CODE_GRANTS },
      };
      return judge({ ...NO_SETTINGS, usesAssertions: false }, draft, facts, draft.isTrusted ?? false);
    },
  };
};
