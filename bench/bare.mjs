// A server that parses the request and stringifies an answer that it got from its parent process, and nothing else.
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';

process.once('message', (text) => {
  const answer = JSON.parse(text);
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      JSON.parse(Buffer.concat(parts).toString());
      const body = JSON.stringify(answer);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}/`));
});
