import { hash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import { fault } from '../../kernel/fault.js';
import { readRaster, type Raster } from '../../kernel/image.js';
import type { AppLogo } from './store/logos.js';
import type { AppLogosStore } from './store/logos.js';
import type { App } from './store/app.js';
import type { Audit } from '../audit/index.js';
import type { FieldFault, InputFault, Outcome } from '../../i18n/field-fault.js';

/** A logo takes no more. In bytes. */
export const MAX_LOGO = 64 * 1024;
/** Of each side. In pixels. */
const SMALLEST = 16;
const LARGEST = 1024;

export const logoTooLarge = (): InputFault => fault('logoTooLarge', MAX_LOGO / 1024);

/** What it is, or what is wrong with it. Pages show a logo without a way to stop it, so it must not move (WCAG 2.2.2). */
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

/** The logos of apps: uploaded, judged by what is in them, and never fetched from elsewhere. */
export const createAppLogos = ({ store, clock, audit }: { store: AppLogosStore; clock: Clock; audit: Audit }) => {
  const changed = (app: App, logo: string): Promise<void> =>
    audit.record({ type: 'app_changed', userId: app.owner, appId: app.id, detail: { logo } });

  return {
    /** What is wrong with one before there is an app to have it. */
    faultsOf: (bytes: Uint8Array): FieldFault[] => {
      const judged = judge(bytes);
      return 'code' in judged ? [{ field: 'logo', fault: judged }] : [];
    },

    /**
     * Gives the app this logo, in the place of the one it had. The operator trusted the app with its old face
     * (docs/adr/0026-app-logos.md); `isOperators`: the new one is the operator's own choice.
     */
    put: async (
      app: App,
      bytes: Uint8Array<ArrayBuffer>,
      { isOperators = false }: { isOperators?: boolean } = {},
    ): Promise<Outcome<null>> => {
      const raster = judge(bytes);
      if ('code' in raster) return { outcome: 'refused', faults: [{ field: 'logo', fault: raster }] };
      const name = hash('sha256', bytes, 'base64url');
      if (name === app.logoHash) return { outcome: 'done', value: null };
      const logo = { appId: app.id, hash: name, type: raster.type, bytes, endsTrust: !isOperators, now: clock.now() };
      if (await store.put(logo)) await changed(app, name);
      return { outcome: 'done', value: null };
    },

    remove: async (app: App): Promise<void> => {
      if (await store.remove(app.id)) await changed(app, 'none');
    },

    /** By the hash of its content; undefined when no app has it now. */
    find: (name: string): Promise<AppLogo | undefined> => store.find(name),
  };
};

export type AppLogos = ReturnType<typeof createAppLogos>;
