import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Failure } from './process.mjs';
import { findProgram, installPackages } from './system.mjs';

const GSON = process.env.GSON_JAR ?? '/usr/share/java/gson.jar';

/** Debian splits Mono into packages; elsewhere it is one. */
const MONO = ['System.Net.Http', 'System.Runtime.Serialization', 'System.Xml.Linq'];
const monoPieces = () => MONO.every((name) => existsSync(`/usr/lib/mono/4.5/${name}.dll`));

const succeeds = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const has = (name) => findProgram([name]) !== undefined;

/** The languages of the examples, besides those other tests need: how to detect them, and their Debian packages. */
const TOOLCHAINS = [
  { name: 'Python', isThere: () => has('python3'), packages: ['python3'] },
  { name: 'Go', isThere: () => has('go'), packages: ['golang-go'] },
  {
    name: 'PHP with cURL',
    isThere: () => succeeds('php', '-r', 'exit(extension_loaded("curl") ? 0 : 1);'),
    packages: ['php-cli', 'php-curl'],
  },
  {
    name: 'Ruby with WEBrick',
    isThere: () => succeeds('ruby', '-rwebrick', '-e', ''),
    packages: ['ruby', 'ruby-webrick'],
  },
  { name: 'a JDK, 17 or newer', isThere: () => has('javac'), packages: ['default-jdk-headless'] },
  { name: 'Gson, at GSON_JAR', isThere: () => existsSync(GSON), packages: ['libgoogle-gson-java'] },
  {
    name: 'Mono',
    isThere: () => has('mcs') && has('mono') && (monoPieces() || !existsSync('/etc/debian_version')),
    packages: [
      'mono-mcs',
      'mono-runtime',
      ...MONO.map((name) => `libmono-${name.toLowerCase().replaceAll('.', '-')}4.0-cil`),
    ],
  },
];

const missing = () => TOOLCHAINS.filter(({ isThere }) => !isThere());

const remedyFor = (toolchains) =>
  `The tests of the examples need ${toolchains.map(({ name }) => name).join('; ')}: install them (Debian: apt-get ` +
  `install ${toolchains.flatMap(({ packages }) => packages).join(' ')}), or select other tests (npm run test:full -- WORD).`;

/** Installs whatever the examples need and is missing, all at once. */
export const ensureToolchains = async () => {
  const wanted = missing();
  if (wanted.length === 0) return;
  await installPackages(
    wanted.flatMap(({ packages }) => packages),
    remedyFor(wanted),
  );
  const still = missing();
  if (still.length > 0) throw new Failure(remedyFor(still));
};
