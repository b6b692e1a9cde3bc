import { lookEn } from './look.js';
import { accountEn } from './account.js';
import { consoleEn } from './console.js';
import { faultsEn } from './faults.js';
import { deviceEn } from './device.js';
import { requestsEn } from './requests.js';
import { playgroundEn } from './playground.js';
import { testUsersEn } from './test-users.js';
import { resourcesEn } from './resources.js';
import { leavingEn } from './leaving.js';
import { mailsEn } from './mails.js';
import { recoveryEn } from './recovery.js';
import { ownAccountEn } from './own-account.js';
import { stepsEn } from './steps.js';
import { upstreamEn } from './upstream.js';

/** English, and the type of every other catalogue. Programs rely on the button and field names. */
export const en = {
  languageName: 'English',

  page: {
    skip: 'Skip to content',
    navigation: 'Main',
    language: 'Language',
    account: 'Account',
    authorizations: 'Authorizations',
    topUp: 'Top up',
    console: 'Console',
    signOut: 'Sign out',
    cancel: 'Cancel',
    /** Ends a sentence after a link. */
    fullStop: '.',
    errorTitle: (title: string) => `Error: ${title}`,
    titleOn: (title: string, siteName: string) => `${title} · ${siteName}`,
  },

  form: {
    errorSummary: 'Please check what you entered',
    username: 'Username',
    usernameOrEmail: 'Username or email',
    email: 'Email',
    password: 'Password',
    passwordHint: (minimum: number) => `At least ${minimum} characters. A short sentence works well.`,
  },

  /** What is wrong with a field, for `FieldError.message`. */
  faults: {
    usernameRequired: 'Enter a username.',
    usernameOrEmailRequired: 'Enter your username or email address.',
    usernameInvalid: (maximum: number) =>
      `Use at most ${maximum} characters, without @, invisible characters, or words that mix alphabets.`,
    usernameTaken: 'This username is taken. Choose another one.',
    emailRequired: 'Enter your email address.',
    emailInvalid: 'Enter an email address such as name@example.com.',
    emailTaken: 'An account with this email address already exists. Sign in instead.',
    passwordRequired: 'Enter your password.',
    passwordTooShort: (minimum: number) => `Use at least ${minimum} characters for the password.`,
    passwordTooLong: (maximum: number) => `Use at most ${maximum} characters for the password.`,
    currentPasswordRequired: 'Enter your current password.',
    currentPasswordWrong: 'Your current password is incorrect.',
    wrongCredentials: 'Incorrect username or password.',
    tooManyAttempts: (minutes: number) =>
      `Too many wrong passwords. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    accountDisabled: 'This account is disabled. To find out why, contact the operator of this site.',
    invitationInvalid: 'This invitation has expired or was already used. Ask for a new one.',
    amountRequired: 'Enter an amount.',
    amountInvalid: 'Enter an amount such as 20 or 12.50.',
    amountTooSmall: (minimum: string) => `The minimum top-up is ${minimum}.`,
    amountTooLarge: (maximum: string) => `The maximum top-up is ${maximum}.`,
    amountOverLimit: 'Your account cannot hold this much more. Enter a smaller amount, or contact support.',
    providerRequired: 'Choose a payment method.',
  },

  /** The scopes, as users see them. */
  scopes: {
    openid: {
      name: 'Sign you in',
      brief: 'with the same identifier every time',
      detail: 'Confirm who you are, with the same identifier every time.',
    },
    profile: {
      name: 'See your profile',
      brief: 'username, email address, account number, sign-up date',
      detail: 'Your username, email address, account number and sign-up date.',
    },
    email: {
      name: 'See your email address',
      brief: 'and whether it is verified',
      detail: 'Your email address, and whether it is verified.',
    },
    balance: {
      name: 'See your balance',
      brief: 'how much you have left and have spent',
      detail: 'How much you have left and how much you have spent, whenever the app checks.',
    },
    offline_access: {
      name: 'Stay connected',
      brief: 'even when you are away',
      detail: 'Keep this access when you are away.',
    },
  },

  /** What an app is, gets and cannot do: on the sign-in page and on the consent page. */
  access: {
    publishedBy: (owner: string) => `Published by ${owner}`,
    publishedByNobody:
      'This app registered itself, so its publisher is unknown. Continue only if you just opened it yourself.',
    knownByAddress: 'Unknown publisher. This app is identified only by its address:',
    trusted: (siteName: string) => `Verified by ${siteName}`,
    receives: (app: string) => `${app} will be able to`,
    isNew: 'New',
    currently: (balance: string) => `Currently: ${balance}`,
    resources: 'Other services',
    atResource: 'It will be able to use',
    recognised: 'Identify you there',
    resourceWords: 'These descriptions come from the people who run that service.',
    sentTo: 'You will be redirected to',
    newAddress: 'This address is new: until now, the app used another one.',
    onThisDevice: 'This is a program on your own device.',
    byScheme: 'This opens a program on your device that handles these links.',
    cannotTitle: 'It will not be able to',
    cannot: ['see your password', 'spend your balance', 'change your account'],
    inProfile: 'Your email address is part of your profile.',
    staysConnected: (days: number) =>
      `The app stays connected for up to ${days === 1 ? '1 day' : `${days} days`}, even when you are away.`,
    keeps: (days: number) =>
      `Keep this access when you are away, for up to ${days === 1 ? '1 day' : `${days} days`} or until you revoke it.`,
    lasts: 'You can revoke this access at any time under',
    manage: 'Manage authorizations',
  },

  home: {
    title: 'Welcome',
    lead: 'One account for all your apps',
    what: (siteName: string) =>
      `With your ${siteName} account, you sign in to apps with one click, control what each app can see, and keep your balance in one place.`,
    signIn: 'Sign in',
    signUp: 'Create an account',
    signedInAs: (username: string) => `Signed in as ${username}`,
    accountDetail: 'Your profile, balance and recent activity',
    authorizationsDetail: 'See which apps have access, and revoke it',
    topUpDetail: 'Add to your balance',
    consoleDetail: 'Register apps and create developer tokens',
    points: [
      { title: 'One-click sign-in', detail: 'No new password for every app.' },
      { title: 'You decide', detail: 'Each app sees only what you allow.' },
      { title: 'Revoke any time', detail: 'Access stops as soon as you revoke it.' },
    ],
  },

  signIn: {
    title: 'Sign in',
    toContinue: (app: string) => `to continue to ${app}`,
    submit: 'Sign in',
    byContinuing: (app: string) => `By signing in, you allow ${app} to`,
    otherAccount: (app: string, username: string) =>
      `You are signed in as ${username}, but ${app} asks for a different account.`,
    noAccount: 'No account yet?',
    signUp: 'Create an account',
  },

  signUp: {
    title: 'Create an account',
    submit: 'Create account',
    haveAccount: 'Already have an account?',
    signIn: 'Sign in',
    invited: 'You’ve been invited to create an account here.',
    operatorTitle: 'Become the operator',
    operator: 'You are about to become the operator of this installation. You’ll manage its users, apps and settings.',
    usernameHint: 'Apps with access to your profile can see this name.',
    closedTitle: 'Sign-up is closed',
    closed: (siteName: string) => `Only the operator can create accounts on ${siteName}.`,
    closedAsk: 'To get one, ask the operator for an invitation.',
    acceptTitle: 'Accept the invitation',
    acceptUser: 'You are already signed in. There is nothing to accept for this account.',
    accept: (username: string) => `Accept as ${username}`,
  },

  consent: {
    title: (app: string) => `${app} asks for access to your account`,
    continueTitle: (app: string) => `Continue to ${app}`,
    signedInAs: 'Signed in as',
    notYou: 'Not you?',
    useAnother: 'Use another account',
    chooseHint: 'Untick anything you don’t want to share.',
    besideHint: 'The app asks for these too, and may not need them. Tick what you want to share.',
    allow: 'Allow',
    continueAs: (username: string) => `Continue as ${username}`,
  },

  /** Whole error pages: `title`, `explanation`, and `remedy` for ErrorPage. */
  errors: {
    requestId: 'Request ID:',
    home: 'Go to the home page',
    openAgain: 'Open the page again',
    returnTo: (origin: string) => `Return to ${origin}`,
    notFound: {
      title: 'Page not found',
      explanation: 'There is no page at this address.',
      remedy: 'Check the address for typos, or start from the home page.',
    },
    methodNotAllowed: {
      title: 'Action not supported',
      explanation: 'This address does not accept that kind of request.',
      remedy: 'Go back and use the buttons on the page.',
    },
    forbidden: {
      title: 'Access denied',
      explanation: 'Your account doesn’t have permission to open this page.',
      remedy: 'If you think it should, contact the operator of this site.',
    },
    signedOut: {
      title: 'You’re signed out',
      explanation:
        'Your session ended while this was under way: you signed out, changed your password, or an operator disabled your account.',
      remedy: 'Nothing was changed. Sign in and try again.',
    },
    gone: {
      title: 'Deleted meanwhile',
      explanation: 'What this page is about was deleted while your request was under way.',
      remedy: 'Nothing was changed. Go back to the list it was in, and load it again.',
    },
    formStale: {
      title: 'This page is out of date',
      explanation:
        'After this page was opened, you signed in or out in another tab, or this browser’s cookies were deleted.',
      remedy: 'Nothing was changed. Open the page again and submit the form there.',
    },
    formUsed: {
      title: 'This form was already sent',
      explanation: 'It creates a secret, and does so once: reloading the page that showed the secret creates no other.',
      remedy:
        'Nothing was changed this time. Open the page again to see what there is. A lost secret cannot be shown again: create another and remove the lost one.',
    },
    formRefused: {
      title: 'We couldn’t accept this form',
      explanation: 'The page was open for too long, or the form came from another site or another session.',
      remedy: 'Go back, reload the page and submit the form again. Nothing was changed.',
    },
    tooManyRequests: {
      title: 'Too many attempts',
      explanation: 'There were too many attempts from your network in a short time.',
      remedy: 'Wait a few minutes, then try again.',
    },
    badRequest: {
      title: 'Invalid request',
      explanation: 'The link that led you here is incomplete or damaged.',
      remedy: 'Go back to the app and try again. If it keeps happening, contact the app’s developer.',
    },
    unknownApp: {
      title: 'Unknown app',
      explanation: 'The app that sent you here isn’t registered, or no longer is.',
      remedy:
        'Go back to the app and tell its developer. If that’s you, check that the client_id in the link matches the one in the console.',
    },
    unknownDocument: {
      title: 'Unknown app',
      explanation: 'The app that sent you here publishes its own description, and we can’t use that description.',
      remedy: 'Go back to the app and send its developer the details above.',
    },
    suspendedApp: {
      title: 'This app is suspended',
      explanation: 'The app that sent you here is suspended: for now it can’t sign you in or read your data.',
      remedy: 'Nothing was changed. If you need the app, ask its developer.',
    },
    requestExpired: {
      title: 'This request is no longer valid',
      explanation: 'It was already answered, it expired, or it was started in another browser.',
      remedy: 'Go back to the app and start again.',
    },
    unavailable: {
      title: 'We’ll be right back',
      explanation: 'Part of this service isn’t responding right now. Your account and your balance are safe.',
      remedy: 'Wait a minute, then try again.',
    },
    serverError: {
      title: 'Something went wrong',
      explanation: 'The problem is on our side, not yours.',
      remedy: 'Try again. If it keeps happening, send the operator of this site the request ID below.',
    },
    redirect: {
      title: 'This app sent an invalid return address',
      titleOf: (app: string) => `${app} sent an invalid return address`,
      explanation:
        'The return address (redirect_uri) isn’t registered for this app. To protect your account, we didn’t send you there, and the app received nothing.',
      sent: 'The app sent',
      sentNothing: 'nothing',
      visitorTitle: 'If you were signing in',
      visitor: 'Go back to the app and show its developer this page.',
      developerTitle: 'If you develop this app',
      developer:
        'Sign in with the account that owns the app to see its registered redirect URIs here. The one in the link must match a registered one, character for character.',
      ownerTitle: 'Your registered redirect URIs',
      ownerEmpty: 'This app has no registered redirect URI.',
      owner: 'Make the two match: change the redirect_uri your app sends, or register this one in the',
      console: 'console',
      registered: 'Registered',
      yours: 'Sent',
      differsAt: (position: number) => `The first difference is at character ${position}.`,
    },
  },

  ...accountEn,
  ...lookEn,
  ...consoleEn,
  ...faultsEn,
  ...deviceEn,
  ...requestsEn,
  ...playgroundEn,
  ...testUsersEn,
  ...resourcesEn,
  ...leavingEn,
  ...mailsEn,
  ...recoveryEn,
  ...ownAccountEn,
  ...stepsEn,
  ...upstreamEn,
};

export type Messages = typeof en;
