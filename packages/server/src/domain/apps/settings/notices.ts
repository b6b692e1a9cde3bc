import type { AppNotice } from '../../mail/index.js';
import { bringsKeys } from '../security.js';
import { settingValuesOf, type App } from '../store/app.js';
import type { AppChanges } from './changes.js';
import { isGuard, SETTING_KEYS } from './table.js';

/** What to tell an app's owner of a change, if anything: whoever has their session may have made it (ADR 0043). */
export const noticeOfChange = (before: App, changes: AppChanges, after: App): AppNotice | null => {
  if (bringsKeys(before, changes)) return 'app_keys_changed';
  const [had, has] = [settingValuesOf(before), settingValuesOf(after)];
  const isChanged = SETTING_KEYS.some((key) => isGuard(key) && JSON.stringify(had[key]) !== JSON.stringify(has[key]));
  return isChanged ? 'app_security_changed' : null;
};
