// The baseline: a node:http server that reads the request and answers with as many bytes of JSON as its path says.
import { createServer } from 'node:http';

const jsonOf = (bytes) => JSON.stringify({ filler: 'x'.repeat(Math.max(0, bytes - 13)) });
const answers = new Map();

const answerTo = (path) => {
  if (!answers.has(path)) answers.set(path, Buffer.from(jsonOf(Number(path.slice(1)))));
  return answers.get(path);
};

const server = createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    const answer = request.url === '/readyz' ? Buffer.from('{}') : answerTo(request.url);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit());
