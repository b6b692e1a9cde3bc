import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE, SECOND } from '#server/kernel/clock.js';
import { createBalancer } from './balancer.js';
import { createGate } from './soak/gate.js';
import { createMember, type Member } from './soak/member.js';
import type { Seen } from './soak/network.js';
import { onPostgres, onSqlite, type Place } from './soak/places.js';
import { createRandom } from './soak/random.js';

/** Of each database, at the same time. */
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? '2');
const SEED = Number(process.env['SOAK_SEED'] ?? '1');

const USERS = 6;
const QUOTA = 1_000_000;
const PASSWORD = 'a sentence long enough';
const FAULTS_BETWEEN_CALMS = 3;
const CALM_WITHIN_MS = 90 * SECOND;
/** A process that has served for long. */
const MAX_RESIDENT = 160e6;
/** An empty database and its log, and what is kept of each answer for days: the audit log, mails, requests of apps. */
const MAX_BYTES = { atFirst: 24e6, ofAnAnswer: 500 };

const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** Waits until every process is ready. Like an operator, accepts the clock if that is asked for. */
const untilCalm = async ({ processes }: Place): Promise<void> => {
  const deadline = performance.now() + CALM_WITHIN_MS;
  for (;;) {
    const answers = await Promise.all(
      processes.origins.map(async (origin) => {
        try {
          const answer = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(5 * SECOND) });
          return `${answer.status} ${await answer.text()}`;
        } catch (error) {
          return String(error);
        }
      }),
    );
    if (answers.every((answer) => answer.startsWith('200'))) return;
    assert.ok(performance.now() < deadline, `not ready for long: ${answers.join('; ')}`);
    if (answers.some((answer) => answer.includes('doctor --accept-clock'))) {
      await processes.command('doctor', '--accept-clock').catch(() => {});
    }
    await wait(SECOND);
  }
};

const PLACES = { 'two processes on PostgreSQL': onPostgres, 'one process on SQLite': onSqlite };

describe(
  'F1: under faults at random, nothing that was acknowledged is lost, and nobody is signed out',
  {
    concurrency: true,
  },
  () => {
    for (const [name, open] of Object.entries(PLACES)) {
      test(name, { timeout: (MINUTES + 8) * MINUTE }, async (t) => {
        t.diagnostic(`SOAK_SEED=${SEED} SOAK_MINUTES=${MINUTES}`);
        const random = createRandom(SEED);
        const gate = createGate();
        const seen: Seen = { answers: {}, unanswered: 0, clockSetAt: -Infinity, faults: [] };
        const place = await open({ gate, seen });
        const { processes } = place;
        const balancer = createBalancer(processes.origins);
        const most = { resident: 0, bytes: 0 };
        const members: Member[] = [];
        const stopping = new AbortController();
        const lives: Promise<void>[] = [];
        const started = performance.now();
        const say = (line: string): void =>
          console.log(`${((performance.now() - started) / SECOND).toFixed(1)} s, ${name}: ${line}`);

        /** Acknowledged by a command, which may have to be run again. */
        const addMember = async (): Promise<void> => {
          const username = `user${members.length}`;
          const described = ['--username', username, '--email', `${username}@example.com`, '--password', PASSWORD];
          for (let tries = 0; ; tries += 1) {
            try {
              await processes.command('user', 'create', ...described, '--quota', String(QUOTA));
              break;
            } catch (error) {
              if (tries > 0 && /taken|already/.test(String(error))) break;
              assert.ok(tries < 60, String(error));
              await wait(SECOND);
            }
          }
          const seed = random.between(0, 2 ** 31);
          const member = createMember({
            username,
            quota: QUOTA,
            processes,
            balancer,
            gate,
            seen,
            random: createRandom(seed),
          });
          members.push(member);
          lives.push(member.live(stopping.signal));
        };
        const answers = (): number => Object.values(seen.answers).reduce((sum, count) => sum + count, 0);

        const verify = async (): Promise<void> => {
          await gate.whileEmpty(async () => {
            await untilCalm(place);
            for (const member of members) await member.verify();
          });
          const bytes = await place.size();
          const resident = Math.max(...processes.pids().map(residentBytes));
          most.bytes = Math.max(most.bytes, bytes);
          most.resident = Math.max(most.resident, resident);
          say(
            `calm: ${answers()} answers, ${seen.unanswered} unanswered, ${(resident / 1e6).toFixed(0)} MB resident, ${(bytes / 1e6).toFixed(1)} MB stored`,
          );
          for (const fault of seen.faults) say(fault);
          assert.deepEqual(seen.faults, []);
          assert.ok(resident < MAX_RESIDENT, `${resident} bytes resident`);
          assert.ok(bytes < MAX_BYTES.atFirst + MAX_BYTES.ofAnAnswer * answers(), `${bytes} bytes stored`);
        };

        try {
          while (members.length < USERS) await addMember();
          await wait(2 * SECOND);
          await verify();
          let left: (typeof place.faults)[number][] = [];
          const until = performance.now() + MINUTES * MINUTE;
          while (performance.now() < until) {
            for (let count = 0; count < FAULTS_BETWEEN_CALMS && performance.now() < until; count += 1) {
              if (left.length === 0) left = random.shuffled(place.faults);
              const fault = left.pop();
              const newcomer = count === 0 && members.length < 3 * USERS ? addMember() : Promise.resolve();
              if (fault !== undefined) await fault(random, say);
              await newcomer;
              await wait(random.between(0, 3_000));
            }
            await verify();
          }
          stopping.abort();
          await Promise.all(lives);
          await place.inspect();
          const done: Record<string, number> = {};
          for (const member of members) {
            for (const [what, count] of Object.entries(member.done)) done[what] = (done[what] ?? 0) + count;
          }
          t.diagnostic(JSON.stringify({ done, ...seen, most }));
          assert.ok((done['refreshes'] ?? 0) > 20, 'it was done something');
        } finally {
          stopping.abort();
          await Promise.all(lives);
          await balancer.close();
          await place.close();
        }
      });
    }
  },
);
