import { SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { Wallet } from './wallet.js';

export const walletJobs = ({ wallet }: { wallet: Wallet }): Job[] => [
  { name: 'settle paid orders', every: 30 * SECOND, runsIn: 'one process', run: () => wallet.settle() },
];
