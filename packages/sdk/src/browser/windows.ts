/** The name of the sign-in window, so that a second click reuses it. */
export const SIGN_IN_WINDOW = 'octroi-sign-in';

/** Opens the sign-in window; null if the browser blocks it. Call it before any await. */
export const openSignInWindow = (url: string): Window | null => {
  const popup = window.open(url, SIGN_IN_WINDOW, 'popup,width=500,height=700');
  popup?.focus();
  return popup;
};

/** Closes the window if `work` fails. */
export const orClose = <T>(opened: Window | null, work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    opened?.close();
    throw error;
  });

/** Leaves the page; never resolves. */
export const leaveFor = (url: string): Promise<never> => {
  location.assign(url);
  return new Promise(() => {});
};
