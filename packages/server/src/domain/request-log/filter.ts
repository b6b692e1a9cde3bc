import { fault } from '../../kernel/fault.js';
import { readRowId } from '../../kernel/text.js';
import type { WantedRequests } from './store.js';
import type { FieldFault, InputFault } from '../../i18n/field-fault.js';
import { OPERATIONS, type Operation } from './operations.js';

export const OUTCOMES = ['ok', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Which lines of an app's request log to show; null means all. */
export interface RequestFilter {
  outcome: Outcome | null;
  operation: Operation | null;
  requestId: string | null;
  /** Only lines older than the one with this id. */
  before: number | null;
}

export const EVERYTHING: RequestFilter = { outcome: null, operation: null, requestId: null, before: null };

const MAX_REQUEST_ID = 100;

const memberOf = <T extends string>(values: readonly T[], text: string): T | undefined =>
  values.find((value) => value === text);

/**
 * Reads a filter from the parameters outcome, operation, request_id and before of a query or form. Empty ones are ignored.
 */
export const readRequestFilter = (
  get: (name: string) => string | undefined,
): { filter: RequestFilter; faults: FieldFault[] } => {
  const faults: FieldFault[] = [];
  const read = <T>(field: string, parse: (text: string) => T | undefined, found: InputFault): T | null => {
    const text = get(field)?.trim() ?? '';
    if (text === '') return null;
    const value = parse(text);
    if (value === undefined) faults.push({ field, fault: found });
    return value ?? null;
  };
  const filter: RequestFilter = {
    outcome: read('outcome', (text) => memberOf(OUTCOMES, text), fault('notOneOf', OUTCOMES.join(', '))),
    operation: read('operation', (text) => memberOf(OPERATIONS, text), fault('notOneOf', OPERATIONS.join(', '))),
    requestId: read(
      'request_id',
      (text) => (text.length <= MAX_REQUEST_ID && !text.includes('\0') ? text : undefined),
      fault('requestIdInvalid'),
    ),
    before: read('before', (text) => readRowId(text) ?? undefined, fault('lineIdInvalid')),
  };
  return { filter, faults };
};

export const wantedBy = ({ outcome, ...wanted }: RequestFilter, limit: number): WantedRequests => ({
  ...wanted,
  failed: outcome === null ? null : outcome === 'failed',
  limit,
});
