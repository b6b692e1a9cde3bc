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

/** English, and the shape of every other catalogue. Button and field names here are part of the product's contract. */
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

  /** What can be wrong with a field, for `FieldError.message`. */
  faults: {
    usernameRequired: 'Enter a username.',
    usernameOrEmailRequired: 'Enter your username or your email address.',
    usernameInvalid: (maximum: number) =>
      `Use ${maximum} characters at most for the username, none of them @ or hidden.`,
    usernameTaken: 'This username is taken. Choose another one.',
    emailRequired: 'Enter your email address.',
    emailInvalid: 'Enter an email address in the form name@example.com.',
    emailTaken: 'There is an account with this email address already. Sign in instead.',
    passwordRequired: 'Enter your password.',
    passwordTooShort: (minimum: number) => `Use at least ${minimum} characters for the password.`,
    passwordTooLong: (maximum: number) => `Use at most ${maximum} characters for the password.`,
    currentPasswordRequired: 'Enter your current password.',
    currentPasswordWrong: 'This is not your current password.',
    wrongCredentials: 'Username or password is wrong.',
    tooManyAttempts: (minutes: number) =>
      `Too many wrong passwords. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    accountDisabled: 'This account is disabled. Ask the operator of this site why.',
    invitationInvalid: 'This invitation was used already or has expired. Ask for a new one.',
    amountRequired: 'Enter an amount.',
    amountInvalid: 'Enter the amount in digits, such as 20 or 12.50.',
    amountTooSmall: (minimum: string) => `The smallest top-up is ${minimum}.`,
    amountTooLarge: (maximum: string) => `The largest top-up is ${maximum}.`,
    providerRequired: 'Choose how to pay.',
  },

  /** The scopes an app can ask for, in the words a user sees. */
  scopes: {
    openid: {
      name: 'Sign you in',
      brief: 'the same identifier each time',
      detail: 'Confirm to the app that it is you, each time with the same identifier.',
    },
    profile: {
      name: 'See your profile',
      brief: 'username, email address, account number, joining day',
      detail: 'Your username, email address, account number and the day you joined.',
    },
    email: {
      name: 'See your email address',
      brief: 'and whether it was verified',
      detail: 'Your email address, and whether it was verified.',
    },
    balance: {
      name: 'See your balance',
      brief: 'what you have left and have spent',
      detail: 'What you have left and what you have spent, each time it looks.',
    },
    offline_access: {
      name: 'Stay connected',
      brief: 'while you are away',
      detail: 'Keep this access while you are away, until you end it.',
    },
  },

  /** What an app is, receives and may not do: on the sign-in page and on the consent page. */
  access: {
    publishedBy: (owner: string) => `Published by ${owner}`,
    publishedByNobody:
      'This app registered itself, and nobody vouches for it. Go on only if you have just opened it yourself.',
    knownByAddress: 'Nobody vouches for this app; it is known by its address:',
    trusted: (siteName: string) => `Checked by ${siteName}`,
    receives: (app: string) => `${app} will be able to`,
    isNew: 'New',
    currently: (balance: string) => `Right now: ${balance}`,
    resources: 'Other services',
    atResource: 'It will be able to use',
    recognised: 'Be recognised as you there',
    resourceWords: 'These words are by the people who run that service.',
    sentTo: 'You will be sent to',
    onThisDevice: 'This is a program on your own device.',
    byScheme: 'This opens a program on your device that handles such links.',
    cannotTitle: 'It will not be able to',
    cannot: ['see your password', 'spend your balance', 'change your account'],
    lasts: 'This lasts until you end it, which you can do at any time under',
    manage: 'Manage authorizations',
  },

  home: {
    title: 'Welcome',
    lead: 'One account for all your apps',
    what: (siteName: string) =>
      `With your ${siteName} account you sign in to apps with one click, decide what each of them may see, and keep your balance in one place.`,
    signIn: 'Sign in',
    signUp: 'Create an account',
    signedInAs: (username: string) => `Signed in as ${username}`,
    accountDetail: 'Your profile, balance and recent activity',
    authorizationsDetail: 'The apps you have let in, and how to end their access',
    topUpDetail: 'Add to your balance',
    consoleDetail: 'Register apps and make developer tokens',
    points: [
      { title: 'One click', detail: 'No new password for each app you try.' },
      { title: 'You decide', detail: 'Each app sees only what you let it see.' },
      { title: 'End it any time', detail: 'Access stops the moment you say so.' },
    ],
  },

  signIn: {
    title: 'Sign in',
    toContinue: (app: string) => `to continue to ${app}`,
    submit: 'Sign in',
    byContinuing: (app: string) => `By signing in you let ${app}`,
    otherAccount: (app: string, username: string) =>
      `${app} asks for another account than ${username}, which is signed in here.`,
    noAccount: 'No account yet?',
    signUp: 'Create an account',
  },

  signUp: {
    title: 'Create an account',
    submit: 'Create account',
    haveAccount: 'Already have an account?',
    signIn: 'Sign in',
    invited: 'You have been invited to open an account here.',
    operatorTitle: 'Become the operator',
    operator: 'You are about to become this installation’s operator: you will manage its users, apps and settings.',
    usernameHint: 'Apps that you let see your profile will see this name.',
    closedTitle: 'Sign-up is closed',
    closed: (siteName: string) => `New accounts on ${siteName} are made by its operator.`,
    closedContact: (contact: string) => `To get one, ask ${contact}.`,
    closedNoContact: 'To get one, ask the person who runs this site for an invitation.',
    acceptTitle: 'Accept the invitation',
    acceptUser: 'You are signed in already. There is nothing you need to accept for this account.',
    accept: (username: string) => `Accept as ${username}`,
  },

  consent: {
    title: (app: string) => `${app} asks for access to your account`,
    continueTitle: (app: string) => `Continue to ${app}`,
    signedInAs: 'Signed in as',
    notYou: 'Not you?',
    useAnother: 'Use another account',
    chooseHint: 'Untick what you would rather not share.',
    allow: 'Allow',
    continueAs: (username: string) => `Continue as ${username}`,
  },

  /** Whole error pages: `title`, `explanation`, and `remedy` as ErrorPage takes them. */
  errors: {
    requestId: 'Request id:',
    home: 'Go to the home page',
    notFound: {
      title: 'Page not found',
      explanation: 'There is nothing at this address.',
      remedy: 'Check the address for typing errors, or start from the home page.',
    },
    methodNotAllowed: {
      title: 'Not possible this way',
      explanation: 'This address does not take that kind of request.',
      remedy: 'Use the buttons on the page that led you here.',
    },
    forbidden: {
      title: 'Not allowed',
      explanation: 'Your account may not open this page.',
      remedy: 'If it should, ask the operator of this site.',
    },
    formRefused: {
      title: 'This form could not be accepted',
      explanation: 'It was open for too long, or it was sent from another site or another session.',
      remedy: 'Go back, reload the page and send the form again. Nothing was changed.',
    },
    tooManyRequests: {
      title: 'Too many tries',
      explanation: 'There were too many tries from here in a short time.',
      remedy: 'Wait a few minutes, then try again.',
    },
    badRequest: {
      title: 'This request cannot be understood',
      explanation: 'The link that led you here is incomplete or damaged.',
      remedy: 'Go back to the app and try again. If it happens again, tell the people who make the app.',
    },
    unknownApp: {
      title: 'Unknown app',
      explanation: 'The app that sent you here is not registered, or is no longer.',
      remedy:
        'Go back to the app and tell the people who make it. If that is you: compare the client_id in the link with the one in the console.',
    },
    unknownDocument: {
      title: 'Unknown app',
      explanation:
        'The app that sent you here describes itself at an address of its own, and that description cannot be used.',
      remedy: 'Go back to the app and tell the people who make it what is written above.',
    },
    requestExpired: {
      title: 'This request is no longer valid',
      explanation: 'It was answered already, it waited too long, or it was begun in another browser.',
      remedy: 'Go back to the app and start again from there.',
    },
    unavailable: {
      title: 'Back in a moment',
      explanation: 'A part of this service does not answer right now. Your account and your balance are safe.',
      remedy: 'Wait a minute, then try again.',
    },
    serverError: {
      title: 'Something went wrong',
      explanation: 'This is our fault, not yours.',
      remedy: 'Try again. If it happens again, tell the operator of this site the request id below.',
    },
    redirect: {
      title: 'This app sent a wrong return address',
      titleOf: (app: string) => `${app} sent a wrong return address`,
      explanation:
        'The address to send you back to (redirect_uri) is not one that was registered for the app. To keep your account safe we have not sent you there, and the app has received nothing.',
      sent: 'The app sent',
      sentNothing: 'nothing',
      visitorTitle: 'If you were signing in',
      visitor: 'Go back to the app, and tell the people who make it what you see here.',
      developerTitle: 'If you make this app',
      developer:
        'Sign in with the account that owns the app to see the registered addresses here. The address in the link must be the same as a registered one, character for character.',
      ownerTitle: 'Your registered addresses',
      ownerEmpty: 'No return address is registered for this app.',
      owner: 'Make the two the same: change the redirect_uri that your app sends, or register another one in the',
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
