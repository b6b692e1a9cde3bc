import { hash } from 'node:crypto';
import type { Queryable } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import { fault } from '../../kernel/fault.js';
import { GoneError } from '../../kernel/gone.js';
import { readRaster, type Raster } from '../../kernel/image.js';
import type { AppLogosStore } from './store/logos.js';
import type { App } from './store/app.js';
import type { Needs } from './needs.js';
import type { AppsSchema } from './tables.js';
import { refused, type FieldFault, type InputFault, type Outcome } from '../../i18n/field-fault.js';

/** Maximum size of a logo, in bytes. */
export const MAX_LOGO = 64 * 1024;
/** Of each side, in pixels. */
const SMALLEST = 16;
const LARGEST = 1024;

export const logoTooLarge = (): InputFault => fault('logoTooLarge', MAX_LOGO / 1024);

/** The logo's format, or what is wrong with it. Must not be animated, because pages offer no way to stop it (WCAG 2.2.2). */
const judge = (bytes: Uint8Array): Raster | InputFault => {
  if (bytes.length === 0) return fault('logoMissing');
  if (bytes.length > MAX_LOGO) return logoTooLarge();
  const raster = readRaster(bytes);
  if (raster === null) return fault('logoNotPicture');
  const { width, height, isAnimated } = raster;
  if ([width, height].some((side) => side < SMALLEST || side > LARGEST)) {
    return fault('logoSize', width, height, SMALLEST, LARGEST);
  }
  return isAnimated ? fault('logoAnimated') : raster;
};

/** The logos of apps: uploaded, checked by content, never fetched. */
export const createAppLogos = (parts: Shared<AppsSchema> & Needs & { store: AppLogosStore }) => {
  const { store, clock, database, audit } = parts;

  const change = (app: App, logo: string, write: (transaction: Queryable<AppsSchema>) => Promise<boolean>) =>
    database.write(async (transaction) => {
      const event = { type: 'app_changed', userId: app.owner, appId: app.id, detail: { logo } } as const;
      const isChanged = await write(transaction);
      if (isChanged) await audit.record(transaction, event);
      return isChanged;
    });

  return {
    /** What is wrong with a logo, before its app exists. */
    faultsOf: (bytes: Uint8Array): FieldFault[] => {
      const judged = judge(bytes);
      return 'code' in judged ? [{ field: 'logo', fault: judged }] : [];
    },

    /**
     * Sets the app's logo. This ends the operator's trust, which was for the old logo (docs/adr/0026-app-logos.md),
     * unless the operator chose the new one (`isOperators`).
     */
    put: async (
      app: App,
      bytes: Uint8Array<ArrayBuffer>,
      { isOperators = false }: { isOperators?: boolean } = {},
    ): Promise<Outcome<null>> => {
      const raster = judge(bytes);
      if ('code' in raster) return refused('logo', raster);
      const name = hash('sha256', bytes, 'base64url');
      if (name === app.logoHash) return { outcome: 'done', value: null };
      const logo = { appId: app.id, hash: name, type: raster.type, bytes, endsTrust: !isOperators, now: clock.now() };
      const isPut = await change(app, name, (transaction) => store.put(transaction, logo));
      if (!isPut) throw new GoneError('the app was deleted');
      return { outcome: 'done', value: null };
    },

    /** False if there was none. */
    remove: (app: App): Promise<boolean> => change(app, 'none', (transaction) => store.remove(transaction, app.id)),

    /** By the hash of its content; undefined if no app uses it. */
    find: store.find,
  };
};

export type AppLogos = ReturnType<typeof createAppLogos>;
