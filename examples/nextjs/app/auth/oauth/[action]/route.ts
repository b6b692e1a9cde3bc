// /auth/oauth/start, /auth/oauth/topup and /auth/oauth/logout
import { nextHandlers } from '@octroi/sdk/next';
import { octroi } from '../../../../lib/octroi.ts';

export const { GET, POST } = nextHandlers(octroi);
