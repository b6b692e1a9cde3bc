import { formatRetention } from './retention.mjs';
import { formatSpace } from './space.mjs';

/** The results as text for terminals, also valid Markdown. */
export const formatAge = ({ retention, space }) =>
  [
    '## Requests while old rows are deleted',
    formatRetention(retention),
    '## The file after a long time',
    formatSpace(space),
  ].join('\n\n');

/** The page written by a full run. */
export const agePage = (results, { cpu, cpus, node, load }, date) => `# Age

${date}, ${cpus} x ${cpu}, Node.js ${node}, load average ${load.toFixed(1)} before the run. \`npm run bench -- --age\` measures again and writes this page;
README.md says what is measured.

${formatAge(results)}
`;
