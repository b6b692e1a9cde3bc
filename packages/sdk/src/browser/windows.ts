/** The name of the sign-in window, so that a second click uses the one that is open. */
export const SIGN_IN_WINDOW = 'octroi-sign-in';

/** Opens the sign-in window, or returns null where the browser blocks it. To be called before anything is awaited. */
export const openSignInWindow = (url: string): Window | null => {
  const popup = window.open(url, SIGN_IN_WINDOW, 'popup,width=500,height=700');
  popup?.focus();
  return popup;
};

/** What a window was opened for; it is closed when that fails. */
export const orClose = <T>(opened: Window | null, work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    opened?.close();
    throw error;
  });

/** Leaves the page; what comes after it never happens here. */
export const leaveFor = (url: string): Promise<never> => {
  location.assign(url);
  return new Promise(() => {});
};
