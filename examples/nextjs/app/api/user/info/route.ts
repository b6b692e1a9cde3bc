import { nextHandlers } from '@octroi/sdk/next';
import { octroi } from '../../../../lib/octroi.ts';

export const { GET } = nextHandlers(octroi);
