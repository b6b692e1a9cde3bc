// npm run requirements: writes docs/requirements.md, which lists for each section of a specification the tests that
// cover it and the code that implements it, from test names and comments. With --check it only fails if the page is out
// of date. A folder may be given instead of the workspace.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { byDocument, bySection, citationsIn, DOCUMENTS, withoutCitations } from './lib/citations.mjs';
import { Failure, main, root } from './lib/process.mjs';
import { testsIn } from './lib/test-names.mjs';

const PAGE = 'docs/requirements.md';

const TEST = /\.test\.tsx?$/;

const INTRODUCTION = `# Requirements

Which section of which specification a test holds, and which code obeys it: written by \`npm run requirements\` from the
names of the tests and the comments of the code. A test cites a section when its failing would mean that the section is
broken; not every sentence of a section need have a test. The code of a section is named once, beside its first test.
Numbers such as A33 are attacks: [security.md](security.md).`;

/** The matching files in a folder of each package, relative to the root, with slashes. */
const filesOf = (folder, part, pattern) => {
  const packages = join(folder, 'packages');
  return readdirSync(packages)
    .filter((name) => existsSync(join(packages, name, part)))
    .flatMap((name) =>
      readdirSync(join(packages, name, part), { recursive: true })
        .filter((file) => pattern.test(file))
        .map((file) => ['packages', name, part, ...file.split(sep)].join('/')),
    )
    .toSorted();
};

/** Without duplicates, and without whole documents of which a section is cited too. */
const distinct = (citations) =>
  [...new Map(citations.map((each) => [`${each.document} ${each.section}`, each])).values()].filter(
    ({ document, section }) =>
      section !== '' || citations.every((other) => other.document !== document || other.section === ''),
  );

/** All citations, by document and section: `tests` are `{ name, file }`, `code` is files. */
const collect = (folder) => {
  const documents = new Map();
  const entry = ({ document, section }, file) => {
    if (!Object.hasOwn(DOCUMENTS, document)) {
      throw new Failure(`${file} cites ${document}, which has no title in scripts/lib/citations.mjs: add it there.`);
    }
    if (!documents.has(document)) documents.set(document, new Map());
    const sections = documents.get(document);
    if (!sections.has(section)) sections.set(section, { tests: [], code: new Set() });
    return sections.get(section);
  };
  for (const file of filesOf(folder, 'src', /\.tsx?$/).filter((name) => !TEST.test(name))) {
    for (const citation of distinct(citationsIn(readFileSync(join(folder, file), 'utf8')))) {
      entry(citation, file).code.add(file);
    }
  }
  for (const file of ['src', 'test'].flatMap((part) => filesOf(folder, part, TEST))) {
    for (const { name, groups } of testsIn(readFileSync(join(folder, file), 'utf8'))) {
      for (const citation of distinct([name, ...groups].flatMap(citationsIn))) {
        entry(citation, file).tests.push({ name: withoutCitations(name), file });
      }
    }
  }
  return documents;
};

/** Escapes Markdown in a test's name. */
const plain = (text) => text.replaceAll(/[\\`*[\]<|]|__/g, String.raw`\$&`);

/** A link to a file. The text omits the folder of sources or tests, and for the server the package's name. */
const linkTo = (file) => {
  const [, name, , ...rest] = file.split('/');
  const path = rest.join('/').replace(/\.test\.tsx?$/, '');
  return `[${name === 'server' ? '' : `${name}: `}${path}](../${file})`;
};

const sectionName = (section) => {
  if (section === '') return 'whole';
  return /^[A-Z]/.test(section) ? `appendix ${section}` : section;
};

const rowsOf = ([section, { tests, code }]) =>
  tests.map(({ name, file }, index) => {
    const links = index === 0 ? [...code].map(linkTo).join(', ') : '';
    return `| ${sectionName(section)} | ${plain(name)} | ${linkTo(file)} | ${links} |`;
  });

const untestedOf = (sections) =>
  sections
    .filter(([, { tests }]) => tests.length === 0)
    .map(([section, { code }]) => `- ${sectionName(section)}: ${[...code].map(linkTo).join(', ')}`);

const headingOf = (document) => (DOCUMENTS[document] === '' ? document : `${document}: ${DOCUMENTS[document]}`);

const partOf = (document, sections) => {
  const untested = untestedOf(sections);
  return [
    `## ${headingOf(document)}`,
    ['| section | promise | test | code |', '| --- | --- | --- | --- |', ...sections.flatMap(rowsOf)].join('\n'),
    ...(untested.length === 0 ? [] : ['Cited by code, and by no test:', untested.join('\n')]),
  ].join('\n\n');
};

const isTested = ([, sections]) => sections.some(([, { tests }]) => tests.length > 0);

const pageOf = (folder) => {
  const all = [...collect(folder)]
    .toSorted(([one], [other]) => byDocument(one, other))
    .map(([document, sections]) => [document, [...sections].toSorted(([one], [other]) => bySection(one, other))]);
  const untested = all
    .filter((one) => !isTested(one))
    .map(([document, sections]) => `### ${headingOf(document)}\n\n${untestedOf(sections).join('\n')}`);
  return [
    INTRODUCTION,
    '<!-- prettier-ignore-start -->',
    ...all.filter(isTested).map(([document, sections]) => partOf(document, sections)),
    ...(untested.length === 0 ? [] : ['## Documents that code cites, and no test', ...untested]),
    '<!-- prettier-ignore-end -->\n',
  ].join('\n\n');
};

await main((args) => {
  const folder = args.find((arg) => !arg.startsWith('-')) ?? root;
  const file = join(folder, PAGE);
  const fresh = pageOf(folder);
  if (existsSync(file) && readFileSync(file, 'utf8') === fresh) return 0;
  if (args.includes('--check')) throw new Failure(`${PAGE} is out of date. Run \`npm run requirements\`.`);
  mkdirSync(join(folder, 'docs'), { recursive: true });
  writeFileSync(file, fresh);
  return 0;
});
