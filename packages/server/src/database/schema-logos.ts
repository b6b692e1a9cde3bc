import type { RasterType } from '../kernel/image.js';

/** The picture of an app, which has one at most; `apps.logo_hash` names it. */
export interface AppLogosTable {
  app_id: number;
  type: RasterType;
  bytes: Uint8Array<ArrayBuffer>;
  created_at: number;
}
