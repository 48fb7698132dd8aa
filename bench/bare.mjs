// A server that parses the request and stringifies an answer that it got from its parent process, as JSON or, if that is
// asked for, as YAML, and nothing else.
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { stringify } from 'yaml';

process.once('message', (text) => {
  const answer = JSON.parse(text);
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      JSON.parse(Buffer.concat(parts).toString());
      const isYaml = request.headers.accept === 'application/yaml';
      const body = isYaml ? answer.manifests.map((one) => stringify(one)).join('---\n') : JSON.stringify(answer);
      const type = isYaml ? 'application/yaml' : 'application/json';
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}/`));
});
